"""The explore page: which params matter, what trades off against what, and how the best came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xreport import text
from xreport.analysis.metrics import Metric
from xreport.analysis.progress import progress
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages.common import Link, Links, metric_title, with_unit
from xreport.pages.home import by_weight
from xreport.pages.views import views

LINKS = Links()
MOST_BESTS: Final = 5


@dataclass(frozen=True, slots=True)
class Best:
    """A run that was the best when it ended."""

    link: Link
    score: str
    note: str


@dataclass(frozen=True, slots=True)
class ExploreTask:
    """A task that can be explored: one whose metric has a known direction.

    ``bests`` are the last runs that were the best single run when they ended, the best of all at the end: what a page
    without scripts says of the best-so-far.
    """

    slug: str
    link: Link
    metric: str
    note: str
    bests: tuple[Best, ...]


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """View model of ``explore.html``; the largest task comes first."""

    tasks: tuple[ExploreTask, ...]
    views: tuple[Link, ...]


def explorable(study: Study) -> list[TaskStudy]:
    """Return the tasks that can be explored, in the order of the home page."""
    return [task for task in by_weight(study) if task.ranking is not None and task.ranking.standings]


def explore_page(study: Study) -> ExplorePage:
    """Return what the explore page offers; the browser draws it from the runs table and one data script per task."""
    return ExplorePage(tuple(_task(task) for task in explorable(study)), views(study.config))


def _task(task: TaskStudy) -> ExploreTask:
    ranking = task.rankings[0]
    return ExploreTask(
        slug=task.task.slug,
        link=LINKS.task(task.task.title, task.task.slug),
        metric=metric_title(ranking.metric),
        note=f"{text.plural(len(task.task.runs), 'run')}, {text.plural(len(ranking.standings), 'configuration')}",
        bests=_bests(task.task.runs, ranking.metric),
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
