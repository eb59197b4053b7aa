"""The data script of a task's configurations: their means, and whether two of them differ by more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from xreport.analysis.metrics import Metric, is_system
from xreport.analysis.ranking import Ranking, Standing, rank
from xreport.analysis.scores import seed_scores
from xreport.analysis.stats import ALPHA, Comparison, compare
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.tables.scripts import data_script
from xreport.text import sort_natural

MOST = 40
"""The best configurations of which each is compared with each: 780 pairs, some 40 kB."""
OTHERS = 12
"""Metrics that rank nothing and are compared all the same, among fewer configurations."""
MOST_OF_OTHERS = 16
LARGEST = 300
"""A task of more configurations says nothing of its other metrics: the file would grow too large for a page."""
DIGITS = 6


def standings_key(task: TaskStudy) -> str:
    """Return the key of the data script of a task."""
    return f"standings/{task.task.slug}"


def stood_tasks(study: Study) -> list[TaskStudy]:
    """Return the tasks of which some configuration ran with two seeds: of the others there is nothing to say."""
    return [
        task
        for task in study.tasks
        if any(standing.estimate.n > 1 for ranking in task.rankings for standing in ranking.standings)
    ]


def standings_script(task: TaskStudy, metrics: Mapping[str, Metric], baseline: Run | None) -> bytes:
    """Return ``data/standings/<task>.js``.

    Pairs are ``[a, b, difference, low, high, p]`` with places in ``configurations``, a minus b, intervals and p-values
    not adjusted: how many comparisons there are is known where they are shown. ``p`` is null without enough seeds.
    """
    found = [_metric(ranking, baseline, MOST) for ranking in task.rankings]
    found += [_metric(ranking, baseline, MOST_OF_OTHERS) for ranking in _others(task, metrics)]
    return data_script(standings_key(task), {"task": task.task.title, "alpha": ALPHA, "metrics": found})


def _others(task: TaskStudy, metrics: Mapping[str, Metric]) -> list[Ranking]:
    """Rankings by the metrics that have a direction but do not rank the task."""
    if len(task.replicates) > LARGEST:
        return []
    ranked = {ranking.metric.name for ranking in task.rankings}
    logged = {name for run in task.task.runs for name in (*run.summaries, *run.scores)} - ranked
    names = [name for name in sort_natural(logged) if name in metrics and metrics[name].direction is not None]
    return [rank(task.task, task.replicates, metrics[name]) for name in names if not is_system(name)][:OTHERS]


def _metric(ranking: Ranking, baseline: Run | None, most: int) -> dict[str, object]:
    metric = ranking.metric
    return {
        "name": metric.name,
        "label": metric.label,
        "unit": metric.unit,
        "direction": metric.direction,
        "configurations": [_configuration(standing) for standing in ranking.standings],
        "pairs": [_pair(*pair) for pair in _pairs(ranking.standings, metric, baseline, most)],
    }


def _configuration(standing: Standing) -> list[object]:
    estimate = standing.estimate
    numbers = [_number(value) for value in (estimate.mean, estimate.low, estimate.high)]
    return [standing.replicates.fingerprint, standing.replicates.slug, estimate.n, *numbers]


def _pairs(
    standings: Sequence[Standing], metric: Metric, baseline: Run | None, most: int
) -> Iterator[tuple[int, int, Comparison]]:
    """Every pair among the best, and all others against the best one and the baseline's configuration."""
    several = [place for place, standing in enumerate(standings) if standing.estimate.n > 1]
    scores = {place: seed_scores(standings[place].replicates, metric) for place in several}
    wanted = set(combinations(several[:most], 2))
    hubs = {*several[:1], *(place for place in several if baseline and baseline in standings[place].replicates.runs)}
    wanted |= {(min(hub, place), max(hub, place)) for hub in hubs for place in several if place != hub}
    for better, worse in sorted(wanted):
        yield worse, better, compare(scores[worse], scores[better])


def _pair(a: int, b: int, found: Comparison) -> list[object]:
    numbers = (found.difference, found.low, found.high, found.p)
    return [a, b, *(_number(value) for value in numbers)]


def _number(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")
