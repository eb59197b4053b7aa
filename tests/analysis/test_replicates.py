import math
import random

import pytest
from made_runs import config_of, run_of, studied

from xreport.analysis.replicates import counted_params, fingerprint, seed_of
from xreport.model import DataSource


def same(a, b, ignore=()):
    return fingerprint(a, "task", ignore) == fingerprint(b, "task", ignore)


def test_runs_that_differ_in_the_seed_are_replicates():
    assert same(run_of(params={"lr": 0.1, "seed": 1}, seed=1), run_of(params={"seed": 2, "lr": 0.1}, seed=2))
    assert same(run_of(params={"model.random_state": 1}, seed=1), run_of(params={"model.random_state": 2}, seed=2))
    assert same(run_of(params={"random_state": 1}), run_of(params={"random_state": 2}))


def test_a_fixed_seed_of_something_else_is_part_of_the_configuration():
    assert not same(run_of(params={"random_state": 7}, seed=1), run_of(params={"random_state": 8}, seed=1))
    assert not same(run_of(params={"split_seed": 1}, seed=1), run_of(params={"split_seed": 2}, seed=2))


@pytest.mark.parametrize(
    "values", [(1, 1.0), (1, "1"), (1, True), (None, "null"), ("", None), (0.1, "0.1"), (math.inf, "inf")]
)
def test_values_of_different_type_are_different(values):
    one, other = (run_of(params={"a": value}) for value in values)
    assert not same(one, other)


def test_nan_equals_nan():
    assert same(run_of(params={"a": math.nan}), run_of(params={"a": float("nan")}))


def test_what_counts():
    base = run_of(params={"a": 1})
    assert not same(base, run_of(params={"a": 1}, algorithm="svm"))
    assert not same(base, run_of(params={"a": 1, "b": None}))
    assert not same(base, run_of(params={"a": 1}, data=[DataSource("digits", version="2")]))
    assert not same(base, run_of(params={"a": 1}, data=[DataSource("digits", role="test")]))
    assert same(base, run_of(params={"a": 1}, group="g", tags=("t",), owner="o", notes="n"))
    assert fingerprint(base, "one") != fingerprint(base, "two")


def test_ignored_keys_by_pattern():
    one, other = run_of(params={"a": 1, "paths.out": "x"}), run_of(params={"a": 1, "paths.out": "y"})
    assert not same(one, other)
    assert same(one, other, ("paths.*",))
    assert not same(one, other, ("PATHS.*",))


def test_order_of_data_does_not_matter():
    one, other = DataSource("a", "train"), DataSource("b", "test")
    assert same(run_of(params={"x": 1}, data=[one, other]), run_of(params={"x": 1}, data=[other, one]))


def test_bare_files_that_say_nothing_are_never_averaged():
    assert not same(run_of(algorithm=""), run_of(algorithm=""))
    assert same(run_of(algorithm="", seed=1), run_of(algorithm="", seed=2))


def test_seed_of():
    assert seed_of(run_of(seed=0, params={"seed": 5})) == 0
    assert seed_of(run_of(params={"train.seed": 5, "random_state": 5})) == 5
    assert seed_of(run_of(params={"train.seed": 5, "random_state": 6})) is None
    assert seed_of(run_of(params={"seed": True})) is None
    assert counted_params(run_of(params={"seed": "a", "b": 1}), ()) == {"b": 1}


def labels_of(runs, **config):
    return [item.label for item in studied(runs, config_of(**config))[1]]


def test_order_of_input_does_not_matter():
    runs = [run_of(params={"a": i % 4, "b": i % 2}, seed=i // 4, started=float(i)) for i in range(16)]
    expected = studied(runs)[1]
    assert [len(item.runs) for item in expected] == [4, 4, 4, 4]
    assert [run.seed for run in expected[0].runs] == [0, 1, 2, 3]
    random.Random(3).shuffle(runs)
    assert studied(runs)[1] == expected
    assert len({item.slug for item in expected}) == 4
