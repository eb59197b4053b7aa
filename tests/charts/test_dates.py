"""Ticks of a time axis."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xreport.charts.dates import time_ticks

START = 1_763_900_000.0  # 2025-11-23 12:13:20 UTC
DAY = 86400.0


@pytest.mark.parametrize(
    ("length", "texts"),
    [
        (3600, ["12:15", "12:30", "12:45", "13:00"]),
        (4 * DAY, ["24 Nov", "25 Nov", "26 Nov", "27 Nov"]),
        (30 * DAY, ["27 Nov", "4 Dec", "11 Dec", "18 Dec"]),
        (365 * DAY, ["Jan 2026", "Apr 2026", "Jul 2026", "Oct 2026"]),
        (5 * 365 * DAY, ["2026", "2027", "2028", "2029", "2030"]),
    ],
)
def test_round_moments(length, texts):
    assert [text for _, text in time_ticks(START, START + length)] == texts


@example(2.2e-311, 6048001.0)
@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_any_range(low, high):
    ticks = time_ticks(low, high)
    assert len(ticks) <= 20
    assert all(low <= moment <= high for moment, _ in ticks)
