#!/usr/bin/env bash
# A training that is resumed from a checkpoint, or whose evaluation logs an earlier step, writes event files in which the step goes back.
#
# One would guess that TensorBoard shows the same points whatever way it loads them, or that it drops points only where the log
# says that the program was restarted.
#
# What happens instead (tensorboard 2.21.0 with tensorboard-data-server 0.7.2): the data server, which is what a page is made from by
# default where its package is installed, forgets all earlier points of a tag whose step is not below the step that comes now, and so keeps
# one point for a step and only what follows the last step back. The loader in Python (--load_fast=false) and EventAccumulator keep every point
# of the same file.
#
# Whoever compares a report with the page of TensorBoard sees other curves, other maxima and other numbers of points, and neither is
# damaged. Of a metric that is logged twice at one step, say once for each of two data sets, the default page
# shows only the second value.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'tensorboard==2.21.0' 'tensorboard-data-server==0.7.2' 'tensorboardX==2.6.5' 'setuptools<81'
export HOME="$work"

cat > try.py <<'PY'
import json
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import version

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboardX import SummaryWriter

print(*(f"{name} {version(name)}" for name in ("tensorboard", "tensorboard-data-server", "tensorboardX")), sep=", ")
written = {"back": [0, 1, 2, 3, 1, 5, 2], "twice": [0, 1, 1, 2, 2]}
writer = SummaryWriter("logs")
for tag, steps in written.items():
    for place, step in enumerate(steps):
        writer.add_scalar(tag, float(place), step)
writer.close()


def of_page(load_fast):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", "logs", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen([*command, f"--load_fast={load_fast}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        found = {}
        for _ in range(60):
            time.sleep(1)
            try:
                for tag in written:
                    address = f"http://127.0.0.1:{port}/data/plugin/scalars/scalars?run=.&tag={tag}"
                    found[tag] = [(step, value) for _, step, value in json.load(urllib.request.urlopen(address))]
                return found
            except OSError:
                continue
        raise SystemExit("TensorBoard did not answer")
    finally:
        server.terminate()
        server.wait()


accumulator = EventAccumulator("logs")
accumulator.Reload()
readers = {
    "EventAccumulator": {tag: [(event.step, event.value) for event in accumulator.Scalars(tag)] for tag in written},
    "page, load_fast=false": of_page("false"),
    "page, load_fast=auto": of_page("auto"),
}
every = {tag: [(step, float(place)) for place, step in enumerate(steps)] for tag, steps in written.items()}
for name, found in readers.items():
    print(f"{name}: {found}")
assert readers["EventAccumulator"] == every
assert readers["page, load_fast=false"] == every
assert readers["page, load_fast=auto"] == {"back": [(0, 0.0), (1, 4.0), (2, 6.0)], "twice": [(0, 0.0), (1, 2.0), (2, 4.0)]}
print("as described")
PY
venv/bin/python try.py
