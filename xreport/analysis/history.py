"""Which configuration was the best, since when, and by how much over the one before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from xreport.analysis.metrics import Metric
from xreport.analysis.replicates import Replicates
from xreport.analysis.scores import SeedKey, counts, seed_key
from xreport.analysis.scoring import score
from xreport.analysis.stats import Estimate, mean_ci
from xreport.model import Run
from xreport.text import natural_key

_Event = tuple[float, Replicates, Run, float]


@dataclass(frozen=True, slots=True)
class Champion:
    """A configuration that took the lead.

    Attributes:
        since: When the run ended that gave it the lead, Unix seconds UTC; None when no run says when it ended.
        estimate: Its mean and interval at that moment.
        improvement: How much better its mean was, at that moment, than that of the one before; positive whatever the
            direction of the metric, 0 when it won a tie by name, None for the first.
    """

    replicates: Replicates
    since: float | None
    estimate: Estimate
    improvement: float | None


def history(replicates: Sequence[Replicates], metric: Metric) -> tuple[Champion, ...]:
    """Return the configurations that led, oldest first; the last is the best of the ranking now.

    Runs are walked by the time they ended, those that do not say when first. After each moment the best mean leads,
    from the same scores that the ranking averages. A leader can also lose its place by a bad run of its own.
    """
    if metric.direction is None:
        return ()
    scores: dict[tuple[str, SeedKey], list[float]] = {}
    averages: dict[str, dict[SeedKey, float]] = {}  # repeats of a seed are averaged first, as in the ranking
    means: dict[str, float] = {}
    by_fingerprint = {item.fingerprint: item for item in replicates}
    places = _places(replicates)
    leader: str | None = None
    champions: list[Champion] = []
    for moment, events in groupby(_events(replicates, metric), key=lambda event: event[0]):
        changed = set()
        for _, item, run, value in events:
            key, seed = item.fingerprint, seed_key(run, metric.name)
            repeats = scores.setdefault((key, seed), [])
            repeats.append(value)
            averages.setdefault(key, {})[seed] = mean_ci(repeats).mean
            changed.add(key)
        means.update({key: mean_ci(list(averages[key].values())).mean for key in changed})
        # Unless the leader itself moved, only those that moved can pass it.
        rivals = means.keys() if leader is None or leader in changed else {leader, *changed}
        best = min(rivals, key=lambda key: (metric.sort_key(means[key]), places[key]))
        if best != leader:
            gain = None if leader is None else abs(means[best] - means[leader])
            since = None if moment == -math.inf else moment
            champions.append(Champion(by_fingerprint[best], since, mean_ci(list(averages[best].values())), gain))
            leader = best
    return tuple(champions)


def _events(replicates: Sequence[Replicates], metric: Metric) -> Iterator[_Event]:
    """Every counted score with the moment it was known, in that order."""
    events = [
        (-math.inf if run.ended is None else run.ended, item, run, value)
        for item in replicates
        for run in item.runs
        if counts(run, metric) and (value := score(run, metric)) is not None
    ]
    yield from sorted(events, key=lambda event: (event[0], event[2].id))


def _places(replicates: Sequence[Replicates]) -> dict[str, int]:
    """Who wins a tie: the order of the ranking, by label."""
    ordered = sorted(replicates, key=lambda item: (natural_key(item.label), item.fingerprint))
    return {item.fingerprint: place for place, item in enumerate(ordered)}
