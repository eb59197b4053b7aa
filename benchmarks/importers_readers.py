"""One reader of one log in a process of its own, for ``importers.py``: prints points, CPU seconds, peak memory (JSON).

All readers are one thread: on an idle machine a second of CPU time is a second, and on a busy one it still is.

``python importers_readers.py tensorboard|wandb|mlflow|xreport PATH``; the first three need the tool, the last xreport.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def tensorboard(path: str) -> Callable[[], int]:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    def read() -> int:
        events = EventAccumulator(path, size_guidance={"scalars": 0}, purge_orphaned_data=False)
        events.Reload()
        return sum(len(events.Scalars(tag)) for tag in events.Tags()["scalars"])

    return read


def wandb(path: str) -> Callable[[], int]:
    from wandb.proto.wandb_internal_pb2 import Record
    from wandb.sdk.internal.datastore import DataStore

    def read() -> int:
        points: dict[str, list[float]] = {}
        store = DataStore()
        store.open_for_scan(next(map(str, Path(path).rglob("*.wandb"))))
        while (data := store.scan_data()) is not None:
            record = Record()
            record.ParseFromString(data)
            for item in record.history.item:
                points.setdefault(item.key, []).append(json.loads(item.value_json))
        return sum(len(values) for key, values in points.items() if not key.startswith("_"))

    return read


def mlflow(path: str) -> Callable[[], int]:
    from mlflow import MlflowClient

    client = MlflowClient(f"sqlite:///{path}/mlflow.db")
    client.search_experiments()  # opens the database

    def read() -> int:
        count = 0
        for run in client.search_runs([one.experiment_id for one in client.search_experiments()]):
            count += sum(len(client.get_metric_history(run.info.run_id, key)) for key in run.data.metrics)
        return count

    return read


def xreport(path: str) -> Callable[[], int]:
    from xreport.load import load
    from xreport.settings import Config

    def read() -> int:
        runs = load([Path(path)], now=2e9, config=Config(root=Path(path)), jobs=1).runs
        return sum(one.values.size for run in runs for one in run.series.values())

    return read


def peak_memory() -> float:
    """MiB. Linux counts what the parent had before the start in ``ru_maxrss``, and not in ``VmHWM``."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    reader = {"tensorboard": tensorboard, "wandb": wandb, "mlflow": mlflow, "xreport": xreport}[sys.argv[1]]
    read = reader(sys.argv[2])
    start = time.process_time()
    points = read()
    seconds = time.process_time() - start
    print(json.dumps({"points": points, "seconds": seconds, "peak": peak_memory()}))


if __name__ == "__main__":
    main()
