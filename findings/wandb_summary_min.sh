#!/usr/bin/env bash
# run.define_metric("loss", summary="min") makes Weights & Biases keep the smallest loss in the summary of a run.
#
# One would guess that a NaN is passed over, as numpy's nanmin does, or at most counts for as long as it is the last value; and that the rule
# stays in force whatever else is written to the summary.
#
# What happens instead (wandb 0.31.0, offline): after one NaN the minimum is NaN for good, whatever follows, and so are max and mean, and the
# numbers before it are lost, too. And once a script has set run.summary["loss"] itself, the rule no longer applies: the
# next value that is logged replaces what was set, and the summary holds the last value from then on, no longer an object {"min": ...}
# but a bare number.
#
# Whoever ranks runs by the minima of such summaries finds NaN for a run that recovered. Whoever reads the file has to know that a later record of
# "loss" takes the place of "loss/min", which must not be shown beside it.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'wandb==0.31.0'
export HOME="$work" WANDB_MODE=offline WANDB_SILENT=true WANDB_ERROR_REPORTING=false

cat > try.py <<'PY'
import json
import math
import struct
import time
from importlib.metadata import version
from pathlib import Path

import wandb
from wandb.proto import wandb_internal_pb2


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


def summaries(name, log):
    """What the file says of the summary of "loss", in the order of its records."""
    settings = wandb.Settings(x_disable_stats=True, disable_git=True, console="off")
    run = wandb.init(project="demo", dir=name, settings=settings)
    run.define_metric("loss", summary="min,max,mean" if name == "nan" else "min")
    log(run)
    run.finish()
    found = []
    for path in Path(name).glob("wandb/offline-run-*/*.wandb"):
        for record in whole(path):
            found += [json.loads(item.value_json) for item in record.summary.update if (item.key or item.nested_key[0]) == "loss"]
    return found


def with_nan(run):
    for value in (3.0, float("nan"), 1.0, 2.0):
        run.log({"loss": value})


def by_hand(run):
    run.log({"loss": 1.0})
    run.log({"loss": 3.0})
    run.summary["loss"] = 0.5
    run.log({"loss": 4.0})


print("wandb", version("wandb"))
for name in ("nan", "hand"):
    Path(name).mkdir()
nan, hand = summaries("nan", with_nan), summaries("hand", by_hand)
print("3, NaN, 1, 2:", *nan, sep="\n  ")
print("1, 3, set to 0.5, 4:", *hand, sep="\n  ")
assert nan[0] == {"min": 3, "max": 3, "mean": 3}
assert all(math.isnan(row[kind]) for row in nan[1:] for kind in ("min", "max", "mean")) and len(nan) == 4
assert hand == [{"min": 1}, {"min": 1}, 0.5, 4], hand
print("as described")
PY
venv/bin/python try.py 2>errors || { cat errors; exit 1; }
