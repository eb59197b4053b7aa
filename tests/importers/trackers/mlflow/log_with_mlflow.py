"""Runs with MLflow's own client: writes a store, and prints what its client reads from it as JSON.

python log_with_mlflow.py TRACKING_URI ARTIFACT_LOCATION
"""

import json
import sys

import numpy as np
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag

T = 1_763_000_000_000
VALUES = [0.1, float("nan"), float("inf"), float("-inf"), 1e-310, 0.30000000000000004]


def main(uri, artifacts):
    client = MlflowClient(uri)
    experiment = client.create_experiment("wine", artifact_location=artifacts)
    parent = None
    for number, status in enumerate(["FINISHED", "FAILED", "KILLED", None]):
        tags = {"team": "reds", "mlflow.source.name": "/home/ada/train.py", "mlflow.source.git.commit": "4f2a0c"}
        if parent:
            tags["mlflow.parentRunId"] = parent
        run = client.create_run(experiment, start_time=T + number, run_name=f"run {number}", tags=tags).info.run_id
        parent = parent or run
        client.log_batch(
            run,
            metrics=[Metric("a/loss", value, T + 10 * k, k // 2) for k, value in enumerate(VALUES)]
            + [Metric("acc", 0.5, T, -3)],
            params=[Param("lr", "0.1"), Param("m.depth", "3"), Param("seed", "4"), Param("text", "a\nb")],
            tags=[RunTag("mlflow.note.content", "Hi\n*x*\n"), RunTag("uni", "ünï – 日本")],
        )
        source = json.dumps({"url": "https://ada:secret@h/x.csv?token=1"})
        tag = InputTag("mlflow.data.context", "training")
        client.log_inputs(run, [DatasetInput(Dataset("d", "d1", "http", source, '{"a": [[{}]]}', "{}"), [tag])])
        client.log_text(run, "hello", "sub/x.txt")
        client.log_dict(run, {"a": [1, 2]}, "sub/d.json")
        client.log_table(run, {"q": ["a", "b"], "score": [0.1, 2]}, "eval/t.json")
        client.log_image(run, np.zeros((2, 2, 3), np.uint8), key="grid", step=3, timestamp=T + 50)
        client.log_batch(run, metrics=[Metric("system/cpu_utilization_percentage", 12.5, T, 0)])
        if status:
            client.set_terminated(run, status, end_time=T + 99_999)
    client.delete_run(client.create_run(experiment).info.run_id)
    sys.stdout.write(json.dumps({run.info.run_id: describe(client, run) for run in client.search_runs([experiment])}))


def describe(client, run):
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": {
            key: [(m.timestamp, repr(m.value), m.step) for m in client.get_metric_history(run.info.run_id, key)]
            for key in run.data.metrics
        },
        "data": [(one.dataset.name, one.dataset.digest) for one in run.inputs.dataset_inputs],
        "artifacts": dict(files(client, run.info.run_id)),
    }


def files(client, run, folder=None):
    for file in client.list_artifacts(run, folder):
        if file.is_dir:
            yield from files(client, run, file.path)
        else:
            yield file.path, file.file_size


main(*sys.argv[1:])
