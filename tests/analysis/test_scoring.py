"""Scores: which one number of a run's values counts, as settings and runs say it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import config_of, run_of

from xreport.analysis.metrics import resolve_metrics
from xreport.analysis.scoring import raw_score, score
from xreport.model import Hint
from xreport.settings import MetricConfig
from xreport.text.score_rules import SCORES, ScoreRule, score_rule, score_text

CURVE = [0.5, 0.95, 0.93, 0.9]


def scored(said="", hint="", curve=CURVE, name="val/acc", scores=None):
    run = run_of(
        {name: curve, "val/loss": [3, 2, 1, 4]}, hints={name: Hint(score=hint)} if hint else {}, scores=scores or {}
    )
    metrics = resolve_metrics([run], config_of(metrics={name: MetricConfig(score=said)}))
    return raw_score(run, metrics[name])


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("", 0.9),
        ("last", 0.9),
        ("best", 0.95),
        ("min", 0.5),
        ("max", 0.95),
        ("mean", 0.82),
        ("tail", 0.82),
        ("tail 2", 0.915),
        ("at best of val/loss", 0.93),
        ("at best of nothing", None),
    ],
)
def test_every_rule_from_settings_and_from_the_run(rule, value):
    expected = None if value is None else pytest.approx(value)
    assert scored(said=rule) == expected
    assert scored(hint=rule) == expected


def test_settings_win_over_the_run_and_what_it_set_over_both():
    assert scored(said="min", hint="max") == 0.5
    assert scored(said="min", hint="max", scores={"val/acc": 0.7}) == 0.7
    # How many values a tail has, the tool knows better than the word alone.
    assert scored(said="tail", hint="tail 2") == pytest.approx(0.915)


def test_what_diverged_is_no_mean_and_a_best_value_was_reached_before():
    diverged = [0.5, 0.6, math.nan]
    for rule in ("tail", "mean", "last"):
        assert math.isnan(scored(said=rule, curve=diverged)), rule
    assert scored(said="best", curve=diverged) == 0.6
    assert math.isnan(scored(said="best", curve=[math.nan]))


def test_the_best_is_the_least_where_less_is_better():
    assert scored(said="best", name="val/err", curve=[3, 1, 2]) == 1


def test_a_metric_logged_seldom_counts_with_its_last_value_before_the_best_of_the_other():
    run = run_of(
        {"val/loss": [5, 4, 1, 2], "val/acc": [0.1, 0.2]}, hints={"val/acc": Hint(score="at best of val/loss")}
    )
    metrics = resolve_metrics([run], config_of())
    assert score(run, metrics["val/acc"]) == 0.2


def test_runs_that_disagree_are_an_issue_with_the_setting_that_decides():
    from xreport.analysis.hints import merge_hints

    runs = [run_of({"acc": 1}, hints={"acc": Hint(score=rule)}) for rule in ("best", "best", "last")]
    hints, (issue,) = merge_hints(runs, config_of())
    assert hints["acc"].score == "best"
    assert issue.fix == 'Say it in xreport.toml: [metrics."acc"] score = "best".'


@pytest.mark.parametrize("text", ["", "first", "tail 0", "tail -1", "tail x", "at best of", "at best of  ", "Best"])
def test_what_is_no_rule(text):
    assert score_rule(text) is None


@given(
    st.sampled_from([ScoreRule(kind) for kind in SCORES])
    | st.integers(1, 1_000_000).map(lambda count: ScoreRule("tail", count))
    | st.from_regex(r"[a-z/@ .]*[a-z]", fullmatch=True).map(lambda name: ScoreRule("at best", other=name.strip()))
)
def test_a_rule_is_read_as_it_was_written(rule):
    assert score_rule(str(rule)) == rule


def test_what_a_score_is_in_words():
    assert score_text(ScoreRule("tail", 100), "episodes") == "mean of the last 100 episodes"
    assert score_text(ScoreRule("tail")) == "mean of the last 10 values"
    assert score_text(ScoreRule("at best", other="val/loss")) == "value where val/loss was best"
