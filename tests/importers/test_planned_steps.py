"""Tables of trials that say for how many epochs each was trained are no curves; the rule that reads them is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xreport.load import load
from xreport.model import Collection
from xreport.settings import Config, read_config

TRIALS = {
    "a grid": "epochs,lr,acc\n10,0.1,0.91\n20,0.1,0.93\n40,0.1,0.94\n10,0.01,0.88\n20,0.01,0.9\n",
    "ever more epochs": "epochs,lr,acc\n10,0.1,0.91\n20,0.05,0.93\n40,0.01,0.94\n80,0.005,0.95\n",
    "models": "model,epochs,batch_size,acc\na,10,32,0.91\nb,20,32,0.93\nc,40,64,0.94\n",
    "steps": "steps,weight_decay,loss\n1000,0.1,0.5\n5000,0,0.25\n10000,0,0.125\n",
    "no steps": "lr,dropout,val_acc\n0.1,0,0.91\n0.01,0.1,0.93\n0.001,0.1,0.94\n",
}
CURVES = {
    "evenly": "epochs,lr,acc\n1,0.1,0.91\n2,0.05,0.93\n3,0.01,0.94\n",
    "without settings": "epochs,loss,acc\n10,0.1,0.91\n20,0.05,0.93\n40,0.01,0.94\n",
    "of one training": "epoch,lr,acc\n10,0.1,0.91\n20,0.05,0.93\n40,0.01,0.94\n",
    "every so many steps": "steps,learning_rate,loss\n100,0.1,0.5\n200,0.1,0.25\n300,0.1,0.125\n",
}


def read(folder: Path, config: Config | None = None) -> Collection:
    return load([folder], now=2e9, config=config or Config(root=folder), jobs=1)


@pytest.mark.parametrize("name", TRIALS)
def test_trials_are_named_with_the_rule_that_reads_them(tmp_path, name):
    source = tmp_path / "in"
    source.mkdir()
    (source / "results.csv").write_text(TRIALS[name])
    found = read(source)
    assert not found.runs
    (issue,) = found.issues
    said, rule = issue.fix.split("\n", 1)
    assert said == "If each row is a run, put this rule into xreport.toml."
    assert tomllib.loads(rule)["import"] == [{"files": "results.csv", "kind": "trials"}]
    (tmp_path / "xreport.toml").write_text(rule)
    runs = read(source, read_config(tmp_path / "xreport.toml", tmp_path)).runs
    assert len(runs) == TRIALS[name].count("\n") - 1
    assert not any(run.series for run in runs if any(series.steps.size > 1 for series in run.series.values()))


@pytest.mark.parametrize("name", CURVES)
def test_curves_are_read(tmp_path, name):
    (tmp_path / "results.csv").write_text(CURVES[name])
    (run,) = read(tmp_path).runs
    assert {series.steps.size for series in run.series.values()} == {3}
