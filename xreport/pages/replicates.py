"""Replicates: runs of one configuration together, the only thing that is averaged."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.ranking import Ranking, Standing
from xreport.analysis.replicates import Replicates, seed_of
from xreport.analysis.scores import seed_scores
from xreport.analysis.study import Study, TaskStudy, by_weight
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import FigureView, Link, Links, estimate_columns, metric_title, raw

LINKS = Links()
MOST_ROWS = 300
MOST_RUNS = 10


@dataclass(frozen=True, slots=True)
class ReplicatesRow:
    """One configuration with all its runs."""

    anchor: str
    label: str
    n: int
    raw: str
    mean: str
    interval: str
    sd: str
    low: str
    high: str
    runs: tuple[Link, ...]
    more: int
    compare: str


@dataclass(frozen=True, slots=True)
class TaskReplicates:
    """The configurations of one task."""

    anchor: str
    title: Link
    metric: str
    figure: FigureView | None
    rows: tuple[ReplicatesRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class ReplicatesPage:
    """View model of ``replicates.html``."""

    note: str
    tasks: tuple[TaskReplicates, ...]


def replicates_page(study: Study, figures: dict[str, FigureView]) -> ReplicatesPage:
    """Return the page; ``figures`` has the band figure of each task by its slug."""
    return ReplicatesPage(
        note="Runs with the same task, algorithm, params (without the seed) and data. Only these are averaged: "
        "mean and 95 % confidence interval of their scores.",
        tasks=tuple(_task(task, figures.get(task.task.slug)) for task in by_weight(study)),
    )


def _task(task: TaskStudy, figure: FigureView | None) -> TaskReplicates:
    ranking = task.ranking
    ranked = {standing.replicates.fingerprint: standing for standing in ranking.standings} if ranking else {}
    ordered = sorted(
        task.replicates,
        key=lambda item: (ranked[item.fingerprint].rank if item.fingerprint in ranked else len(ranked) + 1, item.label),
    )
    standings = [ranked.get(item.fingerprint) for item in ordered[:MOST_ROWS]]
    estimates = estimate_columns([standing.estimate if standing else None for standing in standings])
    return TaskReplicates(
        anchor=task.task.slug,
        title=LINKS.task(task.task.title, task.task.slug),
        metric=metric_title(ranking.metric) if ranking else "Score",
        figure=figure,
        rows=tuple(
            _row(item, ranked.get(item.fingerprint), ranking, shown, sd)
            for item, shown, sd in zip(ordered, estimates, _deviations(standings), strict=False)
        ),
        more=f"{len(ordered) - MOST_ROWS:,} more configurations." if len(ordered) > MOST_ROWS else "",
    )


def _deviations(standings: list[Standing | None]) -> list[str]:
    estimates = [standing.estimate if standing else None for standing in standings]
    return text.format_column([e.sd if e and e.n > 1 else None for e in estimates], 2, apart=False)


def _row(
    item: Replicates, standing: Standing | None, ranking: Ranking | None, shown: tuple[str, str], sd: str
) -> ReplicatesRow:
    values = list(seed_scores(item, ranking.metric).values()) if ranking else []
    estimate = standing.estimate if standing else None
    low, high = text.format_column([min(values), max(values)]) if values else (text.DASH, text.DASH)
    return ReplicatesRow(
        anchor=item.slug,
        label=limits.name(item.label),
        n=len(item.runs),
        raw=raw(estimate.mean if estimate else None),
        mean=shown[0],
        interval=shown[1],
        sd=sd,
        low=low,
        high=high,
        runs=tuple(_seed_link(run) for run in item.runs[:MOST_RUNS]),
        more=max(0, len(item.runs) - MOST_RUNS),
        compare=LINKS.compare([run.slug for run in item.runs[:MOST_RUNS]]) if len(item.runs) > 1 else "",
    )


def _seed_link(run: Run) -> Link:
    seed = seed_of(run)
    return Link("no seed" if seed is None else str(seed), LINKS.run_href(run.slug))
