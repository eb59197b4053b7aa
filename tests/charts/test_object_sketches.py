"""Light drawings of histograms and curves."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.charts.objects import HEIGHT, WIDTH, drawn_chart, drawn_histogram
from xreport.model import Chart, Histogram, Line

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def histogram(edges, counts):
    return drawn_histogram(Histogram(None, np.array(edges, float), np.array(counts, float)))


def chart(kind, *lines, **labels):
    drawn = tuple(Line(f"l{n}", np.array(x, float), np.array(y, float)) for n, (x, y) in enumerate(lines))
    return drawn_chart(Chart(None, kind, labels.get("x", ""), labels.get("y", ""), drawn))


def test_bars_stand_side_by_side_and_empty_ones_are_left_out():
    sketch = histogram([0, 1, 2, 3], [1, 0, 2])
    bars = sketch.bars.split("z")[:-1]
    assert len(bars) == 2
    heights = [sketch.bottom - float(NUMBERS.findall(bar)[2]) for bar in bars]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.3)
    assert sketch.y_label == "count"


def test_bins_of_other_widths_are_drawn_by_their_area():
    sketch = histogram([0, 1, 11], [5, 50])
    first, second = (float(NUMBERS.findall(bar)[2]) for bar in sketch.bars.split("z")[:-1])
    assert first == second
    assert sketch.y_label == "count per unit"


def test_rates_have_their_axes_and_the_diagonal_where_it_means_something():
    line = ([0, 0.5, 1], [0, 0.9, 1])
    roc = chart("roc", line)
    assert (roc.x_label, roc.y_label) == ("False positive rate", "True positive rate")
    assert [tick.text for tick in roc.y_ticks] == ["0.00", "0.25", "0.50", "0.75", "1.00"]
    assert roc.diagonal
    assert chart("calibration", line).diagonal
    assert not chart("pr", line).diagonal
    assert not chart("roc", ([0, 2], [0, 1])).diagonal
    own = chart("", line, x="a", y="b")
    assert (own.x_label, own.y_label, own.diagonal) == ("a", "b", "")


@pytest.mark.parametrize("kind", ["", "roc", "calibration"])
def test_where_no_value_is_finite_no_axis_is_made_up(kind):
    sketch = chart(kind, ([0, 0.5, np.inf], [np.nan, np.inf, 0.5]), ([0, 1], [np.nan, np.nan]))
    assert (sketch.x_ticks, sketch.y_ticks, sketch.diagonal) == ((), (), "")
    assert sketch.blank == "no finite value"
    some = chart(kind, ([0, 0.5], [np.nan, 0.5]))
    assert some.y_ticks
    assert not some.blank


def test_a_gap_splits_a_line_and_a_lone_point_is_seen():
    (line,) = chart("", ([0, 1, 2, 3], [1, np.nan, 2, 3])).lines
    assert len(line.paths) == 2
    a, b = line.paths[0].removeprefix("M").split("L")
    assert a == b


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(FINITE, min_size=2, max_size=12, unique=True), st.data())
def test_any_histogram_stays_in_its_box(edges, data):
    edges = sorted(edges)
    if not (np.diff(edges) > 0).all():
        return
    counts = data.draw(st.lists(st.floats(0, 1e308), min_size=len(edges) - 1, max_size=len(edges) - 1))
    inside(histogram(edges, counts).bars)


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=12))
def test_any_line_stays_in_its_box(points):
    x, y = zip(*points, strict=True)
    for kind in ("", "roc"):
        sketch = chart(kind, (x, y))
        for line in sketch.lines:
            for path in line.paths:
                inside(path)


def inside(path):
    assert "nan" not in path
    assert "inf" not in path
    assert all(-1 <= float(number) <= max(WIDTH, HEIGHT) for number in NUMBERS.findall(path))
