"""Where runs stand among others, for the places that their pages keep ready: data of a task, not of a page.

A new run changes where others stand. Were it on their pages, each would have to be made anew; so each page loads a
shard of its task's data, which tells of few runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xreport.analysis.lineage import Lineage
from xreport.analysis.metrics import Metric
from xreport.analysis.ranking import Ranking, Standing
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.champions import sample
from xreport.pages.common import interval, mean_text, with_unit
from xreport.pages.run.context import RANKED, SHARD_LEVELS, rank_key, shard_of
from xreport.pages.run.differences import DifferenceView, difference
from xreport.tables.scripts import data_script, encode_json

SHARD_BYTES: Final = 32_000
"""What a page loads of one kind at most."""
SHARD_RUNS: Final = 32
"""A shard of more runs tells of none, and sixteen deeper ones do."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Where the configuration of a run stands by one metric, which the key names, in words."""

    key: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: the colour of its configuration, and its ranks."""

    slug: str
    color: int
    ranks: tuple[Rank, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """What other runs have to do with an artifact; ``at`` is its row on the page."""

    at: int
    relation: str
    runs: tuple[tuple[str, str], ...]
    """Names and slugs."""
    more: int


@dataclass(frozen=True, slots=True)
class RunChanges:
    """What differs from the runs that others are measured against, and who made or used the files of a run."""

    differences: tuple[DifferenceView, ...]
    artifacts: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class ChangesContext:
    """All that a shard of changes is made of: its runs, what they are measured against, and who used their files."""

    runs: tuple[Run, ...]
    references: tuple[tuple[str, Run], ...]
    metric: Metric | None
    relations: Mapping[str, tuple[Relation, ...]]


@dataclass(frozen=True, slots=True)
class Shard:
    """Some runs of a task. One of too many runs has none, and is ``deeper``: one more digit names those that do."""

    name: str
    runs: tuple[Run, ...]
    deeper: bool


def shards(task: TaskStudy) -> Iterator[Shard]:
    """Yield the shards of a task, each before those that are deeper."""
    yield from _shards(task.task.slug, task.task.runs, 1)


def _shards(slug: str, runs: Iterable[Run], level: int) -> Iterator[Shard]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        found.setdefault(shard_of(slug, run.id, level), []).append(run)
    for name, held in found.items():
        deeper = len(held) > SHARD_RUNS and level < SHARD_LEVELS
        yield Shard(name, () if deeper else tuple(held), deeper)
        if deeper:
            yield from _shards(slug, held, level + 1)


def ranks_of(task: TaskStudy) -> dict[str, tuple[tuple[str, Rank], ...]]:
    """Return where each configuration of a task stands, metric by metric, by the fingerprints of the configurations."""
    found: dict[str, tuple[tuple[str, Rank], ...]] = {}
    for ranking in task.rankings:
        for standing in ranking.standings:
            key = standing.replicates.fingerprint
            found[key] = (*found.get(key, ()), (ranking.metric.name, _rank(standing, ranking)))
    return found


def _rank(standing: Standing, ranking: Ranking) -> Rank:
    metric = ranking.metric
    mean = with_unit(mean_text(standing.estimate), metric.unit)
    spread = interval(standing.estimate, metric.unit)
    note = f"{mean} {spread}, mean of {sample(standing)}" if spread else sample(standing)
    return Rank(rank_key(metric.name), f"{standing.rank:,} of {len(ranking.standings):,}", note)


def places(runs: Iterable[Run], ranks: Mapping[str, tuple[tuple[str, Rank], ...]], study: Study) -> tuple[Place, ...]:
    """Return where runs of a task stand, by the metrics that their pages keep places for.

    Args:
        runs: Of one task.
        ranks: Of its configurations, as of `ranks_of`.
        study: Knows their colours.
    """
    return tuple(
        Place(run.slug, study.color(run), _shown(run, ranks.get(study.replicates_of[run.id].fingerprint, ())))
        for run in runs
    )


def _shown(run: Run, ranks: tuple[tuple[str, Rank], ...]) -> tuple[Rank, ...]:
    return tuple(rank for name, rank in ranks if name in run.summaries or name in run.scores)[:RANKED]


def deeper_script(kind: str, shard: str) -> bytes:
    """Return ``data/<kind>/<shard>.js`` of a shard that tells of no run, as deeper ones do."""
    return data_script(f"{kind}/{shard}", {"runs": {}, "deeper": True})


def places_script(shard: str, found: Sequence[Place]) -> bytes:
    """Return ``data/places/<shard>.js``."""
    return data_script(f"places/{shard}", {"runs": {place.slug: place for place in found}, "deeper": False})


def changes_context(runs: Iterable[Run], task: TaskStudy, study: Study) -> ChangesContext:
    """Return what a shard of changes is made of."""
    chosen = tuple(runs)
    return ChangesContext(
        runs=chosen,
        references=tuple(_references(task, study)),
        metric=task.ranking.metric if task.ranking else None,
        relations={run.slug: found for run in chosen if (found := tuple(_relations(run, study.lineage)))},
    )


def _references(task: TaskStudy, study: Study) -> Iterator[tuple[str, Run]]:
    """What the runs of a task are measured against: the baseline, and the best run where that is another one."""
    baseline, best = study.baseline, task.best_run()
    if baseline is not None and study.task_of[baseline.id] is task:
        yield "the baseline", baseline
        if best is not None and best.id == baseline.id:
            return
    if best is not None:
        yield "the best run", best


def _relations(run: Run, lineage: Lineage) -> Iterator[Relation]:
    for position, artifact in enumerate(run.artifacts[: limits.MOST_ARTIFACTS]):
        for relation, others in (
            ("made by", lineage.made_by(run, artifact)),
            ("used by", lineage.used_by(run, artifact)),
        ):
            if others:
                named = tuple((limits.name(other.name), other.slug) for other in others.runs)
                yield Relation(position, relation, named, others.more)


def changes_script(shard: str, context: ChangesContext) -> bytes:
    """Return ``data/changes/<shard>.js``; of a shard that grows too large the longest lists of changes are left out."""
    told = {run.slug: one for run in context.runs if (one := _told(run, context)).differences or one.artifacts}
    room = _room([len(encode_json(one)) for one in told.values()])
    runs = {slug: _fitting(one, room) for slug, one in told.items()}
    return data_script(f"changes/{shard}", {"runs": runs, "deeper": False})


def _room(sizes: Iterable[int]) -> int:
    """Return the bytes that each run may take: what the small ones leave over is shared by the large ones."""
    left, ascending = SHARD_BYTES, sorted(sizes)
    for place, size in enumerate(ascending):
        share = left // (len(ascending) - place)
        if size > share:
            return share
        left -= size
    return SHARD_BYTES


def _told(run: Run, context: ChangesContext) -> RunChanges:
    found = [
        difference(title, run, reference, context.metric)
        for title, reference in context.references
        if reference.id != run.id
    ]
    return RunChanges(tuple(found), context.relations.get(run.slug, ()))


def _fitting(told: RunChanges, room: int) -> RunChanges:
    """Leave out what is too long: first the changes, then what other runs have to do with artifacts, then all."""
    differences = tuple(
        replace(
            one, sentence=limits.value(one.sentence, limits.MOST_NAME), changes=(), more=one.more + len(one.changes)
        )
        for one in told.differences
    )
    shorter = (told, RunChanges(differences, told.artifacts), RunChanges(differences, ()))
    return next((one for one in shorter if len(encode_json(one)) <= room), RunChanges((), ()))
