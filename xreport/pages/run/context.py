"""What the page of a run needs beyond the run: nothing that tells how other runs went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xreport.analysis.metrics import Metric
from xreport.analysis.study import Study
from xreport.model import Run
from xreport.text import short_hash

RANKED: Final = 2
"""Metrics by which a page tells where its run stands."""
SHARD_LEVELS: Final = 4
"""How often the data of a task may be divided by sixteen."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """All that ``runs/<slug>.html`` is made of, beside its run.

    Attributes:
        task: Title of the task.
        task_slug: Its address.
        metrics: What is known of the run's own metrics, by name.
        ranked: Of these, the ones that rank the task, the most important first.
        repository: Where commits are looked at; empty for nowhere.
        journals: Whether the journals of runs are published.
    """

    task: str
    task_slug: str
    metrics: Mapping[str, Metric]
    ranked: tuple[str, ...]
    repository: str
    journals: bool


def shard_of(task_slug: str, run_id: str, level: int = 1) -> str:
    """Return the name of the shard of a task's data that may tell of a run; other runs have no say in it."""
    return f"{task_slug}-{short_hash(run_id, level)}"


def deeper_digits(run_id: str) -> str:
    """Return the digits that lead from the first shard to deeper ones, one for each further level."""
    return short_hash(run_id, SHARD_LEVELS)[1:]


def rank_key(metric: str) -> str:
    """Return the key by which the page of a run and the data of its task know a metric: names may be long, or odd."""
    return short_hash(metric, 8)


def run_context(run: Run, study: Study) -> RunContext:
    """Return the context of a run's page."""
    task = study.task_of[run.id]
    names = {**run.summaries, **run.scores}
    return RunContext(
        task=task.task.title,
        task_slug=task.task.slug,
        metrics={name: study.metrics[name] for name in names if name in study.metrics},
        ranked=tuple(ranking.metric.name for ranking in task.rankings if ranking.metric.name in names),
        repository=study.config.repository,
        journals=study.config.journals == "gz",
    )
