"""What importances say in words and short numbers: the same on the page and in its data script."""

from __future__ import annotations

from typing import Literal

from xreport.analysis.importance import Importances, Interval
from xreport.analysis.metrics import Metric

Better = Literal["", "larger", "smaller", "unclear"]


def sentence(found: Importances, metric: Metric) -> str:
    """Return what the model of the params explains, or why there is none."""
    if found.why_not or found.explained is None:
        return found.why_not or "The scores of all configurations are the same."
    counted = f"{found.used} of {found.n}" if found.used < found.n else str(found.n)
    value, low, high = (
        round(100 * min(1.0, max(0.0, part)))
        for part in (found.explained.value, found.explained.low, found.explained.high)
    )
    return (
        f"A model of these params explains {value} % (95 % interval {low} … {high} %) of how {counted} configurations "
        f"rank by {metric.label}, on configurations that it had not seen. A param's importance is how much larger "
        "its squared error gets when the param's values are shuffled: 1 is the error of always guessing the mean. "
        "Wrong values mislead more than that, so it may be larger than 1, and importances do not add up."
    )


def better_when(correlation: Interval | None, metric: Metric) -> Better:
    """Return which way to turn a param, where its interval leaves no doubt."""
    if correlation is None:
        return ""
    if correlation.low <= 0 <= correlation.high:
        return "unclear"
    return "larger" if (correlation.value > 0) == (metric.direction == "max") else "smaller"


def interval_texts(interval: Interval) -> tuple[str, str]:
    """Return the value and its interval, both with two decimals."""
    return _text(interval.value), f"{_text(interval.low)} … {_text(interval.high)}"


def strength_text(strength: float) -> str:
    """Return how strongly two params vary together."""
    return f"{strength:.2f}"


def _text(value: float) -> str:
    rounded = f"{value:.2f}".replace("-", "−")
    return "0.00" if rounded == "−0.00" else rounded
