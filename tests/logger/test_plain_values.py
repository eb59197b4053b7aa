"""Any Python value can be logged: numbers exactly, and what JSON cannot hold flagged, never changed in silence."""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
from collections import OrderedDict
from decimal import Decimal
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xreport.format.records import NON_FINITE
from xreport.logger.encoding import encode_log, encode_record
from xreport.logger.plain import REPR, TYPE, plain, plain_mapping, plain_text


def refuse(constant):
    raise AssertionError(f"{constant} is not JSON")


def warned(*_message):
    pass


def logged(metrics):
    line = encode_log(3, metrics, warned)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    record = json.loads(line, parse_constant=refuse)
    assert record["step"] == 3
    assert isinstance(record["time"], float)
    return record["metrics"]


def value_of(value):
    return json.loads(encode_record({"value": plain(value, warned)}), parse_constant=refuse)["value"]


def number(written):
    return NON_FINITE[written] if isinstance(written, str) else written


NUMBERS = st.one_of(st.floats(), st.integers(), st.integers(1 - 2**1328, 2**1328 - 1))
KEYS = st.text(st.characters(codec="utf-8"), max_size=12)


@settings(max_examples=400)
@given(st.dictionaries(KEYS, NUMBERS, max_size=6))
def test_numbers_read_back_exactly(metrics):
    for _ in range(2):  # the second time by its template
        written = logged(metrics)
        assert list(written) == list(metrics)
        for key, value in metrics.items():
            back = number(written[key])
            assert type(back) is type(value)
            assert back == value or (math.isnan(back) and math.isnan(value))
            assert str(back) == str(value)  # -0.0 is not 0.0


@given(st.floats(width=32), st.integers(-(2**63), 2**63 - 1))
def test_numpy_scalars_read_back_exactly(real, whole):
    written = logged({"f4": np.float32(real), "f8": np.float64(real), "i8": np.int64(whole), "b": np.bool_(1)})
    for key in ("f4", "f8"):
        assert number(written[key]) == real or math.isnan(real)
    assert written["i8"] == whole
    assert written["b"] is True


class Tensor:
    """As torch has it: ``item`` of one element, ``numel`` of more."""

    def __init__(self, values):
        self.values = values

    def item(self):
        if len(self.values) != 1:
            raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")
        return self.values[0]

    def numel(self):
        return len(self.values)

    def tolist(self):
        return list(self.values)


class Point(NamedTuple):
    x: int
    y: int


class Colour(enum.IntEnum):
    RED = 1


class Name(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (-0.0, -0.0),
        (2**53 + 1, 2**53 + 1),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (np.float64("inf"), "Infinity"),
        (Tensor([0.5]), 0.5),
        (Tensor([1, 2]), [1, 2]),
        (np.array(2.5), 2.5),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array([np.nan]), "NaN"),
        (Colour.RED, 1),
        (Name("x"), "x"),
        (np.str_("x"), "x"),
        (PurePosixPath("a/b"), "a/b"),
        ((1, (2,)), [1, [2]]),
        (Point(1, 2), [1, 2]),
        (set("hgfedcba"), list("abcdefgh")),
        (OrderedDict(a={1: 2}), {"a": {"1": 2}}),
        ("\x00\x7f\u2028\U0001f600</script>", "\x00\x7f\u2028\U0001f600</script>"),
    ],
)
def test_values_that_json_can_hold(value, written):
    assert value_of(value) == written
    assert type(value_of(value)) is type(written)
    assert value_of([value]) == [written]


class BadRepr:
    def __repr__(self):
        raise ValueError


class BadEverything:
    def __getattribute__(self, name):
        raise ValueError(name)

    def __repr__(self):
        raise RecursionError


class Plain:
    pass


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("NaN", "'NaN'", "builtins.str"),
        ("-Infinity", "'-Infinity'", "builtins.str"),
        ("\ud800x", "'\\ud800x'", "builtins.str"),
        (b"\x00ab", "b'\\x00ab'", "builtins.bytes"),
        (1 + 2j, "(1+2j)", "builtins.complex"),
        (Decimal("0.1"), "Decimal('0.1')", "decimal.Decimal"),
        (dt.date(2026, 1, 2), "datetime.date(2026, 1, 2)", "datetime.date"),
        (int, "<class 'int'>", "builtins.type"),
        (Plain, f"<class '{__name__}.Plain'>", "builtins.type"),
        (Plain(), f"<{__name__}.Plain object>", f"{__name__}.Plain"),
        (BadRepr, f"<{__name__}.BadRepr, whose repr fails>", f"{__name__}.BadRepr"),
        (BadEverything, f"<{__name__}.BadEverything, which fails when read>", f"{__name__}.BadEverything"),
        (b"x" * 1000, "b'" + "x" * 197 + "…", "builtins.bytes"),
    ],
)
def test_values_that_json_cannot_hold_are_flagged(value, text, kind):
    if value in (BadRepr, BadEverything):  # pytest cannot show these
        value = value()
    assert value_of(value) == {REPR: text, TYPE: kind}
    assert logged({"a": value}) == {"a": {REPR: text, TYPE: kind}}


def test_numbers_of_too_many_digits_are_flagged():
    assert value_of(10**5000)[TYPE] == "builtins.int"
    assert value_of(10**5000)[REPR].startswith("0x")
    assert value_of(10**390) == 10**390


def test_large_arrays_are_flagged_not_written():
    assert set(value_of(np.zeros(100_000))) == {REPR, TYPE}


def test_cycles_depth_and_breadth_end():
    cycle = []
    cycle.append(cycle)
    assert "too deep" in json.dumps(value_of(cycle))
    loop = {}
    loop["a"] = loop
    assert "too deep" in json.dumps(logged({"loop": loop}))
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert "too deep" in json.dumps(value_of(deep))
    laughs = ["ha"]
    for _ in range(30):
        laughs = [laughs] * 10
    assert len(encode_record({"value": plain(laughs, warned)})) < 16 << 20


def test_mappings_that_change_while_they_are_read_do_no_harm():
    class Growing(dict):
        def items(self):
            raise RuntimeError("dictionary changed size during iteration")

    assert "fails" in value_of([Growing(a=1)])[0][REPR]


def test_keys_of_any_kind():
    keys = {1: "a", 1.5: "b", None: "c", (1, 2): "d", "\ud800": "e", "": "f", "%s{}": "g"}
    assert value_of(keys) == {"1": "a", "1.5": "b", "None": "c", "(1, 2)": "d", "\\ud800": "e", "": "f", "%s{}": "g"}
    for _ in range(2):
        assert logged({"%s%%{}": 1, 'a"b\\': 2}) == {"%s%%{}": 1, 'a"b\\': 2}


def test_equal_keys_are_kept_apart_and_told():
    told = []
    mapping = {"1": "a", 1: "b", "1 (2)": "c"}
    assert plain_mapping(mapping, lambda *message: told.append(message)) == {"1": "a", "1 (2)": "b", "1 (2) (2)": "c"}
    assert {kind for kind, _ in told} == {"keys"}


def test_the_shape_decides_not_the_key_order_or_an_earlier_record():
    assert logged({"a": 1, "b": 2.5}) == {"a": 1, "b": 2.5}
    assert logged({"b": 1, "a": 2.5}) == {"b": 1, "a": 2.5}
    assert logged({"a": 1, "b": True}) == {"a": 1, "b": True}
    assert logged({"a": 1, "b": float("nan")}) == {"a": 1, "b": "NaN"}
    assert logged({"a": 1e308, "b": 1e308}) == {"a": 1e308, "b": 1e308}
    assert logged({"a": 10**350, "b": 0.5}) == {"a": 10**350, "b": 0.5}


def test_shapes_do_not_pile_up(monkeypatch):
    from xreport.logger import encoding

    monkeypatch.setattr(encoding, "_templates", {})
    for n in range(1500):
        assert logged({f"key {n}": n}) == {f"key {n}": n}
    assert len(encoding._templates) == 1000


class Raising:
    def __init__(self, data):
        self.data = data

    def __repr__(self):
        return self.data


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(),
        st.text(st.characters(), max_size=8),
        st.binary(max_size=8),
        st.complex_numbers(),
        st.dates(),
        st.decimals(),
        st.builds(BadRepr),
        st.builds(Raising, st.text(st.characters(), max_size=4)),
        st.sampled_from([np.float32(1.5), np.int8(-1), np.datetime64("2020"), np.longdouble(1), np.zeros(3), object]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(
            st.one_of(st.text(st.characters(), max_size=4), st.integers(0, 3), st.none()), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=500, deadline=None)
@given(ANYTHING)
def test_anything_gives_one_line_of_strict_json(value):
    value_of(value)
    logged({"a": value})
    encode_record({"text": plain_text(value)})


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=5), ANYTHING, max_size=4))
def test_no_metric_is_lost(metrics):
    def leaves(value):
        return sum(map(leaves, value.values())) if isinstance(value, dict) and value else 1

    assert len(logged(metrics)) == sum(map(leaves, metrics.values()))
