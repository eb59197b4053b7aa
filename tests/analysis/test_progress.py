"""The best so far, over runs and over hours."""

from __future__ import annotations

from made_runs import config_of, run_of

from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.progress import progress


def steps_of(*runs, metric="loss"):
    metrics = resolve_metrics(runs, config_of())
    return [(step.run, step.runs, step.hours, step.score, step.best) for step in progress(tuple(runs), metrics[metric])]


def test_in_the_order_in_which_runs_ended():
    runs = [
        run_of({"loss": 3.0}, id="late", started=7200, ended=10800),
        run_of({"loss": 5.0}, id="early", started=0, ended=3600),
        run_of({"loss": 4.0}, id="middle", started=0, ended=7200),
    ]
    assert steps_of(*runs) == [
        ("early", 1, 1.0, 5.0, 5.0),
        ("middle", 2, 3.0, 4.0, 4.0),
        ("late", 3, 4.0, 3.0, 3.0),
    ]


def test_a_failure_costs_hours_and_a_worse_score_changes_nothing():
    runs = [
        run_of({"loss": 2.0}, id="a", ended=3600),
        run_of({"loss": 0.1}, id="b", status="failed", ended=7200),
        run_of({"loss": 9.0}, id="c", ended=10800),
        run_of({"loss": 0.0}, id="d", status="running", ended=14400),
    ]
    assert steps_of(*runs) == [("a", 1, 1.0, 2.0, 2.0), ("c", 3, 6.0, 9.0, 2.0)]


def test_a_direction_is_needed():
    assert steps_of(run_of({"thing": 1.0}), metric="thing") == []
