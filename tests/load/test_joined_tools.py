"""What tools write of one training, beside each other or one after the other, is what they themselves make of it."""

import json
from pathlib import Path

import pytest
from throwaway import answer, interpreter

from xreport.load import load
from xreport.settings import Config

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent / "train_with_tools.py"
TOOLS = ("catboost>=1.2", "tensorboardX>=2.6", "tensorboard>=2.15", "codecarbon>=3")


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    return interpreter(tmp_path_factory.mktemp("joined"), *TOOLS, variable="XREPORT_JOINED_PYTHON")


@pytest.fixture
def trained(python, tmp_path):
    """What a tool says of its training, and the one run that is read of it."""

    def train(tool):
        source = tmp_path / "source"
        source.mkdir()
        said = json.loads(answer([python, SCRIPT, tool, source], cwd=source).splitlines()[-1])
        (run,) = load([source], now=2e9, config=Config(root=tmp_path), jobs=1).runs
        return said, run

    return train


def test_catboost_has_one_run_whose_last_evaluation_set_has_the_plain_name(trained):
    said, run = trained("catboost")
    groups = {"learn": "learn/{}", "validation_0": "test/{}:0", "validation_1": "test/{}"}
    for group, metrics in said.items():
        for name, values in metrics.items():
            assert run.series[groups[group].format(name)].values.tolist() == pytest.approx(values, rel=1e-9)
    assert run.hints["test/AUC"].direction == "max"
    assert run.hints["learn/Logloss"].direction == "min"


def test_tensorboard_and_we_keep_the_same_of_a_purged_branch(trained):
    said, run = trained("purge")
    curve = run.curve("loss")
    assert [list(point) for point in zip(curve.steps.tolist(), curve.values.tolist(), strict=True)] == said
    assert (run.attempts, run.series["loss"].steps.size) == (2, 19)


def test_the_energy_of_tasks_counts_once(trained):
    said, run = trained("tasks")
    assert run.scores["energy_kwh"] == pytest.approx(said, rel=1e-6)
