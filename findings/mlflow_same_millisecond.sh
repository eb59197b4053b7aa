#!/usr/bin/env bash
# MLflow stamps points to the millisecond, and log_metric without a step gives every point the step 0. A fast loop, or a batch of points with
# one time, has several points of one metric with equal step and time.
#
# One would guess that the history returns them in the order in which they were logged, and that the value of the run is the last one.
#
# What happens instead (mlflow 3.17.2): the database returns them sorted by value (sqlalchemy_store.py, get_metric_history), so that a curve that went
# up and down only rises, and a value that was logged twice is there once, for the value is part of the key of the table. The
# store of files keeps order and number. In both, the value of the run is the largest of them, not the last: of a loss it is the worst.
#
# Whoever reads the tables should order by rowid, where the database still has it, and not trust the value in latest_metrics. Whoever
# writes should always give a step.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'mlflow-skinny==3.17.2' 'sqlalchemy==2.0.44' 'alembic==1.17.2' 'pandas==2.3.3'
export HOME="$work" MLFLOW_DISABLE_TELEMETRY=true DO_NOT_TRACK=true MLFLOW_ALLOW_FILE_STORE=true

cat > try.py <<'PY'
import logging
import warnings

import mlflow
from mlflow.entities import Metric

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
losses = [0.5, 0.7, 0.6, 0.6, 0.1]
print("mlflow", mlflow.__version__, "is given", losses)
found = {}
for store in ("sqlite:///mlflow.db", "file:mlruns"):
    client = mlflow.MlflowClient(store)
    experiment = client.create_experiment("demo", artifact_location="file:artifacts")
    run = client.create_run(experiment).info.run_id
    client.log_batch(run, metrics=[Metric("loss", loss, timestamp=1_700_000_000_000, step=0) for loss in losses])
    history = [point.value for point in client.get_metric_history(run, "loss")]
    value = client.get_run(run).data.metrics["loss"]
    found[store.split(":")[0]] = (history, value)
    print(f"{store}: the history is {history}, the value of the run {value}")
assert found == {"sqlite": ([0.1, 0.5, 0.6, 0.7], 0.7), "file": (losses, 0.7)}, found
print("as described")
PY
venv/bin/python try.py
