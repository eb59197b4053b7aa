"""The page of a task says which metric ranks it, and why that one."""

from __future__ import annotations

import pytest
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.task import TaskPage, task_context, task_page
from xreport.settings import MetricConfig


def page(logged: dict[str, float], **config: object) -> TaskPage:
    runs = tuple(run_of(logged, seed=seed) for seed in range(3))
    whole = study(Collection(runs), config_of(**config))
    return task_page(whole.tasks[0], task_context(whole.tasks[0], whole, ()))


def test_a_metric_that_was_chosen_is_told_with_the_rule():
    shown = page({"train/loss": 1.0, "val/acc": 0.5})
    assert shown.tiles[0].value == "val/acc"
    assert "val/acc was chosen, for this task has no metric that xreport.toml calls primary." in shown.method
    assert "scores come before losses, and validation before test before training." in shown.method
    assert "scores of finished runs (what a run set itself, else the last value)" in shown.method
    assert "training data" not in shown.tiles[0].note


def test_a_metric_of_training_is_told_to_be_one():
    shown = page({"train/loss": 1.0, "val/kl": 0.5})
    assert shown.tiles[0].value == "train/loss"
    assert shown.tiles[0].note == "lower is better (inferred from the name), on training data"
    assert "No other goal with a known direction was logged by half as many runs." in shown.method
    assert shown.method.endswith("It was measured on training data.")


@pytest.mark.parametrize(
    ("score", "said"),
    [("best", "best value over the steps"), ("tail", "mean of the last 10 values"), ("last", "last value")],
)
def test_which_number_counts_is_told(score, said):
    shown = page({"val/acc": 0.5}, metrics={"val/acc": MetricConfig(score=score)})
    assert f"(what a run set itself, else the {said})" in shown.method


def test_a_mean_of_many_is_told_to_be_one():
    shown = page({f"part{one}/acc": 0.5 for one in "abcdefghijkl"})
    assert shown.tiles[0].value == "mean of 12 acc"
    assert "alike but for what they were measured on" in shown.method


def test_a_configured_metric_needs_no_reason():
    shown = page({"train/loss": 1.0, "val/acc": 0.5}, metrics={"val/acc": MetricConfig(primary=True)})
    assert "chosen" not in shown.method
