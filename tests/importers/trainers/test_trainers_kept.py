"""Imported for good, trainers' logs say what they say in place; and the guide's examples do what it says."""

import re
from pathlib import Path

import numpy as np
import pytest
from claimed_logs import points, put, read_all
from test_trainer_fuzz import FORMATS, RULES

from xreport.load import load, read_sources, write_journals
from xreport.settings import Config, read_config

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "trainers.md"


def said(run):
    series = {name: (one.steps.tolist(), one.values.tobytes(), one.times.tobytes()) for name, one in run.series.items()}
    facts = run.params, repr(sorted(run.scores.items())), run.seed, run.status, run.tags, run.algorithm, run.facts
    return run.id, run.name, run.project, series, *facts


@pytest.mark.parametrize("name", FORMATS)
def test_imports_equal_builds(tmp_path, name):
    source = put(tmp_path / "wine", FORMATS[name])
    config = Config(root=tmp_path, imports=tuple(RULES.get(name, ())))
    direct = {run.id: run for run in load([source], now=2e9, config=config, jobs=1).runs}
    assert direct
    reading = read_sources([source], config=config, jobs=1)
    done = write_journals(reading.groups, tmp_path / "runs")
    assert done.added == len(direct)
    kept = {run.id: run for run in read_all(tmp_path / "runs").runs}
    assert kept.keys() == direct.keys()
    for key, run in direct.items():
        assert said(kept[key]) == said(run)
    again = write_journals(read_sources([source], config=config, jobs=1).groups, tmp_path / "runs")
    assert (again.added, again.updated, again.unchanged) == (0, 0, len(direct))


def test_the_rules_of_the_guide(tmp_path):
    blocks = re.findall(r"^```toml\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    files = {
        "xreport.toml": "\n".join(blocks),
        "runs/job.out": "epoch 1 loss 0.5\nepoch 2 of 9, loss 2.5e-1\n",
        "runs/sweep.csv": "id,lr,val f1,accuracy\nx,0.1,0.5,0.25\n",
        "runs/all.csv": "model,hour,loss\nm,1,0.5\nm,2,0.25\n",
    }
    folder = put(tmp_path / "p", files)
    config = read_config(folder / "xreport.toml", folder)
    collection = load([folder / "runs"], now=2e9, config=config, jobs=1)
    assert collection.issues == ()
    runs = {run.name: run for run in collection.runs}
    assert set(runs) == {"job", "x", "m"}
    assert points(runs["job"], "loss") == [(1, 0.5), (2, 0.25)]
    assert (runs["x"].params, runs["x"].scores) == ({"lr": 0.1}, {"val f1": 0.5, "accuracy": 0.25})
    assert points(runs["m"], "loss") == [(1, 0.5), (2, 0.25)]
    assert all(np.isfinite(one.values).all() for run in collection.runs for one in run.series.values())


def test_the_command_of_the_guide_has_the_pattern_of_the_rule():
    text = GUIDE.read_text(encoding="utf-8")
    (rule,) = re.findall(r"^pattern = '(.*)'$", text, re.MULTILINE)
    (command,) = re.findall(r"--pattern '(.*)' -o", text)
    assert rule == command
