"""TensorBoard beside us: the same curves as event files, and how long its dashboard takes to draw them.

It lives in a virtual environment of its own; nothing of it is a dependency of ours.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chrome import Chrome

WRITER = """
import json, sys
from pathlib import Path
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

for journal in sorted(Path(sys.argv[1]).glob("*/*.jsonl")):
    folder = Path(sys.argv[2]) / journal.parent.name
    folder.mkdir(parents=True)
    with (folder / "events.out.tfevents.1.host").open("wb") as file:
        writer = RecordWriter(file)
        writer.write(Event(wall_time=1.0, file_version="brain.Event:2").SerializeToString())
        for line in journal.read_text().splitlines():
            record = json.loads(line)
            if "metrics" in record:
                values = [Summary.Value(tag=tag, simple_value=value) for tag, value in record["metrics"].items()]
                event = Event(wall_time=record["time"], step=record["step"], summary=Summary(value=values))
                writer.write(event.SerializeToString())
"""
WAIT = 600
"""Seconds that TensorBoard has to read its files."""

DRAWN = """(() => {
  const canvases = [...document.querySelectorAll("line-chart canvas")];
  const paths = document.querySelectorAll("line-chart .series-view svg path").length;
  return (canvases.length > 0 && xrPainted(canvases[0])) || paths >= RUNS;
})()"""
"""Its chart is a canvas, or paths where the browser has no WebGL."""


def interpreter(work: Path) -> Path:
    """Return a Python that has TensorBoard: the one that XREPORT_TENSORBOARD names, else a new one."""
    given = os.environ.get("XREPORT_TENSORBOARD")
    if given:
        return Path(given)
    folder = work / "tensorboard-venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    # It asks for pkg_resources, which newer setuptools lack.
    subprocess.run([python, "-m", "pip", "install", "-q", "tensorboard", "setuptools<80"], check=True)
    return python


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def runs_read(base: str) -> int:
    """Return how many runs TensorBoard knows."""
    try:
        with urllib.request.urlopen(f"{base}data/plugin/timeseries/tags", timeout=30) as answer:
            return len(json.load(answer)["scalars"]["runTagInfo"])
    except (urllib.error.URLError, OSError, KeyError):
        return 0


def version(python: Path) -> str:
    shown = subprocess.run([python, "-m", "tensorboard.main", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"\d+\.\d+\.\d+", shown.stdout)
    return found[0] if found else ""


@contextmanager
def tensorboard(python: Path, logs: Path, runs: int) -> Iterator[tuple[str, float]]:
    """Run TensorBoard on a folder; yields its address, and the seconds until it had read all runs."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    command = [str(python), "-m", "tensorboard.main", "--logdir", str(logs), "--host", "127.0.0.1", "--port", str(port)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while runs_read(base) < runs:
            if process.poll() is not None or time.perf_counter() - started > WAIT:
                raise SystemExit(f"TensorBoard did not read {runs} runs")
            time.sleep(0.2)
        seconds = time.perf_counter() - started
        time.sleep(3)  # the last values of the last runs
        yield base, seconds
    finally:
        process.terminate()
        process.wait()


def measure(chrome: Chrome, python: Path, journals: Path, runs: int, repeat: int) -> dict[str, float]:
    """Return seconds until TensorBoard has read the runs, and milliseconds until its dashboard has drawn them."""
    logs = journals.with_name(f"{journals.name}-events")
    subprocess.run([python, "-c", WRITER, str(journals), str(logs)], check=True)
    with tensorboard(python, logs, runs) as (base, seconds):
        times, _ = chrome.visits(f"{base}#timeseries", {"drawn": DRAWN.replace("RUNS", str(runs))}, repeat)
    return {"read": seconds, **times}
