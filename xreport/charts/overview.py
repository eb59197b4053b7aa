"""Overview: the one figure of the home page. What is best now, is that clear, and is there progress?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from xreport.charts.canvas import Canvas
from xreport.charts.dates import time_ticks
from xreport.charts.drawing import Drawing
from xreport.charts.labels import columns, label
from xreport.charts.panel import Axis, Panel, gutter, heading
from xreport.charts.scale import Scale, span, wants_log
from xreport.charts.scores import Scores, draw_rows, forest, number_text, rows_height, write_note
from xreport.charts.style import SMALL, WIDTH, role
from xreport.text import csv_table, format_time, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xreport.model import Floats

SHOWN = 4
"""Tasks in the figure."""
_HISTORY = 2 * 86400.0
"""Progress is worth an axis when the best changed hands over at least two days."""
_PLOT_HEIGHT = 110


@dataclass(frozen=True, slots=True)
class Champions:
    """Who was best since when: a step per change.

    Attributes:
        times: Unix seconds of each change, ascending.
        scores: Score of the best from then on.
        colors: Colour index of the best from then on.
    """

    times: Floats = field(default_factory=lambda: np.empty(0))
    scores: Floats = field(default_factory=lambda: np.empty(0))
    colors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskScores:
    """What the overview shows of one task.

    Attributes:
        title: Title of the task.
        rows: Its configurations, best first.
        times, scores: End and score of every run.
        champions: How the best came to be.
    """

    title: str
    metric: str
    rows: Sequence[Scores]
    unit: str = ""
    direction: str | None = None
    times: Floats = field(default_factory=lambda: np.empty(0))
    scores: Floats = field(default_factory=lambda: np.empty(0))
    champions: Champions = field(default_factory=Champions)

    @property
    def axis(self) -> Axis:
        """Name, unit and direction of the metric."""
        return Axis(self.metric, self.unit, self.direction)


def overview(tasks: Sequence[TaskScores]) -> Drawing | None:
    """Draw progress over time where there is a history, else the best configurations with their intervals.

    None when no task has a configuration with a score.
    """
    shown = [task for task in tasks if any(np.isfinite(row.scores).any() for row in task.rows)][:SHOWN]
    if not shown:
        return None
    if any(_has_history(task) for task in shown):
        return _progress([task for task in shown if _has_history(task)])
    if len(shown) == 1:
        task = shown[0]
        return forest(task.rows[:8], metric=task.metric, unit=task.unit, direction=task.direction)
    return _leaders(shown)


def _has_history(task: TaskScores) -> bool:
    times = task.champions.times
    return times.size >= 2 and bool(np.isfinite(times).all()) and float(times[-1] - times[0]) >= _HISTORY


def _leaders(tasks: Sequence[TaskScores]) -> Drawing:
    """The best of each task, one block per task."""
    most = 4 if len(tasks) == 2 else 3
    blocks = [task.rows[:most] for task in tasks]
    canvas = Canvas(WIDTH, sum(30 + rows_height(len(rows)) + 14 for rows in blocks) + 12)
    top = 0.0
    for task, rows in zip(tasks, blocks, strict=True):
        _title(canvas, task, top)
        draw_rows(canvas, rows, top + 26, task.direction, whiskers=True)
        top += 30 + rows_height(len(rows)) + 14
    canvas.text(2, canvas.height - 4, "● mean  ━ 95 % CI  • one run", "muted", size=SMALL)
    light, dark = canvas.render()
    lines = (
        (task.title, task.metric, rank, row.label, row.scores.size, row.mean, row.low, row.high)
        for task in tasks
        for rank, row in enumerate(task.rows, 1)
    )
    header = ("task", "metric", "rank", "configuration", "n", "mean", "ci95_low", "ci95_high")
    return Drawing(
        light, dark, csv_table(header, lines), "Best configurations of each task", _alt(tasks), WIDTH, canvas.height
    )


def _progress(tasks: Sequence[TaskScores]) -> Drawing:
    """Every run over time, and the score of the best so far as a step line; all tasks share the time axis."""
    block = 50 + _PLOT_HEIGHT + 34
    canvas = Canvas(WIDTH, len(tasks) * block + 14)
    times = [edge for task in tasks for edge in (task.times, task.champions.times)]
    x_low, x_high = span(times, pad=0.02)
    for index, task in enumerate(tasks):
        _title(canvas, task, index * block)
        _note(canvas, task, index * block + 36)
        _task_panel(canvas, task, index * block + 50, (x_low, x_high))
    key = "● best configuration changes  • one run"
    canvas.text(2, canvas.height - 4, key, "muted", size=SMALL)
    light, dark = canvas.render()
    title = f"Best so far, {_period(x_low, x_high)}"
    header = ("task", "metric", "kind", "time_utc", "unix_time", "score")
    return Drawing(light, dark, csv_table(header, _progress_rows(tasks)), title, _alt(tasks), WIDTH, canvas.height)


def _note(canvas: Canvas, task: TaskScores, y: float) -> None:
    """The configuration that leads now."""
    best = task.rows[0]
    canvas.dots(np.array([6.0]), np.array([y - 4.0]), role(best.color), size=9)
    write_note(canvas, best, y, indent=14)


def _period(low: float, high: float) -> str:
    return f"{format_time(low)[:10]} to {format_time(high)[:10]}"


def _progress_rows(tasks: Sequence[TaskScores]) -> Iterator[tuple[object, ...]]:
    for task in tasks:
        for kind, times, scores in (
            ("run", task.times, task.scores),
            ("best", task.champions.times, task.champions.scores),
        ):
            for time, score in zip(times.tolist(), scores.tolist(), strict=True):
                yield task.title, task.metric, kind, format_time(time), time, score


def _task_panel(canvas: Canvas, task: TaskScores, top: float, period: tuple[float, float]) -> None:
    best = task.champions
    log = wants_log(np.concatenate([task.scores, best.scores]), decades=3)
    low, high = span([task.scores, best.scores], log=log, pad=0.08)
    y = Scale(low, high, top + _PLOT_HEIGHT, top, log=log)
    ticks = y.ticks(4)
    panel = Panel(canvas, Scale(*period, gutter(ticks, 42), WIDTH - 10), y)
    panel.grid_y(ticks)
    panel.base()
    panel.grid_x(time_ticks(*period, count=5))
    good = np.isfinite(task.times) & np.isfinite(task.scores)
    canvas.dots(panel.x.px(task.times[good]), panel.y.px(task.scores[good]), "grey", size=4.5, alpha=0.8)
    xs = panel.x.px(best.times)
    ys = panel.y.px(best.scores)
    canvas.line([*np.repeat(xs, 2)[1:], panel.x.end], np.repeat(ys, 2), "muted", width=2)
    for x, height, color in zip(xs, ys, best.colors, strict=True):
        canvas.dots(np.array([x]), np.array([height]), role(color), size=9)


def _title(canvas: Canvas, task: TaskScores, top: float) -> None:
    hint = task.axis.heading(26)
    heading(canvas, label(task.title, max(16, 64 - columns(hint))), y=top + 15)
    canvas.text(WIDTH - 2, top + 15, hint, "muted", size=SMALL, align="right")


def _alt(tasks: Sequence[TaskScores]) -> str:
    return " ".join(f"{label(task.title, 60)}: {_leader(task)}." for task in tasks)


def _leader(task: TaskScores) -> str:
    best = task.rows[0]
    score = f"{label(task.metric, 60)} {number_text(best)}"
    return f"best is {label(best.label, 60)} with {score}, {plural(best.scores.size, 'run')}"
