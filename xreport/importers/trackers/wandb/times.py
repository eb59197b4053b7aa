"""When a run began and ended that left no log: from what lies beside where the log was."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from xreport.importers.kit.values import as_time, iso_time

_FOLDER: Final = "%Y%m%d_%H%M%S"
_QUARTER: Final = 900.0
"""Time zones are apart by whole quarters of an hour, in seconds."""
_WIDEST: Final = 14 * 3600.0


class Span(NamedTuple):
    """When a run began and ended, in Unix seconds; None where that is not known."""

    started: float | None
    ended: float | None


def span_of(folder_time: str, metadata: Mapping[str, Any], summary: Mapping[str, Any]) -> Span:
    """Return when a run began and ended.

    Args:
        folder_time: The time in the name of its folder, ``20240101_120000``, by the clock on the wall of the machine.
        metadata: ``wandb-metadata.json``, whose ``startedAt`` is in UTC.
        summary: ``wandb-summary.json``, whose ``_timestamp`` is that of the last row, ``_runtime`` seconds after the
            start.
    """
    last, runtime = (_number(summary.get(key)) for key in ("_timestamp", "_runtime"))
    counted = None if last is None or runtime is None else last - runtime
    said = metadata.get("startedAt")
    started = (iso_time(said) if isinstance(said, str) else None) or _by_the_wall(folder_time, counted) or counted
    if last is not None:
        return Span(started, last)
    own = summary.get("_wandb")
    runtime = _number(own.get("runtime")) if runtime is None and isinstance(own, Mapping) else runtime
    return Span(started, None if started is None or runtime is None else started + runtime)


def has_ended(summary: Mapping[str, Any]) -> bool:
    """Return whether the client noted at the end of the script how long the run took."""
    own = summary.get("_wandb")
    return isinstance(own, Mapping) and _number(own.get("runtime")) is not None


def _by_the_wall(text: str, counted: float | None) -> float | None:
    """The time in the name of a folder; its zone is UTC, or the one in which it is near to what was counted."""
    try:
        time = datetime.strptime(text, _FOLDER).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
    if counted is not None and abs(counted - time) <= _WIDEST + _QUARTER:
        time += round((counted - time) / _QUARTER) * _QUARTER
    return time


def _number(value: Any) -> float | None:
    time = as_time(value)
    return None if math.isnan(time) or time < 0 else time
