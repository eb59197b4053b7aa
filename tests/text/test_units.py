"""Units as scales: what may be converted into what, and by how much."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.text.units import factor, scale_of


@pytest.mark.parametrize(
    ("unit", "other", "times"),
    [
        ("us", "ns", 1000), ("µs", "us", 1), ("\u03bcs", "ns", 1000), ("s", "ms", 1000), ("seconds", "s", 1),
        ("sec", "ms", 1000), ("msec", "us", 1000), ("usec", "ns", 1000), ("milliseconds", "ms", 1), ("min", "s", 60),
        ("minutes", "s", 60), ("h", "min", 60), ("hours", "min", 60), ("days", "h", 24), ("nanosecond", "ps", 1000),
        ("kB", "B", 1000), ("KB", "bytes", 1000), ("KiB", "B", 1024), ("MiB", "KiB", 1024), ("GB", "MB", 1000),
        ("GiB", "B", 2**30), ("MiB", "MB", Fraction(2**20, 10**6)), ("gibibytes", "MiB", 1024), ("bytes", "byte", 1),
        ("Mbit", "kbit", 1000), ("B", "bit", 8), ("Mbps", "kbit/s", 1000), ("MB/s", "kB/s", 1000),
        ("ops/ms", "ops/s", 1000), ("iter/sec", "iter/s", 1), ("us/op", "ns/op", 1000),
        ("ns/iter", "us/iter", "1/1000"),
        ("GHz", "MHz", 1000), ("1/s", "Hz", 1), ("kWh", "Wh", 1000), ("Wh", "J", 3600), ("kJ", "J", 1000),
        ("mW", "W", "1/1000"), ("MW", "W", 10**6), ("kg", "g", 1000), ("km", "m", 1000), ("cm", "mm", 10),
        ("%", "ratio", "1/100"), ("percent", "%", 1), ("TFLOPS", "GFLOPS", 1000), ("GFLOP/s", "GFLOPS", 1),
        ("samples per second", "samples/s", 1), ("tokens", "token", 1), ("m/s", "km/h", "36/10"),
    ],
)  # fmt: skip
def test_what_is_of_one_quantity(unit, other, times):
    assert factor(unit, other) == Fraction(times)


@pytest.mark.parametrize(
    ("unit", "other"),
    [("s", "B"), ("ns/op", "ns"), ("ns/op", "ns/iter"), ("ops/s", "s/op"), ("m", "min"), ("mm", "ms"), ("dB", "B"),
     ("", "s"), ("s", ""), ("s" * 50, "s"), ("tokens", "words"), ("m^2", "m"), ("Mb", "MB"), ("nats", "bits"),
     ("ops/s", "1/s"), ("J", "W"), ("GPU hours", "h"), ("//", "s"), ("°C", "K")],
)  # fmt: skip
def test_what_is_not(unit, other):
    assert factor(unit, other) is None


UNITS = [
    "ns",
    "us",
    "ms",
    "s",
    "min",
    "h",
    "B",
    "kB",
    "MiB",
    "bit",
    "Wh",
    "kJ",
    "ops/s",
    "ops/ms",
    "%",
    "ratio",
    "x",
    "1/s",
]


def test_there_and_back_again_is_one():
    for one, two, three in product(UNITS, repeat=3):
        there, on = factor(one, two), factor(two, three)
        if there is not None and on is not None:
            assert there * factor(two, one) == 1
            assert there * on == factor(one, three)


@given(st.text(max_size=60))
def test_any_text_is_a_unit_or_none(text):
    scale = scale_of(text)
    assert scale is None or (scale.size > 0 and factor(text, text) == 1)
