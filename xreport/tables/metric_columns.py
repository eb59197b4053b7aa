"""Columns of metrics: score, summaries of the series as far as they say something, and the curve in small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xreport.analysis.error_names import spreads
from xreport.analysis.metrics import Metric, best_of
from xreport.analysis.scoring import raw_score
from xreport.analysis.series import sparkline
from xreport.analysis.study import Study
from xreport.model import Summary
from xreport.tables.column import MANY, Column, interleaved, json_values, named_short, number_texts
from xreport.text import natural_key
from xreport.text.score_rules import LAST

SHOWN = 3
"""Primary metrics that are shown until the reader asks for more."""
MOST_METRICS = 300
"""Metrics beyond these, none of which ranks a task, are in runs.csv and on the pages of the runs."""
SPARK_POINTS = 40
SPARK_POINTS_OF_MANY = 16
"""Of a table of thousands the curves in small would be the most of what is loaded."""


def metric_columns(study: Study) -> list[Column]:
    """Return the columns of all metrics, those that rank a task first, and the sparkline of the first of them."""
    primary = primary_names(study)
    names = primary + [
        name for name in sorted(study.metrics, key=lambda name: (natural_key(name), name)) if name not in set(primary)
    ]
    beside = spreads(study.metrics)
    # What stands beside a metric has its decimals.
    owners = {spread.name: owner for owner, spread in beside.items()}
    decimals = {name: study.decimals.get(owners.get(name, name)) for name in names}
    shown = {*primary[:SHOWN]}
    columns = {
        column.key: column
        for name in named_short(names, MOST_METRICS)
        for column in _columns(study, study.metrics[name], decimals[name], shown=name in shown)
    }
    for owner, spread in beside.items():
        for part in ("score", "last"):
            key, other = f"{owner}:{part}", f"{spread.name}:{part}"
            if key in columns and other in columns:
                columns[key] = replace(columns[key], beside=other)
    return [*columns.values(), _spark(study)] if primary else [*columns.values()]


def primary_names(study: Study) -> list[str]:
    """Return the metrics that rank a task: those of the largest tasks first."""
    tasks = sorted(study.tasks, key=lambda task: (-len(task.task.runs), task.task.key))
    return interleaved([[ranking.metric.name for ranking in task.rankings] for task in tasks])


def _columns(study: Study, metric: Metric, decimals: int | None, *, shown: bool) -> Iterator[Column]:
    runs = study.collection.runs
    summaries = [run.summaries.get(metric.name) for run in runs]
    logged = any(summary is not None and summary.n for summary in summaries)
    # A score that the user set, or that is none of the summaries, stands beside the curve; else it is the last value.
    if metric.known is not None or metric.score != LAST or any(metric.name in run.scores for run in runs):
        score = _number(metric, "score", [raw_score(run, metric) for run in runs], decimals, shown=shown)
        yield score if metric.score == LAST else replace(score, label=f"{metric.label} {metric.score_text}")
        shown_last = False
    else:
        shown_last = shown
    if not logged:
        return
    last = [s.last if s is not None and s.n else None for s in summaries]
    yield _number(metric, "last", last, decimals, shown=shown_last)
    if metric.direction is not None:
        best = [best_of(s, metric) for s in summaries]
        yield _number(metric, "best", [value for value, _ in best], decimals, shown=shown)
        yield _steps(metric, "best_step", "best at step", [step for _, step in best])
    yield from _rest(metric, summaries, decimals)


def _rest(metric: Metric, summaries: Sequence[Summary | None], decimals: int | None) -> Iterator[Column]:
    """Summaries that are hidden until asked for; of single values they would say nothing."""
    logged = [s if s is not None and s.n else None for s in summaries]
    longest = max((s.n for s in logged if s is not None), default=0)
    if longest < 2:
        return
    size = max(s.tail_n for s in logged if s is not None)
    if size > 1:
        tails = [s.tail_mean if s is not None else None for s in logged]
        label = f"{metric.label} mean of last {size}"
        yield replace(_number(metric, "tail", tails, decimals, shown=False), label=label)
    # The extreme of the better side is the best.
    if metric.direction != "min":
        least = [s.minimum if s is not None else None for s in logged]
        yield _number(metric, "min", least, decimals, shown=False)
    if metric.direction != "max":
        most = [s.maximum if s is not None else None for s in logged]
        yield _number(metric, "max", most, decimals, shown=False)
    yield _steps(metric, "n", "values", [s.n if s is not None else None for s in logged])


def _steps(metric: Metric, part: str, word: str, values: Sequence[int | None]) -> Column:
    """Counts and steps: without the unit and the direction of the metric."""
    label = f"{metric.label} {word}"
    return Column(f"{metric.name}:{part}", label, "Metrics", "number", values, number_texts(values), shown=False)


def _number(metric: Metric, part: str, values: Sequence[float | None], decimals: int | None, *, shown: bool) -> Column:
    return Column(
        f"{metric.name}:{part}",
        f"{metric.label} {part}",
        "Metrics",
        "number",
        json_values(values),
        number_texts(values, decimals),
        metric.unit,
        metric.direction,
        shown,
    )


def _spark(study: Study) -> Column:
    """The curve of the primary metric of each run's task."""
    values = []
    points = SPARK_POINTS if len(study.collection.runs) <= MANY else SPARK_POINTS_OF_MANY
    for run in study.collection.runs:
        ranking = study.task_of[run.id].ranking
        series = run.curve(ranking.metric.name) if ranking else None
        values.append(None if series is None else sparkline(series, points=points))
    return Column("spark", "curve", "Metrics", "spark", values)
