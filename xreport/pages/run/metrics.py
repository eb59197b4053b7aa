"""The numbers of a run: a row per metric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xreport import text
from xreport.analysis.metrics import Metric, best_of
from xreport.model import Run, Summary
from xreport.pages import limits
from xreport.pages.common import Cell, arrow, arrow_hint, raw
from xreport.pages.run.attempts import logged_twice


@dataclass(frozen=True, slots=True)
class MetricRow:
    """All the numbers of one metric."""

    name: str
    arrow: str
    hint: str
    cells: tuple[Cell, ...]


def metric_row(name: str, summary: Summary, metric: Metric | None, decimals: int | None) -> MetricRow:
    """Return the numbers of one metric, with the decimals that it has everywhere."""
    best, step = best_of(summary, metric)
    low, high = _number(summary.minimum, decimals), _number(summary.maximum, decimals)
    mean, last = _number(summary.mean, decimals), _number(summary.last, decimals)
    # Of few values the mean is that of the last ones too.
    tail = mean if summary.tail_mean == summary.mean else _number(summary.tail_mean, decimals)
    best_cell = (
        _number(None, decimals) if metric is None or best is None else low if metric.direction == "min" else high
    )
    at = _cell(text.DASH if step is None else f"{step:,}", step)
    shown_name = limits.name(name)
    unit = f"{shown_name} ({metric.unit})" if metric and metric.unit else shown_name
    count = _cell(f"{summary.n:,}" + (f" ({summary.non_finite:,} not finite)" if summary.non_finite else ""), summary.n)
    return MetricRow(unit, arrow(metric), arrow_hint(metric), (last, best_cell, at, low, high, mean, tail, count))


def _number(value: float | None, decimals: int | None) -> Cell:
    return _cell(text.DASH if value is None else text.format_shared(value, decimals), value)


def _cell(shown: str, value: float | None) -> Cell:
    """A cell that sorts by its own text where that is a plain number: a page has many of them."""
    return Cell(shown, shown if shown.replace(".", "", 1).isdecimal() and shown.isascii() else raw(value))


def computed_from(run: Run) -> str:
    """Return of which values the numbers are computed, and what is left out of them, as a sentence."""
    count = sum(summary.n - summary.non_finite for summary in run.summaries.values())
    odd = [run.curve(name) for name, summary in run.summaries.items() if summary.non_finite]
    nan = sum(int(np.isnan(series.values).sum()) for series in odd if series is not None)
    infinite = sum(int(np.isinf(series.values).sum()) for series in odd if series is not None)
    named = {"NaN": nan, "infinite": infinite, "that gave way to those of a later attempt": logged_twice(run)}
    parts = [f"{number:,} {name}" for name, number in named.items() if number]
    without = " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
    return f"Computed from {text.plural(count, 'logged value')}, " + (
        f"without {without}." if parts else "none left out."
    )
