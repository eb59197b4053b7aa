"""Light drawings of logged histograms and curves, as places that a template puts into SVG. No matplotlib here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from xreport.charts.labels import columns, label
from xreport.charts.scale import Scale, span
from xreport.model import Chart, Floats, Histogram, Line
from xreport.text import format_number

WIDTH, HEIGHT = 320, 220
_RIGHT, _TOP, _BOTTOM = 312, 8, 172
_CHAR = 5.6
"""Pixels that one column of an axis label takes at most."""
_COLORS = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its pixel, and its text."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One line: its name, its area, its colour, and one path per stretch without a gap."""

    name: str
    area: str
    color: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A drawing with its axes, in a box of ``width`` × ``height`` pixels, origin top left.

    Attributes:
        left, right, top, bottom: The plot area.
        diagonal: The line of chance (ROC) or of perfect calibration, as a path; empty where it means nothing.
        bars: A histogram as one path.
        blank: What stands in place of ticks and lines where no value can be drawn.
    """

    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    left: float
    lines: tuple[DrawnLine, ...] = ()
    bars: str = ""
    diagonal: str = ""
    blank: str = ""
    right: float = _RIGHT
    top: float = _TOP
    bottom: float = _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


_AXES = {
    "roc": ("False positive rate", "True positive rate"),
    "pr": ("Recall", "Precision"),
    "calibration": ("Predicted probability", "Observed frequency"),
}


def drawn_histogram(histogram: Histogram) -> Sketch:
    """Return bars from zero; where bins differ in width their area is the count, so that none is seen as more."""
    with np.errstate(all="ignore"):  # widths of the largest doubles are infinite, densities of tiny bins too
        widths = np.diff(histogram.edges)
        even = bool((np.abs(widths - widths.mean()) <= 1e-3 * widths.mean()).all())
        heights = histogram.counts if even else histogram.counts / widths
    heights = np.where(np.isfinite(heights), heights, 0.0)
    largest = float(heights.max())
    x, y, x_ticks, y_ticks = _axes(
        span([histogram.edges], pad=0), (0.0, min(largest * 1.04, 1e300) if largest > 1e-290 else 1.0)
    )
    places, tops = x.px(histogram.edges).tolist(), y.px(heights).tolist()
    bars = "".join(
        f"M{left:g} {_BOTTOM}V{top:g}H{right:g}V{_BOTTOM}z"
        for (left, right), top in zip(pairwise(places), tops, strict=True)
        if top < _BOTTOM
    )
    return Sketch("value", "count" if even else "count per unit", x_ticks, y_ticks, x.start, bars=bars)


def drawn_chart(chart: Chart) -> Sketch:
    """Return the lines of a curve with its axes; those of rates go from 0 to 1."""
    xs, ys = [line.x for line in chart.lines], [line.y for line in chart.lines]
    rates = bool(chart.kind) and all(_is_rate(values) for values in (*xs, *ys))
    across, up = ((0.0, 1.0), (0.0, 1.0)) if rates else (span(xs, pad=0), span(ys))
    x, y, x_ticks, y_ticks = _axes(across, up)
    diagonal = ""
    if rates and chart.kind in {"roc", "calibration"}:
        diagonal = f"M{x.start:g} {_BOTTOM}L{_RIGHT} {_TOP}"
    x_label, y_label = _AXES.get(chart.kind, ("x", "y"))
    lines = tuple(_drawn(line, place, x, y) for place, line in enumerate(chart.lines))
    drawn = any(line.paths for line in lines)
    return Sketch(
        label(chart.x_label, 40) if chart.x_label else x_label,
        label(chart.y_label, 24) if chart.y_label else y_label,
        x_ticks if drawn else (),
        y_ticks if drawn else (),
        x.start,
        lines=lines,
        diagonal=diagonal if drawn else "",
        blank="" if drawn else "no finite value",
    )


def _is_rate(values: Floats) -> bool:
    finite = values[np.isfinite(values)]
    return bool(((finite >= 0) & (finite <= 1)).all())


def _axes(
    across: tuple[float, float], up: tuple[float, float]
) -> tuple[Scale, Scale, tuple[Tick, ...], tuple[Tick, ...]]:
    y = Scale(*up, _BOTTOM, _TOP)
    y_ticks = y.ticks(4)
    left = max(40.0, max((columns(text) for _, text in y_ticks), default=0) * _CHAR + 24)
    x = Scale(*across, left, _RIGHT)
    return x, y, _ticks(x, x.ticks(4)), _ticks(y, y_ticks)


def _ticks(scale: Scale, ticks: list[tuple[float, str]]) -> tuple[Tick, ...]:
    return tuple(Tick(scale.at(value), text) for value, text in ticks)


def _drawn(line: Line, place: int, x: Scale, y: Scale) -> DrawnLine:
    good = np.isfinite(line.x) & np.isfinite(line.y)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8))).tolist()
    paths = []
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        points = list(zip(x.px(line.x[start:stop]).tolist(), y.px(line.y[start:stop]).tolist(), strict=True))
        # A lone point is a line of no length, which a round cap shows.
        points = points if len(points) > 1 else points * 2
        paths.append("M" + "L".join(f"{across:g} {down:g}" for across, down in points))
    area = "" if line.area is None else format_number(line.area, 4)
    return DrawnLine(line.name, area, place % _COLORS, tuple(paths))
