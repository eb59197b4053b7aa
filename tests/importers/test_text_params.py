"""Params that are stored as texts."""

from hypothesis import given
from hypothesis import strategies as st

from xreport.importers.kit.params import as_param, nest, take_seed
from xreport.text import flatten


@given(
    st.text() | st.integers().map(str) | st.floats().map(repr) | st.booleans().map(str) | st.from_regex(r"[-+0-9_.e]+")
)
def test_a_param_is_shown_as_it_was_logged(text):
    assert str(as_param(text)) == text


def test_numbers_are_numbers():
    assert [as_param(text) for text in ("1", "-2", "0.1", "1e-05", "True")] == [1, -2, 0.1, 1e-05, True]
    assert as_param(str(10**309)) == 10**309
    for text in ("1.10", "01", "+1", "1e-5", "1_000", " 1", "nan", "inf", "true", "None", "", "٣", "-0"):
        assert as_param(text) == text


@given(st.dictionaries(st.from_regex(r"[ab.]{0,6}", fullmatch=True), st.integers(), max_size=6))
def test_nesting_loses_no_value(flat):
    assert sorted(flatten(nest(flat)).values()) == sorted(flat.values())


def test_dots_nest_where_they_can():
    assert nest({"a.b": 1, "a.c": 2, "d": 3}) == {"a": {"b": 1, "c": 2}, "d": 3}
    assert nest({"a": 1, "a.b": 2, "..": 3}) == {"a": 1, "a.b": 2, "..": 3}


def test_the_seed_is_taken_out():
    params = {"seed": 3, "random_seed": 4, "lr": 1}
    assert (take_seed(params), params) == (3, {"random_seed": 4, "lr": 1})
    assert take_seed({"seed": True}) is None
    assert take_seed({"seed": "x"}) is None
