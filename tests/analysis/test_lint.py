import math
import random

import pytest
from made_runs import config_of, run_of

from xreport.analysis.lint import RULES, review
from xreport.analysis.metrics import resolve_metrics
from xreport.model import Environment
from xreport.settings import MetricConfig


def reviewed(*runs, **config):
    return review(runs, resolve_metrics(runs, config_of(**config)))


def codes(*runs):
    return [finding.code for finding in reviewed(*runs).findings]


def good(**fields):
    return run_of({"acc": 0.5, "lr": 0.1, "epoch": 3}, **{"seed": 1, **fields})


def test_a_good_run_breaks_nothing():
    result = reviewed(good())
    assert result.findings == ()
    assert (result.compliant, result.runs) == (1, 1)
    assert result.counts == {"XR001": 0, "XR002": 0, "XR003": 0, "XR006": 0, "XR007": 0, "XR008": 0}


@pytest.mark.parametrize(
    ("run", "code", "detail"),
    [
        (good(seed=None), "XR001", "no seed logged"),
        (good(environment=Environment()), "XR002", "no commit logged"),
        (good(environment=Environment("c0ffee1234567", True)), "XR002", "uncommitted changes on c0ffee1234"),
        (good(data=()), "XR003", "no data source logged"),
        (good(scores={"f1": math.inf}), "XR007", "f1 = ∞"),
        (run_of({"loss": [1, math.nan]}, seed=1), "XR007", "loss = NaN"),
        (good(status="killed"), "XR008", "killed, no end record"),
        (good(status="stalled"), "XR008", "stalled, no end record"),
    ],
)
def test_each_rule(run, code, detail):
    (finding,) = reviewed(run).findings
    assert (finding.code, finding.run, finding.detail) == (code, run.id, detail)
    assert code in {rule.code for rule in RULES}


def test_what_breaks_no_rule():
    assert codes(good(status="running"), good(status="failed")) == []
    assert codes(good(seed=None, params={"random_state": 3})) == []
    assert codes(good(environment=Environment("c0ffee", None))) == []
    assert codes(run_of({"loss": [math.nan, 1.0]}, seed=1)) == []
    assert codes(run_of({"loss": math.nan}, seed=1, scores={"loss": 1.0})) == []


def test_a_metric_without_direction_is_one_finding_and_counts_against_no_run():
    runs = [run_of({"novel": 1.0, "grad_norm": 2.0}, seed=seed) for seed in range(3)]
    result = reviewed(*runs)
    (finding,) = result.findings
    assert (finding.code, finding.run, finding.metric, finding.runs) == (
        "XR006",
        "",
        "novel",
        tuple(r.id for r in runs),
    )
    assert finding.detail == "novel, logged by 3 runs"
    assert result.compliant == 3
    assert reviewed(*runs, metrics={"novel": MetricConfig("min")}).findings == ()


def test_many_non_finite_metrics_are_named_in_short():
    run = run_of({f"loss{i}": math.nan for i in range(9)}, seed=1)
    assert reviewed(run).findings[0].detail == "loss0 = NaN, loss1 = NaN, loss2 = NaN and 6 more"


def test_who_keeps_the_rules():
    runs = [
        good(project="a", owner="x"),
        good(project="a", seed=None),
        good(project="b", data=(), seed=None, owner="x"),
    ]
    result = reviewed(*runs)
    assert (result.compliant, result.counts["XR001"], result.counts["XR003"]) == (1, 2, 1)


def test_order_of_input_does_not_matter():
    runs = [
        good(seed=i % 2 or None, started=float(i % 3), status="killed" if i % 5 == 0 else "finished") for i in range(20)
    ]
    expected = reviewed(*runs)
    random.Random(2).shuffle(runs)
    assert reviewed(*runs) == expected
