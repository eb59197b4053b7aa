#!/usr/bin/env bash
# A script that resumes a training opens SummaryWriter(folder, purge_step=3), to say that what was logged from step 3 on no longer counts.
#
# One would guess that every reader that knows of purge_step hides the old points of all metrics from that step on.
#
# What happens instead (tensorboardX 2.6.5, tensorboard 2.21.0, tensorboard-data-server 0.7.2): three readers of one and the same folder give three
# answers. EventAccumulator purges all metrics, as asked. The page with load_fast=false purges nothing after the first resumption, for
# plugin_event_accumulator.py takes the first START in a folder for the beginning, and a writer without purge_step writes none. The default
# page, from the data server, does not look at START at all: it drops old points only of metrics that are logged again, by their steps,
# so that a metric of which nothing new has come keeps its orphaned points.
#
# Whoever writes must not count on purge_step to hide anything, and whoever reads should decide by the START event itself, which holds
# the step, if the wish of the script shall count.

set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check 'tensorboard==2.21.0' 'tensorboard-data-server==0.7.2' 'tensorboardX==2.6.5' 'setuptools<81'
export HOME="$work"

cat > try.py <<'PY'
import json
import logging
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import version

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboardX import SummaryWriter

logging.disable(logging.CRITICAL)
print(*(f"{name} {version(name)}" for name in ("tensorboard", "tensorboard-data-server", "tensorboardX")), sep=", ")
writer = SummaryWriter("logs")
for step in range(6):
    writer.add_scalar("loss", float(step), step)
    writer.add_scalar("accuracy", float(step), step)
writer.close()
time.sleep(1.1)  # the names of the files differ by the second
writer = SummaryWriter("logs", purge_step=3)
for step in (3, 4):
    writer.add_scalar("loss", 100.0 + step, step)
writer.close()
tags = ("loss", "accuracy")


def of_page(load_fast):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", "logs", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen([*command, f"--load_fast={load_fast}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(60):
            time.sleep(1)
            try:
                found = {}
                for tag in tags:
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
old = [(step, float(step)) for step in range(6)]
new = [(3, 103.0), (4, 104.0)]
readers = {
    "EventAccumulator": {tag: [(event.step, event.value) for event in accumulator.Scalars(tag)] for tag in tags},
    "page, load_fast=false": of_page("false"),
    "page, load_fast=auto": of_page("auto"),
}
for name, found in readers.items():
    print(f"{name}: {found}")
assert readers["EventAccumulator"] == {"loss": old[:3] + new, "accuracy": old[:3]}
assert readers["page, load_fast=false"] == {"loss": old + new, "accuracy": old}
assert readers["page, load_fast=auto"] == {"loss": old[:3] + new, "accuracy": old}
print("as described")
PY
venv/bin/python try.py
