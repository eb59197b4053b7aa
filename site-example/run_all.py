"""Train everything that the example reports: four sweeps and one run that is killed. Takes about two minutes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def start(script: str, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, HERE / script, *options], cwd=HERE)  # noqa: S603 - our own scripts


def run_and_kill() -> None:
    """Start a run far too long and kill it (SIGKILL) after 20 epochs, as a cluster does at the time limit."""
    known = set(HERE.glob("runs/*/*.jsonl"))
    process = start("train_digits.py", "--seeds", "1", "--epochs", "100000")
    while process.poll() is None:
        if any(journal.read_bytes().count(b"\n") > 20 for journal in set(HERE.glob("runs/*/*.jsonl")) - known):
            process.kill()
        time.sleep(0.05)


if __name__ == "__main__":
    for script in ("train_digits.py", "train_cancer.py", "train_diabetes.py", "train_wine.py"):
        if start(script).wait():
            sys.exit(f"{script} failed")
    run_and_kill()
