import math

import numpy as np
import pytest
from curves_by_hand import read_at
from hypothesis import given
from hypothesis import strategies as st
from made_runs import series_of

from xreport.analysis.bands import band
from xreport.analysis.stats import mean_ci


def test_runs_that_log_at_different_intervals_are_read_between_their_points():
    every, fifth = series_of([0.0, 1, 2, 3, 4, 5, 6]), series_of([10.0, 20, 21], steps=[0, 5, 6])
    found = band([every, fifth])
    assert found.steps.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert found.n.tolist() == [2] * 7
    assert found.mean.tolist() == pytest.approx([5, 6.5, 8, 9.5, 11, 12.5, 13.5])
    expected = mean_ci([1.0, 12.0])
    assert (found.low[1], found.high[1]) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_no_run_is_read_beyond_its_ends_or_across_what_is_not_finite():
    found = band([series_of([1, 1, 1, 1, 1]), series_of([3, 5, math.nan, 7], steps=[1, 2, 3, 4])])
    assert found.n.tolist() == [1, 2, 2, 1, 2]
    assert found.mean.tolist() == [1, 2, 3, 1, 4]
    assert math.isnan(found.low[0])
    assert math.isnan(found.high[3])
    gap = band([series_of([1, 1, 1]), series_of([3, math.nan], steps=[0, 2])])
    assert gap.n.tolist() == [2, 1, 1]


def test_runs_without_a_common_step_are_not_read_everywhere(monkeypatch):
    monkeypatch.setattr("xreport.analysis.bands._MOST", 0)
    runs = [series_of([0.5] * 50, steps=[run + 20 * place for place in range(50)]) for run in range(20)]
    found = band(runs)
    assert found.steps.size == 2 * 50
    assert (found.steps[0], found.steps[-1]) == (0, 999)


def test_of_values_at_one_step_the_last_logged_counts():
    assert band([series_of([1, 9, 2], steps=[5, 3, 5])]).mean.tolist() == [9, 2]


def test_what_is_not_finite_does_not_count():
    found = band([series_of([1, math.nan, math.inf]), series_of([3, 5, math.nan])])
    assert (found.steps.tolist(), found.n.tolist(), found.mean.tolist()) == ([0, 1], [2, 1], [2, 5])


def test_nothing_gives_an_empty_band():
    for series in ([], [series_of([])], [series_of([math.nan])]):
        assert band(series).steps.size == band(series).mean.size == 0


def test_equal_curves_have_no_noise_and_no_width():
    found = band([series_of([0.1, 0.7])] * 3)
    assert found.mean.tolist() == found.low.tolist() == found.high.tolist() == [0.1, 0.7]


def test_huge_values_do_not_overflow():
    assert band([series_of([1.5e308])] * 4).mean.tolist() == [1.5e308]


POINTS = st.lists(st.tuples(st.integers(0, 6), st.floats(-100, 100)), max_size=12)


@given(st.lists(POINTS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_band_agrees_with_the_estimate_of_each_step(runs, shuffler):
    series = [series_of([value for _, value in points], [step for step, _ in points]) for points in runs]
    found = band(series)
    last = [dict(points) for points in runs]
    assert found.steps.tolist() == sorted({step for points in last for step in points})
    for place, step in enumerate(found.steps.tolist()):
        expected = mean_ci([value for points in last if (value := read_at(dict(points), step)) is not None])
        assert found.n[place] == expected.n
        assert found.mean[place] == pytest.approx(expected.mean, abs=1e-9)
        if expected.n > 1:
            assert found.low[place] == pytest.approx(expected.low, abs=1e-6)
            assert found.high[place] == pytest.approx(expected.high, abs=1e-6)
    shuffler.shuffle(series)
    assert np.allclose(band(series).mean, found.mean)


@given(st.lists(st.tuples(st.integers(0, 2), POINTS), min_size=1, max_size=6))
def test_repeats_of_a_seed_are_averaged_first(runs):
    series = [series_of([value for _, value in points], [step for step, _ in points]) for _, points in runs]
    found = band(series, [seed for seed, _ in runs])
    for place, step in enumerate(found.steps.tolist()):
        values = {}
        for seed, points in runs:
            if (value := read_at(dict(points), step)) is not None:
                values.setdefault(seed, []).append(value)
        expected = mean_ci([mean_ci(repeats).mean for repeats in values.values()])
        assert found.n[place] == expected.n == len(values)
        assert found.mean[place] == pytest.approx(expected.mean, abs=1e-9)
        assert (found.n[place] == 1) == math.isnan(found.low[place])
        if expected.n > 1:
            assert found.low[place] == pytest.approx(expected.low, abs=1e-6)
