#!/usr/bin/env bash
# A loss that diverges is logged to MLflow as infinity or as NaN.
#
# One would guess that both stores of MLflow, files and a database, give back the values that were logged, and agree on which one is the latest.
#
# What happens instead (mlflow 3.17.2): the database stores infinity as the largest double, 1.7976931348623157e+308, which the client returns as such, so
# that math.isinf() is false for it (sqlalchemy_store.py, sanitize_metric_value). NaN is stored as 0 with a mark beside it, and it
# is compared as 0: of -1 and NaN with equal step and time NaN is the latest, of 1 and NaN it is 1. The store of files keeps infinity, and
# with a NaN the first one that was logged stays the latest, for no comparison with NaN is true.
#
# Whoever reads the database should take the largest double for infinity and look at is_nan. A mean over such a history is about
# 1e+307, and an axis that shows it hides everything else.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'mlflow-skinny==3.17.2' 'sqlalchemy==2.0.44' 'alembic==1.17.2' 'pandas==2.3.3'
export HOME="$work" MLFLOW_DISABLE_TELEMETRY=true DO_NOT_TRACK=true MLFLOW_ALLOW_FILE_STORE=true

cat > try.py <<'PY'
import logging
import math
import sys
import warnings

import mlflow

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
nan, inf = math.nan, math.inf
print("mlflow", mlflow.__version__)
found = {}
for store in ("sqlite:///mlflow.db", "file:mlruns"):
    client = mlflow.MlflowClient(store)
    experiment = client.create_experiment("demo", artifact_location="file:artifacts")
    run = client.create_run(experiment).info.run_id
    for step, value in enumerate((1.0, inf, -inf, nan)):
        client.log_metric(run, "diverged", value, timestamp=1_700_000_000_000 + step, step=step)
    for name, values in {"minus one and NaN": (-1.0, nan), "one and NaN": (1.0, nan), "NaN and one": (nan, 1.0)}.items():
        for value in values:
            client.log_metric(run, name, value, timestamp=1_700_000_000_000, step=0)
    history = [repr(point.value) for point in client.get_metric_history(run, "diverged")]
    latest = {name: repr(value) for name, value in client.get_run(run).data.metrics.items() if name != "diverged"}
    latest = dict(sorted(latest.items()))
    found[store.split(":")[0]] = (history, latest)
    print(f"{store}: the history is {history}, the latest are {latest}")
largest = repr(sys.float_info.max)
assert found["sqlite"] == (["1.0", largest, f"-{largest}", "nan"], {"NaN and one": "1.0", "minus one and NaN": "nan", "one and NaN": "1.0"})
assert found["file"] == (["1.0", "inf", "-inf", "nan"], {"NaN and one": "nan", "minus one and NaN": "-1.0", "one and NaN": "1.0"})
print("as described")
PY
venv/bin/python try.py
