"""How estimates look: the digits that the interval justifies, and columns that align."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.analysis.stats import Estimate, mean_ci
from xreport.pages.common import estimate_columns, interval, mean_text, raw


@pytest.mark.parametrize(
    ("estimate", "mean", "spread"),
    [
        (Estimate(3, 0.94821, 0.932, 0.964, 0.01), "0.948", "± 0.016"),
        (Estimate(3, 0.9299, 0.9239, 0.9359, 0.01), "0.9299", "± 0.0060"),
        (Estimate(5, 55.87, 53.97, 57.77, 1.0), "55.9", "± 1.9"),
        (Estimate(1, 0.123456, None, None, None), "0.1235", ""),
        (Estimate(2, 0.5, 0.5, 0.5, 0.0), "0.5", "± 0"),
    ],
)
def test_a_mean_has_the_decimals_of_its_interval(estimate, mean, spread):
    assert mean_text(estimate) == mean
    assert interval(estimate) == spread


def test_a_column_of_means_aligns():
    shown = estimate_columns([Estimate(3, 0.94, 0.92, 0.96, 0.1), None, Estimate(1, 0.9, None, None, None)])
    assert shown == [("0.9400", "± 0.0200"), ("–", ""), ("0.9000", "")]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_a_mean_is_shown_close_to_what_it_is(values):
    estimate = mean_ci(values)
    shown = float(mean_text(estimate).replace("−", "-"))
    half = 0.0 if estimate.low is None or estimate.high is None else (estimate.high - estimate.low) / 2
    assert math.isclose(shown, estimate.mean, rel_tol=1e-2, abs_tol=max(half, 1e-9))


def test_what_a_cell_sorts_by():
    assert raw(None) == ""
    assert raw(math.nan) == ""
    assert float(raw(1 / 3)) == pytest.approx(1 / 3)
    assert raw(1000) == "1000"


def test_an_interval_without_limits_is_shown_as_such():
    estimate = Estimate(2, 0.0, -math.inf, math.inf, math.inf)
    assert interval(estimate) == "± ∞"
    assert estimate_columns([estimate]) == [("0", "± ∞")]
