"""Metrics: names of outputs with unit and direction, and which one is primary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from xreport.analysis.directions import infer_direction, is_goal
from xreport.analysis.hints import merge_hints
from xreport.analysis.metric_names import (
    is_system,
    is_training,
)
from xreport.model import Hint, Run, Summary
from xreport.settings import Config, Direction, MetricConfig
from xreport.text import natural_key
from xreport.text.score_rules import LAST, ScoreRule, score_rule, score_text

__all__ = [
    "Metric",
    "infer_direction",
    "is_goal",
    "is_system",
    "is_training",
    "resolve_metrics",
]

OF_EPISODES = "episode/"
"""What names of metrics begin with that have a value an episode."""


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
        score: How its series becomes the one number that is ranked.
        other_direction: Which way the other metric is better, of a score that is taken where another one was best.
        main: Whether the tool that logged it says that runs are ranked by it.
        known: Of one that was not logged but derived from others: its value of each run, by id; None for others.
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
    score: ScoreRule = LAST
    other_direction: Direction | None = None
    main: bool = False
    known: Mapping[str, float] | None = field(default=None, compare=False, repr=False)

    @property
    def source(self) -> str:
        """Where the direction is from: configured, logged, inferred, or nothing without a direction."""
        if self.direction is None:
            return ""
        return "inferred" if self.inferred else "logged" if self.logged else "configured"

    @property
    def score_text(self) -> str:
        """What its score is, in words."""
        return score_text(self.score, "episodes" if self.name.startswith(OF_EPISODES) else "values")

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
    found = {name: _metric(name, config.metrics.get(name) or _NOTHING, known.get(name) or Hint()) for name in ordered}
    for name, metric in found.items():
        if metric.score.kind == "at best" and metric.score.other in found:
            found[name] = replace(metric, other_direction=found[metric.score.other].direction)
    return found


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
        score=_score_rule(said.score, hint.score),
        main=hint.primary,
    )


def _score_rule(said: str, hint: str) -> ScoreRule:
    """What the configuration says, else what the runs said. A "tail" without a number has theirs."""
    own, logged = score_rule(said), score_rule(hint)
    if own and logged and own.kind == "tail" == logged.kind and not own.length:
        return logged
    return own or logged or LAST
