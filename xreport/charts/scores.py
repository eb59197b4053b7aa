"""Scores: every run's score per configuration as a strip with its box, and the mean with its confidence interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from xreport.charts.canvas import Canvas
from xreport.charts.drawing import Drawing
from xreport.charts.labels import columns, label
from xreport.charts.panel import CHAR, Axis, axis_name, nothing
from xreport.charts.scale import Scale, focus, span, wants_log
from xreport.charts.style import BODY, SMALL, WIDTH, role
from xreport.text import DASH, csv_table, format_number, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xreport.model import Floats

SHOWN = 12
"""Configurations in one figure; the best ones."""
_ROW = 44
_TOP = 30


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one configuration.

    Attributes:
        label: Name of the configuration.
        color: Its colour index.
        scores: One value per replicate, finite or not.
        mean, low, high: Mean and its 95 % confidence interval, None where there is none.
        text: What is written at the right (``0.931 ± 0.004``); made of the mean when empty.
        bold: Best, or not significantly worse than the best.
    """

    label: str
    color: int
    scores: Floats
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    bold: bool = False


def strips(rows: Sequence[Scores], *, metric: str, unit: str = "", direction: str | None = None) -> Drawing:
    """Draw a strip per configuration: a dot per run, the quartile box from five runs on. ``rows`` are best first."""
    return _figure(rows, Axis(metric, unit, direction), f"{label(metric, 80)} per configuration", whiskers=False)


def forest(rows: Sequence[Scores], *, metric: str, unit: str = "", direction: str | None = None) -> Drawing:
    """Draw mean and 95 % confidence interval per configuration: who is best, and is it clear. Best first."""
    return _figure(rows, Axis(metric, unit, direction), f"Best configurations by {label(metric, 80)}", whiskers=True)


def _figure(rows: Sequence[Scores], axis: Axis, title: str, *, whiskers: bool) -> Drawing:
    shown = rows[:SHOWN]
    height = _TOP + max(1, len(shown)) * _ROW + 44
    canvas = Canvas(WIDTH, height)
    axis_name(canvas, axis.heading())
    if any(np.isfinite(_values(row) if whiskers else row.scores).any() for row in shown):
        draw_rows(canvas, shown, _TOP, axis.direction, whiskers=whiskers)
        canvas.text(2, height - 6, _key(len(rows), whiskers=whiskers), "muted", size=SMALL)
    else:
        nothing(canvas, "no finite scores to draw")
    light, dark = canvas.render()
    return Drawing(light, dark, _csv(rows), title, _alt(rows, axis), canvas.width, height)


def _key(count: int, *, whiskers: bool) -> str:
    marks = "● mean  ━ 95 % CI  • one run" if whiskers else "● one run  ▒ middle half, line at the median"
    return marks + (f"  ({SHOWN} best of {count:,})" if count > SHOWN else "")


def rows_height(count: int) -> int:
    """Return the pixels that `draw_rows` needs for so many rows, with their axis."""
    return count * _ROW + 20


def draw_rows(canvas: Canvas, rows: Sequence[Scores], top: float, direction: str | None, *, whiskers: bool) -> None:
    """Draw rows from ``top`` on: name and number in one line, the marks below it over the full width."""
    values = np.concatenate([_values(row) if whiskers else row.scores for row in rows])
    log = wants_log(values, decades=3)
    low, high = span([values], log=True, pad=0.04) if log else focus(values, direction, pad=0.04)
    x = Scale(low, high, 8, WIDTH - 8, log=log)
    ticks = x.ticks(6)
    _frame(canvas, x, ticks, top, len(rows))
    best = rows[0].mean
    if whiskers and best is not None and isfinite(best) and len(rows) > 1:
        # Where the best mean lies in the rows of the others.
        starts = [top + index * _ROW for index in range(1, len(rows))]
        canvas.rules([(x.at(best), start + 22, x.at(best), start + 38) for start in starts], role(rows[0].color))
    for index, row in enumerate(rows):
        write_note(canvas, row, top + index * _ROW + 16)
        _marks(canvas, row, x, top + index * _ROW + 30, whiskers=whiskers)


def _frame(canvas: Canvas, x: Scale, ticks: Sequence[tuple[float, str]], top: float, count: int) -> None:
    """Thin lines between the rows; grid lines beside the marks only, so that none runs through a name."""
    bottom = top + count * _ROW
    places = [x.at(value) for value, _ in ticks]
    starts = [top + index * _ROW for index in range(count)]
    canvas.rules([(0, start, WIDTH, start) for start in starts[1:]], "grid")
    canvas.rules([(place, start + 22, place, start + 38) for start in starts for place in places], "grid")
    canvas.rules([(0, bottom, WIDTH, bottom)], "axis")
    for place, (_, text) in zip(places, ticks, strict=True):
        half = columns(text) * CHAR / 2
        middle = min(max(place, half), WIDTH - half)
        canvas.text(middle, bottom + 16, text, "muted", size=SMALL, align="center")


def write_note(canvas: Canvas, row: Scores, y: float, *, indent: int = 0) -> None:
    """Write name, number and count of a configuration over the full width."""
    number = number_text(row)
    # Widths as a phone enlarges them, in a wide font. A long name is set smaller before it is shortened.
    space = WIDTH - 70 - indent - columns(number) * 9
    long = columns(row.label) * 8.2 > space
    name = label(row.label, max(8, int(space / 7.4))) if long else label(row.label)
    canvas.text(2 + indent, y, name, "ink", size=SMALL if long else BODY)
    canvas.text(WIDTH - 56, y, number, "ink", size=BODY, align="right", bold=row.bold)
    canvas.text(WIDTH - 2, y, f"n = {row.scores.size}", "muted", size=SMALL, align="right")


def _marks(canvas: Canvas, row: Scores, x: Scale, middle: float, *, whiskers: bool) -> None:
    color = role(row.color)
    finite = np.sort(row.scores[np.isfinite(row.scores)])
    _beyond(canvas, finite, x, middle, color)
    finite = finite[(finite >= x.low) & (finite <= x.high)]
    xs = x.px(finite)
    if not whiskers:
        if finite.size >= 5:
            _box(canvas, finite, x, middle, color)
        canvas.dots(xs, middle + _swarm(xs, 6.5), color, size=6.5, alpha=0.6)
        return
    canvas.dots(xs, middle + _swarm(xs, 4.5), color, size=4.5, alpha=0.35)
    if row.low is not None and row.high is not None and isfinite(row.low) and isfinite(row.high):
        canvas.line(x.px(np.array([row.low, row.high])), [middle, middle], color, width=3.5, alpha=0.55)
    if row.mean is not None and isfinite(row.mean) and x.low <= row.mean <= x.high:
        canvas.dots(np.array([x.at(row.mean)]), np.array([middle]), color, size=11)


def _beyond(canvas: Canvas, finite: Floats, x: Scale, middle: float, color: str) -> None:
    """Mark at the edge of the plot that runs lie outside it."""
    if (finite < x.low).any():
        canvas.line([x.start, x.start - 6, x.start], [middle - 5, middle, middle + 5], color, width=2)
    if (finite > x.high).any():
        canvas.line([x.end, x.end + 6, x.end], [middle - 5, middle, middle + 5], color, width=2)


def _swarm(xs: Floats, size: float) -> Floats:
    """Return small shifts up and down that keep dots of this size apart, as far as the row allows."""
    shifts = np.zeros(xs.size)
    for index in range(1, xs.size):
        near = [shifts[other] for other in range(max(0, index - 8), index) if xs[index] - xs[other] < size * 0.8]
        free = (step for step in (0.0, 4.0, -4.0, 7.5, -7.5) if all(abs(step - used) > 3 for used in near))
        shifts[index] = next(free, 0.0)
    return shifts


def _box(canvas: Canvas, finite: Floats, x: Scale, middle: float, color: str) -> None:
    low, median, high = (x.at(float(value)) for value in np.quantile(finite, (0.25, 0.5, 0.75)))
    canvas.box(low, middle - 8, max(1.0, high - low), 16, color, alpha=0.16)
    canvas.rules([(median, middle - 8, median, middle + 8)], color, width=2)


def _values(row: Scores) -> Floats:
    ends = [value for value in (row.mean, row.low, row.high) if value is not None]
    return np.concatenate([row.scores, np.array(ends, dtype=np.float64)])


def number_text(row: Scores) -> str:
    """Return the score of a configuration as it is written beside its name."""
    if row.text:
        return label(row.text, 32)
    return DASH if row.mean is None else format_number(row.mean, 4)


def _csv(rows: Sequence[Scores]) -> bytes:
    header = ("rank", "configuration", "n", "mean", "ci95_low", "ci95_high", "score")
    lines = (
        (rank, row.label, row.scores.size, row.mean, row.low, row.high, score)
        for rank, row in enumerate(rows, 1)
        for score in (row.scores.tolist() or [None])
    )
    return csv_table(header, lines)


def _alt(rows: Sequence[Scores], axis: Axis) -> str:
    if not rows:
        return f"{axis.heading()}: nothing to draw."
    best = rows[0]
    first = f"{label(best.label, 60)} at {number_text(best)} over {plural(best.scores.size, 'run')}"
    second = f", then {label(rows[1].label, 60)} at {number_text(rows[1])}" if len(rows) > 1 else ""
    return f"{axis.heading()}, {plural(len(rows), 'configuration')}, best first: {first}{second}."
