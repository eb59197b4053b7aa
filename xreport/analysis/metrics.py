"""Metrics: names of outputs with unit and direction, and which one is primary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from xreport.analysis.metric_names import detail_order, headline_order, infer_direction, is_goal, phase_order
from xreport.config import Config, Direction
from xreport.model import Run
from xreport.text import natural_key

__all__ = [
    "Metric",
    "infer_direction",
    "is_goal",
    "primary_metric",
    "primary_metrics",
    "raw_score",
    "resolve_metrics",
    "score",
]

_SHARED_BY_MOST = 0.8
"""Metrics of at least this share of the widest-shared one's runs count as shared by most: one run that died before its
first validation must not make the training loss primary."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What is known of a metric.

    Attributes:
        direction: Which values are better, or None when nobody said and the name does not tell: then there is no best.
        inferred: True when the direction is a guess from the name.
        primary: True when the configuration says so.
    """

    name: str
    label: str
    direction: Direction | None
    inferred: bool = False
    unit: str = ""
    primary: bool = False

    def is_better(self, value: float, than: float) -> bool:
        """Whether value is strictly better; False without a direction and for NaN."""
        return value < than if self.direction == "min" else self.direction == "max" and value > than

    def sort_key(self, value: float) -> float:
        """Key that sorts better values first."""
        return value if self.direction == "min" else -value


def resolve_metrics(runs: Iterable[Run], config: Config) -> dict[str, Metric]:
    """Return every metric that a run logged or set as a score, by name, in the order people count (acc2, acc10)."""
    names = {name for run in runs for name in (*run.series, *run.scores)}
    return {name: _metric(name, config) for name in sorted(names, key=lambda name: (natural_key(name), name))}


def _metric(name: str, config: Config) -> Metric:
    said = config.metrics.get(name)
    if said is None:
        guess = infer_direction(name)
        return Metric(name, name, guess, inferred=guess is not None)
    direction = said.direction or infer_direction(name)
    inferred = said.direction is None and direction is not None
    return Metric(name, name, direction, inferred, said.unit, said.primary)


def score(run: Run, metric: str) -> float | None:
    """Return the one number of a run that is ranked and averaged: what the user set, else the last value; or None.

    A score that is not finite ranks nowhere: it is None here, and `raw_score` tells it from one that is not logged.
    """
    value = raw_score(run, metric)
    return value if value is not None and isfinite(value) else None


def raw_score(run: Run, metric: str) -> float | None:
    """Like `score`, with NaN and infinities as they were logged; None means not logged."""
    value = run.scores.get(metric)
    if value is not None:
        return value
    summary = run.summaries.get(metric)
    return summary.last if summary is not None and summary.n else None


def primary_metrics(runs: Sequence[Run], metrics: Mapping[str, Metric], config: Config) -> tuple[Metric, ...]:
    """Return the metrics that rank these runs (those of one task), the main one first; empty when none can.

    Configured ones come in the order of the configuration, as far as one of these runs has a score for them; without a
    known direction they give no best, rather than another metric's. Else it is the one metric with a known direction
    that most finished runs share; among those that about as many share: goals before times and rates, then validation
    before test before training, then what people put into titles (mAP, accuracy, F1, AUC, R²) before losses.
    """
    counted = [run for run in runs if run.status == "finished"] or list(runs)
    shares = {name: sum(score(run, name) is not None for run in counted) for name in metrics}
    configured = [metrics[name] for name in config.metrics if shares.get(name) and metrics[name].primary]
    if configured:
        return tuple(metric for metric in configured if metric.direction)
    known = [name for name, metric in metrics.items() if metric.direction and shares[name]]
    if not known:
        return ()
    goals = [name for name in known if is_goal(name)] or known
    most = max(shares[name] for name in goals)
    candidates = [name for name in goals if shares[name] >= _SHARED_BY_MOST * most]
    return (metrics[min(candidates, key=lambda name: _preference(name, shares[name]))],)


def primary_metric(runs: Sequence[Run], metrics: Mapping[str, Metric], config: Config) -> Metric | None:
    """Return the main one of `primary_metrics`, or None."""
    return next(iter(primary_metrics(runs, metrics, config)), None)


def _preference(name: str, share: int) -> tuple[object, ...]:
    return (phase_order(name), headline_order(name), -share, detail_order(name), natural_key(name), name)
