import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_runs import series_of

from xreport.analysis.series import decimate, sorted_by_step, sparkline, summarise
from xreport.model import Series

FINITE = st.floats(allow_nan=False, allow_infinity=False)
ANY = st.lists(st.floats(), min_size=1, max_size=80)


def test_summary_of_plain_values():
    summary = summarise(series_of([3.0, 1.0, 4.0, 1.0, 5.0], steps=[10, 20, 30, 40, 50]), tail=2)
    assert (summary.n, summary.last, summary.last_step) == (5, 5.0, 50)
    assert (summary.minimum, summary.minimum_step) == (1.0, 20)
    assert (summary.maximum, summary.maximum_step) == (5.0, 50)
    assert (summary.mean, summary.tail_mean, summary.tail_n, summary.non_finite) == (2.8, 3.0, 2, 0)


def test_summary_passes_over_what_is_not_finite_but_keeps_the_last_value():
    summary = summarise(series_of([math.inf, 2.0, math.nan, 4.0, -math.inf, math.nan]), tail=10)
    assert math.isnan(summary.last)
    assert summary.last_step == 5
    assert (summary.minimum, summary.minimum_step, summary.maximum, summary.maximum_step) == (2.0, 1, 4.0, 3)
    assert (summary.mean, summary.tail_mean, summary.tail_n) == (3.0, 3.0, 2)
    assert (summary.n, summary.non_finite) == (6, 4)


@pytest.mark.parametrize("values", [[math.nan], [math.inf, -math.inf], [math.nan, math.inf]])
def test_summary_without_a_finite_value_has_no_extremes(values):
    summary = summarise(series_of(values))
    assert summary.n == summary.non_finite == len(values)
    assert summary.minimum is summary.maximum is summary.mean is summary.tail_mean is summary.minimum_step is None
    assert summary.tail_n == 0


def test_summary_of_an_empty_series():
    assert summarise(series_of([])).n == 0


def test_summary_does_not_overflow():
    summary = summarise(series_of([1.7e308, 1.7e308, 1.7e308]))
    assert summary.mean == pytest.approx(1.7e308)
    assert summary.tail_mean == pytest.approx(1.7e308)


@given(ANY, st.integers(1, 100))
def test_summary_agrees_with_numpy(values, tail):
    summary = summarise(series_of(values), tail)
    finite = [value for value in values if math.isfinite(value)]
    assert summary.n - summary.non_finite == len(finite)
    assert summary.last == values[-1] or math.isnan(values[-1])
    if finite:
        assert summary.minimum == min(finite)
        assert values[summary.minimum_step] == summary.minimum
        assert summary.maximum == max(finite)
        assert values.index(summary.maximum) == summary.maximum_step
        assert summary.minimum <= summary.mean <= summary.maximum
        assert summary.tail_n == min(tail, len(finite))
        assert min(finite[-tail:]) <= summary.tail_mean + abs(summary.tail_mean) * 1e-12


@pytest.mark.slow
def test_summary_takes_microseconds():
    series = series_of(np.random.default_rng(1).normal(size=1000))
    started = time.perf_counter()
    for _ in range(2000):
        summarise(series)
    assert (time.perf_counter() - started) / 2000 < 60e-6


def test_sorting_is_stable_and_leaves_sorted_series_alone():
    series = series_of([1, 2, 3, 4], steps=[5, 1, 5, 1])
    ordered = sorted_by_step(series)
    assert ordered.steps.tolist() == [1, 1, 5, 5]
    assert ordered.values.tolist() == [2, 4, 1, 3]
    assert sorted_by_step(ordered) is ordered


def test_sorting_survives_the_ends_of_int64():
    ends = np.iinfo(np.int64)
    ordered = sorted_by_step(series_of([1, 2], steps=[ends.max, ends.min]))
    assert ordered.values.tolist() == [2, 1]
    assert sparkline(ordered) is not None


def test_short_series_are_not_decimated():
    series = series_of([1, 2, 3])
    assert decimate(series.steps, series.values, 2)[1].tolist() == [1, 2, 3]


def test_decimation_keeps_a_single_spike_and_a_single_nan():
    values = np.zeros(10_000)
    values[4321], values[7777], values[5000] = 9.0, -9.0, math.nan
    steps, kept = decimate(np.arange(10_000), values, 100)
    assert kept.size <= 302
    assert steps[kept == 9.0].tolist() == [4321]
    assert steps[kept == -9.0].tolist() == [7777]
    assert steps[np.isnan(kept)].tolist() == [5000]
    assert (steps[0], steps[-1]) == (0, 9999)


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.floats()), min_size=1, max_size=200), st.integers(1, 30))
def test_decimated_points_are_points_of_the_series_in_order(points, buckets):
    points.sort(key=lambda point: point[0])
    steps = np.array([step for step, _ in points], dtype=np.int64)
    values = np.array([value for _, value in points])
    less_steps, less = decimate(steps, values, buckets)
    assert less.size <= max(3 * buckets + 2, 0)
    assert (less_steps[1:] >= less_steps[:-1]).all()
    finite = values[np.isfinite(values)]
    if finite.size:
        kept = less[np.isfinite(less)]
        assert (kept.min(), kept.max()) == (finite.min(), finite.max())
    assert np.isfinite(values).all() == np.isfinite(less).all()
    assert {(int(s), repr(v)) for s, v in zip(less_steps, less.tolist(), strict=True)} <= {
        (s, repr(v)) for s, v in points
    }


def test_sparkline_spans_the_box_upside_down():
    assert sparkline(series_of([0, 1, 4], steps=[0, 5, 10])) == "0,24 50,18 100,0"


def test_sparkline_of_a_constant_and_of_equal_steps():
    assert sparkline(series_of([2, 2])) == "0,12 100,12"
    assert sparkline(series_of([1, 2], steps=[3, 3])) == "0,24 100,0"


def test_sparkline_needs_two_finite_values():
    assert sparkline(series_of([1.0])) is None
    assert sparkline(series_of([math.nan, math.inf, 1.0])) is None
    assert sparkline(series_of([])) is None
    assert sparkline(series_of([1.0, math.nan, 3.0])) == "0,24 100,0"


@given(st.lists(FINITE, min_size=2, max_size=300))
def test_sparkline_stays_in_the_box(values):
    points = [tuple(map(float, point.split(","))) for point in sparkline(series_of(values)).split()]
    assert len(points) <= 62
    assert all(0 <= x <= 100 and 0 <= y <= 24 for x, y in points)
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_series_types_are_kept():
    steps, values = decimate(np.arange(100), np.arange(100.0), 4)
    assert (steps.dtype, values.dtype) == (np.int64, np.float64)
    assert isinstance(sorted_by_step(series_of([1, 2], steps=[2, 1])), Series)
