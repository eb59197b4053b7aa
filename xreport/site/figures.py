"""Which figures the site has, from what they are drawn, and their files. Drawing waits until a file is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xreport import text
from xreport.analysis.bands import band
from xreport.analysis.ranking import Ranking, Standing
from xreport.analysis.replicates import counted_params
from xreport.analysis.scores import counts, seed_key, seed_scores
from xreport.analysis.scoring import score
from xreport.analysis.study import Study, TaskStudy, by_weight
from xreport.pages.common import FigureView, Links, figure_view, interval, mean_text
from xreport.pages.limits import MOST_DRAWN
from xreport.site.keys import Once

if TYPE_CHECKING:
    from xreport.charts.drawing import Drawing
    from xreport.charts.overlay import Curve
    from xreport.charts.overview import TaskScores
    from xreport.charts.scores import Scores

MOST_CURVES = 24
"""An overlay with more curves than this shows the best ones only, and says so."""


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """A figure to draw: its name in ``figures/``, what a page says of it, and how to draw it."""

    name: str
    title: str
    alt: str
    drawing: Once[Drawing]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a site.

    Attributes:
        home: The overview of all tasks; None when nothing has a score.
        projects: The overview of each project's tasks; None where nothing has a score, or enough others are drawn.
        tasks: Those of each task, by its slug; none where enough others are drawn.
    """

    home: FigurePlan | None
    projects: Mapping[str, FigurePlan | None]
    tasks: Mapping[str, Sequence[FigurePlan]]

    def plans(self) -> list[FigurePlan]:
        """Return all that is drawn."""
        overviews = [plan for plan in (self.home, *self.projects.values()) if plan is not None]
        return [*overviews, *(plan for plans in self.tasks.values() for plan in plans)]

    def of_home(self) -> FigureView | None:
        """Return what the home page shows."""
        return _view(self.home, Links()) if self.home else None

    def of_project(self, name: str) -> FigureView | None:
        """Return what the page of a project shows."""
        plan = self.projects[name]
        return _view(plan, Links("../")) if plan else None

    def of_task(self, task: TaskStudy) -> tuple[FigureView, ...]:
        """Return what the page of a task shows."""
        return tuple(_view(plan, Links("../")) for plan in self.tasks[task.task.slug])

    def bands(self) -> dict[str, FigureView]:
        """Return the first figure of each task that has one, by the slug of the task, for a page in the root."""
        return {slug: _view(plans[0], Links()) for slug, plans in self.tasks.items() if plans}


def _view(plan: FigurePlan, links: Links) -> FigureView:
    return figure_view(plan.name, plan.title, plan.alt, links)


def figures_of(study: Study) -> Figures:
    """Return the figures of a site: of the heaviest tasks and projects, as one costs a tenth of a second."""
    tasks = by_weight(study)
    drawn = {task.task.slug: _task_figures(task, study) for task in tasks[:MOST_DRAWN]}
    return Figures(
        home=_overview("overview", tasks),
        projects=_project_figures(study, tasks),
        tasks={task.task.slug: drawn.get(task.task.slug, []) for task in study.tasks},
    )


def _project_figures(study: Study, by_weight: Sequence[TaskStudy]) -> dict[str, FigurePlan | None]:
    tasks: dict[str, list[TaskStudy]] = {}
    for task in by_weight:
        for project in {run.project for run in task.task.runs}:
            tasks.setdefault(project, []).append(task)
    weight = Counter(run.project for run in study.collection.runs)
    drawn = sorted(study.project_slugs, key=lambda project: (-weight[project], project))[:MOST_DRAWN]
    found = {name: _overview(f"project-{study.project_slugs[name]}", tasks[name]) for name in drawn}
    return {name: found.get(name) for name in study.project_slugs}


def _overview(name: str, tasks: Sequence[TaskStudy]) -> FigurePlan | None:
    ranked = [task for task in tasks if task.best is not None]
    if not ranked:
        return None
    return FigurePlan(
        name=name,
        title="How the tasks stand",
        alt="The best configurations of each task with 95 % confidence intervals, or how the best score came about.",
        drawing=Once(_draw_overview, ranked),
    )


def _task_figures(task: TaskStudy, study: Study) -> list[FigurePlan]:
    """Return the figures of a task: curves with bands, scores per configuration, params against the metric."""
    ranking = task.ranking
    if ranking is None or not ranking.standings:
        return []
    metric = ranking.metric
    slug = task.task.slug
    count = text.plural(len(ranking.standings), "configuration")
    plans = [
        FigurePlan(
            f"{slug}-curves",
            "Over steps: mean of replicates with 95 % band",
            f"Curves of {metric.name} for {count} of {task.task.title}.",
            Once(_draw_curves, task, ranking),
        )
    ]
    if not any(metric.name in run.series for standing in ranking.standings for run in standing.replicates.runs):
        plans = []
    plans.append(
        FigurePlan(
            f"{slug}-scores",
            "Every run, by configuration",
            f"Scores of {count} of {task.task.title}, one dot per run.",
            Once(_draw_scores, task, ranking),
        )
    )
    if task.params:
        plans.append(
            FigurePlan(
                f"{slug}-params",
                "Against the params that matter most",
                f"Each run's {metric.name} against its params, for {task.task.title}.",
                Once(_draw_params, task, ranking, study.config.ignore),
            )
        )
    return plans


def _draw_overview(tasks: Sequence[TaskStudy]) -> Drawing:
    from xreport.charts.overview import overview

    drawing = overview([_task_scores(task) for task in tasks])
    if drawing is None:
        raise AssertionError("planned only where a task has a score")
    return drawing


def _task_scores(task: TaskStudy) -> TaskScores:
    from xreport.charts.overview import Champions, TaskScores

    ranking = task.rankings[0]
    metric = ranking.metric
    ended = [
        (run.ended, value)
        for run in task.task.runs
        if run.ended is not None and counts(run, metric) and (value := score(run, metric)) is not None
    ]
    known = [item for item in task.champions if item.since is not None]
    return TaskScores(
        title=task.task.title,
        metric=metric.name,
        rows=_rows(task, ranking),
        unit=metric.unit,
        direction=metric.direction,
        times=np.array([time for time, _ in ended]),
        scores=np.array([value for _, value in ended]),
        champions=Champions(
            np.array([item.since for item in known], dtype=np.float64),
            np.array([item.estimate.mean for item in known]),
            tuple(task.color(item.replicates) for item in known),
        ),
    )


def _rows(task: TaskStudy, ranking: Ranking) -> list[Scores]:
    from xreport.charts.scores import Scores

    return [
        Scores(
            label=standing.replicates.label,
            color=task.color(standing.replicates),
            scores=np.array(list(seed_scores(standing.replicates, ranking.metric).values())),
            mean=standing.estimate.mean,
            low=standing.estimate.low,
            high=standing.estimate.high,
            text=_text(standing),
            bold=standing.tied,
        )
        for standing in ranking.standings
    ]


def _text(standing: Standing) -> str:
    return f"{mean_text(standing.estimate)} {interval(standing.estimate)}".strip()


def _draw_scores(task: TaskStudy, ranking: Ranking) -> Drawing:
    from xreport.charts.scores import strips

    metric = ranking.metric
    return strips(_rows(task, ranking), metric=metric.name, unit=metric.unit, direction=metric.direction)


def _draw_curves(task: TaskStudy, ranking: Ranking) -> Drawing:
    from xreport.charts.overlay import overlay

    metric = ranking.metric
    shown = [
        curve
        for standing in ranking.standings[:MOST_CURVES]
        if (curve := _curve(standing, task.appeared[standing.replicates.fingerprint], ranking)) is not None
    ]
    return overlay(shown, metric=metric.name, unit=metric.unit, direction=metric.direction)


def _curve(standing: Standing, appeared: int, ranking: Ranking) -> Curve | None:
    from xreport.charts.overlay import Curve

    name = ranking.metric.name
    runs = [run for run in standing.replicates.runs if counts(run, ranking.metric)]
    curves = [(run, one) for run in runs if (one := run.curve(name)) is not None]
    if not curves:
        return None
    seeds = [seed_key(run, name) for run, _ in curves]
    found = band([one for _, one in curves], seeds)
    return Curve(
        label=standing.replicates.label,
        color=appeared,
        steps=found.steps.astype(np.float64),
        mean=found.mean,
        low=found.low,
        high=found.high,
        n=len(set(seeds)),
        score=_text(standing),
    )


def _draw_params(task: TaskStudy, ranking: Ranking, ignore: tuple[str, ...]) -> Drawing:
    from xreport.charts.params import Sample, param_plots

    metric = ranking.metric
    samples = [
        Sample(run.name, task.color(standing.replicates), counted_params(run, ignore), value)
        for standing in ranking.standings
        for run in standing.replicates.runs
        if counts(run, metric) and (value := score(run, metric)) is not None
    ]
    return param_plots(samples, metric=metric.name, unit=metric.unit, direction=metric.direction, ignore=ignore)
