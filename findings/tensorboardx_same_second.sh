#!/usr/bin/env bash
# Two writers of event files are opened in one folder, one after the other: a test that resumes at once, or a script that has a writer for
# training and one for evaluation.
#
# One would guess that each writer has a file of its own, as the writers of TensorFlow and PyTorch have, whose names hold the process and
# a number that counts up.
#
# What happens instead (tensorboardX 2.6.5, event_file_writer.py): the name is made of the second and the host alone, and the file is
# opened for writing from its beginning. A second writer of the same second empties the file of the first one, without a word, and all that the first had logged
# and flushed is gone.
#
# Whoever writes with it should open one writer a folder, or give each a filename_suffix. Whoever reads cannot see that anything was there: the
# file is whole and valid.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'tensorboardX==2.6.5' 'tensorboard==2.21.0' 'setuptools<81'
export HOME="$work"

cat > try.py <<'PY'
import logging
import time
from importlib.metadata import version
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboardX import SummaryWriter

logging.disable(logging.CRITICAL)
print("tensorboardX", version("tensorboardX"))


def steps_after(folder, pause, **second):
    while time.time() % 1 > 0.2:  # begin early in a second, so that both fit in it
        time.sleep(0.01)
    writer = SummaryWriter(folder)
    for step in range(100):
        writer.add_scalar("loss", 1.0 / (step + 1), step)
    writer.close()
    time.sleep(pause)
    writer = SummaryWriter(folder, **second)
    writer.add_scalar("loss", 0.001, 100)
    writer.close()
    accumulator = EventAccumulator(folder)
    accumulator.Reload()
    return len(list(Path(folder).iterdir())), [event.step for event in accumulator.Scalars("loss")]


for folder, pause, second, wanted in (
    ("same-second", 0, {}, (1, [100])),
    ("next-second", 1.1, {}, (2, list(range(101)))),
    ("with-suffix", 0, {"filename_suffix": ".second"}, (2, list(range(101)))),
):
    files, steps = steps_after(folder, pause, **second)
    print(f"{folder}: {files} file(s), {len(steps)} of 101 points, the first at step {steps[0]}")
    assert (files, steps) == wanted, folder
print("as described")
PY
venv/bin/python try.py
