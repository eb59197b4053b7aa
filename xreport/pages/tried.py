"""What was tried, by algorithm and by data source, and the best of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xreport import text
from xreport.analysis.ranking import Standing
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages.common import Link, Links, arrow, interval, mean_text, raw

LINKS = Links()
NOT_LOGGED = "not logged"


@dataclass(frozen=True, slots=True)
class TriedRow:
    """What was tried with one thing on one task."""

    other: Link
    runs: int
    configurations: int
    failed: int
    hours: str
    hours_raw: str
    metric: str
    raw: str
    mean: str
    interval: str
    best: Link | None


@dataclass(frozen=True, slots=True)
class TriedSection:
    """One algorithm or data source."""

    title: str
    rows: tuple[TriedRow, ...]


@dataclass(frozen=True, slots=True)
class TriedPage:
    """View model of ``algorithms.html`` and ``data.html``."""

    title: str
    note: str
    other: str
    empty: str
    sections: tuple[TriedSection, ...]


def algorithms_page(study: Study) -> TriedPage:
    """Return what was tried with each algorithm."""
    return TriedPage(
        title="By algorithm",
        note="What was tried with each algorithm, and the best of each.",
        other="Task",
        empty="No run yet.",
        sections=_sections(study, lambda run: [run.algorithm or NOT_LOGGED]),
    )


def data_page(study: Study) -> TriedPage:
    """Return what was tried on each data source."""
    return TriedPage(
        title="By data source",
        note="What was tried on each data source, by role and version, and the best of each.",
        other="Task",
        empty="No run yet.",
        sections=_sections(study, _sources),
    )


def _sources(run: Run) -> list[str]:
    labels = {f"{source.identity} ({source.role})" if source.role else source.identity for source in run.data}
    return sorted(labels) or [NOT_LOGGED]


def _sections(study: Study, labels: Callable[[Run], Iterable[str]]) -> tuple[TriedSection, ...]:
    members: dict[str, dict[str, list[Run]]] = {}
    for task in study.tasks:
        for run in task.task.runs:
            for label in labels(run):
                members.setdefault(label, {}).setdefault(task.task.key, []).append(run)
    by_key = {task.task.key: task for task in study.tasks}
    order = sorted(members, key=lambda label: (label == NOT_LOGGED, text.natural_key(label)))
    return tuple(
        TriedSection(label, tuple(_row(by_key[key], runs) for key, runs in sorted(members[label].items())))
        for label in order
    )


def _row(task: TaskStudy, runs: list[Run]) -> TriedRow:
    ids = {run.id for run in runs}
    best = _best(task, ids)
    hours = sum(run.duration or 0.0 for run in runs) / 3600
    return TriedRow(
        other=LINKS.task(task.task.title, task.task.slug),
        runs=len(runs),
        configurations=sum(any(run.id in ids for run in item.runs) for item in task.replicates),
        failed=sum(run.status in ("failed", "killed") for run in runs),
        hours=text.format_hours(hours),
        hours_raw=raw(hours),
        metric=f"{task.ranking.metric.name} {arrow(task.ranking.metric)}" if task.ranking else text.DASH,
        raw=raw(best.estimate.mean if best else None),
        mean=mean_text(best.estimate) if best else text.DASH,
        interval=interval(best.estimate) if best else "",
        best=LINKS.replicates(best.replicates.label, best.replicates.slug) if best else None,
    )


def _best(task: TaskStudy, ids: set[str]) -> Standing | None:
    if task.ranking is None:
        return None
    return next((s for s in task.ranking.standings if any(run.id in ids for run in s.replicates.runs)), None)
