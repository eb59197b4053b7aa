"""What pages say where there is nothing to show."""

from __future__ import annotations

import math
from functools import partial

import pytest
from made_runs import config_of, run_of

from xreport.analysis.importance import importances
from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.champions import why_not
from xreport.pages.explore.page import explorable, explore_page
from xreport.pages.home import HomeContext, home_page
from xreport.pages.quality import quality_page
from xreport.pages.review import review_page
from xreport.pages.run.context import run_context
from xreport.pages.run.page import run_page
from xreport.pages.runs import runs_page
from xreport.render.templates import render
from xreport.tables.columns import build_columns


def study_of(*runs):
    return study(Collection(tuple(runs)), config_of())


def shown_run(run):
    return run_page(run, run_context(run, study_of(run)))


def explored(*runs):
    found = study_of(*runs)
    return explore_page(found, {task.task.slug: partial(importances, task.rankings[0]) for task in explorable(found)})


def test_no_run_keeps_no_rules_and_no_byte_is_praised():
    found = study_of()
    body = render("review", review_page(found))
    assert "No run yet" in body
    assert "<table" not in body
    assert "Nobody breaks" not in body
    body = render("quality", quality_page(found.collection))
    assert "No file of logs was found yet." in body
    assert "Every byte" not in body
    body = render("runs", runs_page(found, build_columns(found)))
    assert "No runs yet. Log the first one:" in body
    assert "xreport.init(" in body
    assert "data-xr-runs" not in body, "a filter and a head without rows say that no run matches"
    assert "xreport.init(" in render("home", home_page(found, HomeContext()))


def test_a_run_without_metrics_says_so():
    run = run_of({}, params={"lr": 0.1})
    assert "This run logged no values of metrics." in render("run", shown_run(run))
    told = run_of({"acc": 1.0})
    assert "no values of metrics" not in render("run", shown_run(told))


def test_a_curve_without_a_finite_value_says_so_and_has_no_numbers():
    run = run_of({"loss": [math.nan, math.inf, -math.inf], "acc": [0.25, math.nan, 0.75]})
    (group,) = shown_run(run).groups
    assert {curve.metric: curve.low for curve in group.curves} == {"loss": "no finite value", "acc": "0.2500 … 0.7500"}


@pytest.mark.parametrize(("value", "said"), [(math.nan, "No finite value"), (1.0, "No metric with a known direction")])
def test_why_there_is_no_best(value, said):
    (task,) = study_of(run_of({"thing": value})).tasks
    assert why_not(task).startswith(said)


def test_trade_off_of_the_two_first_metrics_without_scripts():
    scores = [(0.9, 3.0), (0.8, 1.0), (0.7, 2.0)]
    runs = [
        run_of({"val/acc": acc, "train/acc": acc, "val/loss": loss}, id=f"r{n}", seed=n)
        for n, (acc, loss) in enumerate(scores)
    ]
    (task,) = explored(*runs).tasks
    front = task.told.front
    assert (front.first.name, front.second.name) == ("val/acc", "val/loss")
    assert [(row.first, row.second) for row in front.rows] == [("0.9000", "3"), ("0.8000", "1")]
    (alone,) = explored(run_of({"val/acc": 1.0, "train/acc": 1.0})).tasks
    assert alone.told.front is None
