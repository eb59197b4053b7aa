"""What runs say of their metrics: below the configuration, above the name, and by most of them."""

import pytest
from made_runs import config_of, run_of, studied

from xreport.analysis.hints import merge_hints
from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.primary import choose_primary
from xreport.model import Hint
from xreport.settings import MetricConfig


def primary_metric(runs, metrics, config):
    """The main metric that is chosen, or None."""
    return next(iter(choose_primary(runs, metrics, config).metrics), None)


def resolved(runs, **config):
    return resolve_metrics(runs, config_of(**config))


def test_hints_come_after_the_configuration_and_before_the_name():
    runs = [run_of({"loss": 1, "kl": 1}, hints={"loss": Hint("max", "nats"), "kl": Hint("min", "bits", 0.5, "epoch")})]
    metrics = resolved(runs)
    assert [(m.direction, m.unit, m.source) for m in metrics.values()] == [
        ("min", "bits", "logged"),
        ("max", "nats", "logged"),
    ]
    assert (metrics["kl"].goal, metrics["kl"].step_metric) == (0.5, "epoch")
    metrics = resolved(runs, metrics={"loss": MetricConfig("min", "J"), "kl": MetricConfig(None, "nits")})
    assert [(m.direction, m.unit, m.source) for m in metrics.values()] == [
        ("min", "nits", "logged"),
        ("min", "J", "configured"),
    ]
    assert resolved([run_of({"loss": 1})])["loss"].source == "inferred"
    assert resolved([run_of({"kl": 1})])["kl"].source == ""


def test_a_hint_makes_a_metric_rank():
    run = run_of({"kl": 1}, hints={"kl": Hint("min")})
    assert primary_metric([run], resolved([run]), config_of()).name == "kl"


@pytest.mark.parametrize(
    ("key", "name", "matches"),
    [("val/*", "val/acc", True), ("*", "x", True), ("val/*", "val", False), ("*/acc", "a/b/acc", True),
     ("v?l", "val", False), ("[v]al", "val", False), ("a**b", "axb", True), ("a.c", "abc", False)],
)  # fmt: skip
def test_only_stars_stand_for_any_text(key, name, matches):
    run = run_of({name: 1}, hints={key: Hint(unit="u")})
    assert (resolved([run])[name].unit == "u") is matches


def test_a_name_says_more_than_a_pattern():
    run = run_of({"val/acc": 1}, hints={"val/acc": Hint("max"), "val/*": Hint("min", "%")})
    metric = resolved([run])["val/acc"]
    assert (metric.direction, metric.unit) == ("max", "%")


def test_stars_in_a_row_cost_nothing():
    run = run_of({"a" * 400: 1}, hints={"*a" * 25 + "*" * 400 + "b": Hint("max")})
    assert resolved([run])["a" * 400].source == ""


def test_most_runs_win_and_the_rest_is_told():
    runs = [run_of({"kl": 1}, hints={"kl": Hint("max", goal=1.0)}) for _ in range(2)]
    runs.append(run_of({"kl": 1}, hints={"kl": Hint("min", goal=2.0)}))
    hints, issues = merge_hints(runs, config_of())
    assert (hints["kl"].direction, hints["kl"].goal) == ("max", 1.0)
    assert [issue.what for issue in issues] == [
        "runs disagree on its direction: max (2 runs), min (1 run); max is used",
        "runs disagree on its goal: 1 (2 runs), 2 (1 run); 1 is used",
    ]
    _, issues = merge_hints(runs, config_of(metrics={"kl": MetricConfig("min")}))
    assert [issue.what.split(":")[0] for issue in issues] == ["runs disagree on its goal"]


def test_of_as_many_the_latest_wins():
    old, new = (run_of({"kl": 1}, hints={"kl": Hint(way)}, started=t) for way, t in (("max", 1.0), ("min", 2.0)))
    assert resolved([old, new])["kl"].direction == resolved([new, old])["kl"].direction == "min"


@pytest.mark.parametrize(
    ("direction", "value", "reached"), [("max", 95, True), ("max", 94.9, False), ("min", 95, True), (None, 95, None)]
)
def test_a_goal_is_reached_in_its_direction(direction, value, reached):
    metric = resolved([run_of({"kl": 1}, hints={"kl": Hint(direction, goal=95.0)})])["kl"]
    assert metric.reached(value) is reached


def test_the_machine_never_ranks():
    names = {"system/gpu.0.accuracy": 1, "system/loss": 1}
    run = run_of(names, hints={"system/loss": Hint("min")})
    config = config_of(metrics={"system/loss": MetricConfig("min", primary=True)})
    assert primary_metric([run], resolve_metrics([run], config), config) is None
    both = run_of({**names, "val/acc": 1})
    task, _, metrics = studied([both])
    assert task.primary.name == "val/acc"
    assert metrics["system/gpu.0.accuracy"].direction is None
