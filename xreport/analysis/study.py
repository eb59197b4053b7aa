"""Everything that is known of a collection, computed once: what the pages show, and nothing that they do not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xreport.analysis.compare import find_baseline
from xreport.analysis.decimals import metric_decimals
from xreport.analysis.duplicates import Duplicate, find_duplicates
from xreport.analysis.hints import merge_hints
from xreport.analysis.history import Champion, history
from xreport.analysis.lineage import Lineage, find_lineage
from xreport.analysis.lint import Review, review
from xreport.analysis.metrics import Metric, resolve_metrics
from xreport.analysis.news import whats_new
from xreport.analysis.ranking import Ranking, Standing, rank
from xreport.analysis.replicates import Replicates, group_replicates
from xreport.analysis.resources import Usage, usage
from xreport.analysis.scores import run_scores
from xreport.analysis.tasks import Task, group_tasks
from xreport.analysis.units import in_one_unit
from xreport.model import Collection, Run
from xreport.settings import Config
from xreport.text import addresses, natural_key

COLORS = 10
"""How many colours the palette has; a configuration keeps its colour on every page."""


@dataclass(frozen=True, slots=True)
class TaskStudy:
    """One task: its configurations, and how they rank by each primary metric. The first ranking is the main one."""

    task: Task
    replicates: tuple[Replicates, ...]
    params: tuple[str, ...]
    """Params that differ between configurations of an algorithm, those that matter first."""
    rankings: tuple[Ranking, ...]
    champions: tuple[Champion, ...]
    why: str
    """Why the metrics of the rankings were chosen, in a sentence; empty where the configuration says so."""
    appeared: Mapping[str, int]
    """Of configurations, by fingerprint: how many had appeared before; one that comes later changes none."""

    def color(self, replicates: Replicates) -> int:
        """Return the colour of a configuration in figures, tables and charts."""
        return self.appeared[replicates.fingerprint] % COLORS

    @property
    def ranking(self) -> Ranking | None:
        """The ranking by the task's first primary metric, or None when no metric has a known direction."""
        return self.rankings[0] if self.rankings else None

    @property
    def best(self) -> Standing | None:
        """The best configuration now."""
        return self.rankings[0].standings[0] if self.rankings and self.rankings[0].standings else None

    def best_run(self) -> Run | None:
        """Return the run of the best configuration that scores best."""
        best = self.best
        if best is None or self.ranking is None:
            return None
        return self.ranking.best_run(best)


@dataclass(frozen=True, slots=True)
class Study:
    """The analysis of a whole collection."""

    collection: Collection
    config: Config
    metrics: Mapping[str, Metric]
    decimals: Mapping[str, int | None]
    """By name of the metric: how its values are printed; None where no fixed number of decimals suits them."""
    tasks: tuple[TaskStudy, ...]
    task_of: Mapping[str, TaskStudy]
    replicates_of: Mapping[str, Replicates]
    baseline: Run | None
    review: Review
    duplicates: tuple[Duplicate, ...]
    usage: tuple[Usage, ...]
    news: tuple[Run, ...]
    project_slugs: Mapping[str, str]
    lineage: Lineage

    def color(self, run: Run) -> int:
        """Return the colour of a run, which is that of its configuration."""
        return self.task_of[run.id].color(self.replicates_of[run.id])


def study(collection: Collection, config: Config, *, known: frozenset[str] | None = None) -> Study:
    """Analyse a collection.

    Args:
        collection: What was read.
        config: Directions, tasks, baseline.
        known: Run ids of an earlier report; runs it lacks are the news. None: what ended within a week of the newest.
    """
    runs = in_one_unit(collection.runs, config)
    collection = replace(collection, runs=runs)
    projects = sorted({run.project for run in runs})
    hints, disputes = merge_hints(runs, config)
    if disputes:
        collection = replace(collection, issues=(*collection.issues, *disputes))
    metrics = resolve_metrics(runs, config, hints)
    tasks = tuple(_task_study(task, config) for task in group_tasks(runs, config, metrics))
    metrics |= _derived(tasks)
    duplicates = find_duplicates(tuple(item for task in tasks for item in task.replicates))
    return Study(
        collection=collection,
        config=config,
        metrics=metrics,
        decimals=metric_decimals(metrics, runs),
        tasks=tasks,
        task_of={run.id: task for task in tasks for run in task.task.runs},
        replicates_of={run.id: item for task in tasks for item in task.replicates for run in item.runs},
        baseline=find_baseline(runs, config),
        review=review(runs, metrics),
        duplicates=duplicates,
        usage=usage(runs, duplicates),
        news=whats_new(runs, known),
        project_slugs=dict(zip(projects, addresses(projects, projects), strict=True)),
        lineage=find_lineage(runs),
    )


def _derived(tasks: Sequence[TaskStudy]) -> dict[str, Metric]:
    """Return the metrics that rank a task and were not logged; those of one name hold the values of all their tasks."""
    found: dict[str, Metric] = {}
    for metric in (ranking.metric for task in tasks for ranking in task.rankings):
        if metric.known is not None:
            before = found.get(metric.name, metric).known or {}
            found[metric.name] = replace(metric, known={**before, **metric.known})
    return found


def _task_study(task: Task, config: Config) -> TaskStudy:
    choice = task.choice
    scores = run_scores(task.runs, choice.metrics[0]) if choice.metrics else {}
    replicates, params = group_replicates(task, config, scores)
    rankings = tuple(rank(task, replicates, metric) for metric in choice.metrics)
    champions = history(replicates, rankings[0].metric) if rankings else ()
    return TaskStudy(task, replicates, params, rankings, champions, choice.why, _appeared(replicates))


def _appeared(replicates: Sequence[Replicates]) -> dict[str, int]:
    """Places in the order of the first start; among those without a start as people sort names."""
    first = {item.fingerprint: min(map(_first, item.runs)) for item in replicates}
    known = sorted((key for key in first if math.isfinite(first[key][0])), key=first.__getitem__)
    others = sorted(first.keys() - known, key=first.__getitem__)
    return {key: position for keys in (known, others) for position, key in enumerate(keys)}


def _first(run: Run) -> tuple[float, tuple[tuple[int, int, str], ...], str]:
    return (math.inf if run.started is None else run.started, natural_key(run.name), run.id)


def by_weight(study: Study) -> list[TaskStudy]:
    """Return the tasks, those that most runs worked on first."""
    return sorted(study.tasks, key=lambda task: (-len(task.task.runs), natural_key(task.task.title)))
