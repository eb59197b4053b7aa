"""Whatever is logged: it never raises, and what is read back is equal, or flagged."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import itertools
import json
import math
import pathlib
import uuid
from collections import OrderedDict, UserDict, defaultdict, deque
from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proofs import proof, share
from seam import make_run
from seen import xreport_reads

from xreport.format.records import NON_FINITE
from xreport.logger.plain import REPR, TYPE


class Raises:
    """An object that nobody can look at."""

    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __bool__ = __len__ = __iter__ = __hash__ = __float__ = __eq__ = __repr__


class Item:
    """As of an array library that has lost its device."""

    def item(self):
        raise RuntimeError("device lost")

    tolist = item


class Lost:
    """One of which not even the attributes can be asked for."""

    @property
    def item(self):
        raise OSError("no")


class Lying(dict):
    def items(self):
        raise KeyError("no items")

    keys = values = __iter__ = items


class Subclass(float):
    def __repr__(self):
        return "}{"


class Words(str):
    def encode(self, *_arguments):
        raise UnicodeError("no")

    __slots__ = ()


class Endless(Mapping):
    """A mapping that holds itself."""

    def __len__(self):
        return 1

    def __iter__(self):
        return iter(["again"])

    def __getitem__(self, key):
        return self


def cycle():
    found = {"a": [1]}
    found["a"].append(found)
    return found


def deep(kind, depth=10**5):
    found = 1
    for _ in range(depth):
        found = [found] if kind is list else {"d": found}
    return found


ODD = [
    Raises,
    Lost,
    Item,
    Lying,
    Endless,
    object,
    lambda: Raises,
    lambda: print,
    lambda: Ellipsis,
    lambda: NotImplemented,
    lambda: (n for n in range(3)),
    lambda: iter([1]),
    lambda: range(10**9),
    lambda: memoryview(b"x"),
    cycle,
    lambda: deep(list),
    lambda: deep(dict),
    lambda: Subclass(0.5),
    lambda: Words("w"),
    lambda: 10**400,
    lambda: -(10**399),
    lambda: 10**5000,
    lambda: 2**53 + 1,
    lambda: "\ud800",
    lambda: "a\0b",
    lambda: "NaN",
    lambda: "x" * 10_000,
    lambda: {1: "a", "1": "b", 1.5: "c", "1.5": "d"},
    lambda: {(1, 2): 3, None: 4, b"k": 5, Raises: 6},
    lambda: np.float32(0.1),
    lambda: np.array(0.5),
    lambda: np.arange(3),
    lambda: np.zeros((2, 0)),
    lambda: np.datetime64("NaT"),
    lambda: np.array([object()]),
    lambda: np.ma.masked,
    lambda: np.bool_(1),
    lambda: np.longdouble("1e4000"),
    lambda: np.complex64(1j),
    lambda: dt.date.min,
    lambda: dt.timedelta.max,
    lambda: decimal.Decimal("sNaN"),
    lambda: decimal.Decimal("1E+999999"),
    lambda: fractions.Fraction(1, 3),
    lambda: complex("nan"),
    lambda: pathlib.Path("\udcff"),
    lambda: uuid.UUID(int=5),
    lambda: deque([1]),
    lambda: defaultdict(list, a=1),
    lambda: OrderedDict(b=2),
    lambda: UserDict(c=3),
    lambda: SimpleNamespace(d=4),
    lambda: Exception("e"),
    lambda: frozenset([1, "a"]),
    lambda: bytearray(b"\xff"),
    lambda: {"": {"": ""}},
    lambda: {"a/b": 1, "a": {"b": 2}},
]

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(2**52, 2**54) | st.integers(-(2**54), -(2**52)),
    st.floats(),
    st.text(max_size=20),
    st.text(st.characters(), max_size=8),
    st.binary(max_size=20),
    st.dates() | st.datetimes() | st.timedeltas() | st.decimals() | st.fractions() | st.complex_numbers(),
    st.sampled_from(ODD).map(lambda make: make()),
)
KEYS = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.none(), st.booleans(), st.tuples(st.integers()))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=12,
)


def agrees(value: object, read: object) -> bool:
    """Whether what was read is equal to the value, or says that it could not be."""
    if isinstance(read, dict) and set(read) == {REPR, TYPE}:
        return not (value is None or isinstance(value, bool) or (isinstance(value, float) and type(value) is float))
    if isinstance(value, bool) or value is None:
        return read is value
    if isinstance(value, float):
        if not math.isfinite(value):
            return isinstance(read, str) and str(NON_FINITE[read]) == str(float(value))
        return type(read) is float and float.hex(read) == float.hex(float(value))
    if isinstance(value, int):
        return type(read) is int and read == int(value)
    if isinstance(value, str):
        return read == str.__str__(value)
    if isinstance(value, list | tuple):
        return isinstance(read, list) and len(read) == len(value) and all(map(agrees, value, read))
    return True


def refuse(name):
    raise AssertionError(f"{name} is no JSON")


def all_lines(folder):
    (path,) = folder.glob("*.jsonl")
    content = path.read_bytes()
    assert content.endswith(b"\n")
    xreport_reads(content)
    return [json.loads(line, parse_constant=refuse) for line in content.split(b"\n")[:-1]]


@proof("any Python object as a metric, in lists and dicts, as key, param, summary, note, tag and step")
def test_any_object(tmp_path_factory, tally):
    folders = itertools.count()
    base = tmp_path_factory.mktemp("objects")

    @settings(max_examples=share(5_000), derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(value=VALUES, key=KEYS)
    def log_it(value, key):
        folder = base / str(next(folders))
        with tally.case(type(value).__name__):
            run = make_run(folder, durability="os")
            said = [
                run.log({"value": [value]}, step=0),
                run.log({"nested": {"a": value}}, step=1),
                run.log({key: value}, step=2),
                run.log(value, step=3),
                run.log({"a": 1}, step=value),
                run.log(value, b=1),
                run.update(params={"p": value}),
                run.note(value, tags=[value]),
            ]
            run.summary["s"] = value
            run.params["p"] = value
            assert all(one in (True, False) for one in said)
            nameless = isinstance(key, str) and not str(key) and not isinstance(value, dict)
            assert said[:3] == [True, True, not nameless], "a metric without a name is refused, and nothing else"
            assert run.log({"n": 7}, step=7), "what comes after an odd record is not held back"
            assert run.finish()
            records = all_lines(folder)
            (read,) = [r["metrics"]["value"] for r in records if "value" in r.get("metrics", {}) and r["step"] == 0]
            assert isinstance(read, dict) or agrees([value], read), f"{value!r} was read as {read!r}"
            assert records[-1].get("dropped", 0) == said.count(False)

    log_it()
