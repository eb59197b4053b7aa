"""Bands: the mean curve of replicates with its interval."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from xreport.analysis.stats import LEVEL, t_quantile
from xreport.model import Floats, Ints, Series

_HUGE = 1e280
_MOST = 4_000_000
"""Values that are read at most, if the runs did not log more."""

Points = tuple[Ints, Floats]


@dataclass(frozen=True, slots=True)
class Band:
    """Mean of several series per step, with Student's interval; NaN where one value gives none.

    ``n`` says how many seeds the mean is over, as it may change from step to step.
    """

    steps: Ints
    mean: Floats
    low: Floats
    high: Floats
    n: Ints


def band(series: Sequence[Series], seeds: Sequence[Hashable] | None = None, level: float = LEVEL) -> Band:
    """Return the band of series over the union of their steps.

    Each is read on the straight line between its own points, never beyond its ends nor across a value that is not
    finite: one that logs less often than others stays in their mean, and ``n`` changes where one begins, ends or
    diverges. Of several values at one step the last one logged counts. Where runs share so few steps that reading all
    of them everywhere would be far more than they logged, an even choice of the steps is kept, with both ends.

    Args:
        series: Of one metric, one per run.
        seeds: What each is a repeat of, as `seed_key` tells: as with scores, repeats are averaged first and count once.
        level: Of the interval.
    """
    logged = [_last_per_step(one) for one in series]
    every = _union([steps for steps, _ in logged])
    repeats: dict[Hashable, list[Points]] = {}
    for seed, one in zip(range(len(series)) if seeds is None else seeds, logged, strict=True):
        points = _read(one, every)
        if points[0].size:
            repeats.setdefault(seed, []).append(points)
    if not repeats:
        none, empty = np.zeros(0, np.int64), np.zeros(0)
        return Band(none, empty, empty, empty, none)
    steps, values, place, n = _joined([_mean_curve(parts) for parts in repeats.values()])
    mean = _means(values, place, n)
    half = _half_widths(values - mean[place], place, n, level)
    return Band(steps, mean, mean - half, mean + half, n)


def _mean_curve(parts: Sequence[Points]) -> Points:
    """The mean of repeats at each step that one of them has at least."""
    if len(parts) == 1:
        return parts[0]
    steps, values, place, n = _joined(parts)
    return steps, _means(values, place, n)


def _joined(parts: Sequence[Points]) -> tuple[Ints, Floats, Ints, Ints]:
    """Return all steps, all values, where among the steps each value lies, and how many lie at each step."""
    every = np.concatenate([steps for steps, _ in parts])
    steps, place = np.unique(every, return_inverse=True)
    n: Ints = np.bincount(place, minlength=steps.size).astype(np.int64)
    return steps, np.concatenate([values for _, values in parts]), place, n


def _means(values: Floats, place: Ints, n: Ints) -> Floats:
    """Mean per step, in two passes: the second takes out the rounding of the first (three times 0.1 is 0.1)."""
    # A power of two changes no digit; it keeps the sum of huge values finite.
    scale = 1.0 if np.abs(values).max() < _HUGE else 2.0**-64
    rough: Floats = np.bincount(place, weights=values * scale, minlength=n.size) / n
    rest = np.bincount(place, weights=values * scale - rough[place], minlength=n.size) / n
    means: Floats = (rough + rest) / scale
    return means


def _last_per_step(series: Series) -> Points:
    steps, places = np.unique(series.steps[::-1], return_index=True)
    return steps, series.values[::-1][places]


def _union(steps: Sequence[Ints]) -> Ints:
    """All steps in order; of too many an even choice."""
    if not steps:
        return np.zeros(0, np.int64)
    every = np.unique(np.concatenate(steps))
    room = max(2, max(_MOST, 2 * sum(one.size for one in steps)) // len(steps))
    if every.size <= room:
        return every
    return every[np.round(np.linspace(0, every.size - 1, room)).astype(np.int64)]


def _read(points: Points, every: Ints) -> Points:
    """Read a curve at those steps that lie between its ends, where it is finite."""
    steps, values = points
    if not steps.size:
        return points
    at = every[np.searchsorted(every, steps[0]) : np.searchsorted(every, steps[-1], side="right")]
    right = np.searchsorted(steps, at)  # the first point that is not before the place
    left = np.maximum(right - 1, 0)
    with np.errstate(all="ignore"):  # NaN and infinite values are dropped below; differences of huge ones may overflow
        share = (at - steps[left]) / np.maximum(steps[right] - steps[left], 1)
        between = values[left] + (values[right] - values[left]) * share
    found = np.where(steps[right] == at, values[right], between)  # as logged, to the last bit
    finite = np.isfinite(found)
    return at[finite], found[finite]


@np.errstate(over="ignore", invalid="ignore")  # the band of huge values is infinite, or none
def _half_widths(deviations: Floats, place: Ints, n: Ints, level: float) -> Floats:
    scale = float(np.abs(deviations).max()) or 1.0
    squares = np.bincount(place, weights=(deviations / scale) ** 2, minlength=n.size)
    half = np.full(n.size, np.nan)
    for count in np.unique(n[n > 1]).tolist():
        at = n == count
        quantile = t_quantile(count - 1, (1 + level) / 2)
        half[at] = quantile * scale * np.sqrt(squares[at] / (count - 1) / count)
    return half
