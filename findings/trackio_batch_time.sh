#!/usr/bin/env bash
# Trackio stores a time beside every row of metrics, in the column "timestamp" of its SQLite database.
#
# One would guess that it is the time at which log() was called.
#
# What happens instead (trackio 0.43.0, run.py, where a batch is stamped as it is written): rows wait in a queue, a thread writes them about every
# half second, and all rows of one batch get the one time at which the batch is written. A loop that logs every 50 ms for two
# seconds has forty rows and a handful of times, each later than the calls, by up to half a second and more.
#
# Whoever draws metrics over time gets stairs, and whoever computes the duration of a step from two rows gets zero for most and half a second for
# some. The times order batches, not rows: the column "id" orders rows. For timing, log a clock of your own as a metric.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'trackio==0.43.0'
export HOME="$work" HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 TRACKIO_DIR="$work/trackio"

cat > try.py <<'PY'
import json
import sqlite3
import time
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import trackio

trackio.init(project="demo", name="run")
begin = time.time()
for step in range(40):
    trackio.log({"clock": time.time() - begin})
    time.sleep(0.05)
trackio.finish()
database = sqlite3.connect(next(Path("trackio").glob("*.db")))
rows = [
    (json.loads(row)["clock"], datetime.fromisoformat(stamp).timestamp() - begin)
    for stamp, row in database.execute("SELECT timestamp, metrics FROM metrics ORDER BY id")
]
stamps = sorted({stamp for _, stamp in rows})
late = [stamp - clock for clock, stamp in rows]
print("trackio", version("trackio"))
for stamp in stamps:
    clocks = [clock for clock, other in rows if other == stamp]
    print(f"{len(clocks):>3} rows that were logged from {clocks[0]:.2f} s to {clocks[-1]:.2f} s are stamped {stamp:.2f} s")
print(f"the stamps are late by up to {max(late):.2f} s")
assert len(rows) == 40
assert 1 < len(stamps) <= 10, f"{len(stamps)} times for 40 rows"
assert min(late) >= 0 and max(late) > 0.2, late
print("as described")
PY
venv/bin/python try.py >output 2>errors || { cat output errors; exit 1; }
sed -n '/^trackio [0-9]/,$p' output
