#!/usr/bin/env bash
# DVCLive keeps a file of tab-separated values for each metric, and log_metric(..., timestamp=True) adds a column of times to it.
#
# One would guess that a metric that is logged first without times and then with them, as a script does that was changed and then
# resumed, gets rows that still fit the header: an empty cell, or a column that is added.
#
# What happens instead (dvclive 3.49.1, plots/metric.py, Metric.dump): the header is written once, by whichever call came first, and each
# row has the cells of its own call. The time is put before the step, so in a file that began without times the time stands below
# "step" and the step stands below the metric's name. In a file that began with times the later rows are one cell short, and the
# step stands below "timestamp".
#
# Whoever reads these files by their header gets steps in the trillions and a curve of the steps in place of the values, with no
# error. A reader has to count the cells of each row: the value is always the last one and the step the one before it.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'dvclive==3.49.1'
export HOME="$work" DVC_NO_ANALYTICS=1 ITERATIVE_DO_NOT_TRACK=1

cat > try.py <<'PY'
import csv
import logging
from importlib.metadata import version
from pathlib import Path

from dvclive import Live

logging.disable(logging.CRITICAL)
print("dvclive", version("dvclive"))
with Live("logs", save_dvc_exp=False) as live:
    for step in range(4):
        live.log_metric("later", 0.5 - step / 10, timestamp=step >= 2)
        live.log_metric("earlier", 0.5 - step / 10, timestamp=step < 2)
        live.next_step()

shapes = {}
for name in ("later", "earlier"):
    text = Path(f"logs/plots/metrics/{name}.tsv").read_text()
    print(f"--- {name}.tsv\n{text}", end="")
    shapes[name] = [len(line.split("\t")) for line in text.splitlines()]
with open("logs/plots/metrics/later.tsv", newline="") as file:
    by_header = list(csv.DictReader(file, delimiter="\t"))
print("read by its header, step 2 of later.tsv has the value", by_header[2]["later"], "at the step", by_header[2]["step"])

assert shapes == {"later": [2, 2, 2, 3, 3], "earlier": [3, 3, 3, 2, 2]}, shapes
assert by_header[2]["later"] == "2", "the value below the metric's name is no longer the step"
assert int(by_header[2]["step"]) > 10**12, "what is below step is no longer a time"
print("as described")
PY
venv/bin/python try.py
