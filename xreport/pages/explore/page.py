"""The explore page: which params matter, what trades off against what, and how the best came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from xreport import text
from xreport.analysis.importance import Importances
from xreport.analysis.metrics import Metric
from xreport.analysis.progress import progress
from xreport.analysis.ranking import Ranking
from xreport.analysis.study import Study, TaskStudy, by_weight
from xreport.model import Run
from xreport.pages.common import Link, Links, estimate_columns, metric_title, with_unit
from xreport.pages.explore.front import FrontView, front_view
from xreport.pages.explore.params import ParamsView, params_view
from xreport.pages.views import views

LINKS = Links()
MOST_BESTS: Final = 5
MOST_CONFIGURATIONS: Final = 10
MOST_TOLD: Final = 20
"""Tasks that the page without scripts tells of; the others are named."""


@dataclass(frozen=True, slots=True)
class Best:
    """A run that was the best when it ended."""

    link: Link
    score: str
    note: str


@dataclass(frozen=True, slots=True)
class ConfigurationRow:
    """One configuration among the best so far."""

    link: Link
    mean: str
    interval: str
    n: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a page without scripts says of a task.

    ``bests`` are the last runs that were the best single run when they ended, the best of all at the end.
    """

    params: ParamsView
    configurations: tuple[ConfigurationRow, ...]
    more: Link | None
    bests: tuple[Best, ...]
    front: FrontView | None


@dataclass(frozen=True, slots=True)
class ExploreTask:
    """A task that can be explored: one whose metric has a known direction."""

    slug: str
    link: Link
    metric: str
    note: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """View model of ``explore.html``; the largest task comes first."""

    tasks: tuple[ExploreTask, ...]
    views: tuple[Link, ...]


def explorable(study: Study) -> list[TaskStudy]:
    """Return the tasks that can be explored, in the order of the home page."""
    return [task for task in by_weight(study) if task.ranking is not None and task.ranking.standings]


def explore_page(study: Study, found: Mapping[str, Callable[[], Importances]]) -> ExplorePage:
    """Return what the explore page says; the browser draws more from the runs table and one data script per task.

    Args:
        study: What was read and found.
        found: By slug of a task: finds which of its params matter.
    """
    tasks = explorable(study)
    return ExplorePage(
        tuple(
            _task(task, _told(study, task, found[task.task.slug]) if place < MOST_TOLD else None)
            for place, task in enumerate(tasks)
        ),
        views(study.config),
    )


def _task(task: TaskStudy, told: Told | None) -> ExploreTask:
    ranking = task.rankings[0]
    return ExploreTask(
        slug=task.task.slug,
        link=LINKS.task(task.task.title, task.task.slug),
        metric=metric_title(ranking.metric),
        note=f"{text.plural(len(task.task.runs), 'run')}, {text.plural(len(ranking.standings), 'configuration')}",
        told=told,
    )


def _told(study: Study, task: TaskStudy, find: Callable[[], Importances]) -> Told:
    ranking = task.rankings[0]
    more = len(ranking.standings) > MOST_CONFIGURATIONS
    return Told(
        params=params_view(find(), ranking.metric),
        configurations=_configurations(ranking),
        more=LINKS.task(f"All {len(ranking.standings):,} configurations", task.task.slug) if more else None,
        bests=_bests(task.task.runs, ranking.metric),
        front=front_view(study, task),
    )


def _configurations(ranking: Ranking) -> tuple[ConfigurationRow, ...]:
    shown = ranking.standings[:MOST_CONFIGURATIONS]
    columns = estimate_columns([standing.estimate for standing in shown])
    return tuple(
        ConfigurationRow(
            LINKS.replicates(standing.replicates.label, standing.replicates.slug), mean, span, standing.estimate.n
        )
        for standing, (mean, span) in zip(shown, columns, strict=True)
    )


def _bests(runs: tuple[Run, ...], metric: Metric) -> tuple[Best, ...]:
    by_id = {run.id: run for run in runs}
    steps = progress(runs, metric)
    better = [
        step for before, step in zip((None, *steps), steps, strict=False) if not before or step.best != before.best
    ]
    return tuple(
        Best(
            LINKS.run(by_id[step.run]),
            with_unit(text.format_number(step.best, 4), metric.unit),
            f"run {step.runs:,} of {steps[-1].runs:,}",
        )
        for step in better[-MOST_BESTS:]
    )
