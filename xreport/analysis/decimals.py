"""Decimals of metrics: all summaries of one are printed with the same, so that equal numbers look equal everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xreport.analysis.metrics import Metric
from xreport.analysis.scoring import raw_score
from xreport.model import Run
from xreport.text import column_decimals

MOST_TOLD_APART: Final = 1_000
"""Of more runs two will always look alike; all digits would tell them apart, and hide what matters."""


def metric_decimals(metrics: Mapping[str, Metric], runs: Sequence[Run]) -> dict[str, int | None]:
    """Return the decimals of each metric; None where its values are too small or too large for decimals."""
    apart = len(runs) <= MOST_TOLD_APART
    return {name: column_decimals(_columns(metric, runs), apart=apart) for name, metric in metrics.items()}


def _columns(metric: Metric, runs: Sequence[Run]) -> list[list[float | None]]:
    """Score, last, least, greatest and mean of the last values; of single values they are the same."""
    scores = [raw_score(run, metric) for run in runs]
    summaries = [s for run in runs if (s := run.summaries.get(metric.name)) is not None and s.n]
    if max((s.n for s in summaries), default=0) < 2:
        return [scores]
    found = [(s.last, s.minimum, s.maximum, s.tail_mean) for s in summaries]
    return [scores, *map(list, zip(*found, strict=True))]
