"""The same small experiment, logged by four tools, gives four identical tables."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from throwaway import shared_interpreter

from xreport.pipeline import build_report
from xreport.settings import Config

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("same_experiment.py")
TOOLS = {"mlflow": "mlflow3", "tensorboard": "trackers", "wandb": "wandb-new"}
"""In which environment of ``throwaway.py`` a tool is."""
OTHER = {
    "id", "slug", "project", "task", "algorithm", "configuration", "group", "owner", "tags", "data", "fingerprint",
    "started", "ended", "duration",
}  # fmt: skip
"""What is not the experiment's: ids, times and names of projects are the tool's own."""


def table(tool, folder, base):
    """The rows of ``runs.csv`` by run, and nothing of them but names, params, seeds, statuses and metrics."""
    python = sys.executable
    if tool in TOOLS:
        python = shared_interpreter(base, TOOLS[tool])
    source = folder / "same"
    source.mkdir(parents=True)
    environment = os.environ | {"WANDB_SILENT": "true"}
    subprocess.run([str(python), str(SCRIPT), tool, str(source)], env=environment, cwd=folder, check=True, timeout=300)
    report = build_report(Config(root=folder), [source], folder / "site", now=1.9e9, jobs=1)
    assert report.issues == ()
    with (folder / "site" / "data" / "runs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return sorted(({key: row[key] for key in sorted(row.keys() - OTHER)} for row in rows), key=lambda row: row["name"])


def test_four_tools_give_four_identical_tables(tmp_path, tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    own, *others = (table(tool, tmp_path / tool, base) for tool in ("xreport", *TOOLS))
    assert [row["name"] for row in own] == ["run-1", "run-2", "run-3"]
    assert [row["status"] for row in own] == ["finished"] * 3
    assert [row["seed"] for row in own] == ["1", "2", "3"]
    assert {row["train/loss:n"] for row in own} == {"10"}
    assert {"params.lr", "params.depth", "params.opt", "params.warm", "val/accuracy:best"} <= own[0].keys()
    for tool, rows in zip(TOOLS, others, strict=True):
        assert rows == own, tool
