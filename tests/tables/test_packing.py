"""Numbers of large tables: what is packed is what was there."""

import base64
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.tables.packing import common_decimals, pack_values
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
