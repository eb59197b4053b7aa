#!/usr/bin/env bash
# DVCLive's callbacks for Keras, fastai, Hugging Face and Lightning rename metrics, so that those of training and evaluation lie
# in folders of their own: val_loss becomes eval/loss.
#
# One would guess that the prefix is looked for at the beginning of a name, or as a whole word.
#
# What happens instead (dvclive 3.49.1, utils.py, standardize_metric_name, which those callbacks call for every name): for Keras the letters
# "val_" are replaced wherever they stand, and a name that has them is no longer counted to training; for Hugging Face
# it is the same with "train_" and "eval_", for fastai with "train_" and "valid_"; for Lightning it is enough that the first word ends in "train", "val" or "test".
# A metric of training that is called interval_score or retrieval_acc is filed as if a split had been said, under a name that nobody gave.
#
# Whoever joins the logs of two trackers by name does not find these metrics again, and whoever takes what is before the slash for
# a split of the data finds splits called "intereval", "retrieval" or "latest".

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'dvclive==3.49.1'
export HOME="$work" DVC_NO_ANALYTICS=1 ITERATIVE_DO_NOT_TRACK=1

cat > try.py <<'PY'
from importlib.metadata import version

from dvclive.utils import standardize_metric_name

print("dvclive", version("dvclive"))
expected = [
    ("dvclive.keras", "val_loss", "eval/loss"),
    ("dvclive.keras", "loss", "train/loss"),
    ("dvclive.keras", "interval_score", "intereval/score"),
    ("dvclive.keras", "val_retrieval_acc", "eval/retrieeval/acc"),
    ("dvclive.huggingface", "eval_pretrain_loss", "eval/pretrain/loss"),
    ("dvclive.huggingface", "retrieval_acc", "retrieval/acc"),
    ("dvclive.lightning", "val_loss", "val/loss"),
    ("dvclive.lightning", "latest_acc", "latest/acc"),
    ("dvclive.lightning", "interval_score_step", "interval/step/score"),
]
for framework, name, wanted in expected:
    got = standardize_metric_name(name, framework)
    print(f"{framework:<20} {name:<20} -> {got}")
    assert got == wanted, (framework, name, got, wanted)
print("as described")
PY
venv/bin/python try.py
