"""Overlay: one metric over the steps, the mean of each configuration in its confidence band."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

import numpy as np

from xreport.analysis.series import decimate
from xreport.charts.canvas import Canvas
from xreport.charts.drawing import Drawing
from xreport.charts.labels import columns, label
from xreport.charts.panel import Axis, Panel, axis_name, gutter, nothing
from xreport.charts.scale import Scale, span, wants_log
from xreport.charts.style import SMALL, WIDTH, role
from xreport.text import csv_table, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xreport.model import Floats

COLORED = 10
"""More curves than this are grey, and the best alone are coloured."""
HIGHLIGHTED = 3
BUCKETS = 120
"""Of long curves, the lowest and highest value of this many equal parts of the steps are drawn."""
_PLOT_HEIGHT = 250
_ROW = 19


@dataclass(frozen=True, slots=True)
class Curve:
    """One configuration (or run) over its steps, sorted by step.

    Attributes:
        label: Name of the configuration.
        color: How many appeared before it, which says its colour, unless another curve of the figure has that one.
        steps, mean: Equally long.
        low, high: Limits of the confidence band, NaN or None where there is none.
        n: Of how many seeds the mean is.
        score: What is written beside the name, as text.
    """

    label: str
    color: int
    steps: Floats
    mean: Floats
    low: Floats | None = None
    high: Floats | None = None
    n: int = 1
    score: str = ""


def overlay(curves: Sequence[Curve], *, metric: str, unit: str = "", direction: str | None = None) -> Drawing:
    """Draw curves, best first. Up to ten get their own colours; of more, the best three stand out from grey lines.

    The values are drawn as they are, without smoothing; logarithmically where all are positive and span more than two
    decades.
    """
    axis = Axis(metric, unit, direction)
    given = _told_apart([curve for curve in curves if curve.steps.size])
    drawn, named = _drawn(given)
    rows = _legend_rows(named)
    extra = _ROW if len(named) < len(given) else 0
    canvas = Canvas(WIDTH, 34 + _PLOT_HEIGHT + 44 + rows * _ROW + extra)
    axis_name(canvas, axis.heading())
    finite = [curve for curve in drawn if np.isfinite(curve.mean).any()]
    if finite:
        _plot(canvas, drawn, named)
        _legend(canvas, named, 34 + _PLOT_HEIGHT + 55, _others(len(drawn) - len(named), len(given) - len(drawn)))
    else:
        nothing(canvas, "no finite values to draw")
    light, dark = canvas.render()
    title = f"{label(metric, 80)} over steps"
    return Drawing(light, dark, _csv(given, named), title, _alt(axis, drawn, named), canvas.width, canvas.height)


def _drawn(given: Sequence[Curve]) -> tuple[Sequence[Curve], Sequence[Curve]]:
    """Return what is drawn, and what of it is coloured and named."""
    # One value is no curve; it would be a dot that hides where the curves begin.
    drawn = [curve for curve in given if curve.steps[0] < curve.steps[-1]] or given
    return drawn, drawn if len(drawn) <= COLORED else drawn[:HIGHLIGHTED]


def _told_apart(given: Sequence[Curve]) -> list[Curve]:
    """Return the curves in the colours that they are drawn in."""
    _, named = _drawn(given)
    colors = dict(zip(map(id, named), distinct([curve.color for curve in named]), strict=True))
    return [replace(curve, color=colors.get(id(curve), curve.color)) for curve in given]


def distinct(appeared: Sequence[int]) -> list[int]:
    """Return the colours of up to ten curves, by how many configurations appeared before each.

    Of two that would have one colour, the one that came later takes the next free one, so that a new configuration
    recolours none of the others.
    """
    found: dict[int, int] = {}
    for place in sorted(appeared):
        ways = [(place + step) % COLORED for step in range(COLORED)]
        found[place] = next((color for color in ways if color not in found.values()), ways[0])
    return [found[place] for place in appeared]


def _others(grey: int, single: int) -> str:
    parts = ([f"{plural(grey, 'other')} in grey"] if grey else []) + (
        [f"{single:,} with one value only"] if single else []
    )
    return ", ".join(parts)


def _plot(canvas: Canvas, drawn: Sequence[Curve], named: Sequence[Curve]) -> None:
    every = np.concatenate([curve.mean for curve in drawn])
    log = wants_log(every, decades=2)
    low, high = _range(drawn, named, log=log)
    top, bottom = 34, 34 + _PLOT_HEIGHT
    y = Scale(low, high, bottom, top, log=log)
    ticks = y.ticks(5)
    tagged = len(named) > 1
    x_low, x_high = span([curve.steps for curve in drawn], pad=0)
    x = Scale(x_low, x_high, gutter(ticks), WIDTH - (32 if tagged else 8))
    panel = Panel(canvas, x, y)
    panel.grid_y(ticks)
    panel.base()
    panel.grid_x(x.ticks(6))
    canvas.text(x.end, bottom + 32, "step", "muted", size=SMALL, align="right")
    names = {id(curve) for curve in named}
    for curve in drawn:
        if id(curve) not in names:
            _line(panel, curve, "grey", 1.0, alpha=0.6)
    for curve in reversed(named):
        _area(panel, curve, alpha=0.16 if len(named) <= 4 else 0.09)
    for curve in reversed(named):
        _line(panel, curve, role(curve.color), 2.0 if curve is named[0] else 1.6)
    if tagged:
        _tags(panel, named)


def _range(drawn: Sequence[Curve], named: Sequence[Curve], *, log: bool) -> tuple[float, float]:
    """The range of all curves and their bands; a band of a few unlike runs must not press the curves together."""
    means = [curve.mean for curve in drawn]
    low, high = span(means, log=log)
    wide_low, wide_high = span([*means, *(edge for curve in named for edge in _band(curve))], log=log)
    if log:
        return low, high
    room = (high - low) / 2
    return max(wide_low, low - room), min(wide_high, high + room)


def _band(curve: Curve) -> tuple[Floats, ...]:
    return () if curve.low is None or curve.high is None else (curve.low, curve.high)


def _line(panel: Panel, curve: Curve, color: str, width: float, alpha: float = 1.0) -> None:
    steps, values = _thin(curve, grey=color == "grey")
    for part in _pieces(values, log=panel.y.log):
        xs, ys = panel.x.px(steps[part]), panel.y.px(values[part])
        if len(xs) == 1:
            panel.canvas.dots(xs, ys, color, size=width * 3, alpha=alpha)
        else:
            panel.canvas.line(xs, ys, color, width=width, alpha=alpha)


def _area(panel: Panel, curve: Curve, *, alpha: float) -> None:
    band = _band(curve)
    if not band:
        return
    steps, (low, high) = _envelope(curve.steps, *band)
    for part in _pieces(np.where(np.isfinite(low), high, np.nan), log=panel.y.log):
        if part.stop - part.start > 1:
            panel.canvas.area(
                panel.x.px(steps[part]), panel.y.px(low[part]), panel.y.px(high[part]), role(curve.color), alpha=alpha
            )


def _pieces(values: Floats, *, log: bool) -> Iterator[slice]:
    """Yield the stretches without a gap; on a logarithmic scale zero and less are gaps too."""
    good = np.isfinite(values) & ((values > 0) if log else True)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield slice(start, stop)


def _thin(curve: Curve, *, grey: bool) -> tuple[Floats, Floats]:
    steps, values = decimate(curve.steps.astype(np.int64), curve.mean, BUCKETS // 3 if grey else BUCKETS)
    return steps.astype(np.float64), values


def _envelope(steps: Floats, low: Floats, high: Floats) -> tuple[Floats, tuple[Floats, Floats]]:
    """Return the outermost limits of each bucket, so that a thinned band never looks narrower than it is."""
    if steps.size <= BUCKETS:
        return steps, (low, high)
    starts = np.array([start for start, _ in _buckets(steps)])
    # The band keeps its full length: the last bucket ends at the last step.
    places = np.append(steps[starts[:-1]], steps[-1])
    return places, (np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts))


def _buckets(steps: Floats) -> list[tuple[int, int]]:
    width = (steps[-1] - steps[0]) or 1.0
    number = np.minimum((steps - steps[0]) / width * BUCKETS, BUCKETS - 1).astype(np.int64)
    edges = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), steps.size]
    return list(pairwise(edges))


def _tags(panel: Panel, named: Sequence[Curve]) -> None:
    """Number the ends of the curves as in the legend, moved apart where they would touch."""
    wanted: list[tuple[float, int, str]] = []
    for place, curve in enumerate(named, 1):
        finite = curve.mean[np.isfinite(curve.mean) & ((curve.mean > 0) if panel.y.log else True)]
        # Only beside a curve that ends there; elsewhere the number would point at another one.
        if finite.size and panel.x.at(float(curve.steps[-1])) > panel.x.end - 12:
            wanted.append((panel.y.at(float(finite[-1])), place, role(curve.color)))
    heights = _apart([height for height, *_ in sorted(wanted)], panel.y.end, panel.y.start, 13)
    for height, (_, place, color) in zip(heights, sorted(wanted), strict=True):
        panel.canvas.dots(np.array([panel.x.end + 8]), np.array([height]), color, size=6)
        panel.canvas.text(panel.x.end + 14, height + 4, str(place), "ink", size=SMALL)


def _apart(heights: Sequence[float], top: float, bottom: float, gap: float) -> list[float]:
    """Return sorted heights at least ``gap`` apart, each crowd centred on where its members want to be."""
    crowds: list[list[float]] = []
    for height in heights:
        crowds.append([height])
        while len(crowds) > 1 and _first(crowds[-1], gap) - _last(crowds[-2], gap) < gap:
            crowds[-2:] = [crowds[-2] + crowds[-1]]
    places = [_first(crowd, gap) + index * gap for crowd in crowds for index in range(len(crowd))]
    shift = max(0.0, top - places[0]) - max(0.0, places[-1] - bottom) if places else 0.0
    return [place + shift for place in places]


def _first(crowd: Sequence[float], gap: float) -> float:
    return sum(crowd) / len(crowd) - (len(crowd) - 1) * gap / 2


def _last(crowd: Sequence[float], gap: float) -> float:
    return sum(crowd) / len(crowd) + (len(crowd) - 1) * gap / 2


def _legend_rows(named: Sequence[Curve]) -> int:
    return len(named) if _one_column(named) else (len(named) + 1) // 2


def _one_column(named: Sequence[Curve]) -> bool:
    return len(named) <= 4 or max(columns(curve.label) + columns(curve.score) for curve in named) > 20


def _legend(canvas: Canvas, named: Sequence[Curve], top: float, others: str) -> None:
    per_column = _legend_rows(named)
    width = WIDTH - 4 if _one_column(named) else WIDTH / 2 - 8
    for index, curve in enumerate(named):
        x = 2 + (index // per_column) * (WIDTH / 2 + 4)
        y = top + (index % per_column) * _ROW
        _legend_row(canvas, curve, (x, y, width), str(index + 1) if len(named) > 1 else "")
    if others:
        canvas.text(44, top + per_column * _ROW, others, "muted", size=SMALL)


def _legend_row(canvas: Canvas, curve: Curve, place: tuple[float, float, float], tag: str) -> None:
    x, y, width = place
    color = role(curve.color)
    canvas.rules([(x, y - 4, x + 16, y - 4)], color, width=2.5)
    if tag:
        canvas.text(x + 28, y, tag, "ink", size=SMALL, align="center")
    note = " · ".join(part for part in (label(curve.score, 24) if curve.score else "", f"n = {curve.n}") if part)
    room = int((width - 46) / 7.5) - columns(note) - 1
    canvas.text(x + 42, y, label(curve.label, max(8, room)), "ink", size=SMALL)
    canvas.text(x + width, y, note, "muted", size=SMALL, align="right")


def _csv(drawn: Sequence[Curve], named: Sequence[Curve]) -> bytes:
    """Every value of the coloured curves; of the grey ones the points that were drawn."""
    names = {id(curve) for curve in named}

    def rows() -> Iterator[tuple[object, ...]]:
        for curve in drawn:
            full = id(curve) in names
            steps, mean = (curve.steps, curve.mean) if full else _thin(curve, grey=True)
            low, high = (_cells(edge) if full else repeat(None) for edge in (curve.low, curve.high))
            for step, value, under, over in zip(steps.tolist(), mean.tolist(), low, high, strict=False):
                yield curve.label, curve.n, int(step), value, under, over

    return csv_table(("configuration", "n", "step", "mean", "ci95_low", "ci95_high"), rows())


def _cells(edge: Floats | None) -> Iterable[float | None]:
    """Where there is no interval, the cell is empty."""
    return repeat(None) if edge is None else [value if value == value else None for value in edge.tolist()]  # noqa: PLR0124


def _alt(axis: Axis, drawn: Sequence[Curve], named: Sequence[Curve]) -> str:
    if not drawn:
        return f"{axis.heading()}: nothing to draw."
    banded = any(np.isfinite(edge).any() for curve in named for edge in _band(curve))
    best = named[0]
    first = f"{label(best.label, 60)}" + (f" at {label(best.score, 24)}" if best.score else "")
    band = ", mean with 95 % confidence band" if banded else ""
    return f"{axis.heading()}: {plural(len(drawn), 'curve')} over steps{band}. First: {first}."
