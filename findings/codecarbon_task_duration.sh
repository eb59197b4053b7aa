#!/usr/bin/env bash
# CodeCarbon can measure parts of a program: start_task and stop_task, and stop at the end. The row of emissions.csv is that of the whole tracker.
#
# One would guess that the duration in this row is that of the tracker, or that of all tasks together, as the energy is, and that
# the rate is the one over the other.
#
# What happens instead (codecarbon 3.3.2, emissions_tracker.py, start_task sets _start_time anew): energy and emissions are those of all tasks,
# the duration is only the time since the last task began. The rate, which is the one divided by the other, is too large
# by as much: with one long task before a short one, many times. The file of the tasks beside it has the right durations.
#
# Whoever shows seconds or a mean power from this row is wrong without a sign of it: where emissions_<experiment>_<run_id>.csv lies beside it, the durations
# in that file have to be added up instead.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'codecarbon==3.3.2'
export HOME="$work"

cat > try.py <<'PY'
import csv
import time
from importlib.metadata import version
from pathlib import Path

from codecarbon import OfflineEmissionsTracker

tracker = OfflineEmissionsTracker(country_iso_code="FRA", output_dir=".", log_level="critical", allow_multiple_runs=True)
begin = time.perf_counter()
for name, seconds in (("train", 6), ("test", 1)):
    tracker.start_task(name)
    time.sleep(seconds)
    tracker.stop_task()
tracker.stop()
took = time.perf_counter() - begin


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


(whole,) = rows("emissions.csv")
(path,) = (path for path in Path().glob("emissions_*.csv"))
tasks = rows(path)
print("codecarbon", version("codecarbon"))
for task in tasks:
    print(f"{task['task_name']}: {float(task['duration']):.1f} s, {float(task['emissions']):.3g} kg")
duration, emissions, rate = (float(whole[key]) for key in ("duration", "emissions", "emissions_rate"))
print(f"row of emissions.csv: {duration:.1f} s, {emissions:.3g} kg, {rate:.3g} kg/s; the program took {took:.1f} s")
of_tasks = sum(float(task["emissions"]) for task in tasks)
assert took > 7 and duration < 5, "the duration is no longer that since the last task began"
assert emissions >= of_tasks * 0.999, "the emissions are no longer those of all tasks"
assert abs(rate - emissions / duration) < rate * 0.01
print("as described")
PY
venv/bin/python try.py 2>errors || { cat errors; exit 1; }
