"""Results that are no curves: the scores that runs set, each with its standard error beside it where one was logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xreport import text
from xreport.analysis.error_names import Spread, spreads
from xreport.analysis.metrics import Metric
from xreport.analysis.ranking import Standing
from xreport.analysis.scores import seed_scores
from xreport.analysis.study import TaskStudy
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import Cell, Link, Links, arrow, arrow_hint, raw, spread_text

MANY: Final = 24
"""A table of more results scrolls by itself, and can be filtered."""
MOST_COLUMNS: Final = 5
"""Configurations beside each other in the table of a task."""
FEWEST: Final = 2
"""Results from which on a task has a table of them: one is in the table of configurations."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result: of a run, or of several configurations."""

    name: str
    arrow: str
    hint: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A table of results.

    Attributes:
        heads: What stands over the columns of numbers, each with its address where it has one.
        note: What the numbers after ± are; empty where there are none.
    """

    heads: tuple[Link, ...]
    rows: tuple[ResultRow, ...]
    more: str
    note: str
    many: bool


def run_results(run: Run, metrics: Mapping[str, Metric]) -> Results | None:
    """Return the scores that a run set itself; None where it set none."""
    if not run.scores:
        return None
    beside = spreads(run.scores)
    names = _own(run.scores, beside)
    values = {name: run.scores[name] for name in names}
    found = _results([Link("Value", "")], [values], [{}], metrics, _note(beside.values()))
    if not beside:
        return found
    rows = zip(names, found.rows, strict=False)
    errors = {name: run.scores[beside[name].name] for name in names if name in beside}
    return replace(
        found,
        heads=(*found.heads, Link("±", "")),
        rows=tuple(
            replace(row, cells=(*row.cells, _error_cell(row.cells[0].text, errors.get(name)))) for name, row in rows
        ),
    )


def _error_cell(value: str, error: float | None) -> Cell:
    return Cell("", "") if error is None else Cell(spread_text(value, error), raw(error))


def task_results(task: TaskStudy, metrics: Mapping[str, Metric], links: Links) -> Results | None:
    """Return the results of the best configurations of a task beside each other; None where curves say more.

    Args:
        task: A task.
        metrics: What is known of its metrics, by name.
        links: As seen from the page.
    """
    runs = task.task.runs
    names = {name for run in runs for name in run.scores}
    if task.ranking is None or any(summary.n > 1 for run in runs for summary in run.summaries.values()):
        return None
    beside = spreads(names)
    own = _own(names, beside)
    standings = task.ranking.standings[:MOST_COLUMNS]
    if len(own) < FEWEST or not standings:
        return None
    values, errors = zip(*(_of_standing(standing, own, metrics, beside) for standing in standings), strict=True)
    heads = [links.replicates(standing.replicates.label, standing.replicates.slug) for standing in standings]
    several = any(standing.estimate.n > 1 for standing in standings)
    note = " ".join(part for part in (_note(beside.values()), _SEVERAL if several else "", _first(task)) if part)
    return _results(heads, values, errors, metrics, note)


_SEVERAL: Final = "Of several seeds the mean is shown."


def _first(task: TaskStudy) -> str:
    hidden = len(task.ranking.standings) - MOST_COLUMNS if task.ranking else 0
    return f"The best {MOST_COLUMNS} of {hidden + MOST_COLUMNS:,} configurations." if hidden > 0 else ""


def _own(names: Iterable[str], beside: Mapping[str, Spread]) -> list[str]:
    spread = {one.name for one in beside.values()}
    return text.sort_natural(name for name in names if name not in spread)


def _of_standing(
    standing: Standing, names: Sequence[str], metrics: Mapping[str, Metric], beside: Mapping[str, Spread]
) -> tuple[dict[str, float], dict[str, float]]:
    """The results of a configuration: those of its run, or the means of several seeds, which have no logged error."""
    values: dict[str, float] = {}
    errors: dict[str, float] = {}
    for name in names:
        scores = [*seed_scores(standing.replicates, metrics[name]).values()]
        if scores:
            values[name] = sum(scores) / len(scores)
        if len(standing.replicates.runs) == 1 and name in beside:
            error = standing.replicates.runs[0].scores.get(beside[name].name)
            if error is not None:
                errors[name] = error
    return values, errors


def _note(found: Iterable[Spread]) -> str:
    kinds = sorted({spread.kind for spread in found})
    return f"± is the {' or the '.join(kinds)} that was logged beside the value." if kinds else ""


def _results(
    heads: Sequence[Link],
    columns: Sequence[Mapping[str, float]],
    errors: Sequence[Mapping[str, float]],
    metrics: Mapping[str, Metric],
    note: str,
) -> Results:
    names = text.sort_natural({name for column in columns for name in column})
    shown = _texts(names, columns)
    pairs = [*zip(columns, errors, strict=True)]
    return Results(
        heads=tuple(heads),
        rows=tuple(
            _row(name, metrics.get(name), [(values.get(name), own.get(name)) for values, own in pairs], shown)
            for name in names[: limits.MOST_METRICS]
        ),
        more=limits.more(names, limits.MOST_METRICS, "result", "in runs.csv"),
        note=note,
        many=len(names) > MANY,
    )


def _texts(names: Sequence[str], columns: Sequence[Mapping[str, float]]) -> dict[tuple[str, float], str]:
    """How each value is written: all of one kind (``…/acc``) with the decimals that suit them together."""
    kinds: dict[str, list[str]] = {}
    for name in names:
        kinds.setdefault(name.rpartition("/")[2], []).append(name)
    found: dict[tuple[str, float], str] = {}
    for alike in kinds.values():
        cells = [(name, column[name]) for name in alike for column in columns if name in column]
        texts = text.format_column([value for _, value in cells], apart=False)
        found.update(zip(cells, texts, strict=True))
    return found


def _row(
    name: str,
    metric: Metric | None,
    cells: Sequence[tuple[float | None, float | None]],
    shown: Mapping[tuple[str, float], str],
) -> ResultRow:
    title = limits.name(name)
    return ResultRow(
        f"{title} ({metric.unit})" if metric and metric.unit else title,
        arrow(metric),
        arrow_hint(metric),
        tuple(
            Cell(text.DASH, "") if value is None else Cell(_with_error(shown[name, value], error), raw(value))
            for value, error in cells
        ),
    )


def _with_error(shown: str, error: float | None) -> str:
    return shown if error is None else f"{shown} {spread_text(shown, error)}"
