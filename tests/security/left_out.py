"""Logs of other tools in which every field that the guides promise to leave out holds a word of its own.

Each writer takes a folder and a `Words`: ``leave("name of the host")`` gives a word that must be nowhere on the site,
and ``show("param")`` one that must be there, which proves that the log was read at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import other_tools  # noqa: F401 - the makers of logs below are found by it
from event_files import event, event_file, hparams, message, simple
from format_samples import put
from made_logs import COLUMNS, STAMP, T, document, emissions, tsv
from made_stores import Store
from test_trainer_documents import state
from wandb_writer import (
    ENVIRONMENT,
    OUTPUT,
    artifact,
    config,
    end,
    history,
    item,
    log,
    record,
)
from wandb_writer import RUN as RUN_RECORD
from wandb_writer import message as wandb_message


@dataclass
class Words:
    """The words of one log, by the field that holds them. No letter of them is changed by any way of writing text."""

    log: str
    left: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    raw: set[str] = field(default_factory=set)
    """The fields that are left out of the pages, and stand in a file that is published byte by byte."""

    def leave(self, what: str) -> str:
        """Return the word of a field that is not taken over."""
        return self.left.setdefault(what, self._word(what))

    def keep_raw(self, what: str) -> str:
        """Return the word of a field of a bare log: it is left out of everything but the log itself."""
        self.raw.add(what)
        return self.leave(what)

    def show(self, what: str) -> str:
        """Return the word of a field that is taken over."""
        return self.shown.setdefault(what, self._word(what))

    def path(self, what: str, name: str = "last-name") -> str:
        """Return an absolute path with a folder that is not taken over."""
        return f"/home/{self.leave(what)}/{name}"

    def _word(self, what: str) -> str:
        return "zq" + hashlib.sha256(f"{self.log}/{what}".encode()).hexdigest()[:14]


Writer = Callable[[Path, Words], None]
LOGS: dict[str, Writer] = {}


def log_of(name: str) -> Callable[[Writer], Writer]:
    """Register what writes a log."""

    def register(write: Writer) -> Writer:
        LOGS[name] = write
        return write

    return register


def text_of(rows: list[Mapping[str, Any]], delimiter: str = ",") -> str:
    """Return a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def parquet(rows: list[dict[str, Any]], schema: Any = None) -> bytes:
    """Return a table whose texts can be found in its bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), out, compression="none", use_dictionary=False)
    return out.getvalue()


def _store(words: Words, number: int) -> Store:
    leave = words.leave
    source = {
        "url": f"https://{leave('user of a data set')}:{leave('password of a data set')}@data.example/wine.csv"
        f"?token={leave('query of a data set')}#{leave('fragment of a data set')}"
    }
    local = {"path": words.path("folder of a data set"), "uri": f"file://{words.path('file address of a data set')}"}
    return Store().add(
        number,
        params={"data": f"/home/{words.show('a param is kept as it was logged')}/model"},
        metrics={"loss": [(1_763_000_000_000, 0.5, 0), (1_763_000_001_000, 0.25, 1)]},
        tags={
            "mlflow.user": leave("mlflow.user"),
            "mlflow.source.name": words.path("folder of the script", "train.py"),
            "mlflow.source.git.commit": words.show("commit"),
            "mlflow.source.git.repoURL": f"git@example.org:{leave('address of the repository')}.git",
            "mlflow.source.git.branch": leave("branch"),
            "mlflow.source.type": leave("kind of source"),
            "mlflow.project.env": leave("project environment"),
            "mlflow.docker.image.uri": leave("docker image"),
            "mlflow.databricks.notebookPath": words.path("notebook"),
            "mlflow.databricks.webappURL": f"https://{leave('host of Databricks')}.example.org",
            "mlflow.databricks.cluster.info": leave("cluster"),
            "mlflow.log-model.history": json.dumps([{"artifact_path": words.path("model history")}]),
            "team": words.show("a tag of one's own"),
        },
        inputs=[
            ("wine", "abc", json.dumps(source), "training"),
            ("local", "def", json.dumps(local), "test"),
        ],
        artifacts={"weights.bin": b"\0" * 9},
    )


@log_of("mlflow, file store")
def write_mlflow(folder: Path, words: Words) -> None:
    _store(words, 1).write_files(folder / "mlruns")
    for meta in folder.rglob("meta.yaml"):
        if "run_id: " in meta.read_text():
            text = meta.read_text().replace("user_id: ada", f"user_id: {words.leave('user_id')}")
            text = text.replace("C:/Users/ada", words.leave("folder of artifact_uri"))
            meta.write_text(
                f"{text}source_name: {words.path('source_name')}\nentry_point_name: {words.leave('entry')}\n"
            )


@log_of("mlflow, SQLite")
def write_mlflow_database(folder: Path, words: Words) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = _store(words, 2).write_database(folder / "mlflow.db")
    connection = sqlite3.connect(path)
    for column in ("user_id", "source_name", "entry_point_name", "source_version"):
        connection.execute(f"ALTER TABLE runs ADD COLUMN {column} TEXT")
        connection.execute(f"UPDATE runs SET {column} = ?", (words.leave(column),))
    connection.execute("UPDATE runs SET artifact_uri = ?", (f"file://{words.path('artifact_uri')}",))
    connection.execute("UPDATE experiments SET artifact_location = ?", (words.path("artifact_location"),))
    connection.execute("CREATE TABLE users (id INTEGER, username TEXT, password_hash TEXT)")
    connection.execute(
        "INSERT INTO users VALUES (1, ?, ?)", (words.leave("account"), words.leave("hash of a password"))
    )
    connection.commit()
    connection.close()


@log_of("wandb, run folder")
def write_wandb(folder: Path, words: Words) -> None:
    leave = words.leave
    described = record(
        RUN_RECORD,
        wandb_message(
            *((1, "abcd1234"), (2, leave("entity")), (3, "wine")),
            (4, wandb_message((1, item("model", f"/home/{words.show('a param is kept as it was logged')}/m")))),
            *((13, leave("host")), (17, wandb_message((1, 1_700_000_000)))),
            (21, wandb_message((1, f"https://{leave('remote')}.example.org/r.git"), (2, words.show("commit")))),
        ),
    )
    environment = record(
        ENVIRONMENT,
        wandb_message(
            *((1, "Linux-6"), (2, "CPython 3.11.7"), (3, leave("started at")), (6, words.path("program", "w.py"))),
            *((7, words.path("code path", "w.py")), (8, words.path("local code path", "w.py"))),
            (9, wandb_message((1, f"git@example.org:{leave('remote in the environment')}.git"), (2, "4f2a"))),
            *((10, leave("e-mail") + "@example.org"), (11, words.path("root"))),
            *((12, leave("host in the environment")), (13, leave("user in the environment"))),
            *((14, words.path("interpreter")), (15, leave("colab"))),
        ),
    )
    metadata = {
        "host": leave("host of the metadata"), "username": leave("user of the metadata"),
        "email": leave("e-mail of the metadata") + "@example.org", "args": ["--token", leave("arguments")],
        "root": words.path("root of the metadata"), "program": words.path("program of the metadata"),
        "executable": words.path("interpreter of the metadata"), "codePath": words.path("code path of the metadata"),
        "git": {"remote": f"https://{leave('remote of the metadata')}.example.org/x.git", "commit": "4f2a"},
        "slurm": {"job_user": leave("user of Slurm"), "submit_host": leave("host of Slurm")},
        "colab": leave("colab of the metadata"), "docker": leave("docker image of the metadata"), "python": "3.11.7",
        "codePathLocal": words.path("local code path of the metadata"),
    }  # fmt: skip
    told = {
        "_wandb": {"value": {"code_path": leave("code path in the config"), "visualize": leave("charts in the config")}}
    }
    records = [
        described,
        environment,
        config(told),
        history({"loss": 0.5}, 1),
        history({"loss": 0.25}, 2),
        artifact(f"job-https___{leave('address in the name of a job')}", "job", {"x": 1}),
        artifact("model", "model", {"w.bin": 3}),
        record(OUTPUT, wandb_message((3, leave("raw output in the log")))),
        end(),
    ]
    words.left |= {"place of an artifact": "/secret/local/path"}  # what the maker of logs puts there
    at = folder / "wandb" / "run-20231106_034002-abcd1234"
    put(at / "run-abcd1234.wandb", log(*records))
    put(at / "files" / "wandb-metadata.json", metadata)
    put(at / "files" / "diff.patch", f"+{leave('what differs from the commit')}\n")
    put(at / "files" / "requirements.txt", f"numpy==2.4.6\n-e git+https://{leave('address of a package')}@x#egg=y\n")
    put(at / "files" / "conda-environment.yaml", f"prefix: {words.path('prefix of conda')}\n")
    put(at / "logs" / "debug.log", f"{words.path('debug log')} {leave('login in the debug log')}\n")
    put(at / "logs" / "debug-internal.log", words.path("internal debug log"))
    put(at.parent / "settings", f"[default]\nentity = {leave('entity in the settings')}\n")


@log_of("wandb, exported CSV")
def write_wandb_csv(folder: Path, words: Words) -> None:
    row = {
        "Name": words.show("name"), "State": "finished", "Notes": "-", "User": words.leave("User"), "Tags": "",
        "Created": "2023-11-05T12:01:54.000Z", "Runtime": "60", "Sweep": "", "Hostname": words.leave("Hostname"),
        "Host": words.leave("Host"), "GitHub": words.leave("GitHub"), "Agent": words.leave("Agent"), "lr": "0.1",
        "val/loss": "0.5", "_wandb": words.leave("_wandb"),
    }  # fmt: skip
    put(folder / "wandb_export.csv", text_of([row]))


@log_of("tensorboard")
def write_tensorboard(folder: Path, words: Words) -> None:
    name = f"events.out.tfevents.1700000000.{words.leave('host in the name of the file')}.{words.leave('process')}.0"
    graph = message(4, message(1, message(4, f"/job:{words.leave('device in a graph')}")))
    session = message(7, message(2, words.path("checkpoint of a session")))
    events = [event(simple("loss", 1 / step), step=step) for step in (1, 2, 3)]
    data = event_file(*events, event(hparams(data=words.show("hparams"))), graph, session)
    put(folder / "wine" / "first" / name, data)
    put(folder / "wine" / "first" / "hparams.yaml", f"root: {words.path('folder in hparams.yaml')}\n")
    damaged = bytearray(data)
    damaged[len(data) // 2] ^= 0xFF
    put(folder / "wine" / "second" / name, bytes(damaged))


@log_of("sacred")
def write_sacred(folder: Path, words: Words) -> None:
    leave = words.leave
    run = {
        "artifacts": ["model.bin"], "command": "main", "format": "MongoObserver",
        "experiment": {
            "base_dir": words.path("base_dir"), "dependencies": ["numpy==2.4.6"],
            "mainfile": words.path("mainfile", "train.py"), "name": words.show("name"),
            "repositories": [{"url": f"git@example.org:{leave('repository')}.git", "commit": words.show("commit")}],
            "sources": [["train.py", f"_sources/{leave('stored source')}.py"]],
        },
        "fail_trace": ["Traceback:\n", f'  File "{words.path("folder of a frame", "train.py")}", line 12, in main\n',
                       f"    raise ValueError({leave('source text of a frame')})\n", "ValueError: bad\n"],
        "captured_out": leave("captured output in the document"),
        "heartbeat": "2025-11-13T02:13:24",
        "host": {"ENV": {"TOKEN": leave("variable of the environment")}, "hostname": leave("hostname"),
                 "cpu": words.show("processor"), "os": ["Linux", f"Linux-6.1-{leave('release')}"],
                 "python_version": "3.11.7", "gpus": {"gpus": [{"model": leave("serial of a graphics card")}]}},
        "meta": {"command": "main", "options": {"--comment": None, "--mongo_db": leave("database on the command line"),
                                                 "UPDATE": [leave("update on the command line")]},
                 "config_updates": {}, "named_configs": [leave("named configuration")]},
        "resources": [[words.path("folder of a resource", "data.csv"), f"{words.path('stored resource')}/data_0.csv"]],
        "result": 0.9, "start_time": STAMP, "status": "FAILED", "stop_time": "2025-11-13T02:13:25",
    }  # fmt: skip
    put(folder / "sacred/1/run.json", run)
    put(
        folder / "sacred/1/config.json",
        {"lr": 0.1, "data": f"/home/{words.show('a param is kept as it was logged')}/x"},
    )
    metrics = {"loss": {"steps": [0, 1], "timestamps": [STAMP, STAMP], "values": [1.0, 0.5]}}
    put(folder / "sacred/1/metrics.json", metrics)
    put(folder / "sacred/1/cout.txt", leave("captured output"))
    put(folder / "sacred/_sources/train_0123.py", f"token = '{leave('stored source text')}'\n")


@log_of("dvclive")
def write_dvclive(folder: Path, words: Words) -> None:
    put(folder / "exp/dvclive/plots/metrics/loss.tsv", tsv("loss", (0, 1.0), (1, 0.5)))
    put(folder / "exp/dvclive/params.yaml", f"data: /home/{words.show('a param is kept as it was logged')}/x\n")
    put(folder / "exp/dvclive/dvc.yaml", f"stages: {words.leave('dvc.yaml')}\n")
    put(folder / "exp/dvclive/report.md", words.leave("report.md"))
    put(folder / "exp/dvclive/report.html", words.leave("report.html"))
    put(folder / "exp/.dvc/config", f"url = {words.leave('remote of DVC')}\n")
    put(folder / "exp/.dvc/tmp/exps/run.json", json.dumps({"root": words.path("experiment of DVC")}))


@log_of("trackio, SQLite")
def write_trackio(folder: Path, words: Words) -> None:
    base = sqlite3.connect(":memory:")
    base.executescript("""
      CREATE TABLE metrics (id INTEGER PRIMARY KEY, run_id TEXT, timestamp TEXT, run_name TEXT, step INTEGER, metrics);
      CREATE TABLE configs (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, config TEXT, created_at TEXT);
      CREATE TABLE traces (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, trace TEXT);
      CREATE TABLE project_metadata (key TEXT, value TEXT);
    """)
    video = {"_type": "trackio.video", "file_path": f"wine/r/{words.leave('name of a video')}.mp4"}
    for step, values in enumerate(({"loss": 1.0}, {"loss": 0.5, "v": video})):
        row = ("a" * 32, f"2025-11-13T02:13:2{step}+00:00", "r", step, json.dumps(values))
        base.execute("INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)", row)
    own = {"lr": 0.1, "data": words.show("param"), "_Username": words.leave("_Username"), "_Group": "g",
           "_Host": words.leave("_Host")}  # fmt: skip
    base.execute("INSERT INTO configs VALUES (NULL, ?, 'r', ?, ?)", ("a" * 32, json.dumps(own), STAMP))
    base.execute("INSERT INTO traces VALUES (NULL, ?, 'r', ?)", ("a" * 32, words.leave("trace")))
    base.execute("INSERT INTO project_metadata VALUES ('space', ?)", (words.leave("space"),))
    base.commit()
    put(folder / "trackio/wine.db", base.serialize())
    put(folder / "trackio/wine.lock", words.leave("lock"))


@log_of("trackio, Parquet")
def write_trackio_parquet(folder: Path, words: Words) -> None:
    own = {"id": 1, "run_id": "b" * 32, "run_name": "r"}
    rows = [own | {"timestamp": f"{STAMP}+00:00", "step": at, "loss": 1 / (at + 1)} for at in range(3)]
    told = own | {"created_at": STAMP, "data": words.show("param"), "_Username": words.leave("_Username")}
    put(folder / "wine.parquet", parquet(rows))
    put(folder / "wine_configs.parquet", parquet([told]))
    put(folder / "wine_traces.parquet", parquet([own | {"trace": words.leave("trace")}]))


@log_of("neptune")
def write_neptune(folder: Path, words: Words) -> None:
    import pyarrow as pa

    texts = ("project_id", "run_id", "attribute_path", "attribute_type", "string_value")
    schema = pa.schema(
        [
            *((name, pa.string()) for name in texts),
            ("step", pa.decimal128(18, 6)), ("timestamp", pa.timestamp("ms", tz="UTC")), ("int_value", pa.int64()),
            ("float_value", pa.float64()), ("bool_value", pa.bool_()),
            ("datetime_value", pa.timestamp("ms", tz="UTC")), ("string_set_value", pa.list_(pa.string())),
            ("file_value", pa.struct([("path", pa.string())])),
            ("histogram_value", pa.struct([("type", pa.string()), ("edges", pa.list_(pa.float64())),
                                           ("values", pa.list_(pa.float64()))])),
        ]
    )  # fmt: skip

    def row(path: str, kind: str, **more: Any) -> dict[str, Any]:
        own = {"project_id": f"{words.leave('workspace')}/wine", "run_id": "WIN-1"}
        return own | {"attribute_path": path, "attribute_type": kind} | more

    kept = {"parameters/data": words.show("param")}
    left = {
        name: words.leave(name)
        for name in (
            "sys/owner", "sys/hostname", "sys/id", "source_code/git/commit/author", "source_code/git/remotes",
            "source_code/git/branch", "source_code/entrypoint", "monitoring/0f/hostname", "monitoring/0f/tid",
        )
    }  # fmt: skip
    plain = [row(name, "string", string_value=value) for name, value in (kept | left).items()]
    printed = row("monitoring/0f/stdout", "string_series", step=0, string_value=words.leave("what was printed"))
    when = datetime.fromtimestamp(T, UTC)
    points = [row("loss", "float_series", step=at, timestamp=when, float_value=1 / (at + 1)) for at in range(3)]
    file = row("model", "file", file_value={"path": words.path("place of a file")})
    code = row("source_code/files", "string_set", string_set_value=[words.leave("names of sources")])
    put(folder / "nep/wine-01/WIN-1-02_part_0.parquet", parquet([*plain, *points, printed, file, code], schema))


@log_of("codecarbon")
def write_codecarbon(folder: Path, words: Words) -> None:
    columns = [*COLUMNS, "hostname", "user"]
    row = {
        "longitude": "-122.4194155", "latitude": "37.7749295", "cpu_model": words.show("processor"),
        "country_name": "France", "cpu_power": "123.456789", "region": words.leave("region"),
        "cloud_region": words.show("region of the cloud"), "hostname": words.leave("hostname"),
        "user": words.leave("user"),
    }  # fmt: skip
    words.left |= {"longitude": "122.41941", "latitude": "37.774929", "power": "123.45678"}
    put(folder / "cc/emissions.csv", emissions(row, columns=columns))
    base = {"task_name": words.leave("task"), "run_id": "t", "emissions": "1", "energy_consumed": "1"}
    put(folder / "cc/emissions_base.csv", text_of([base]))


@log_of("asv")
def write_asv(folder: Path, words: Words) -> None:
    put(folder / "asv/results/box/machine.json", {"machine": "box", "os": words.leave("machine.json"), "version": 1})
    result = {
        "commit_hash": words.show("commit"), "env_name": words.leave("env_name"), "date": 1000 * T,
        "params": {"arch": "x86_64", "cpu": "C", "machine": "box", "ram": "8", "numpy": "2"},
        "python": words.path("interpreter", "python3"), "requirements": {"numpy": "2"},
        "env_vars": {"X": words.show("variables that asv was told to vary")},
        "results": {"b.track_x": 41}, "profiles": {"b.track_x": words.path("profile")}, "version": 1,
    }  # fmt: skip
    put(folder / "asv/results/box/4f2a0c1d-existing.json", result)


@log_of("pytest-benchmark")
def write_pytest_benchmark(folder: Path, words: Words) -> None:
    stats = {"min": 1e-7, "max": 3e-7, "mean": 2e-7, "stddev": 1e-8, "rounds": 3, "data": [1.2345678901e-07]}
    words.left |= {"single timings": "1.23456789"}
    result = {
        "machine_info": {"node": words.leave("node"), "machine": "x86_64", "system": "Linux",
                         "python_version": "3.11.7", "cpu": {"brand_raw": words.show("processor"), "count": 2},
                         "processor": words.leave("processor of platform"), "python_build": [words.leave("build")]},
        "commit_info": {"id": "4f2a0c1d9b00", "dirty": False, "branch": words.show("branch"), "project": "wine",
                        "author": words.leave("author"), "author_email": words.leave("e-mail") + "@example.org"},
        "benchmarks": [{"group": None, "name": "test_a", "fullname": "t.py::test_a", "extra_info": {},
                        "options": {"timer": words.leave("options")}, "stats": stats}],
        "datetime": f"{STAMP}.5+00:00", "version": "5.3.1",
    }  # fmt: skip
    put(folder / "store/Linux-CPython-3.11-64bit/0001_4f2a0c1d9b00_20251113_021320.json", document(result))


@log_of("gbench")
def write_gbench(folder: Path, words: Words) -> None:
    context = {
        "date": "2025-11-13T04:13:20+02:00", "host_name": words.leave("host_name"),
        "executable": words.path("folder of the program", words.show("program")), "num_cpus": 4,
        "caches": [{"type": words.leave("caches")}], "load_avg": [12.34567, 1, 1], "library_build_type": "release",
    }  # fmt: skip
    words.left |= {"load of the machine": "12.34567"}
    benchmark = {"name": "BM_A/8", "run_type": "iteration", "iterations": 9, "real_time": 2.5, "time_unit": "us"}
    put(folder / "g/run.json", document({"context": context, "benchmarks": [benchmark]}))


@log_of("gha-benchmark")
def write_gha(folder: Path, words: Words) -> None:
    leave = words.leave
    author = {"name": leave("author"), "email": leave("e-mail") + "@example.org", "username": leave("account")}
    commit = {
        "author": author, "committer": {"name": leave("committer"), "email": leave("e-mail of the committer")},
        "id": words.show("commit"), "message": leave("message"), "timestamp": STAMP, "distinct": True,
        "tree_id": leave("tree"), "url": f"https://{leave('address of the commit')}.example.org",
    }  # fmt: skip
    benches = [{"name": "fib", "value": 135, "unit": "ns/iter"}]
    told = {
            "lastUpdate": 1, "repoUrl": f"https://example.org/{leave('owner of the repository')}/wine",
            "entries": {"Rust": [{"commit": commit, "date": 1000 * T, "tool": "cargo", "benches": benches}]},
    }  # fmt: skip
    put(folder / "dev/bench/data.js", b"window.BENCHMARK_DATA = " + document(told))


@log_of("transformers")
def write_transformers(folder: Path, words: Words) -> None:
    text = state(
        3,
        best_model_checkpoint=words.path("folder of the best checkpoint", "checkpoint-10"),
        trial_name=words.path("folder of a trial"),
        trial_params={"data": words.path("path in the params of a trial"), "kind": words.show("params of a trial")},
    )
    put(folder / "out/trainer_state.json", text)
    put(folder / "out/config.json", {"model_type": "bert", "_name_or_path": words.path("folder of the model", "bert")})
    adapter = {"peft_type": "LORA", "base_model_name_or_path": words.path("folder of the base"), "r": 8,
               "revision": words.leave("adapter keys that are not named")}  # fmt: skip
    put(folder / "out/adapter_config.json", adapter)
    put(folder / "out/training_args.bin", b"\x80\x04" + words.leave("training_args.bin").encode())


@log_of("detectron2")
def write_detectron2(folder: Path, words: Words) -> None:
    lines = '{"iteration": 1, "loss": 0.5}\n{"iteration": 2, "loss": 0.25}\n'
    put(folder / "d/metrics.json", lines)
    put(
        folder / "d/config.yaml",
        f"OUTPUT_DIR: {words.path('absolute path')}\nDATASETS:\n  TRAIN: [{words.path('absolute path in a list')}]\n"
        f"HOME: ~/{words.leave('path from the home folder')}/x\nWINDOWS: C:\\{words.leave('path of Windows')}\\x\n"
        f"SHARE: \\\\{words.leave('host of a share')}\\x\nMODEL: {words.show('setting')}\n"
        f"TAGGED: !!python/object/apply:{words.leave('tag of Python')}.x []\n",
    )


@log_of("mmengine")
def write_mmengine(folder: Path, words: Words) -> None:
    lines = "".join(json.dumps({"loss": 1 / at, "iter": at, "epoch": 1, "step": at}) + "\n" for at in range(1, 9))
    put(folder / "w/vis_data/scalars.json", lines)
    put(
        folder / "w/vis_data/config.py",
        f"work_dir = '{words.path('absolute path')}'\nkind = '{words.show('setting')}'\n"
        f"data = dict(root='{words.path('absolute path in a dict')}')\ntoken = open('{words.leave('call')}')\n"
        f"import {words.leave('import')}\n",
    )


@log_of("lm-eval")
def write_lm_eval(folder: Path, words: Words) -> None:
    document_ = {
        "results": {"arc": {"acc,none": 0.25}},
        "config": {"model": "hf", "model_args": f"pretrained={words.path('folder of the model')},dtype=float16",
                   "device": words.leave("device"), "batch_size": 8},
        "git_hash": words.show("commit"), "date": 1718000000.25, "model_name": words.path("name of the model", "llama"),
        "pretty_env_info": words.leave("description of the machine"), "chat_template": words.leave("chat template"),
        "task_hashes": {"arc": words.leave("hash of a task")}, "upper_git_hash": words.leave("upper commit"),
    }  # fmt: skip
    put(folder / "llama/results_2024-06-10T10-00-00.000001.json", document_)
    samples = {"doc_id": 1, "doc": words.leave("samples")}
    put(folder / "llama/samples_arc_2024-06-10T10-00-00.000001.jsonl", json.dumps(samples) + "\n")


@log_of("mlperf")
def write_mlperf(folder: Path, words: Words) -> None:
    def line(key: str, value: Any, time: int, kind: str = "POINT_IN_TIME", **metadata: Any) -> str:
        about = {"file": words.path("file of the script", "train.py"), "lineno": 7} | metadata
        told = {"namespace": words.leave("namespace"), "time_ms": time, "event_type": kind, "key": key, "value": value}
        return f":::MLLOG {json.dumps(told | {'metadata': about})}\n"

    put(
        folder / "result_0.txt",
        f"Namespace(data='{words.path('what was printed beside it')}')\n"
        + line("submission_benchmark", words.show("benchmark"), 10**12)
        + line("dataset", words.path("absolute path"), 10**12)
        + line("run_start", None, 10**12 + 1000, "INTERVAL_START")
        + line("eval_accuracy", 0.5, 10**12 + 2000, epoch_num=1)
        + line("checkpoint", f"/home/{words.show('what the training says later')}/x", 10**12 + 2500)
        + line("eval_accuracy", 0.75, 10**12 + 3000, epoch_num=2)
        + line("run_stop", None, 10**12 + 4000, "INTERVAL_END", status="success"),
    )


SETTINGS = ("hparams.yaml", "config.yaml", "config.yml", "params.yaml", "config.json", "params.json", "args.json")
ROWS = "".join(f"{at},{1 / at!r}\n" for at in range(1, 30))


@log_of("csv, settings beside it")
def write_csv(folder: Path, words: Words) -> None:
    for name in SETTINGS:
        settings = {"data": words.path(f"absolute path in {name}"), "kind": words.show(name)}
        at = folder / name.replace(".", "-")
        put(at / "log.csv", f"step,loss\n{ROWS}")
        put(
            at / name,
            json.dumps(settings) if name.endswith("json") else "".join(f"{k}: {v}\n" for k, v in settings.items()),
        )


@log_of("csv, RLlib")
def write_rllib(folder: Path, words: Words) -> None:
    rows = [
        {"training_iteration": at, "trial_id": "ab", "hostname": words.leave("hostname"), "node_ip": "10.87.65.43",
         "pid": 7654321, "timestamp": 1_600_000_000 + at, "episode_reward_mean": at * 1.5, "config/lr": 0.01,
         "config/env": words.show("config"), "config/out": words.path("absolute path in config"),
         "date": "2026-01-01_00-00-00"}
        for at in (1, 2)
    ]  # fmt: skip
    words.left |= {"address": "10.87.65.43"}
    put(folder / "PPO/progress.csv", text_of(rows))
    put(folder / "PPO/params.json", {"local_dir": words.path("absolute path in params.json")})


@log_of("ray")
def write_ray(folder: Path, words: Words) -> None:
    trial = folder / "exp/train_78fb4_00000_0_2026-11-30_03-31-04"
    rows = [
        {"training_iteration": at, "time_this_iter_s": 1.0, "time_total_s": at, "timestamp": 1_600_000_000 + at,
         "hostname": words.leave("hostname"), "node_ip": "10.87.65.42", "pid": 7654320, "loss": 1 / at,
         "trial_id": words.leave("id of the trial"), "date": words.leave("date"), "done": False,
         "info": {"hostname": words.leave("hostname further in")}, "where": words.path("folder in a result"),
         "config": {"lr": 0.1, "out": words.path("folder in the settings of a result")}}
        for at in (1, 2)
    ]  # fmt: skip
    words.left |= {"address": "10.87.65.42", "process": "7654320"}
    put(trial / "result.json", "".join(json.dumps(row) + "\n" for row in rows))
    put(trial / "params.json", {"data": words.path("folder in params.json"), "env": words.show("param")})
    put(trial / "params.pkl", b"\x80\x04" + words.leave("a pickle").encode())
    put(trial / "progress.csv", f"training_iteration,hostname\n1,{words.leave('hostname in the table')}\n")
    frame = f'  File "{words.path("folder of a frame", "train.py")}", line 3, in main\n'
    head = f"Failure # 1\n(pid=1, ip=10.87.65.42, repr={words.leave('object that failed')})\n"
    put(
        trial / "error.txt",
        f"{head}{frame}ValueError: {words.show('what was raised')} at {words.path('folder in it')}\n",
    )
    state = {"status": "ERROR", "relative_logdir": trial.name, "storage": words.leave("storage")}
    runner = {"_session": words.leave("session")}
    put(folder / "exp/experiment_state-2026.json", {"trial_data": [[json.dumps(state), "{}"]], "runner_data": runner})
    put(folder / "exp/tuner.pkl", words.leave("a pickle of the experiment").encode())


@log_of("optuna")
def write_optuna(folder: Path, words: Words) -> None:
    worker = words.leave("name of a worker")
    text = {
        "name": "CategoricalDistribution",
        "attributes": {"choices": [words.show("choice"), words.leave("other choice")]},
    }
    operations: list[dict[str, Any]] = [
        {"op_code": 0, "study_name": words.show("study"), "directions": [1]},
        {"op_code": 4, "study_id": 0, "datetime_start": "2026-01-01T00:00:00"},
        {"op_code": 5, "trial_id": 0, "param_name": "p", "param_value_internal": 0, "distribution": json.dumps(text)},
        {"op_code": 8, "trial_id": 0, "user_attr": {"k": words.show("attribute")}},
        {"op_code": 9, "trial_id": 0, "system_attr": {"sampler": words.leave("state of a sampler") * 20}},
        {"op_code": 6, "trial_id": 0, "state": 1, "values": [0.5], "datetime_complete": "2026-01-01T00:00:09"},
    ]
    put(folder / "study.log", "".join(json.dumps({"worker_id": worker} | one) + "\n" for one in operations))


@log_of("guild")
def write_guild(folder: Path, words: Words) -> None:
    home = folder / ".guild/runs/0123456789abcdef0123456789abcdef/.guild"
    put(home / "opref", f"script:{words.path('folder of the script')} '' '' train.py")
    notes = {
        "id": "0123456789abcdef0123456789abcdef", "started": 1_796_010_027_662_148, "exit_status": 0,
        "flags": {"lr": words.show("flag"), "data": words.path("folder in a flag")}, "label": words.show("label"),
        "host": words.leave("host"), "user": words.leave("user"), "cmd": [words.leave("command")],
        "env": {"TOKEN": words.leave("environment")}, "pip_freeze": [words.leave("package")],
    }  # fmt: skip
    for name, value in notes.items():
        put(home / "attrs" / name, value)
    put(home / "output", f"epoch 1 loss 0.5 {words.leave('what was printed')}\n" * 3)
    put(home / "sourcecode/a.jsonl", f'{{"step": 1, "{words.leave("copy of the source")}": 1}}\n')
    put(folder / ".guild/cache/a.jsonl", f'{{"step": 1, "{words.leave("cache")}": 1}}\n')


@log_of("csv, Ultralytics")
def write_ultralytics(folder: Path, words: Words) -> None:
    put(folder / "y/results.csv", "epoch,train/box_loss,val/box_loss\n1,1.5,1.75\n2,1.25,1.5\n")
    told = f"model: {words.path('folder of the model', 'yolo.pt')}\nsave_dir: {words.path('save_dir')}\n"
    put(folder / "y/args.yaml", f"{told}task: {words.show('setting')}\n")


@log_of("csv, search_runs of MLflow")
def write_search_runs(folder: Path, words: Words) -> None:
    row = {
        "run_id": "abc", "experiment_id": "0", "status": "FINISHED", "artifact_uri": words.path("artifact_uri"),
        "start_time": "2024-01-02 03:04:05+00:00", "end_time": "2024-01-02 03:05:05+00:00", "metrics.loss": 0.25,
        "params.lr": 0.1, "tags.mlflow.user": words.leave("tags.mlflow.user"),
        "tags.mlflow.source.name": words.path("tags.mlflow.source.name"), "tags.team": words.show("tag"),
        "tags.mlflow.source.git.repoURL": words.leave("repository"),
    }  # fmt: skip
    put(folder / "exported.csv", text_of([row]))


@log_of("hydra")
def write_hydra(folder: Path, words: Words) -> None:
    put(folder / "job/log.csv", f"step,loss\n{ROWS}")
    put(folder / "job/.hydra/config.yaml", f"data: {words.path('config.yaml')}\nkind: {words.show('setting')}\n")
    overrides = (
        f"data={words.path('overrides.yaml')}", f"+more=[{words.path('list in overrides.yaml')},b]",
        f"'d={{a:{words.path('dict in overrides.yaml')}}}'", f"kind={words.show('override')}",
    )  # fmt: skip
    put(folder / "job/.hydra/overrides.yaml", "".join(f"- {json.dumps(one)}\n" for one in overrides))
    runtime = {"runtime": {"cwd": words.path("cwd in hydra.yaml")}, "env": words.leave("environment in hydra.yaml")}
    put(folder / "job/.hydra/hydra.yaml", json.dumps({"hydra": runtime}))
    put(folder / "job/.hydra/other.jsonl", f'{{"step": 1, "{words.leave("another file in .hydra")}": 1}}\n')


@log_of("jsonl, settings that are Python")
def write_python_settings(folder: Path, words: Words) -> None:
    first = {
        "config": f"root = '/home/{words.keep_raw('absolute path')}/x'\nkind = '{words.show('setting')}'\n",
        "seed": 1,
    }
    lines = [{"mode": "train", "epoch": 1, "iter": at, "loss": 1 / at} for at in range(1, 9)]
    put(folder / "a.log.json", "".join(json.dumps(one) + "\n" for one in [first, *lines]))
    put(folder / ".cache" / "x.jsonl", f'{{"step": 1, "{words.leave("a hidden folder")}": 1}}\n')
    put(folder / "wine.jsonl", "".join(f'{{"text": "{words.leave("a data set")} {at}"}}\n' for at in range(9)))
    put(folder / "notes.md", words.leave("a text beside the logs"))
    put(folder / "model.pkl", b"\x80\x04" + words.leave("a pickle").encode())
