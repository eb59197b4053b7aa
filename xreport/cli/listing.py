"""Runs as rows: a table on a terminal, tab-separated lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from xreport.cli.printable import printable
from xreport.text import DASH, format_duration, format_number, format_time, plural

if TYPE_CHECKING:
    from xreport.analysis.metrics import Metric
    from xreport.analysis.tasks import Task
    from xreport.model import Collection, Run
    from xreport.settings import Config

COLORS = {"finished": "green", "failed": "red", "killed": "red", "running": "cyan", "stalled": "yellow"}


class Row(NamedTuple):
    """One run; the status first, which is what people filter by."""

    status: str
    id: str
    name: str
    project: str
    task: str
    started: str
    duration: str
    metric: str
    score: str
    best: str
    project_from: str = ""
    task_from: str = ""


WHY = ("project_from", "task_from")
"""Columns that say why a run is of its project and task: only for those who ask."""
EXPLAINED = ("name", "project", "project_from", "task", "task_from")
"""The columns of their table."""


def rows(collection: Collection, config: Config) -> list[Row]:
    """Return a row for every run, the newest last."""
    from xreport.analysis.isolate import isolate

    return isolate(collection, lambda found: list(_rows(found, config)))


def _rows(collection: Collection, config: Config) -> Iterator[Row]:
    from xreport.analysis.metrics import resolve_metrics
    from xreport.analysis.tasks import group_tasks
    from xreport.analysis.units import in_one_unit

    runs = in_one_unit(collection.runs, config)
    metrics = resolve_metrics(runs, config)
    tasks = {run.id: task for task in group_tasks(runs, config, metrics) for run in task.runs}
    for run in sorted(runs, key=lambda run: (run.started or 0.0, run.id)):
        yield _row(run, tasks[run.id], config)


def _row(run: Run, task: Task, config: Config) -> Row:
    from xreport.analysis.tasks import why_task

    metric = task.primary
    fields = (run.id, run.name, run.project, task.title, format_time(run.started), format_duration(run.duration))
    shown = (
        (metric.name, format_number_or_dash(score_of(run, metric)), best_text(run, metric)) if metric else (DASH,) * 3
    )
    why = (run.placement.project_why, why_task(run, config))
    return Row(run.status, *(printable(field, limit=100) for field in (*fields, *shown, *why)))


def score_of(run: Run, metric: Metric) -> float | None:
    """Return the score as it was logged, finite or not."""
    from xreport.analysis.scoring import raw_score

    return raw_score(run, metric)


def best_text(run: Run, metric: Metric) -> str:
    """Return the best value over all steps."""
    from xreport.analysis.metrics import best_of

    return format_number_or_dash(best_of(run.summaries.get(metric.name), metric)[0])


def format_number_or_dash(value: float | None) -> str:
    """Return a number, or the sign for "not logged"."""
    return DASH if value is None else format_number(value)


def print_lines(collection: Collection, config: Config, *, why: bool = False) -> None:
    """Print a header and one tab-separated line a run; with ``why`` also what its project and task come from."""
    shown = Row._fields if why else _PLAIN
    click.echo("\t".join(shown))
    for row in rows(collection, config):
        click.echo("\t".join(getattr(row, field) for field in shown))


_PLAIN = [field for field in Row._fields if field not in WHY]
DISPENSABLE = ("duration", "started", "project", "best", "id", "task")
"""Columns that a narrow terminal does without, in this order."""
_GAP = 3


def print_table(collection: Collection, config: Config, *, why: bool = False) -> None:
    """Print a table that fits the terminal; with ``why`` also what projects and tasks come from."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    found = list(rows(collection, config))
    fields = EXPLAINED if why else fitting(found, console.width)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for field in fields:
        numeric = field in ("duration", "score", "best")
        shrinks = field in ("id", "name", "task", "metric") and not why
        table.add_column(
            field, justify="right" if numeric else "left", overflow="ellipsis" if shrinks else "fold", no_wrap=shrinks
        )
    for row in found:
        # Text, not str: square brackets in a name are no markup.
        cells = [Text(getattr(row, field)) for field in fields]
        if not why:
            cells[0].stylize(COLORS[row.status])
        table.add_row(*cells)
    console.print(table)
    issues = f", {plural(len(collection.issues), 'issue')} in the input" if collection.issues else ""
    console.print(Text(f"{plural(len(found), 'run')}{issues}"))


def fitting(found: Sequence[Row], width: int) -> list[str]:
    """Return the columns that fit side by side."""
    fields = list(_PLAIN)
    widths = {field: max(len(getattr(row, field)) for row in (*found, Row(*Row._fields))) + _GAP for field in fields}
    for field in DISPENSABLE:
        if sum(widths[field] for field in fields) > width:
            fields.remove(field)
    return fields
