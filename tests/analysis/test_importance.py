"""Which params matter: known answers, and nothing claimed where nothing can be known."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_runs import run_of, studied

from xreport.analysis.importance import FEWEST, MOST, importances
from xreport.analysis.ranking import rank


def found_in(cases, ignore=()):
    """``cases`` are pairs of params and accuracy, each a configuration of its own."""
    runs = [run_of({"acc": score}, params=params, seed=1) for params, score in cases]
    task, replicates, metrics = studied(runs)
    return importances(rank(task, replicates, metrics["acc"]), ignore)


def made(count, score, seed=0, **choices):
    """Configurations with params drawn from choices."""
    draw = random.Random(seed)
    cases = []
    for _ in range(count):
        params = {name: choose(draw) for name, choose in choices.items()}
        cases.append((params, score(params, draw)))
    return cases


CASES = made(
    120,
    lambda p, draw: -abs(math.log10(p["lr"]) + 2.5) + 0.3 * (p["opt"] == "adam") + draw.gauss(0, 0.05),
    lr=lambda draw: 10 ** draw.uniform(-5, 0),
    opt=lambda draw: draw.choice(["sgd", "adam"]),
    width=lambda draw: draw.choice([32, 64, 128]),
)


def test_what_matters_comes_first_and_what_does_not_is_near_nothing():
    found = found_in(CASES)
    assert [effect.name for effect in found.effects] == ["lr", "opt", "width"]
    lr, opt, width = found.effects
    assert found.explained.low > 0.8
    assert lr.importance.low > opt.importance.high > 0.03
    assert abs(width.importance.value) < 0.01
    assert found.why_not == ""
    assert (found.n, found.used) == (120, 120)


def test_shuffled_values_may_mislead_more_than_none():
    """Of a param that explains all, a pair of independent ranks differs by twice the variance."""
    found = found_in(made(120, lambda p, _: p["x"], x=lambda draw: draw.random()))
    assert found.explained.value < 1 < found.effects[0].importance.low


def test_a_peak_in_the_middle_has_importance_and_hardly_a_correlation():
    found = found_in(made(120, lambda p, draw: -((p["x"] - 0.5) ** 2), x=lambda draw: draw.random()))
    (x,) = found.effects
    assert x.importance.low > 0.5
    assert abs(x.correlation.value) < 0.3


def test_correlation_and_its_interval():
    # Spearman's rho of 1..10 with two neighbours swapped, by hand: 1 - 6 * 2 / (10 * 99).
    scores = [1, 2, 3, 4, 5, 6, 7, 8, 10, 9]
    found = found_in([({"x": x}, score) for x, score in enumerate(scores)])
    (x,) = found.effects
    rho = 1 - 12 / 990
    assert x.correlation.value == pytest.approx(rho)
    half = 1.959963984540054 * math.sqrt((1 + rho**2 / 2) / 7)
    assert x.correlation.low == pytest.approx(math.tanh(math.atanh(rho) - half))
    assert x.correlation.high == pytest.approx(math.tanh(math.atanh(rho) + half))


def test_too_few_are_said_not_guessed():
    found = found_in(CASES[: FEWEST - 1])
    assert found.explained is None
    assert all(effect.importance is None for effect in found.effects)
    assert f"{FEWEST - 1} have a score" in found.why_not
    assert next(effect for effect in found.effects if effect.name == "lr").correlation is not None


def test_noise_explains_nothing():
    found = found_in(made(60, lambda _, draw: draw.random(), x=lambda draw: draw.random()))
    assert found.explained.value <= 0
    assert "do not explain" in found.why_not
    assert found.effects[0].importance is None


def test_params_varied_together_are_named():
    cases = made(60, lambda p, draw: p["lr"] + draw.gauss(0, 0.01), lr=lambda draw: draw.random())
    cases = [
        ({**params, "batch": params["lr"] * 512, "opt": "a" if params["lr"] > 0.5 else "b"}, s) for params, s in cases
    ]
    named = {(pair.first, pair.second) for pair in found_in(cases).confounded}
    assert named == {("batch", "lr"), ("batch", "opt"), ("lr", "opt")}
    assert found_in(CASES).confounded == ()


def test_names_and_constants_explain_nothing():
    cases = [({**params, "path": f"/out/{place}", "fixed": 1}, score) for place, (params, score) in enumerate(CASES)]
    found = found_in(cases)
    assert found.left_out == ("path",)
    assert "fixed" not in {effect.name for effect in found.effects}


def test_algorithms_are_a_param_where_several_were_tried():
    runs = [
        run_of({"acc": place + 10 * (algorithm == "b")}, algorithm=algorithm, params={"x": place}, seed=1)
        for algorithm in "ab"
        for place in range(15)
    ]
    task, replicates, metrics = studied(runs)
    found = importances(rank(task, replicates, metrics["acc"]))
    assert {effect.name for effect in found.effects} == {"algorithm", "x"}


def test_a_param_that_comes_with_its_algorithm_says_no_more_than_it():
    runs = [
        run_of({"acc": place}, algorithm=algorithm, params={"x": place, "of_" + algorithm: 1}, seed=1)
        for algorithm in "ab"
        for place in range(15)
    ]
    task, replicates, metrics = studied(runs)
    found = importances(rank(task, replicates, metrics["acc"]))
    assert {effect.name for effect in found.effects} == {"algorithm", "x"}
    assert found.confounded == ()


def test_a_param_that_only_some_logged_counts_where_it_was():
    cases = [({"x": x} if x % 2 else {}, float(x)) for x in range(40)]
    (x,) = found_in(cases).effects
    assert x.n == 20
    assert x.correlation.value == pytest.approx(1)


@pytest.mark.parametrize("odd", [(math.nan,), ("auto",), (math.nan, "auto", None, math.inf)])
def test_a_few_that_are_no_numbers_leave_a_param_a_number(odd):
    """With a category for each number it would be taken for a name."""
    cases = [
        ({**params, "lr": odd[place % len(odd)] if place % 10 == 0 else params["lr"]}, score)
        for place, (params, score) in enumerate(made(120, lambda p, _: p["lr"], lr=lambda draw: draw.random()))
    ]
    found = found_in(cases)
    (lr,) = found.effects
    assert found.left_out == ()
    assert lr.importance.low > 0.5
    assert lr.correlation.low > 0.9


def test_one_that_diverged_does_not_decide():
    wild = [*CASES[:-1], (CASES[-1][0], -1e30)]
    assert [effect.name for effect in found_in(wild).effects] == ["lr", "opt", "width"]


def test_the_same_answer_each_time():
    assert found_in(CASES) == found_in(CASES)


def test_many_are_thinned_and_said():
    cases = [({"x": x, "y": x % 7}, float(x % 1000)) for x in range(MOST + 500)]
    found = found_in(cases)
    assert (found.n, found.used) == (MOST + 500, MOST)


values = st.one_of(st.integers(), st.floats(), st.text(max_size=5), st.booleans(), st.none(), st.just(10**400))


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), values, max_size=3), min_size=1, max_size=30))
def test_whatever_was_logged_nothing_breaks(rows):
    found = found_in([(params, float(place)) for place, params in enumerate(rows)])
    for effect in found.effects:
        for interval in (effect.importance, effect.correlation):
            if interval is not None:
                assert interval.low <= interval.value <= interval.high
                assert math.isfinite(interval.value)
