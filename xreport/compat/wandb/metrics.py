"""What W&B's words say that a metric is like."""

from __future__ import annotations

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from xreport.logger.warnings import Warn

SCORES = ("min", "max", "best", "mean", "last")
"""W&B's summaries that are scores here; of several the first of these counts."""
DIRECTIONS = {"minimize": "min", "maximize": "max", "min": "min", "max": "max"}
"""W&B's words for what is better."""
_METRIC_WORDS = frozenset(("hidden", "overwrite", "step_metric", "step_sync", "summary"))


def score_words(summary: object) -> str:
    """Return the score that W&B's ``summary`` says, which may be several with commas; ``""`` for none."""
    said = {word.strip() for word in str(summary or "").split(",")}
    return "" if {"min", "max"} <= said else next((word for word in SCORES if word in said), "")


def metric_words(
    direction: Any, goal: object, step: str, foreign: Mapping[str, Any], warn: Warn
) -> tuple[Any, Any, str]:
    """Return direction, goal and step of a metric, where W&B's words may say them.

    Raises:
        TypeError: There is a word that W&B does not know either.
    """
    if unknown := foreign.keys() - _METRIC_WORDS:
        raise TypeError(f"define_metric() has no argument {min(unknown)!r}")
    if isinstance(goal, str) and goal in DIRECTIONS:
        direction, goal = direction or DIRECTIONS[goal], None
    direction = direction or DIRECTIONS.get(str(foreign.get("summary")))
    over = foreign.get("step_metric")
    if isinstance(over, bool):  # what `Run.define_metric` returns, where W&B returns the metric
        warn("step_metric", "define_metric(step_metric=...): write the name of the metric; it is ignored")
        over = None
    return direction, goal, step or str(getattr(over, "name", over) or "")
