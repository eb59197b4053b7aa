"""Numbers of large tables: what is packed is what was there."""

import base64
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.tables.packing import are_shortest, common_decimals, pack_repeated, pack_values
from xreport.text import format_column


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1))
def test_every_bit_is_kept(values):
    packed = pack_values(values)
    if packed is None:
        return
    raw = base64.b64decode(packed)
    for at, value in enumerate(values):
        bits, number = raw[at * 8 : at * 8 + 8], struct.unpack_from("<d", raw, at * 8)[0]
        assert struct.unpack("<Q", bits)[0] == 0x7FF8_0000_0000_0001 if value is None else number == value


def test_nan_is_not_what_was_not_logged():
    packed = pack_values(["NaN", None, "Infinity", *[1 / 3] * 5])
    assert packed is not None
    bits = struct.unpack("<8Q", base64.b64decode(packed))
    assert bits[:3] == (0x7FF8_0000_0000_0000, 0x7FF8_0000_0000_0001, 0x7FF0_0000_0000_0000)


@pytest.mark.parametrize("values", [["a", 0.1234567890123], [True] * 9, [1, 2, 3], [None] * 9])
def test_texts_and_what_is_short_already_stay_as_they_are(values):
    assert pack_values(values) is None


def test_decimals_are_named_only_where_the_browser_writes_the_same():
    values = [0.8123, -0.00001, 0.9, None, "NaN", "-Infinity", 0.0]
    assert common_decimals(values, ["0.8123", "0.0000", "0.9000", "–", "NaN", "−∞", "0.0000"]) == 4
    assert common_decimals([0.8123], ["0.81234"]) is None, "told apart by more digits"
    assert common_decimals([0.125], ["0.12"]) is None, "a tie goes the other way in the browser"
    assert common_decimals([1.5e-7], ["1.5e-07"]) is None


@given(st.lists(st.floats(0.01, 100) | st.just(math.nan), min_size=1))
def test_what_is_named_is_what_was_shown(values):
    raw = ["NaN" if value != value else value for value in values]
    texts = format_column(values, apart=False)
    decimals = common_decimals(raw, texts)
    if decimals is not None:
        assert [f"{value:.{decimals}f}" if value == value else "NaN" for value in values] == texts


cells = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, -0.0, 1.0, "1", "NaN", "x" * 9])


@given(st.lists(cells | st.lists(st.sampled_from("ab"), max_size=2), max_size=50), st.integers(1, 300))
def test_repeated_cells_are_what_was_there(few, times):
    cells = few * times
    packed = pack_repeated(cells)
    if packed is None:
        return
    pool, raw = packed["pool"], base64.b64decode(packed["at"])
    width = 0 if len(pool) == 1 else 1 if len(pool) <= 256 else 2
    at = [int.from_bytes(raw[row * width : (row + 1) * width], "little") for row in range(len(cells))]
    assert [repr(pool[index]) for index in at] == [repr(cell) for cell in cells]


def test_more_than_256_different_cells_take_two_bytes():
    packed = pack_repeated([f"configuration {at % 300}" for at in range(3000)])
    assert packed is not None
    assert base64.b64decode(packed["at"])[2 * 299 : 2 * 301] == (299).to_bytes(2, "little") + bytes(2)


@pytest.mark.parametrize("cells", [[], [f"run-{at}" for at in range(100)], list(range(100))])
def test_what_is_no_shorter_for_it_stays_as_it_is(cells):
    assert pack_repeated(cells) is None


def test_shortest_are_numbers_as_python_writes_them():
    assert are_shortest([0.25, -3.0, 1e-5, None, "NaN", "-Infinity"], ["0.25", "-3.0", "1e-05", "–", "NaN", "−∞"])
    assert not are_shortest([3], ["3"]), "the browser knows no integers"
    assert not are_shortest([0.5], ["0.50"])
