"""MLflow stores made by hand: the same runs as a folder and as a database."""

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from xreport.load import load
from xreport.settings import Config

NOW = 1_763_900_000.0
T = 1_763_000_000_000
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
STATUS = {"RUNNING": 1, "SCHEDULED": 2, "FINISHED": 3, "FAILED": 4, "KILLED": 5}


@dataclass
class Store:
    """Experiments by id, runs with all that belongs to them."""

    experiments: dict = field(default_factory=lambda: {"1": "wine"})
    runs: list = field(default_factory=list)

    def add(self, number=0, **more):
        run = {
            "id": f"{number:032x}",
            "experiment": "1",
            "name": f"run-{number}",
            "status": "FINISHED",
            "start": T,
            "end": T + 5000,
            "stage": "active",
            "params": {},
            "tags": {},
            "metrics": {},
            "inputs": [],
            "artifacts": {},
        }
        self.runs.append(run | more)
        return self

    def write_files(self, root: Path) -> Path:
        for id_, name in self.experiments.items():
            write(root / id_ / "meta.yaml", f"experiment_id: '{id_}'\nlifecycle_stage: active\nname: {name}\n")
        for run in self.runs:
            self._write_run(root / run["experiment"], run)
        return root

    def _write_run(self, experiment: Path, run):
        folder = experiment / run["id"]
        end = "null" if run["end"] is None else run["end"]
        write(
            folder / "meta.yaml",
            f"artifact_uri: file:///C:/Users/ada/mlruns/1/{run['id']}/artifacts\nend_time: {end}\n"
            f"lifecycle_stage: {run['stage']}\nrun_id: {run['id']}\nrun_name: {run['name']}\n"
            f"start_time: {run['start']}\nstatus: {STATUS[run['status']]}\ntags: []\nuser_id: ada\n",
        )
        for part in ("params", "tags"):
            for key, value in run[part].items():
                write(folder / part / key, value)
        for key, points in run["metrics"].items():
            write(folder / "metrics" / key, "".join(f"{stamp} {value} {step}\n" for stamp, value, step in points))
        for number, (name, digest, source, context) in enumerate(run["inputs"]):
            dataset = f"d{name}{digest}"
            write(
                experiment / "datasets" / dataset / "meta.yaml",
                f"digest: {digest}\nname: {name}\nprofile: '{{}}'\n"
                f"schema: '[[[[{{'\nsource: '{source}'\nsource_type: http\n",
            )
            write(
                folder / "inputs" / f"i{number}" / "meta.yaml",
                f"destination_id: {run['id']}\ndestination_type: RUN\nsource_id: {dataset}\nsource_type: DATASET\n"
                f"tags:\n  mlflow.data.context: {context}\n",
            )
        for name, data in run["artifacts"].items():
            write(folder / "artifacts" / name, data)

    def write_database(self, path: Path, *, old=False, artifacts=None) -> Path:
        connection = sqlite3.connect(path)
        connection.executescript(OLD if old else NEW)
        for id_, name in self.experiments.items():
            connection.execute(
                "INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (?, ?, 'active')",
                (int(id_), name),
            )
        for number, run in enumerate(self.runs):
            connection.execute(
                "INSERT INTO runs (run_uuid, name, status, start_time, end_time, lifecycle_stage, experiment_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run["id"], run["name"], run["status"], run["start"], run["end"], run["stage"], int(run["experiment"])),
            )
            for part in ("params", "tags"):
                for key, value in run[part].items():
                    connection.execute(
                        f"INSERT INTO {part} (key, value, run_uuid) VALUES (?, ?, ?)", (key, value, run["id"])
                    )
            for key, points in run["metrics"].items():
                for stamp, value, step in points:
                    logged = float(value)
                    nan = logged != logged
                    big = 1.7976931348623157e308
                    stored = 0.0 if nan else max(-big, min(big, logged))
                    columns, more = ("", ()) if old else (", is_nan", (int(nan),))
                    connection.execute(
                        f"INSERT INTO metrics (key, value, timestamp, step, run_uuid{columns})"
                        f" VALUES (?, ?, ?, ?, ?{', ?' * len(more)})",
                        (key, stored, stamp, step, run["id"], *more),
                    )
            for at, (name, digest, source, context) in enumerate(run["inputs"]):
                id_, used = f"d{name}{digest}", f"i{number}-{at}"
                connection.execute(
                    "INSERT OR IGNORE INTO datasets VALUES (?, 1, ?, ?, 'http', ?)", (id_, name, digest, source)
                )
                connection.execute("INSERT INTO inputs VALUES (?, 'DATASET', ?, 'RUN', ?)", (used, id_, run["id"]))
                connection.execute("INSERT INTO input_tags VALUES (?, 'mlflow.data.context', ?)", (used, context))
            for name, data in run["artifacts"].items():
                write(path.parent / (artifacts or "mlartifacts") / "1" / run["id"] / "artifacts" / name, data)
        connection.commit()
        connection.close()
        return path


def write(path: Path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def read(*sources, **more):
    return load(sources, now=NOW, config=Config(root=sources[0].parent), jobs=1, **more)


def rich() -> Store:
    """Everything at once."""
    source = json.dumps({"url": "https://ada:secret@data.example/wine.csv?token=abc"})
    return (
        Store()
        .add(
            1,
            params={
                "lr": "0.1",
                "model.depth": "3",
                "seed": "7",
                "note": "1e-3",
                "big": "9007199254740993",
                "none": "None",
            },
            tags={
                "mlflow.runName": "tagged name",
                "mlflow.source.git.commit": "4f2a0c1d9b",
                "mlflow.source.name": "/home/ada/train.py",
                "mlflow.user": "ada",
                "mlflow.note.content": "First *try*.",
                "mlflow.parentRunId": f"{2:032x}",
                "team": "reds",
                "baseline": "true",
                "estimator_name": "SVC",
            },
            metrics={
                "train/loss": [
                    (T + 100, 0.1, 0),
                    (T + 200, "nan", 1),
                    (T + 300, "inf", 1),
                    (T + 400, 0.30000000000000004, 0),
                ],
                "acc": [(T + 100, 1, 0), (T + 200, 2, 1), (T + 300, 3, 1), (T + 400, 4, 0)],
                "system/cpu": [(T + 50, -5e-324, -3)],
            },
            inputs=[("wine", "abc123", source, "training"), ("wine", "def456", source, "test")],
            artifacts={"plot.png": PNG, "model/MLmodel": "x", "model/model.pkl": b"\0" * 10, "evil.png": "<script>"},
        )
        .add(2, status="FAILED", name="parent")
        .add(3, status="KILLED", end=T + 9000)
        .add(4, status="RUNNING", end=None, start=int(NOW * 1000) - 1000)
        .add(5, stage="deleted")
    )


NEW = """
CREATE TABLE experiments (experiment_id INTEGER, name TEXT, artifact_location TEXT, lifecycle_stage TEXT);
CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name TEXT, source_type TEXT, status TEXT, start_time BIGINT,
  end_time BIGINT, lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER, deleted_time BIGINT);
CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT, run_uuid VARCHAR(32),
  step BIGINT, is_nan BOOLEAN);
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE TABLE params (key TEXT, value TEXT, run_uuid VARCHAR(32));
CREATE TABLE tags (key TEXT, value TEXT, run_uuid VARCHAR(32));
CREATE TABLE datasets (dataset_uuid TEXT, experiment_id INTEGER, name TEXT, digest TEXT,
  dataset_source_type TEXT, dataset_source TEXT);
CREATE TABLE inputs (input_uuid TEXT, source_type TEXT, source_id TEXT, destination_type TEXT, destination_id TEXT);
CREATE TABLE input_tags (input_uuid TEXT, name TEXT, value TEXT);
CREATE TABLE trace_info (request_id TEXT);
"""
OLD = """
CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT);
CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name TEXT, status TEXT, start_time BIGINT, end_time BIGINT,
  lifecycle_stage TEXT, experiment_id INTEGER);
CREATE TABLE metrics (key VARCHAR(250), value FLOAT NOT NULL, timestamp BIGINT, run_uuid VARCHAR(32),
  step BIGINT DEFAULT 0,
  PRIMARY KEY (key, timestamp, run_uuid, value, step));
CREATE TABLE params (key TEXT, value TEXT, run_uuid VARCHAR(32));
CREATE TABLE tags (key TEXT, value TEXT, run_uuid VARCHAR(32));
"""
