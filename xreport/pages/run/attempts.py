"""The attempts of a run, and what they logged twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xreport import text
from xreport.format.records import Status
from xreport.model import Run
from xreport.pages import limits

_MOST_STRETCHES = 3


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One start or resume of a run."""

    number: int
    status: Status
    started: str
    duration: str


@dataclass(frozen=True, slots=True)
class AttemptsView:
    """The attempts of a run that was resumed."""

    sentence: str
    rows: tuple[AttemptRow, ...]
    more: str


def attempts_view(run: Run) -> AttemptsView | None:
    """Return the attempts of a run, or None where there is only one."""
    if not run.history:
        return None
    rows = tuple(
        AttemptRow(one.number, one.status, text.format_time(one.started), _duration(one.started, one.ended))
        for one in run.history[-limits.MOST_ATTEMPTS :]
    )
    return AttemptsView(_sentence(run), rows, limits.more(run.history, limits.MOST_ATTEMPTS, "attempt", "before these"))


def _duration(started: float | None, ended: float | None) -> str:
    known = started is not None and ended is not None
    return text.format_duration(max(0.0, (ended or 0.0) - (started or 0.0))) if known else text.DASH


def _sentence(run: Run) -> str:
    count = text.plural(len(run.history), "attempt")
    stretches = _stretches(run)
    if not stretches:
        return f"{count}; no step was logged by two of them."
    if len(stretches) > _MOST_STRETCHES:
        said = f"steps of {len(stretches)} stretches from {stretches[0][0]:,} to {stretches[-1][1]:,} were"
    elif len(stretches) == 1 and stretches[0][0] == stretches[0][1]:
        said = f"step {stretches[0][0]:,} was"
    else:
        said = f"steps {', '.join(_range(*ends) for ends in stretches)} were"
    return f"{count}; {said} logged twice, curves show the later."


def _range(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _stretches(run: Run) -> list[tuple[int, int]]:
    """The first and the last step of each stretch of logged steps that later attempts took over."""
    if not run.current:
        return []
    every = np.unique(np.concatenate([run.series[name].steps for name in run.current]))
    gone = np.unique(
        np.concatenate([_replaced(run.series[name].steps, now.steps) for name, now in run.current.items()])
    )
    cuts = np.flatnonzero(np.diff(np.searchsorted(every, gone)) > 1) + 1
    return [(int(part[0]), int(part[-1])) for part in np.split(gone, cuts) if part.size]


def _replaced(
    every: np.ndarray[tuple[int], np.dtype[np.int64]], current: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Steps with more points in all than among those that are shown."""
    steps, counts = np.unique(every, return_counts=True)
    shown, kept = np.unique(current, return_counts=True)
    counts[np.searchsorted(steps, shown)] -= kept
    return steps[counts > 0]


def logged_twice(run: Run) -> int:
    """Return how many logged values are left out, because a later attempt logged their steps again."""
    return sum(run.series[name].values.size - current.values.size for name, current in run.current.items())
