"""The forms in which curves are handed over: fast ways round give what the long ways give."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xreport.analysis import series as of_series
from xreport.analysis.series import summarise
from xreport.charts.curves import _fits_float32
from xreport.model import Series

VALUES = st.lists(st.floats(allow_subnormal=True), min_size=1, max_size=12)


@given(VALUES)
def test_few_values_are_summarised_as_many_are(values):
    some = Series(np.arange(len(values)), np.array(values), np.full(len(values), np.nan))
    few = summarise(some)
    before, of_series._FEW = of_series._FEW, 0
    try:
        assert repr(summarise(some)) == repr(few)
    finally:
        of_series._FEW = before


@given(st.lists(st.floats(1e-40, 1e39), min_size=1, max_size=12))
def test_whether_values_fit_is_the_same_with_a_zero_beside_them(values):
    with_zero = np.array([0.0, *values])
    largest, low = max(values), min(values)
    expected = largest <= 3e38 and low >= 1e-37
    assert _fits_float32(with_zero) == expected
    spread = largest - low
    assert _fits_float32(np.array(values)) == (expected and (spread == 0 or spread >= largest * 1e-5))
