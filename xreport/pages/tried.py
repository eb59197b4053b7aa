"""What was tried, by algorithm and by data source, and the best of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xreport import text
from xreport.analysis.ranking import Standing
from xreport.analysis.study import Study, TaskStudy, by_weight
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import Link, Links, estimate_columns, interval, mean_text, metric_title, raw

LINKS = Links()
NOT_LOGGED = "not logged"

Members = dict[str, dict[str, list[Run]]]
"""Runs by what they used (an algorithm, a data source) and by the key of their task."""


@dataclass(frozen=True, slots=True)
class TriedRow:
    """What was tried with one thing on one task."""

    label: str
    task: Link
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
class BestHead:
    """The head of a column of best values: a task, and the metric that counts there."""

    task: Link
    metric: str


@dataclass(frozen=True, slots=True)
class BestCell:
    """The best of one thing on one task; no ``href`` where it has no score there, or was not tried."""

    href: str
    raw: str
    mean: str
    interval: str
    leads: bool


@dataclass(frozen=True, slots=True)
class BestRow:
    """The best of one thing on every task."""

    label: str
    cells: tuple[BestCell, ...]


@dataclass(frozen=True, slots=True)
class TriedPage:
    """View model of ``algorithms.html`` and ``data.html``."""

    title: str
    note: str
    kind: str
    heads: tuple[BestHead, ...]
    best: tuple[BestRow, ...]
    best_more: str
    rows: tuple[TriedRow, ...]
    more: str


def algorithms_page(study: Study) -> TriedPage:
    """Return what was tried with each algorithm, and the best of each on every task."""
    members = _members(study, lambda run: [run.algorithm or NOT_LOGGED])
    heads, best, best_more = _matrix(by_weight(study), members)
    rows, more = _rows(study, members)
    return TriedPage(
        title="By algorithm",
        note="The best configuration of each algorithm on each task: mean of its replicates with its 95 % CI.",
        kind="Algorithm",
        heads=heads,
        best=best,
        best_more=best_more,
        rows=rows,
        more=more,
    )


def data_page(study: Study) -> TriedPage:
    """Return what was tried on each data source."""
    rows, more = _rows(study, _members(study, _sources))
    return TriedPage(
        title="By data source",
        note="What was tried on each data source, by version and role, and the best of each: mean of its replicates "
        "and 95 % confidence interval.",
        kind="Data source",
        heads=(),
        best=(),
        best_more="",
        rows=rows,
        more=more,
    )


def _sources(run: Run) -> list[str]:
    labels = {f"{source.identity} ({source.role})" if source.role else source.identity for source in run.data}
    return sorted(labels) or [NOT_LOGGED]


def _members(study: Study, labels: Callable[[Run], Iterable[str]]) -> Members:
    """The runs by label and task, labels in natural order, what has none last."""
    members: Members = {}
    for task in study.tasks:
        for run in task.task.runs:
            for label in labels(run):
                members.setdefault(label, {}).setdefault(task.task.key, []).append(run)
    order = sorted(members, key=lambda label: (label == NOT_LOGGED, text.natural_key(label)))
    return {label: members[label] for label in order}


def _matrix(tasks: Sequence[TaskStudy], members: Members) -> tuple[tuple[BestHead, ...], tuple[BestRow, ...], str]:
    """The best of each label on each task; nothing where there are not two of each to look across."""
    tasks = [task for task in tasks if task.ranking and task.ranking.standings]
    if len(tasks) < 2 or len(members) < 2:
        return (), (), ""
    left_out = (
        limits.more(tasks, limits.MOST_TASKS, "task"),
        limits.more([*members], limits.MOST_LABELS, "row"),
    )
    tasks = tasks[: limits.MOST_TASKS]
    members = dict([*members.items()][: limits.MOST_LABELS])
    columns = [_column(task, members) for task in tasks]
    heads = tuple(BestHead(LINKS.task(task.task.title, task.task.slug), _metric(task)) for task in tasks)
    rows = zip(members, zip(*columns, strict=True), strict=True)
    more = ", ".join(part for part in left_out if part)
    return heads, tuple(BestRow(limits.name(label), cells) for label, cells in rows), more


def _column(task: TaskStudy, members: Members) -> list[BestCell]:
    standings = [_best(task, {run.id for run in runs.get(task.task.key, ())}) for runs in members.values()]
    shown = estimate_columns([standing.estimate if standing else None for standing in standings])
    return [
        BestCell(
            LINKS.replicates("", standing.replicates.slug).href,
            raw(standing.estimate.mean),
            mean,
            spread,
            standing.tied,
        )
        if standing
        else BestCell("", "", text.DASH, "", leads=False)
        for standing, (mean, spread) in zip(standings, shown, strict=True)
    ]


def _rows(study: Study, members: Members) -> tuple[tuple[TriedRow, ...], str]:
    """The rows that a page shows, and how many it leaves out."""
    tasks = {task.task.key: task for task in study.tasks}
    pairs = [(label, key, runs) for label, by_task in members.items() for key, runs in sorted(by_task.items())]
    shown = tuple(_row(label, tasks[key], runs) for label, key, runs in pairs[: limits.MOST_TRIED])
    return shown, limits.more(pairs, limits.MOST_TRIED, "row", "in the table of runs")


def _row(label: str, task: TaskStudy, runs: list[Run]) -> TriedRow:
    ids = {run.id for run in runs}
    best = _best(task, ids)
    hours = sum(run.duration or 0.0 for run in runs) / 3600
    return TriedRow(
        label=limits.name(label),
        task=LINKS.task(task.task.title, task.task.slug),
        runs=len(runs),
        configurations=sum(any(run.id in ids for run in item.runs) for item in task.replicates),
        failed=sum(run.status in ("failed", "killed") for run in runs),
        hours=text.format_hours(hours) if hours else text.DASH,
        hours_raw=raw(hours),
        metric=_metric(task) or text.DASH,
        raw=raw(best.estimate.mean if best else None),
        mean=mean_text(best.estimate) if best else text.DASH,
        interval=interval(best.estimate) if best else "",
        best=LINKS.replicates(best.replicates.label, best.replicates.slug) if best else None,
    )


def _metric(task: TaskStudy) -> str:
    return metric_title(task.ranking.metric) if task.ranking else ""


def _best(task: TaskStudy, ids: set[str]) -> Standing | None:
    if task.ranking is None:
        return None
    return next((s for s in task.ranking.standings if any(run.id in ids for run in s.replicates.runs)), None)
