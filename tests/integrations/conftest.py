"""Frameworks at current versions, in an interpreter of their own: none of them is a dependency of ours.

One that has them is taken from XREPORT_FRAMEWORKS_PYTHON, where that is set.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from throwaway import shared_interpreter

from xreport.load import load
from xreport.settings import Config

ROOT = Path(__file__).resolve().parents[2]
QUIET = {
    "KERAS_BACKEND": "torch",
    "HF_HUB_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "TOKENIZERS_PARALLELISM": "false",
}


@pytest.fixture(scope="session")
def frameworks(tmp_path_factory):
    return shared_interpreter(tmp_path_factory.getbasetemp(), "frameworks")


class Trained:
    """What a script said on a line of JSON, and the runs that it logged, in the order of their starts."""

    def __init__(self, done, folder):
        self.code, self.errors = done.returncode, done.stderr
        self.said = next((json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"')), {})
        collection = load([folder], now=time.time() + 1e6, config=Config(root=folder))
        assert collection.issues == ()
        self.runs = sorted(collection.runs, key=lambda run: run.started)
        self.by_id = {run.id: run for run in self.runs}
        self.directions: dict[str, dict[str, str]] = {}
        for journal in folder.rglob("*.jsonl"):
            records = map(json.loads, journal.read_text(encoding="utf-8").splitlines())
            said = {one["key"]: one["direction"] for one in records if one.get("type") == "metric"}
            self.directions[journal.parent.name] = said


@pytest.fixture
def train(frameworks, tmp_path):
    """Run a script, or source, where the frameworks are."""

    def run(script, code=0):
        if isinstance(script, str):
            (tmp_path / "train.py").write_text(script, encoding="utf-8")
            script = tmp_path / "train.py"
        environment = {**os.environ, **QUIET, "PYTHONPATH": str(ROOT), "XREPORT_DIR": str(tmp_path / "runs")}
        done = subprocess.run(
            [frameworks, script],
            cwd=tmp_path,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stderr[-3000:]
        return Trained(done, tmp_path / "runs")

    return run


def points(run):
    """Return each metric as a list of [step, repr of the value]: NaN equals itself, nothing else is rounded."""
    return {
        key: [[int(step), repr(float(value))] for step, value in zip(series.steps, series.values, strict=True)]
        for key, series in run.series.items()
    }


@pytest.fixture
def points_of():
    return points
