"""Text rules: what a reader sees of keys, numbers and times."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport import text

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1 + 0.2, "0.3"),
        (1e-5, "1e-5"),
        (123456.0, "123456"),
        (0.123456789, "0.12346"),
        (-0.5, "−0.5"),
        (-0.0, "0"),
        (math.nan, "NaN"),
        (-math.inf, "−∞"),
        (1e300, "1e300"),
    ],
)
def test_a_number_has_no_float_noise(value, shown):
    assert text.format_number(value) == shown


def test_a_column_aligns_and_tells_values_apart():
    assert text.format_column([0.5, 0.25, None, math.nan]) == ["0.5000", "0.2500", "–", "NaN"]
    alike = text.format_column([0.93333, 0.933331, 0.5])
    assert len(set(alike)) == 3


def test_what_tells_some_apart_is_common_to_the_whole_column():
    assert text.format_column([0.418269, 0.418271, 0.428, 0.41132]) == ["0.418269", "0.418271", "0.428000", "0.411320"]
    assert text.format_column([0.41826, 0.41831, 0, math.nan]) == ["0.41826", "0.41831", "0.00000", "NaN"]


def test_extremes_do_not_lengthen_the_others():
    assert text.format_column([1e-9, 2e-9, 0.5, 1e30]) == ["1e-9", "2e-9", "0.5000", "1e30"]


def test_columns_of_one_quantity_share_decimals():
    last, best = [0.41826, 0.41831, 1.5], [0.41826, 0.4, 1.2]
    decimals = text.column_decimals([last, best])
    assert decimals == 5
    assert text.format_column(best, decimals=decimals) == ["0.41826", "0.40000", "1.20000"]
    assert text.format_column([0.0, 1.0], decimals=decimals) == ["0.00000", "1.00000"]
    assert text.format_column([1.25e-6], decimals=decimals) == ["1.25e-6"], "they would show nothing of it"
    assert [text.format_shared(value, decimals) for value in (0.4, 0.0, 1.25e-6, math.inf)] == [
        "0.40000", "0.00000", "1.25e-6", "∞"
    ]  # fmt: skip
    assert text.column_decimals([last, best], apart=False) == 4
    assert text.column_decimals([[], [None, math.nan]]) is None


def test_float_noise_does_not_count_as_another_value():
    share = 356 / 359
    assert text.format_column([share, share + 1e-15, 0.5]) == ["0.9916", "0.9916", "0.5000"], "noise asks for no digits"
    assert text.format_column([share, share + 1e-15, share + 1e-6]) == ["0.991643", "0.991643", "0.991644"]
    assert len(set(text.format_column([0.1, 0.1 + 1e-17, 0.30000000000000004, 0.3]))) == 2


@given(st.lists(FINITE, min_size=2, max_size=8))
def test_no_two_different_values_look_alike(values):
    shown = text.format_column(values)
    for (a, left), (b, right) in pairwise(sorted(zip(values, shown, strict=True))):
        if not math.isclose(a, b, rel_tol=1e-9):
            assert left != right


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_a_formatted_number_is_close_to_the_number(value):
    shown = float(text.format_number(value).replace("−", "-"))
    assert math.isclose(shown, value, rel_tol=1e-4, abs_tol=1e-300)


@given(st.recursive(st.integers(), lambda inner: st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=9))
def test_flattening_keeps_every_leaf_under_its_own_key(nested):
    def leaves(value):
        if isinstance(value, dict) and value:
            return sum(map(leaves, value.values()))
        return 1

    if isinstance(nested, dict):
        flat = text.flatten(nested)
        assert len(flat) == (leaves(nested) if nested else 0)


def test_dots_in_keys_and_nesting_stay_distinct():
    assert text.flatten({"a.b": 1, "a": {"b": 2}}) == {"a\\.b": 1, "a.b": 2}


def test_names_are_as_logged_unless_two_would_be_one():
    assert text.as_logged({"note\\.dotted": 1, "a.b": 2, "c\\\\d": 3}) == {"note.dotted": 1, "a.b": 2, "c\\d": 3}
    both = {"a\\.b": 1, "a.b": 2, "x": 3}
    assert text.as_logged(both) == both


KEYS = st.text("ab.\\", max_size=3)


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, st.integers(), max_size=2), max_size=4))
def test_no_name_is_lost(nested):
    flat = text.flatten(nested)
    assert sorted(map(str, text.as_logged(flat).values())) == sorted(map(str, flat.values()))


def test_flattening_does_not_recurse():
    deep: dict[object, object] = {}
    inner = deep
    for _ in range(5000):
        inner["x"] = inner = {}
    assert len(text.flatten(deep)) == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "con", "index", "", "a/b\\c", "\u202e", "Ünïcode", "x" * 300, "."]
)
def test_a_slug_is_a_safe_file_name(name):
    slug = text.slugify(name)
    assert slug
    assert len(slug) <= 62
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug not in {"con", "index"}


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=5)), unique_by=lambda item: item[0]))
def test_an_address_is_unique_and_does_not_depend_on_others(items):
    keys, names = [key for key, _ in items], [name for _, name in items]
    found = text.addresses(keys, names)
    assert len(set(found)) == len(items)
    assert found == [text.addresses([key], [name])[0] for key, name in items]


def test_texts_that_count_alike_stand_in_one_order_whatever_order_they_came_in():
    assert text.sort_natural({"d01", "d1"}) == text.sort_natural(["d1", "d01"]) == ["d01", "d1"]


def test_addresses_of_equal_hashes_are_told_apart(monkeypatch):
    real = text.short_hash
    monkeypatch.setattr(text.keys, "short_hash", lambda key, length=10: "0" * 10 if length == 10 else real(key, length))
    found = text.addresses(["a", "b", "c"], ["same", "same", "other"])
    assert len(set(found)) == 3
    assert found[2] == "other-0000000000"
    assert [len(one) for one in found[:2]] == [69, 69]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.012, "12 ms"),
        (0.42, "0.4 s"),
        (12, "12 s"),
        (200, "3 min 20 s"),
        (3600, "1 h"),
        (93_600, "1 d 2 h"),
        (None, "–"),
    ],
)
def test_durations_are_humane(seconds, shown):
    assert text.format_duration(seconds) == shown


def test_hours_below_one_are_said_in_minutes():
    assert text.format_hours(0.5) == "30 min"
    assert text.format_hours(3.42) == "3.4 h"
    assert text.format_hours(1234) == "1,234 h"


@pytest.mark.parametrize("seconds", [1e20, -1e20, math.nan, math.inf, None])
def test_impossible_times_are_not_logged(seconds):
    assert text.format_time(seconds) == "–"


def test_runs_are_sorted_as_people_count():
    assert text.sort_natural(["run-10", "run-2", "run-1"]) == ["run-1", "run-2", "run-10"]


def test_names_of_thousands_of_digits_sort_too():
    many = "9" * 5000
    assert text.sort_natural([f"a{many}", "a10", "a9", "a007"]) == ["a007", "a9", "a10", f"a{many}"]
