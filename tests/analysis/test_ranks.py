"""Ranks of values are those of scipy, whatever values are equal."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from xreport.analysis.param_ranks import ranks_of


@given(st.lists(st.integers(-5, 5) | st.floats(allow_nan=False), min_size=2, max_size=40))
def test_equal_values_share_their_mean_rank(values):
    column = np.array(values, np.float64)
    wanted = (rankdata(column) - 1) / (len(values) - 1) * 2 - 1
    assert ranks_of(column).tolist() == wanted.tolist()


def test_a_single_value_has_the_rank_in_the_middle():
    assert ranks_of(np.array([3.0])).tolist() == [0.0]
