"""The last net under the analysis: runs that it cannot take are known by name only, and all others are as ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from xreport.errors import Issue, XReportError
from xreport.model import Collection

_MOST_TRIES: Final = 64
"""Analyses after which those runs are left to their names that could not be told apart from the ones to blame."""

Found = TypeVar("Found")


def isolate(collection: Collection, analyse: Callable[[Collection], Found]) -> Found:
    """Return what an analysis finds. Where runs make it raise, what these logged is left out, and an issue says so.

    Runs are put back half by half: to find one of a thousand takes some twenty analyses.

    Raises:
        XReportError: What the analysis says itself, of the configuration; no run is to blame for that.
        Exception: The analysis raises whatever the runs hold.
    """
    try:
        return analyse(collection)
    except (XReportError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - a mistake of ours: one bad run never sinks the site
        blamed = {run.id: error for run in collection.runs}
    analyse(_without(collection, blamed))
    groups = _halves(list(blamed))
    for _ in range(_MOST_TRIES):
        if not groups:
            break
        group = groups.pop()
        others = {run: blamed[run] for run in blamed.keys() - set(group)}
        try:
            analyse(_without(collection, others))
        except (XReportError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - as above
            blamed |= dict.fromkeys(group, error)
            groups += _halves(group)
        else:
            blamed = others
    return analyse(_without(collection, blamed))


def _halves(group: list[str]) -> list[list[str]]:
    middle = len(group) // 2
    return [group[middle:], group[:middle]] if middle else []


def _without(collection: Collection, blamed: Mapping[str, Exception]) -> Collection:
    """Leave out what these runs logged."""
    told = {
        run.id: Issue.of_error(run.sources[0].path if run.sources else run.id, "the run cannot be shown", error, run.id)
        for run in collection.runs
        if (error := blamed.get(run.id)) is not None
    }
    runs = tuple(run.reduced(told[run.id]) if run.id in told else run for run in collection.runs)
    return replace(collection, runs=runs, issues=(*collection.issues, *told.values()))
