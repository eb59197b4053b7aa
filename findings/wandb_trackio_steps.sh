#!/usr/bin/env bash
# Trackio offers the calls of Weights & Biases, so that a script needs only another import. A usual script logs each step of the loop with
# step=i, and the result of the test after the loop without a step.
#
# One would guess that a call without a step gets a step of its own after those that were logged, in both.
#
# What happens instead (wandb 0.31.0): log(..., step=2) leaves the row of step 2 open, and the next call without a step is added to that row and
# closes it. Where it has a metric of the same name, the value of the loop's last step is replaced, and is in no file. Trackio
# 0.43.0 gives the call a row of its own, at the next step. A step that goes back is dropped by W&B with a warning; Trackio keeps it, and counts on from the
# highest step.
#
# Whoever reads a .wandb file finds the test's value as the last point of the training's curve, and cannot tell; the same script under
# Trackio has one point more. Whoever writes should give every call a step, or none, and the result of a test a name of its own.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'wandb==0.31.0' 'trackio==0.43.0'
export HOME="$work" WANDB_MODE=offline WANDB_SILENT=true WANDB_ERROR_REPORTING=false HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 TRACKIO_DIR="$work/trackio"

cat > script.py <<'PY'
def train(tracker):
    for step in range(3):
        tracker.log({"loss": 3.0 - step}, step=step)
    tracker.log({"loss": 100.0})  # the test, after the loop
    tracker.log({"loss": 50.0}, step=1)  # late news of an earlier step
    tracker.log({"loss": 25.0})
    tracker.finish()
PY
cat > with_wandb.py <<'PY'
import json
import struct
import time
from importlib.metadata import version
from pathlib import Path

import wandb
from script import train
from wandb.proto import wandb_internal_pb2

wandb.init(project="demo", settings=wandb.Settings(x_disable_stats=True, disable_git=True, console="off"))
train(wandb)


def records(data):
    """The records of a .wandb file: pieces with a checksum, a length and a kind, in blocks of 32 KiB."""
    place, parts = 7, b""
    while place + 7 <= len(data):
        if 32768 - place % 32768 < 7:
            place += 32768 - place % 32768
            continue
        _, size, kind = struct.unpack_from("<IHB", data, place)
        if place + 7 + size > len(data):
            return
        parts += data[place + 7 : place + 7 + size]
        place += 7 + size
        if kind in (1, 4):  # whole, or the last piece
            yield wandb_internal_pb2.Record.FromString(parts)
            parts = b""


def whole(path):
    """The records of a file that has its last one: finish() does not wait until all are written."""
    for _ in range(600):
        found = list(records(path.read_bytes()))
        if found and found[-1].WhichOneof("record_type") == "exit":
            return found
        time.sleep(0.1)
    raise SystemExit("the file has no end")


points = []
for path in Path("wandb").glob("offline-run-*/*.wandb"):
    for record in whole(path):
        row = {item.nested_key[0] if item.nested_key else item.key: json.loads(item.value_json) for item in record.history.item}
        if "loss" in row:
            points.append((row["_step"], row["loss"]))
print("wandb", version("wandb"), points)
assert points == [(0, 3), (1, 2), (2, 100), (3, 25)], points
PY
cat > with_trackio.py <<'PY'
import json
import sqlite3
from importlib.metadata import version
from pathlib import Path

import trackio
from script import train

trackio.init(project="demo", name="run")
train(trackio)
database = sqlite3.connect(next(Path("trackio").glob("*.db")))
points = [(step, json.loads(row)["loss"]) for step, row in database.execute("SELECT step, metrics FROM metrics ORDER BY id")]
print("trackio", version("trackio"), points)
assert points == [(0, 3), (1, 2), (2, 1), (3, 100), (1, 50), (4, 25)], points
PY
for tracker in wandb trackio; do
    venv/bin/python "with_$tracker.py" >output 2>errors || { cat output errors; exit 1; }
    grep "^$tracker [0-9]" output
done
echo "as described"
