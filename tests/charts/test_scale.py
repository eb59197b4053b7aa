"""Scales hold every number; ticks are round, few and told apart."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xreport.charts.scale import Scale, focus, span, tick_labels, wants_log

any_floats = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20)


@settings(deadline=None)
@given(values=any_floats, log=st.booleans())
def test_every_number_lands_inside(values, log):
    array = np.array(values, dtype=float)
    log = log and wants_log(array)
    low, high = span([array], log=log)
    assert low < high
    scale = Scale(low, high, 40, 500, log=log)
    finite = array[np.isfinite(array)]
    assert ((scale.px(finite) >= 40) & (scale.px(finite) <= 500)).all()
    ticks = scale.ticks(5)
    assert 1 <= len(ticks) <= 20
    assert all(math.isfinite(value) and text for value, text in ticks)


@settings(deadline=None)
@given(low=st.floats(-1e9, 1e9), width=st.floats(1e-6, 1e9))
@example(low=0.001953125, width=1e-06)
def test_labels_of_neighbouring_ticks_differ(low, width):
    if width < abs(low) * 1e-3:
        width = abs(low) * 1e-3
    texts = [text for _, text in Scale(low, low + width, 0, 100).ticks(5)]
    assert all(a != b for a, b in pairwise(texts))


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.9, 0.95, 1.0], ["0.90", "0.95", "1.00"]),
        ([0, 2000, 4000], ["0", "2000", "4000"]),
        ([0, 20_000.0, 40_000.0], ["0", "20k", "40k"]),
        ([0, 2.5e6], ["0", "2.5M"]),
        ([-1.0, 0.0, 1.0], ["−1", "0", "1"]),
        ([1e-5], ["1e-5"]),
        ([0.0019535, 0.001954, 0.0019545], ["0.0019535", "0.0019540", "0.0019545"]),
        ([10_000_001.0, 10_000_002.0], ["1.0000001e7", "1.0000002e7"]),
        ([0.123456789], ["0.123457"]),
        ([], []),
    ],
)
def test_labels(values, texts):
    assert tick_labels([float(value) for value in values]) == texts


def test_a_narrow_logarithmic_range_tells_its_ticks_apart():
    texts = [text for _, text in Scale(0.0019531, 0.0019553, 0, 100, log=True).ticks(5)]
    assert texts == ["0.0019535", "0.0019540", "0.0019545", "0.0019550"]


def test_logarithmic_ticks_are_decades():
    assert [text for _, text in Scale(9e-6, 0.12, 0, 100, log=True).ticks(6)] == [
        "1e-5",
        "1e-4",
        "0.001",
        "0.01",
        "0.1",
    ]


def test_constant_values_are_in_the_middle():
    low, high = span([np.array([3.0, 3.0])])
    assert Scale(low, high, 0, 100).at(3.0) == pytest.approx(50)


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 1000], True), ([1, 50], False), ([-1, 1000], False), ([], False)]
)
def test_log_only_over_decades_of_positive_numbers(values, expected):
    assert wants_log(np.array(values, dtype=float)) is expected


def test_a_few_bad_scores_do_not_press_the_good_ones_together():
    good = [0.90, 0.91, 0.92, 0.93, 0.94]
    low, high = focus(np.array([*good, -50.0]), "max")
    assert 0.6 < low < 0.9
    assert high > 0.94
    low, high = focus(np.array([*(-value for value in good), 50.0]), "min")
    assert low < -0.94
    assert -0.9 < high < -0.6


@pytest.mark.parametrize("values", [[1.0, -50.0], [0.9, 0.91, 0.92, -50.0, -60.0], [0.5, 0.6, 0.7, 0.8]])
def test_many_bad_scores_or_near_ones_are_all_shown(values):
    assert focus(np.array(values), "max") == span([np.array(values)])


@settings(deadline=None)
@given(values=any_floats, direction=st.sampled_from([None, "min", "max"]))
def test_focus_is_a_range_with_the_best_in_it(values, direction):
    array = np.array(values, dtype=float)
    low, high = focus(array, direction)
    assert low < high
    finite = array[np.isfinite(array) & (abs(array) < 1e300)]
    if finite.size and direction is not None:
        assert low <= (finite.min() if direction == "min" else finite.max()) <= high


def test_ticks_of_a_narrow_range_of_huge_numbers_differ():
    values = [1e62, 1.00000005e62, 1.0000001e62]
    assert tick_labels(values) == ["1e62", "1.00000005e62", "1.0000001e62"]
    assert tick_labels([1e20, 1.5e20, 2e20]) == ["1e20", "1.5e20", "2e20"]
