"""Runs of experiment trackers that go wrong; see ``situations.py``."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from situations import (
    FAILED,
    GOOD,
    NANS,
    NEVER_BEGAN,
    REPEATED,
    SAME,
    TWO,
    UNTOLD,
    Points,
    Tool,
    alone,
    code,
    lines,
    main,
    number,
)

QUIET = {
    "DVC_NO_ANALYTICS": "1", "HF_HUB_OFFLINE": "1", "TRACKIO_TELEMETRY": "0", "WANDB_SILENT": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true", "GIT_PYTHON_REFRESH": "quiet",
}  # fmt: skip


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a database holds."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


# -- MLflow -----------------------------------------------------------------------------------------------


def log_to_mlflow(uri: str, name: str, points: Points, resumed: bool) -> None:
    import mlflow

    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("wine")
    client = mlflow.MlflowClient()
    experiment = client.get_experiment_by_name("wine")
    assert experiment
    known = {run.info.run_name: run.info.run_id for run in client.search_runs([experiment.experiment_id])}
    chosen = {"run_id": known[name]} if resumed else {"run_name": name}
    with mlflow.start_run(**chosen):
        for step, value in points:
            mlflow.log_metric("loss", value, step=step)


def mlflow_files(folder: Path, name: str, points: Points, resumed: bool) -> None:
    log_to_mlflow((folder / "mlruns").as_uri(), name, points, resumed)


def mlflow_database(folder: Path, name: str, points: Points, resumed: bool) -> None:
    log_to_mlflow(f"sqlite:///{folder}/mlflow.db", name, points, resumed)


def schedule(uri: str) -> None:
    """Have MLflow know a run of which nobody has begun to work, as its projects and their back ends do."""
    import mlflow

    client = mlflow.MlflowClient(uri)
    experiment = client.get_experiment_by_name("wine")
    assert experiment
    run = client.create_run(experiment.experiment_id, run_name="bad")
    client.update_run(run.info.run_id, status="SCHEDULED")


def mlflow_files_queue(folder: Path) -> None:
    alone(schedule, (folder / "mlruns").as_uri())


def mlflow_database_queue(folder: Path) -> None:
    alone(schedule, f"sqlite:///{folder}/mlflow.db")


def seen_in_files(folder: Path) -> str:
    (meta,) = [path for path in folder.glob("mlruns/*/*/meta.yaml") if "run_name: bad" in path.read_text()]
    metric = meta.parent / "metrics" / "loss"
    values = f"; `loss`: {lines(metric, r'^[0-9]+ (.*)$')}" if metric.exists() else ""
    return lines(meta, r"^(status: .*)$") + values


def seen_in_database(folder: Path) -> str:
    ((run, status),) = rows(folder / "mlflow.db", "SELECT run_uuid, status FROM runs WHERE name = 'bad'")
    found = rows(
        folder / "mlflow.db",
        f"SELECT value, is_nan, step FROM metrics WHERE run_uuid = '{run}' ORDER BY step, timestamp, value DESC",
    )
    values = code(f"{value:g} {'is_nan ' if nan else ''}{step}" for value, nan, step in found)
    return f"`{status}`" + (f"; {values}" if found else "")


# -- W&B --------------------------------------------------------------------------------------------------


def wandb(folder: Path, name: str, points: Points, resumed: bool) -> None:
    import wandb

    settings = wandb.Settings(x_disable_stats=True, console="off")
    more: dict[str, Any] = {"id": f"{name}-run", "resume": "allow"}
    with wandb.init(project="wine", name=name, dir=str(folder), mode="offline", settings=settings, **more) as run:
        for step, value in points:
            run.log({"loss": value}, step=step)
            if (step, value) in BEFORE_THE_END:
                # The client's other process keeps the last row and up to 64 KiB to itself, and dies with this one.
                run.log({"long": "x" * 100_000}, step=step + 1)
                run.log({"long": "x" * 100_000}, step=step + 2)
                time.sleep(3)


BEFORE_THE_END = ((1, 0.1), (2, 0.4))
"""The last points before a process is killed."""


def followed(points: Points, seconds: float) -> Iterator[tuple[int, float]]:
    """Yield points, and wait before what follows them: what is logged goes to disk through another process."""
    iterator = iter(points)
    last: tuple[int, float] | None = next(iterator)
    while last is not None:
        yield last
        if last in BEFORE_THE_END:
            time.sleep(seconds)
        last = next(iterator, None)


def seen_by_wandb(folder: Path) -> str:
    from wandb.proto import wandb_internal_pb2

    said = []
    for path in sorted(folder.glob("wandb/*run-*/*bad-run.wandb"), key=lambda path: path.stat().st_mtime_ns):
        values, ending = [], "no exit record"
        for data in wandb_records(path.read_bytes()):
            record = wandb_internal_pb2.Record()
            record.ParseFromString(data)
            if record.WhichOneof("record_type") == "history":
                row = {(item.key or "/".join(item.nested_key)): item.value_json for item in record.history.item}
                values += [f"{row['loss']} {row['_step']}"] if "loss" in row else []
            elif record.WhichOneof("record_type") == "exit":
                ending = f"exit code {record.exit.exit_code}"
        said.append(f"{code(values)}; {ending}")
    return "; then a folder with ".join(said)


def wandb_records(data: bytes) -> Iterator[bytes]:
    """Yield the whole records of a log: pieces of checksum, length, kind and data, none across 32 KiB."""
    at, record = 7, b""
    while at + 7 < len(data):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        size, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        record = (b"" if kind in {1, 2} else record) + data[at + 7 : at + 7 + size]
        at += 7 + size
        if kind in {1, 4} and at <= len(data):
            yield record


# -- DVCLive ----------------------------------------------------------------------------------------------


def dvclive(folder: Path, name: str, points: Points, resumed: bool) -> None:
    from dvclive import Live

    place = folder / name
    place.mkdir(exist_ok=True)
    with Live(str(place / "dvclive"), resume=resumed, save_dvc_exp=False, dvcyaml=None, report=None) as live:
        for step, value in points:
            live.step = step
            live.log_metric("loss", value)
            live.make_summary()


def seen_by_dvclive(folder: Path) -> str:
    found = lines(folder / "bad/dvclive/plots/metrics/loss.tsv", r"^([0-9]+)\t(.*)$")
    return f"`loss.tsv`: {found}"


# -- Sacred -----------------------------------------------------------------------------------------------


def sacred(folder: Path, name: str, points: Points, resumed: bool, **options: Any) -> None:
    from sacred import SETTINGS, Experiment
    from sacred.observers import FileStorageObserver

    SETTINGS.CAPTURE_MODE = "no"
    experiment = Experiment("wine", save_git_info=False)
    experiment.observers.append(FileStorageObserver(str(folder)))
    experiment.add_config({"which": name})

    @experiment.main
    def train(_run: Any) -> None:
        for step, value in followed(points, 1):
            _run.log_scalar("loss", value, step)

    run = experiment._create_run(options=options)
    run.beat_interval = 0.2  # it writes metrics every ten seconds
    run()


def sacred_queue(folder: Path) -> None:
    def queue() -> None:
        sacred(folder, "bad", GOOD, False, **{"--queue": True})

    alone(queue)


def seen_by_sacred(folder: Path) -> str:
    said = []
    for path in sorted(folder.glob("[0-9]*/run.json")):
        config = path.with_name("config.json")
        if json.loads(config.read_text())["which"] == "bad":
            metrics = path.with_name("metrics.json")
            found = json.loads(metrics.read_text()).get("loss") if metrics.exists() else None
            pairs = zip(found["values"], found["steps"], strict=True) if found else ()
            values = code(f"{json.dumps(value)} {step}" for value, step in pairs) if found else ""
            status = json.loads(path.read_text())["status"]
            said.append(f"`{status}`" + (f"; {values}" if values else ""))
    return "; then a folder with ".join(said)


# -- Trackio ----------------------------------------------------------------------------------------------


def trackio(folder: Path, name: str, points: Points, resumed: bool) -> None:
    os.environ["TRACKIO_DIR"] = str(folder)
    import trackio

    trackio.init(project="wine", name=name, resume="must" if resumed else "never")
    for step, value in followed(points, 3):
        trackio.log({"loss": value}, step=step)
    trackio.finish()


def seen_by_trackio(folder: Path) -> str:
    found = rows(folder / "wine.db", "SELECT step, metrics FROM metrics WHERE run_name = 'bad' ORDER BY id")
    return code(f"{json.dumps(json.loads(blob)['loss'])} {step}" for step, blob in found)


# -- CodeCarbon -------------------------------------------------------------------------------------------


def codecarbon(folder: Path, name: str, points: Points, resumed: bool) -> None:
    from codecarbon import OfflineEmissionsTracker

    with OfflineEmissionsTracker(
        country_iso_code="FRA", project_name=name, output_dir=str(folder), log_level="critical", measure_power_secs=1
    ):
        for _ in points:
            sum(range(10**5))


def codecarbon_twice(folder: Path) -> None:
    def both() -> None:
        from codecarbon import OfflineEmissionsTracker

        options = {"country_iso_code": "FRA", "project_name": "bad", "output_dir": str(folder)}
        trackers = [
            OfflineEmissionsTracker(log_level="critical", allow_multiple_runs=True, **options) for _ in range(2)
        ]
        for one in trackers:
            one.start()
        for one in trackers:
            one.stop()

    alone(both)


def seen_by_codecarbon(folder: Path) -> str:
    text = (folder / "emissions.csv").read_text()
    count = sum(",bad," in line for line in text.splitlines())
    return {0: "no row", 1: "a row"}.get(count, f"{count} rows")


# -- TensorBoard ------------------------------------------------------------------------------------------


def tensorboard(folder: Path, name: str, points: Points, resumed: bool) -> None:
    from tensorboardX import SummaryWriter

    more = {"purge_step": 2} if resumed else {}
    time.sleep(1.1)  # files are named by the second
    with SummaryWriter(str(folder / name), flush_secs=0, **more) as writer:
        for step, value in followed(points, 3):  # its flush() does not wait for the thread that writes
            writer.add_scalar("loss", value, step)


def tensorboard_twice(folder: Path) -> None:
    def both() -> None:
        from tensorboardX import SummaryWriter

        writers = [SummaryWriter(str(folder / "bad"), filename_suffix=f".{number}") for number in (1, 2)]
        for step, value in SAME:
            for one in writers:
                one.add_scalar("loss", value, step)
        for one in writers:
            one.close()

    alone(both)


def seen_by_tensorboard(folder: Path) -> str:
    from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
    from tensorboard.compat.proto.event_pb2 import SessionLog

    said = []
    for path in sorted((folder / "bad").glob("*tfevents*"), key=lambda path: path.name):
        values = []
        for event in LegacyEventFileLoader(str(path)).Load():
            if event.HasField("session_log"):
                values.append(f"SessionLog {SessionLog.SessionStatus.Name(event.session_log.status)} {event.step}")
            values += [f"{number(value.simple_value)} {event.step}" for value in event.summary.value]
        said.append(code(values))
    return "; then a file with ".join(said)


TOOLS = {
    "mlflow-files": Tool(
        "MLflow, file store", ["mlflow-skinny"], seen_in_files, mlflow_files, {NEVER_BEGAN: mlflow_files_queue},
        modules=["mlflow"],
    ),
    "mlflow-database": Tool(
        "MLflow, SQLite", ["mlflow-skinny"], seen_in_database, mlflow_database, {NEVER_BEGAN: mlflow_database_queue},
        modules=["mlflow"],
    ),
    "wandb": Tool("W&B, offline run", ["wandb"], seen_by_wandb, wandb, modules=["wandb"]),
    "dvclive": Tool("DVCLive", ["dvclive"], seen_by_dvclive, dvclive, modules=["dvclive"], silent=UNTOLD),
    "sacred": Tool(
        "Sacred, FileStorageObserver", ["sacred"], seen_by_sacred, sacred, {NEVER_BEGAN: sacred_queue},
        modules=["sacred", "sacred.observers"],
    ),
    "trackio": Tool("Trackio, SQLite", ["trackio"], seen_by_trackio, trackio, silent=UNTOLD),
    "codecarbon": Tool(
        "CodeCarbon, emissions.csv", ["codecarbon"], seen_by_codecarbon, codecarbon, {TWO: codecarbon_twice},
        (NANS, REPEATED), ["codecarbon"], silent=(FAILED,),
    ),
    "tensorboardx": Tool(
        "TensorBoard, event files", ["tensorboardX"], seen_by_tensorboard, tensorboard, {TWO: tensorboard_twice},
        modules=["tensorboardX"], silent=UNTOLD,
    ),
}  # fmt: skip

if __name__ == "__main__":
    main(TOOLS, QUIET)
