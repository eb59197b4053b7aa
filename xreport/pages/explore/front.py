"""The trade-off of a task's two first metrics, as a page without scripts says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xreport import text
from xreport.analysis.metrics import Metric
from xreport.analysis.pareto import pareto_front
from xreport.analysis.scores import counts
from xreport.analysis.scoring import raw_score
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages.links import Link, Links
from xreport.tables.metric_columns import primary_names
from xreport.text import natural_key

LINKS = Links()
MOST_ROWS: Final = 20
PARTS: Final = ("train", "val", "valid", "validation", "test")


@dataclass(frozen=True, slots=True)
class FrontRow:
    """A run of the front with both of its scores."""

    link: Link
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class FrontView:
    """Runs that no other run beats in one metric without being worse in the other; the best in ``first`` come first."""

    first: Metric
    second: Metric
    rows: tuple[FrontRow, ...]
    more: str


def front_view(study: Study, task: TaskStudy) -> FrontView | None:
    """Return the front of the main metric and the next that is not the same on other data; None without a second."""
    first = task.rankings[0].metric
    for second in _others(study, task, first):
        runs = [run for run in task.task.runs if all(counts(run, metric) for metric in (first, second))]
        found = _front(runs, first, second)
        if found:
            return _view(found, first, second)
    return None


def _others(study: Study, task: TaskStudy, first: Metric) -> Iterator[Metric]:
    """Metrics whose good direction is known: those that rank the task too, then the rest as the runs table has them."""
    ranked = [ranking.metric for ranking in task.rankings[1:]]
    logged = {name for run in task.task.runs for name in (*run.scores, *run.summaries)} & study.metrics.keys()
    primary = [name for name in primary_names(study) if name in logged]
    rest = sorted(logged, key=lambda name: (natural_key(name), name))
    known = (study.metrics[name] for name in (*primary, *rest))
    for metric in dict.fromkeys([*ranked, *known]):
        if metric.direction is not None and _stem(metric.name) != _stem(first.name):
            yield metric


def _stem(name: str) -> str:
    """What a metric measures, on whatever data: a trade-off of training and validation accuracy says nothing."""
    part, mark, rest = name.partition("/") if "/" in name else name.partition("_")
    return rest if mark and part in PARTS else name


def _front(runs: list[Run], first: Metric, second: Metric) -> list[Run]:
    if first.direction is None or second.direction is None:
        return []
    x, y = ([_score(run, metric) for run in runs] for metric in (first, second))
    return [runs[place] for place in pareto_front(x, y, (first.direction, second.direction))]


def _score(run: Run, metric: Metric) -> float:
    value = raw_score(run, metric)
    return float("nan") if value is None else value


def _view(found: list[Run], first: Metric, second: Metric) -> FrontView:
    shown = found[:MOST_ROWS]
    columns = [text.format_column([_score(run, metric) for run in shown]) for metric in (first, second)]
    hidden = len(found) - len(shown)
    return FrontView(
        first=first,
        second=second,
        rows=tuple(FrontRow(LINKS.run(run), *pair) for run, *pair in zip(shown, *columns, strict=True)),
        more=f"and {text.plural(hidden, 'more run')}" if hidden > 0 else "",
    )
