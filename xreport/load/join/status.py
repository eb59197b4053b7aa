"""The status of a run, from its end records and its last sign of life."""

from __future__ import annotations

from dataclasses import dataclass

from xreport.format.records import Status
from xreport.importers import Record
from xreport.settings import Config


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of one writer's life. ``end`` is its end record."""

    attempt: int
    started: float | None
    last: float | None
    end: Record | None


def status_of(lives: list[Life], now: float, config: Config) -> Status:
    """Return the status of a run from its writers.

    The last attempt counts. In it a failed writer means a failed run; else the writer that started first is the main
    one: helpers (other ranks, forked workers) often die without an end record, and the run has ended when it has.
    That a run was killed is known without waiting where another tool has noted it.
    """
    newest = max(life.attempt for life in lives)
    lives = [life for life in lives if life.attempt == newest]
    if any(_failed(life.end) for life in lives):
        return "failed"
    main = min(lives, key=lambda life: (life.started is None, life.started or 0.0))
    if main.end is not None:
        return "killed" if main.end.get("status") == "killed" else "finished"
    last = max((life.last for life in lives if life.last is not None), default=None)
    if last is None or now - last >= config.killed_after:
        return "killed"
    return "running" if now - last < config.stalled_after else "stalled"


def _failed(end: Record | None) -> bool:
    # Whatever else was logged there, which may be a list, says that it did not go well.
    return end is not None and end.get("status", "finished") not in ("finished", "killed")
