#!/usr/bin/env bash
# A value that is not a number is given to Weights & Biases in three places: logged, in the configuration, and in the summary by hand.
#
# One would guess that it is kept in all three, or in none, and that NaN and infinity fare alike.
#
# What happens instead (wandb 0.31.0, offline): a NaN that is logged is kept in the .wandb file as NaN. One in the configuration, also deep inside
# lists and objects, and one set by run.summary["x"] becomes null, which is what None becomes, too. Infinity is kept in all
# three places. In the history a 3.0 is written as 3, in the configuration as 3.0.
#
# Whoever reads such a file must be ready for bare NaN and Infinity, which are no JSON, and must not take a null for "not set": it may have been
# a threshold or a best value that was not a number.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'wandb==0.31.0'
export HOME="$work" WANDB_MODE=offline WANDB_SILENT=true WANDB_ERROR_REPORTING=false

cat > try.py <<'PY'
import struct
import time
from importlib.metadata import version
from pathlib import Path

import wandb
from wandb.proto import wandb_internal_pb2

nan, inf = float("nan"), float("inf")
config = {"nan": nan, "none": None, "inf": inf, "deep": {"list": [nan, 3.0]}}
run = wandb.init(project="demo", config=config, settings=wandb.Settings(x_disable_stats=True, disable_git=True, console="off"))
run.log({"nan": nan, "inf": inf, "three": 3.0})
run.summary["by_hand_nan"] = nan
run.summary["by_hand_inf"] = inf
run.finish()


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


found = {}
for path in Path("wandb").glob("offline-run-*/*.wandb"):
    for record in whole(path):
        for place, items in (
            ("config", record.run.config.update),
            ("history", record.history.item),
            ("summary", record.summary.update),
        ):
            for item in items:
                key = "/".join(item.nested_key) or item.key
                if not key.startswith("_"):
                    found[f"{place}: {key}"] = item.value_json
print("wandb", version("wandb"))
for key, text in found.items():
    print(f"{key} = {text}")
assert found["config: nan"] == "null" == found["config: none"]
assert found["config: deep"].replace(" ", "") == '{"list":[null,3.0]}'
assert found["config: inf"] == "Infinity"
assert (found["history: nan"], found["history: inf"], found["history: three"]) == ("NaN", "Infinity", "3")
assert (found["summary: nan"], found["summary: inf"]) == ("NaN", "Infinity")
assert (found["summary: by_hand_nan"], found["summary: by_hand_inf"]) == ("null", "Infinity")
print("as described")
PY
venv/bin/python try.py 2>errors || { cat errors; exit 1; }
