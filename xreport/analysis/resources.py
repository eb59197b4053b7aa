"""Resources: the hours that runs took, and those that were wasted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from xreport.analysis.duplicates import Duplicate
from xreport.analysis.machine import Loads, sum_loads
from xreport.model import Run
from xreport.text import natural_key


@dataclass(frozen=True, slots=True)
class Usage:
    """What one owner used in one project; an empty owner or project means "not logged", or all in a sum.

    Attributes:
        hours: Sum of the durations of all runs that logged when they began and ended.
        failed_hours: Hours of failed and killed runs.
        duplicate_hours: Hours of finished runs that repeated another one.
        unknown: Runs whose duration is not known.
        loads: What the machines did, of the runs that logged it.
    """

    project: str
    owner: str
    runs: int
    hours: float
    failed_hours: float
    duplicate_hours: float
    unknown: int = 0
    loads: Loads = field(default_factory=Loads)

    @property
    def wasted_hours(self) -> float:
        """Failed and duplicate hours; no run is in both, as only finished runs are duplicates."""
        return self.failed_hours + self.duplicate_hours


def usage(runs: Iterable[Run], duplicates: Iterable[Duplicate]) -> tuple[Usage, ...]:
    """Return the usage per project and owner, sorted by both; every run is in exactly one of them."""
    repeats = {run for duplicate in duplicates for run in duplicate.runs[1:]}
    members: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        members.setdefault((run.project, run.owner), []).append(run)
    keys = sorted(members, key=lambda key: (natural_key(key[0]), natural_key(key[1]), key))
    return tuple(_usage(*key, members[key], repeats) for key in keys)


def _usage(project: str, owner: str, runs: Sequence[Run], repeats: set[str]) -> Usage:
    failed = [run for run in runs if run.status in {"failed", "killed"}]
    return Usage(
        project=project,
        owner=owner,
        runs=len(runs),
        hours=_hours(runs),
        failed_hours=_hours(failed),
        duplicate_hours=_hours([run for run in runs if run.id in repeats and run.status == "finished"]),
        unknown=sum(run.duration is None for run in runs),
        loads=sum_loads(runs),
    )


def _hours(runs: Iterable[Run]) -> float:
    return math.fsum(run.duration or 0.0 for run in runs) / 3600
