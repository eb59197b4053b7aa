"""Whose a callback's run is, and how it ends; the callbacks that need no framework, with what frameworks pass them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from xreport import logger
from xreport.integrations.lightgbm import XReportCallback
from xreport.integrations.owned import OwnedRun
from xreport.integrations.sklearn import fit_by_epochs, log_learning_curve, log_search

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def runs(tmp_path, monkeypatch):
    monkeypatch.setenv("XREPORT_DIR", str(tmp_path / "runs"))
    return tmp_path / "runs"


def journals(runs):
    found = [[json.loads(line) for line in file.read_text().splitlines()] for file in runs.rglob("*.jsonl")]
    return sorted(found, key=lambda records: records[0]["time"])


def statuses(runs):
    return [records[-1].get("status") for records in journals(runs)]


def test_each_training_of_a_callback_is_a_run_of_its_own(runs):
    owned = OwnedRun("p", {"seed": 3, "capture": False, "params": {"lr": 1}})
    assert not runs.exists(), "no run before a training"
    first = owned.begin(lambda: {"lr": 2, "depth": 4}, seed=8)
    owned.end()
    second = owned.begin()
    owned.pause()
    third = owned.begin(seed=8)
    assert len({first.id, second.id, third.id}) == 3
    fourth = owned.begin()
    owned.end()
    assert fourth.ended
    assert statuses(runs) == ["finished", "finished", "failed", "finished"]
    records = journals(runs)[0]
    assert (records[0]["params"], records[0]["seed"]) == ({"lr": 1}, 3)
    assert [record["params"] for record in records if "params" in record][1:] == [{"depth": 4}]
    assert not [record for record in records[1:] if "seed" in record], "the user's seed counts"
    assert journals(runs)[2][-1]["error"] == "the training did not come to its end"


def test_a_run_that_is_given_ends_when_its_owner_ends_it(runs):
    with logger.init("p", capture=False) as run:
        owned = OwnedRun(run, {})
        assert owned.begin(seed=8) is run
        owned.end()
        assert owned.begin() is run
        assert not run.ended
    assert statuses(runs) == ["finished"]
    with pytest.raises(TypeError, match="seed: the run has begun already"):
        OwnedRun(run, {"seed": 3})


def test_a_model_that_cannot_be_described_stops_no_training(runs):
    def find():
        raise NotImplementedError("no configuration")

    owned = OwnedRun("p", {"capture": False})
    owned.begin(find)
    owned.end()
    notes = [record["notes"] for record in journals(runs)[0] if record.get("type") == "note"]
    assert notes == ["Some params are missing: they could not be read, NotImplementedError('no configuration')."]


@pytest.mark.parametrize(
    ("then", "status", "error"),
    [
        ("1 / 0", "failed", "ZeroDivisionError: division by zero"),
        ("pass", "failed", "the training did not come to its end"),
        ("owned.end()", "finished", None),
        ("owned.pause()", "finished", None),
        ("owned.pause(); 1 / 0", "failed", "ZeroDivisionError: division by zero"),
    ],
)
def test_the_end_of_a_script_ends_its_training(runs, then, status, error):
    source = f"from xreport.integrations.owned import OwnedRun\nowned = OwnedRun('p', {{}})\nowned.begin()\n{then}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", source], env=environment, check=False, capture_output=True)
    end = journals(runs)[0][-1]
    assert (end["status"], end.get("error")) == (status, error)


def test_lightgbm_before_4_7_passes_tuples(runs):
    with logger.init("p", params={"a": 1}, capture=False) as run:
        callback = XReportCallback(run)
        for number in (5, 6):
            results = [("valid", "auc", 0.1 * number, True), ("cv", "l2", 0.3, False, 0.01)]
            env = SimpleNamespace(iteration=number, begin_iteration=5, params={"a": 2}, evaluation_result_list=results)
            callback(env)
        callback(SimpleNamespace(iteration=7, begin_iteration=5, params={}, evaluation_result_list=None))
    records = journals(runs)[0]
    assert [(record["step"], record["metrics"]) for record in records if "metrics" in record] == [
        (5, {"valid/auc": 0.5, "cv/l2": 0.3, "cv/l2_std": 0.01}),
        (6, {"valid/auc": 0.1 * 6, "cv/l2": 0.3, "cv/l2_std": 0.01}),
    ]
    assert [(one["key"], one["direction"]) for one in records if one.get("type") == "metric"] == [
        ("valid/auc", "max"),
        ("cv/l2", "min"),
    ]
    assert records[0]["params"] == {"a": 1}
    assert not any("params" in record for record in records[1:])


def test_a_candidate_that_never_fitted_has_failed(runs):
    results = {
        "params": [{"C": 1}, {"C": -1}],
        "param_C": [1, -1],
        "split0_test_score": [0.5, float("nan")],
        "split1_test_score": [0.25, float("nan")],
        "mean_test_score": [0.375, float("nan")],
    }
    ids = log_search(SimpleNamespace(estimator=1, cv_results_=results, best_index_=0), "p", tags="first", capture=False)
    good, bad = journals(runs)
    assert [records[0]["run"] for records in (good, bad)] == ids
    assert (good[0]["tags"], bad[0]["tags"], good[0]["params"]) == (["first", "best"], ["first"], {"C": 1})
    assert [record["metrics"] for record in good if "metrics" in record] == [{"test_score": 0.5}, {"test_score": 0.25}]
    assert [record["values"] for record in good if "values" in record] == [{"test_score": 0.375}]
    assert (good[-1]["status"], bad[-1]["status"], bad[-1]["error"]) == (
        "finished",
        "failed",
        "no fit of this candidate succeeded",
    )


def test_estimators_without_memory_have_no_curve(runs):
    with logger.init("p", capture=False) as run:
        assert log_learning_curve(object(), run) is False
        assert log_learning_curve(SimpleNamespace(loss_curve_=[3.0, 2.0], validation_scores_=None), run) is True
    records = [record for record in journals(runs)[0] if "metrics" in record]
    assert [(record["step"], record["metrics"]) for record in records] == [
        (0, {"train/loss": 3.0}),
        (1, {"train/loss": 2.0}),
    ]


def test_epochs_are_fitted_and_scored(runs):
    class Counting:
        fitted = 0

        def partial_fit(self, x, y, **more):
            self.fitted += 1
            assert more == ({"classes": [0, 1]} if self.fitted == 1 else {})

        def score(self, x, y):
            return self.fitted + len(x) / 100

    with logger.init("p", capture=False) as run:
        fit_by_epochs(Counting(), [0], [0], run, epochs=2, classes=[0, 1], validation=([0, 0], [0, 0]))
    assert [record["metrics"] for record in journals(runs)[0] if "metrics" in record] == [
        {"train/score": 1.01, "validation/score": 1.02},
        {"train/score": 2.01, "validation/score": 2.02},
    ]
