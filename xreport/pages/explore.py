"""The explore page: which params matter, what trades off against what, and how the best came about."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.study import Study, TaskStudy
from xreport.pages.common import Link, Links, metric_title
from xreport.pages.home import by_weight
from xreport.pages.views import views

LINKS = Links()


@dataclass(frozen=True, slots=True)
class ExploreTask:
    """A task that can be explored: one whose metric has a known direction."""

    slug: str
    link: Link
    metric: str
    note: str


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
    )
