"""All columns of the runs table: raw values to sort and filter by, and the texts that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xreport import text
from xreport.analysis.replicates import seed_of
from xreport.analysis.study import Study
from xreport.analysis.tasks import data_names
from xreport.model import Run
from xreport.tables.column import Column, cell_texts, json_values, say_themselves, text_column
from xreport.tables.metric_columns import metric_columns
from xreport.tables.param_columns import output_columns, param_columns

__all__ = ["Column", "build_columns"]

RARE = 0.05
"""Share of runs below which a column is hidden until asked for."""


def build_columns(study: Study) -> list[Column]:
    """Return the columns of the runs table, over the runs in the order of the collection.

    First what names a run, then how it did, then what varies among runs, then the rest.
    """
    runs = study.collection.runs
    params = [_unless_rare(column) for column in param_columns(study)]
    metrics = [_unless_rare(column) for column in metric_columns(study)]
    return [
        *_identity(study, runs),
        *metrics,
        *(column for column in params if column.shown),
        *_circumstances(study, runs),
        *(column for column in params if not column.shown),
        *output_columns(runs),
    ]


def _unless_rare(column: Column) -> Column:
    """Hide what hardly any run has: it is offered, but a column of dashes tells nothing."""
    given = sum(value is not None for value in column.values)
    return replace(column, shown=False) if column.shown and given < RARE * len(column.values) else column


def _identity(study: Study, runs: Sequence[Run]) -> list[Column]:
    tasks = [study.task_of[run.id].task.title for run in runs]
    projects = [run.project for run in runs]
    several_tasks = len(set(tasks)) > 1
    # The title of a task begins with its project: one of the two columns is enough.
    return [
        Column("name", "name", "Run", "link", cell_texts([run.name for run in runs])),
        Column("status", "status", "Run", "status", [run.status for run in runs]),
        text_column("task", "task", tasks, shown=several_tasks),
        text_column("project", "project", projects, shown=False),
        text_column("algorithm", "algorithm", [run.algorithm for run in runs]),
        text_column("group", "group", [run.group for run in runs]),
        _whole("seed", [seed_of(run) for run in runs]),
    ]


def _circumstances(study: Study, runs: Sequence[Run]) -> list[Column]:
    fingerprints = [study.replicates_of[run.id] for run in runs]
    return [
        Column("tags", "tags", "Run", "tags", [run.tags or None for run in runs], shown=any(run.tags for run in runs)),
        _moment("started", [run.started for run in runs]),
        _duration("duration", [run.duration for run in runs]),
        text_column("owner", "owner", [run.owner for run in runs]),
        text_column("data", "data", [" + ".join(data_names(run)) for run in runs], group="Data", shown=False),
        text_column("configuration", "configuration", [item.label for item in fingerprints], shown=False),
        text_column("error", "error", [run.error for run in runs], shown=False),
        text_column("fingerprint", "fingerprint", [item.fingerprint for item in fingerprints], shown=False),
        text_column("id", "id", [run.id for run in runs], shown=False),
    ]


def _whole(key: str, values: Sequence[int | None]) -> Column:
    known = any(value is not None for value in values)
    raw = [None if value is None else value if abs(value) < 2**53 else str(value) for value in values]
    texts = [text.DASH if value is None else str(value) for value in values]
    return Column(key, key, "Run", "number", raw, None if say_themselves(values) else texts, shown=known)


def _moment(key: str, values: Sequence[float | None]) -> Column:
    known = any(value is not None for value in values)
    return Column(
        key, key, "Run", "time", json_values(values), [text.format_time(value) for value in values], shown=known
    )


def _duration(key: str, values: Sequence[float | None]) -> Column:
    known = any(value is not None for value in values)
    texts = [text.format_duration(value) for value in values]
    return Column(key, key, "Run", "duration", json_values(values), texts, shown=known)
