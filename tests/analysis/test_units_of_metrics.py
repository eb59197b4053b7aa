"""One unit per metric: what is converted, into what, and what is left as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.analysis.units import in_one_unit
from xreport.model import Collection, Hint
from xreport.settings import MetricConfig


def timed(value, unit, **more):
    return run_of({}, scores={"parse": value}, hints={"parse": Hint("min", unit)} if unit else {}, **more)


def values(runs, **config):
    return [run.scores["parse"] for run in in_one_unit(runs, config_of(**config))]


def test_the_unit_that_most_runs_logged_is_the_one_of_all():
    runs = [timed(990.0, "ns"), timed(1.1, "us"), timed(0.98, "us"), timed(1005.0, "ns"), timed(1.0, "ns")]
    assert values(runs) == [990, 1100, 980, 1005, 1]
    converted = in_one_unit(runs, config_of())
    assert [run.hints["parse"].unit for run in converted] == ["ns"] * 5
    assert [run.facts for run in converted][:2] == [{}, {"parse (as logged)": "1.1 us"}]
    assert converted[0] is runs[0]


def test_of_two_units_of_as_many_runs_that_of_the_last_counts_and_the_configured_one_wins():
    runs = [timed(2.0, "s", started=1.0), timed(500.0, "ms", started=2.0)]
    assert values(runs) == [2000, 500]
    assert values(runs, metrics={"parse": MetricConfig(None, "s")}) == [2, 0.5]
    assert values(runs[:1], metrics={"parse": MetricConfig(None, "min")}) == [2 / 60]


def test_the_least_is_the_best_whatever_its_unit():
    runs = (timed(990.0, "ns", algorithm="a"), timed(0.98, "us", algorithm="b"), timed(1.0, "us", algorithm="c"))
    found = study(Collection(runs), config_of())
    assert found.tasks[0].best.replicates.algorithm == "b"
    assert found.metrics["parse"].unit == "us"
    assert found.collection.issues == ()
    assert [run.scores["parse"] for run in found.collection.runs if run.algorithm == "a"] == [0.99]


def test_series_summaries_and_goals_are_converted_too():
    one = run_of({"t": [3.0, 1.0, 2.0]}, hints={"t": Hint("min", "ms", goal=5.0)})
    others = [run_of({"t": [0.5]}, hints={"*": Hint("min", "s")}) for _ in range(2)]
    (converted, *_) = in_one_unit([one, *others], config_of())
    assert converted.series["t"].values.tolist() == [0.003, 0.001, 0.002]
    assert converted.series["t"].steps is one.series["t"].steps
    summary = converted.summaries["t"]
    assert (summary.minimum, summary.maximum, summary.last, summary.n) == (0.001, 0.003, 0.002, 3)
    assert (summary.minimum_step, converted.hints["t"].goal) == (one.summaries["t"].minimum_step, 0.005)
    assert converted.digest != one.digest


@pytest.mark.parametrize(("first", "second"), [("s", "B"), ("s", ""), ("ns/op", "ns"), ("things", "words")])
def test_what_is_of_another_quantity_is_left_as_it_is(first, second):
    runs = [timed(1.0, first), timed(2.0, second)]
    assert in_one_unit(runs, config_of()) == tuple(runs)


def test_no_finite_value_and_none_beyond_a_double():
    runs = [timed(float("nan"), "s"), timed(float("inf"), "s"), timed(1e308, "s"), *[timed(1.0, "ns")] * 5]
    found = values(runs)
    assert np.isnan(found[0])
    assert found[1:3] == [float("inf")] * 2


@given(st.lists(st.tuples(st.floats(1e-6, 1e6), st.sampled_from(["ns", "us", "ms", "s"])), min_size=1, max_size=8))
def test_the_order_of_runs_is_that_of_what_they_measured(measured):
    seconds = [value * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[unit] for value, unit in measured]
    found = values([timed(value, unit) for value, unit in measured])
    for one, other in zip(range(len(found)), range(1, len(found)), strict=False):
        if abs(seconds[one] - seconds[other]) > 1e-9 * max(seconds):
            assert (found[one] < found[other]) == (seconds[one] < seconds[other])
