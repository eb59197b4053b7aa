"""Metrics: names of outputs with unit and direction, and which one is primary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from xreport.analysis.directions import infer_direction, is_goal
from xreport.analysis.hints import merge_hints
from xreport.analysis.metric_names import (
    detail_order,
    headline_order,
    is_system,
    is_training,
    phase_order,
)
from xreport.model import Hint, Run, Summary
from xreport.settings import Config, Direction, MetricConfig
from xreport.text import natural_key

__all__ = [
    "Metric",
    "infer_direction",
    "is_goal",
    "is_system",
    "is_training",
    "primary_metric",
    "primary_metrics",
    "raw_score",
    "resolve_metrics",
    "score",
]

_SHARED_BY_MOST = 0.8
"""Metrics of at least this share of the widest-shared one's runs count as shared by most: one run that died before its
first validation must not make the training loss primary."""
_SHARED_BY_HALF = 0.5
"""What was not measured on training data ranks from this share on: fewer runs that were validated say more than all
that were only trained."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What is known of a metric.

    Attributes:
        direction: Which values are better, or None when nobody said and the name does not tell: then there is no best.
        inferred: True when the direction is a guess from the name.
        primary: True when the configuration says so.
        logged: True when the direction is what the runs themselves said.
        goal: The value to be reached, as the runs said.
        step_metric: The metric that the runs said to draw it over, instead of the step.
    """

    name: str
    label: str
    direction: Direction | None
    inferred: bool = False
    unit: str = ""
    primary: bool = False
    logged: bool = False
    goal: float | None = None
    step_metric: str = ""

    @property
    def source(self) -> str:
        """Where the direction is from: configured, logged, inferred, or nothing without a direction."""
        if self.direction is None:
            return ""
        return "inferred" if self.inferred else "logged" if self.logged else "configured"

    def reached(self, value: float) -> bool | None:
        """Whether a value reaches the goal; None without a goal, and where no direction is known."""
        if self.goal is None or self.direction is None:
            return None
        return value <= self.goal if self.direction == "min" else value >= self.goal

    def is_better(self, value: float, than: float) -> bool:
        """Whether value is strictly better; False without a direction and for NaN."""
        return value < than if self.direction == "min" else self.direction == "max" and value > than

    def sort_key(self, value: float) -> float:
        """Key that sorts better values first."""
        return value if self.direction == "min" else -value


def best_of(summary: Summary | None, metric: Metric | None) -> tuple[float | None, int | None]:
    """Return the best finite value over the steps and its step; None where no direction is known."""
    if summary is None or metric is None or metric.direction is None:
        return None, None
    if metric.direction == "min":
        return summary.minimum, summary.minimum_step
    return summary.maximum, summary.maximum_step


def resolve_metrics(runs: Sequence[Run], config: Config, hints: Mapping[str, Hint] | None = None) -> dict[str, Metric]:
    """Return every metric that a run logged or set as a score, by name, in the order people count (acc2, acc10).

    The configuration wins over what the runs said of their metrics, and that over what the name tells.

    Args:
        runs: All runs.
        config: Directions and units.
        hints: What `merge_hints` found, where that is known already.
    """
    known = merge_hints(runs, config)[0] if hints is None else hints
    names = {name for run in runs for name in (*run.series, *run.scores)}
    ordered = sorted(names, key=lambda name: (natural_key(name), name))
    return {name: _metric(name, config.metrics.get(name) or _NOTHING, known.get(name) or Hint()) for name in ordered}


_NOTHING = MetricConfig()


def _metric(name: str, said: MetricConfig, hint: Hint) -> Metric:
    guess = None if is_system(name) else infer_direction(name)
    direction = said.direction or hint.direction or guess
    return Metric(
        name,
        name,
        direction,
        inferred=direction is not None and not (said.direction or hint.direction),
        unit=said.unit or hint.unit,
        primary=said.primary,
        logged=said.direction is None and hint.direction is not None,
        goal=hint.goal,
        step_metric=hint.step_metric,
    )


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
    before test before training, then what people put into titles (mAP, accuracy, F1, AUC, R²) before losses. One of
    training counts only where no other goal is shared by half as many runs.
    """
    counted = [run for run in runs if run.status == "finished"] or list(runs)
    shares = {name: sum(score(run, name) is not None for run in counted) for name in metrics if not is_system(name)}
    configured = [metrics[name] for name in config.metrics if shares.get(name) and metrics[name].primary]
    if configured:
        return tuple(metric for metric in configured if metric.direction)
    known = [name for name, metric in metrics.items() if metric.direction and shares.get(name)]
    if not known:
        return ()
    goals = [name for name in known if is_goal(name)] or known
    most = max(shares[name] for name in goals)
    candidates = [name for name in goals if shares[name] >= _SHARED_BY_MOST * most]
    if all(map(is_training, candidates)):
        candidates += [name for name in goals if not is_training(name) and shares[name] >= _SHARED_BY_HALF * most]
    return (metrics[min(candidates, key=lambda name: _preference(name, shares[name]))],)


def primary_metric(runs: Sequence[Run], metrics: Mapping[str, Metric], config: Config) -> Metric | None:
    """Return the main one of `primary_metrics`, or None."""
    return next(iter(primary_metrics(runs, metrics, config)), None)


def _preference(name: str, share: int) -> tuple[object, ...]:
    return (phase_order(name), headline_order(name), -share, detail_order(name), natural_key(name), name)
