import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


def test_labels_name_the_algorithm_and_what_differs_within_it():
    runs = [
        run_of(algorithm="rf", params={"model.depth": depth, "trees": 100, "jobs": 2}, seed=seed)
        for depth in (4, 10)
        for seed in (1, 2)
    ]
    runs += [run_of(algorithm="svm", params={"C": 1.0})]
    assert labels_of(runs) == ["rf · depth=4", "rf · depth=10", "svm"]


def test_what_never_varies_is_not_named_beside_what_does():
    fixed = {"solver": "sgd", "loss": "log"}
    runs = [run_of(params={"C": 1.0}), *(run_of(params={"eta": eta, **fixed}) for eta in (0.1, 0.2))]
    assert labels_of(runs) == ["forest · C=1.0", "forest · eta=0.1", "forest · eta=0.2"]
    runs.append(run_of(params={"eta": 0.1, "solver": "sgd"}))
    assert labels_of(runs)[1:] == [
        "forest · eta=0.1 · loss=log · solver=sgd",
        "forest · eta=0.1 · solver=sgd",
        "forest · eta=0.2",
    ]


VALUES = st.one_of(st.none(), st.integers(0, 2), st.sampled_from(["0", "1 · b=1", "None", "", "x" * 50]))
PARAMS = st.dictionaries(st.sampled_from(["a", "b", "m.a", "n.a"]), VALUES)


@given(st.lists(st.tuples(st.sampled_from(["", "rf", "rf · a=0"]), PARAMS), max_size=12))
def test_no_params_can_make_two_labels_equal(configurations):
    runs = [run_of(algorithm=algorithm, params=params, seed=0, name="n") for algorithm, params in configurations]
    if runs:
        found = labels_of(runs)
        assert len(set(found)) == len(found)
        assert all(found)


def test_labels_are_unique():
    params = [{"a": f"{'x' * 40}{i}{'y' * 40}", "b": 1} for i in range(3)]
    assert len(set(labels_of([run_of(params=item) for item in params]))) == 3
    assert len(set(labels_of([run_of(params={"a": value}) for value in (1, "1", 1.0)]))) == 3


def test_labels_stay_short_with_many_params():
    runs = [run_of(params={f"p{k}": i for k in range(30)}) for i in range(2)]
    assert labels_of(runs) == [
        "forest · p0=0 · p1=0 · p2=0 · p3=0 · +26 more",
        "forest · p0=1 · p1=1 · p2=1 · p3=1 · +26 more",
    ]


def test_without_algorithm_or_params_the_name_is_the_label():
    runs = [run_of(algorithm="", seed=seed, name=f"baseline-s{seed}") for seed in (1, 2)]
    assert labels_of(runs) == ["baseline"]
    assert labels_of([run_of(algorithm="", name=name) for name in ("m1_0", "m0_9")]) == ["m0_9", "m1_0"]


def test_the_version_of_the_data_joins_where_it_differs():
    runs = [run_of(params={"a": 1}, data=[DataSource("wine", version=version)]) for version in ("1", "2")]
    assert labels_of(runs) == ["forest · wine@1", "forest · wine@2"]


def test_a_param_that_is_not_always_logged_is_shown_where_it_is():
    assert labels_of([run_of(params={"a": 1}), run_of(params={"a": 1, "b": 2})]) == ["forest", "forest · b=2"]


def test_order_of_input_does_not_matter():
    runs = [run_of(params={"a": i % 4, "b": i % 2}, seed=i // 4, started=float(i)) for i in range(16)]
    expected = studied(runs)[1]
    assert [len(item.runs) for item in expected] == [4, 4, 4, 4]
    assert [run.seed for run in expected[0].runs] == [0, 1, 2, 3]
    random.Random(3).shuffle(runs)
    assert studied(runs)[1] == expected
    assert len({item.slug for item in expected}) == 4
