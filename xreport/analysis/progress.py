"""How the best score of a task came down or up: over runs, and over the hours that they took."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from xreport.analysis.metrics import Metric
from xreport.analysis.scores import counts
from xreport.analysis.scoring import score
from xreport.model import Run


@dataclass(frozen=True, slots=True)
class Step:
    """One run that counts, in the order in which runs ended.

    Attributes:
        run: Its id.
        runs: How many runs of the task had ended with it, whether they count or not.
        hours: How long all of these took together; a run that does not say how long adds nothing.
        score: Its score.
        best: The best score of a single run so far.
    """

    run: str
    runs: int
    hours: float
    score: float
    best: float


def progress(runs: tuple[Run, ...], metric: Metric) -> tuple[Step, ...]:
    """Return the way to the best score of a single run; those that do not say when they ended come first.

    Failed and killed runs cost hours too, so they are on the way, without a score. Runs that still go are not.
    """
    return tuple(_steps(sorted(runs, key=_order), metric)) if metric.direction is not None else ()


def _order(run: Run) -> tuple[float, str]:
    return (-math.inf if run.ended is None else run.ended, run.id)


def _steps(runs: list[Run], metric: Metric) -> Iterator[Step]:
    ended = 0
    hours = 0.0
    best: float | None = None
    for run in runs:
        if run.status in {"running", "stalled"}:
            continue
        ended += 1
        hours += (run.duration or 0.0) / 3600
        value = score(run, metric) if counts(run, metric) else None
        if value is None:
            continue
        if best is None or metric.sort_key(value) < metric.sort_key(best):
            best = value
        yield Step(run.id, ended, hours, value, best)
