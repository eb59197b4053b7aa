"""The one number of a run that is ranked and averaged: what the run set itself, else what its series comes to."""

from __future__ import annotations

from math import inf, isfinite, nan

import numpy as np

from xreport.analysis.metrics import Metric, best_of
from xreport.model import Run
from xreport.text.score_rules import TAIL


def score(run: Run, metric: Metric) -> float | None:
    """Return the one number of a run that is ranked and averaged; or None.

    A score that is not finite ranks nowhere: it is None here, and `raw_score` tells it from one that is not logged.
    """
    value = raw_score(run, metric)
    return value if value is not None and isfinite(value) else None


def raw_score(run: Run, metric: Metric) -> float | None:
    """Like `score`, with NaN and infinities as they were logged; None means not logged."""
    if metric.known is not None:
        return metric.known.get(run.id)
    value = run.scores.get(metric.name)
    if value is not None:
        return value
    summary = run.summaries.get(metric.name)
    if summary is None or not summary.n:
        return None
    match metric.score.kind:
        case "last":
            return summary.last
        case "best":
            best = best_of(summary, metric)[0]
            return summary.last if best is None else best
        case "min":
            return summary.last if summary.minimum is None else summary.minimum
        case "max":
            return summary.last if summary.maximum is None else summary.maximum
        case "mean":
            return summary.mean if summary.mean is not None and not summary.non_finite else nan
        case "tail":
            return _tail(run, metric)
        case _:
            return _at_best(run, metric)


def _tail(run: Run, metric: Metric) -> float | None:
    """The mean of the last values; NaN where one of them is not finite: what diverged is no result."""
    series = run.curve(metric.name)
    if series is None:
        return None
    values = series.values[-(metric.score.length or TAIL) :]
    if not np.isfinite(values).all():
        return nan
    return float(np.add.reduce(values)) / values.size


def _at_best(run: Run, metric: Metric) -> float | None:
    """The last value logged up to the step at which the other metric was best; None where there is none."""
    other, series = run.summaries.get(metric.score.other), run.curve(metric.name)
    if other is None or series is None or metric.other_direction is None:
        return None
    step = other.minimum_step if metric.other_direction == "min" else other.maximum_step
    known = series.steps[series.steps <= (inf if step is None else step)]
    if step is None or not known.size:
        return None
    return float(series.values[np.flatnonzero(series.steps == known.max())[-1]])
