"""Params against a metric: one small plot per param, those first that go with the largest differences in score."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from xreport.charts.canvas import Canvas
from xreport.charts.choice import Param, choose
from xreport.charts.drawing import Drawing
from xreport.charts.labels import columns, label
from xreport.charts.panel import CHAR, Axis, Panel, axis_name, gutter, nothing
from xreport.charts.scale import Scale, focus, span, wants_log
from xreport.charts.style import BODY, SMALL, WIDTH, role
from xreport.text import csv_table, format_number, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xreport.format.records import Scalar
    from xreport.model import Floats

_TOP = 30
_PLOT_HEIGHT = 118
_GAP = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: its params and its score."""

    name: str
    color: int
    params: Mapping[str, Scalar]
    score: float


def param_plots(
    samples: Sequence[Sample], *, metric: str, unit: str = "", direction: str | None = None, ignore: Sequence[str] = ()
) -> Drawing:
    """Draw the score of every run over each of at most six params.

    Numbers are spread logarithmically where they span more than two decades. Where a param takes few values, a line
    joins the best score at each of them. Params in ``ignore`` (and the seed) are left out, constant ones too.
    """
    axis = Axis(metric, unit, direction)
    finite = [sample for sample in samples if isfinite(sample.score)]
    scores = np.array([sample.score for sample in finite], dtype=np.float64)
    params = choose([sample.params for sample in finite], scores, {"seed", *ignore})
    tops = _tops(params)
    canvas = Canvas(WIDTH, tops[-1] + 20)
    axis_name(canvas, axis.heading())
    best = _best(scores, direction)
    if params:
        marked = None if best is None else (finite[best].color, best)
        _plots(canvas, list(zip(params, tops, strict=False)), scores, direction, marked)
        if best is not None:
            _key(canvas, finite[best])
    else:
        nothing(canvas, "no param differs between runs with a finite score")
    light, dark = canvas.render()
    title = f"Params against {label(metric, 80)}"
    alt = _alt(axis, params, finite, best)
    return Drawing(light, dark, _csv(samples, params, metric), title, alt, canvas.width, canvas.height)


def _best(scores: Floats, direction: str | None) -> int | None:
    if direction is None or not scores.size:
        return None
    return int(scores.argmin() if direction == "min" else scores.argmax())


def _tops(params: Sequence[Param]) -> list[int]:
    """Where the plot of each param begins, and where the last one ends; two in a row, as low as their labels allow."""
    tops = []
    edge = _TOP
    for index in range(0, max(1, len(params)), 2):
        pair = params[index : index + 2]
        tops += [edge + 24] * len(pair)
        edge += 24 + _PLOT_HEIGHT + (46 if any(len(param.categories) > 2 for param in pair) else 32)
    return [*tops, edge]


def _plots(
    canvas: Canvas,
    params: Sequence[tuple[Param, int]],
    scores: Floats,
    direction: str | None,
    best: tuple[int, int] | None,
) -> None:
    log = wants_log(scores, decades=2)
    low, high = span([scores], log=True, pad=0.07) if log else focus(scores, direction, pad=0.07)
    ticks = Scale(low, high, _PLOT_HEIGHT, 0, log=log).ticks(4)
    left = gutter(ticks)
    width = WIDTH - left - 6 if len(params) == 1 else (WIDTH - left - _GAP - 6) / 2
    for index, (param, top) in enumerate(params):
        start = left + index % 2 * (width + _GAP)
        y = Scale(low, high, top + _PLOT_HEIGHT, top, log=log)
        panel = Panel(canvas, _x_scale(param, start, start + width), y)
        canvas.text(start, top - 8, label(param.key, int(width / 7.4)), "ink", size=BODY, bold=True)
        panel.grid_y(ticks, labels=index % 2 == 0)
        panel.base()
        _x_labels(panel, param)
        _dots(panel, param, scores, direction, best)


def _x_scale(param: Param, start: float, end: float) -> Scale:
    if param.categories:
        return Scale(-0.5, len(param.categories) - 0.5, start, end)
    log = wants_log(param.values) or _is_geometric(param.values)
    low, high = span([param.values], log=log, pad=0.06)
    return Scale(low, high, start, end, log=log)


def _is_geometric(values: Floats) -> bool:
    """Whether a few values grow by factors rather than by steps: 16, 32, 64, 128."""
    levels = np.unique(values[np.isfinite(values)])
    if not 3 <= levels.size <= 8 or levels[0] <= 0:
        return False
    steps, factors = np.diff(levels), np.diff(np.log(levels))
    return bool(factors.std() / factors.mean() < steps.std() / steps.mean())


def _x_labels(panel: Panel, param: Param) -> None:
    if param.categories:
        _category_labels(panel, param.categories)
        return
    levels = np.unique(param.values[param.rows])
    ticks = panel.x.ticks(4)
    if levels.size <= 5:
        # A param with few values shows those, not round numbers between them.
        own = levels.tolist()
        ticks = [(value, format_number(value, 4)) for value in own]
    panel.grid_x(ticks)


def _category_labels(panel: Panel, names: Sequence[str]) -> None:
    """Write names under their columns, on two lines in turn where they would not fit on one."""
    base = panel.y.start
    room = (panel.x.end - panel.x.start) / len(names) / CHAR
    fits = all(columns(name) <= room - 0.5 for name in names)
    for index, name in enumerate(names):
        place = panel.x.at(index)
        panel.canvas.rules([(place, base, place, base + 4)], "axis")
        line = 0 if fits else index % 2
        text = label(name, max(3, int(room if fits or len(names) == 1 else room * 2 - 1)))
        half = columns(text) * CHAR / 2
        middle = max(min(place, panel.canvas.width - half), half)
        panel.canvas.text(middle, base + 17 + line * 15, text, "muted", size=SMALL, align="center")


def _dots(panel: Panel, param: Param, scores: Floats, direction: str | None, best: tuple[int, int] | None) -> None:
    ys = panel.y.px(scores[param.rows])
    values = param.values[param.rows]
    levels = np.unique(values)
    xs = panel.x.px(values)
    if levels.size <= 8:
        gaps = np.diff(panel.x.px(levels))
        xs = xs + _jitter(xs.size, min(12.0, float(gaps.min(initial=36.0)) / 3))
    if direction is not None and 2 <= levels.size <= 12 and not param.categories:
        pick = np.min if direction == "min" else np.max
        tops = np.array([pick(scores[param.rows][values == level]) for level in levels])
        panel.canvas.line(panel.x.px(levels), panel.y.px(tops), "axis", width=1.5)
    inside = (scores[param.rows] >= panel.y.low) & (scores[param.rows] <= panel.y.high)
    panel.canvas.dots(xs[inside], ys[inside], "muted", size=5, alpha=0.45)
    # What lies beyond the axis is a short stroke at its edge.
    strokes = [(x, y - 3, x, y + 3) for x, y in zip(xs[~inside].tolist(), ys[~inside].tolist(), strict=True)]
    panel.canvas.rules(strokes, "muted", width=2)
    place = np.flatnonzero(param.rows == best[1]) if best is not None else np.empty(0)
    if best is not None and place.size:
        x, y = xs[place[0]], ys[place[0]]
        panel.canvas.dots(np.array([x]), np.array([y]), role(best[0]), size=9)


def _jitter(count: int, width: float) -> Floats:
    """Return even shifts within ± width that look random and are always the same."""
    shifts = [(index * 0.618033988749895 % 1 * 2 - 1) * width for index in range(count)]
    return np.array(shifts, dtype=np.float64)


def _key(canvas: Canvas, best: Sample) -> None:
    y = canvas.height - 6
    canvas.dots(np.array([7.0]), np.array([y - 4.0]), role(best.color), size=9)
    text = f"best: {format_number(best.score, 5)}, {label(best.name, 44)}"
    canvas.text(18, y, text, "ink", size=SMALL)


def _csv(samples: Sequence[Sample], params: Sequence[Param], metric: str) -> bytes:
    keys = [param.key for param in params]
    rows = ((sample.name, sample.score, *(sample.params.get(key) for key in keys)) for sample in samples)
    return csv_table(("run", metric, *keys), rows)


def _alt(axis: Axis, params: Sequence[Param], samples: Sequence[Sample], best: int | None) -> str:
    if not params:
        return f"{axis.heading()}: no param differs between runs with a finite score."
    names = ", ".join(label(param.key, 30) for param in params)
    text = f"{axis.heading()} of {plural(len(samples), 'run')} against {names}."
    return text if best is None else f"{text} Best: {''.join(_best_words(params, samples[best]))}."


def _best_words(params: Sequence[Param], best: Sample) -> Iterator[str]:
    yield format_number(best.score, 5)
    for index, param in enumerate(params):
        if param.key in best.params:
            yield f"{', ' if index else ' with '}{label(param.key, 30)} = {label(str(best.params[param.key]), 30)}"
