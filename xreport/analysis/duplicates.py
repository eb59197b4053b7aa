"""Exact duplicates: work that was done twice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xreport.analysis.replicates import Replicates, seed_of
from xreport.model import Run


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Runs that did the same work.

    Attributes:
        runs: Ids, the first run first; the others are repeats.
        wasted_hours: Hours of the repeats.
    """

    fingerprint: str
    seed: int
    runs: tuple[str, ...]
    wasted_hours: float


def find_duplicates(replicates: Iterable[Replicates]) -> tuple[Duplicate, ...]:
    """Return the finished runs that repeat another one: same fingerprint, same seed, same code.

    The code is the same where both logged one clean commit. Where a commit is missing or the tree was dirty, only equal
    results prove it. A run on another commit is no duplicate, and neither is the retry of a failed run.
    """
    found = []
    for item in replicates:
        for seed, runs in _by_seed(item.runs).items():
            found += [_duplicate(item.fingerprint, seed, same) for same in _same_work(runs) if len(same) > 1]
    return tuple(sorted(found, key=lambda item: (-item.wasted_hours, item.fingerprint, item.seed, item.runs)))


def _by_seed(runs: Iterable[Run]) -> dict[int, list[Run]]:
    found: dict[int, list[Run]] = {}
    for run in sorted(runs, key=lambda run: (run.started or 0.0, run.id)):
        seed = seed_of(run)
        if seed is not None and run.status == "finished":
            found.setdefault(seed, []).append(run)
    return found


def _same_work(runs: Iterable[Run]) -> Iterable[list[Run]]:
    groups: dict[object, list[Run]] = {}
    for run in runs:
        groups.setdefault(_evidence(run), []).append(run)
    return groups.values()


def _evidence(run: Run) -> object:
    """What proves, where equal, that two runs of one configuration and seed did the same work; else the run itself."""
    commit = run.environment.commit
    if commit and not run.environment.dirty:
        return "commit", commit
    results = tuple(sorted((name, summary.n, repr(summary.last)) for name, summary in run.summaries.items()))
    scores = tuple(sorted((name, repr(value)) for name, value in run.scores.items()))
    return ("results", commit, results, scores) if results or scores else ("run", run.id)


def _duplicate(fingerprint: str, seed: int, runs: Sequence[Run]) -> Duplicate:
    hours = math.fsum(run.duration or 0.0 for run in runs[1:]) / 3600
    return Duplicate(fingerprint, seed, tuple(run.id for run in runs), hours)
