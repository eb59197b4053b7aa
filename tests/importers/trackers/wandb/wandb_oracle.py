"""What W&B's own client says of its logs, and runs that it writes: for an interpreter that has it, not for ours.

python wandb_oracle.py read LOG…       all points, config and exit code as JSON (wandb < 0.26 has the reader)
python wandb_oracle.py write FOLDER    an offline run of everything there is
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def read(path: str) -> dict[str, Any]:
    """Return what the client's reader gives, as flat as the importer has it."""
    from wandb.proto import wandb_internal_pb2
    from wandb.sdk.internal.datastore import DataStore

    store = DataStore()
    store.open_for_scan(path)
    found: dict[str, Any] = {"points": {}, "config": {}, "exit": None, "records": 0}
    samples = 0
    while True:
        try:
            data = store.scan_data()
        except AssertionError:
            break  # this is how it says that the rest is damaged
        if data is None:
            break
        record = wandb_internal_pb2.Record()
        record.ParseFromString(data)
        found["records"] += 1
        kind = record.WhichOneof("record_type")
        if kind == "history":
            add_row(found["points"], {key_of(item): json.loads(item.value_json) for item in record.history.item})
        elif kind == "stats":
            stamp = record.stats.timestamp
            for item in record.stats.item:
                point = [samples, stamp.seconds + stamp.nanos / 1e9, float(json.loads(item.value_json))]
                found["points"].setdefault(f"system/{item.key}", []).append(point)
            samples += 1
        elif kind in ("config", "run"):
            config = record.config if kind == "config" else record.run.config
            found["config"] |= {key_of(item): json.loads(item.value_json) for item in config.update}
            if kind == "run":
                found["run"] = {"id": record.run.run_id, "project": record.run.project, "name": record.run.display_name}
        elif kind == "exit":
            found["exit"] = record.exit.exit_code
    return found


def key_of(item: Any) -> str:
    return "/".join(item.nested_key) or item.key


def add_row(points: dict[str, list[Any]], row: dict[str, Any]) -> None:
    media = tuple(key.removesuffix("_type") for key in row if key.endswith("/_type"))
    step, time = row.pop("_step"), row.pop("_timestamp")
    row.pop("_runtime", None)
    for key, value in row.items():
        number = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.get(str(value), value)
        if isinstance(number, int | float) and not isinstance(number, bool) and not key.startswith(media or ("\0",)):
            points.setdefault(key, []).append([step, time, float(number)])


def write(folder: str) -> None:
    """Log scalars, config, summary, media, an artifact and an exit code, offline."""
    import numpy as np
    import wandb

    random = np.random.default_rng(0)
    labels = {"name": "first", "group": "g", "job_type": "train", "tags": ["a"], "notes": "*n*"}
    config = {"lr": 0.1, "nested": {"a": [1, None], "b": {"c": 2}}, "seed": 7, "text": "NaN", "big": 2**60 + 1}
    run = wandb.init(project="oracle", mode="offline", dir=folder, config=config, **labels)
    run.define_metric("acc", summary="max")
    run.define_metric("loss", summary="min", step_metric="late")
    for step in range(30):
        row: dict[str, Any] = {"loss": 1 / (step + 1), "acc": step % 7 / 7, "deep": {"x": step * 0.1}}
        row |= {"nan": float("nan"), "inf": float("inf"), "neg": float("-inf"), "flag": True, "text": f"t{step}"}
        if step % 10 == 0:
            row["image"] = wandb.Image(random.integers(0, 255, (8, 8, 3), dtype=np.uint8), caption=f"c{step}")
            row["table"] = wandb.Table(columns=["a", "b"], data=[[1, 2]])
            row["histogram"] = wandb.Histogram([1, 2, 3])
            row["speech"] = wandb.Audio(random.normal(size=100) / 10, sample_rate=8000, caption="hi")
            row["page"] = wandb.Html("<b>bold</b>")
        run.log(row)
    run.log({"late": 1}, step=100)
    run.summary["best"] = 0.5
    run.summary["loss"] = 0.001
    run.config.update({"added": "later"})
    weights = Path(folder) / "w.bin"
    weights.write_bytes(b"x" * 100)
    artifact = wandb.Artifact("model", "model")
    artifact.add_file(str(weights))
    run.log_artifact(artifact)
    run.finish(exit_code=3)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        json.dump({path: read(path) for path in sys.argv[2:]}, sys.stdout)
