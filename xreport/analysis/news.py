"""News: runs that a reader has not seen yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from xreport.model import Run

DAY = 86400.0


def whats_new(runs: Iterable[Run], since_ids: Collection[str] | None = None, days: float = 7) -> tuple[Run, ...]:
    """Return the new runs, the latest first.

    With the ids of an earlier ``runs.json``: every run that is not among them, whatever its status. Else the runs that
    ended (finished, failed or killed) within so many days of the newest one: a report read a year later shows the same.
    """
    candidates = list(runs)
    if since_ids is not None:
        known = frozenset(since_ids)
        fresh = [run for run in candidates if run.id not in known]
    else:
        ended = [(run.ended, run) for run in candidates if run.status not in {"running", "stalled"}]
        newest = max((moment for moment, _ in ended if moment is not None), default=0.0)
        fresh = [run for moment, run in ended if moment is not None and moment >= newest - days * DAY]
    return tuple(sorted(fresh, key=lambda run: (-(run.ended or run.started or 0.0), run.id)))
