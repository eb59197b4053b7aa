"""One series: its summary, its order by step, and fewer points that still show every extreme."""

from __future__ import annotations

import math

import numpy as np

from xreport.model import Floats, Ints, Series, Summary

_FEW = 8
_SAFE_SUM = 1e290
"""Values below this cannot overflow when up to 10^18 of them are added."""


def summarise(series: Series, tail: int = 10) -> Summary:
    """Return the summary of a series, from every raw value; of equal extremes the first one logged counts."""
    values, steps = series.values, series.steps
    n = values.size
    if n == 0:
        return Summary(0, math.nan, 0, None, None, None, None, None, None, 0)
    if n < _FEW and n <= tail:
        return _summarise_few(series, tail)
    low, high = int(values.argmin()), int(values.argmax())
    # argmin and argmax stop at a NaN and find infinities: two scalar checks spare a mask over every series.
    if not (math.isfinite(values[low]) and math.isfinite(values[high])):
        return _summarise_finite(series, tail)
    last = values[-tail:]
    smallest, largest = float(values[low]), float(values[high])
    mean = _mean(values, smallest, largest)
    return Summary(
        n=n,
        last=float(values[-1]),
        last_step=int(steps[-1]),
        minimum=smallest,
        minimum_step=int(steps[low]),
        maximum=largest,
        maximum_step=int(steps[high]),
        mean=mean,
        tail_mean=mean if last.size == n else _mean(last, smallest, largest),
        tail_n=last.size,
    )


def _summarise_few(series: Series, tail: int) -> Summary:
    """Summarise so few values that numpy would take longer to begin than Python takes to end."""
    values = series.values.tolist()
    if not all(map(math.isfinite, values)):
        return _summarise_finite(series, tail)
    smallest, largest = min(values), max(values)
    # As numpy adds them, so that a mean has the same bits whichever way it was made.
    if smallest > -_SAFE_SUM and largest < _SAFE_SUM:
        mean = min(max(_added(values) / len(values), smallest), largest)
    else:
        mean = _mean(series.values, smallest, largest)
    steps = series.steps
    return Summary(
        n=len(values),
        last=values[-1],
        last_step=int(steps[-1]),
        minimum=smallest,
        minimum_step=int(steps[values.index(smallest)]),
        maximum=largest,
        maximum_step=int(steps[values.index(largest)]),
        mean=mean,
        tail_mean=mean,
        tail_n=len(values),
    )


def _added(values: list[float]) -> float:
    total = 0.0
    for value in values:
        total += value
    return total


def _summarise_finite(series: Series, tail: int) -> Summary:
    finite = np.isfinite(series.values)
    some = summarise(Series(series.steps[finite], series.values[finite], series.times[finite]), tail)
    return Summary(
        n=series.values.size,
        last=float(series.values[-1]),
        last_step=int(series.steps[-1]),
        minimum=some.minimum,
        minimum_step=some.minimum_step,
        maximum=some.maximum,
        maximum_step=some.maximum_step,
        mean=some.mean,
        tail_mean=some.tail_mean,
        tail_n=some.tail_n,
        non_finite=series.values.size - some.n,
    )


def _mean(values: Floats, smallest: float, largest: float) -> float:
    """Mean of finite values; never outside their range, whatever the rounding, and never an overflow."""
    if smallest > -_SAFE_SUM and largest < _SAFE_SUM:
        mean = float(np.add.reduce(values)) / values.size
    else:
        mean = float(np.add.reduce(values / values.size))
    return min(max(mean, smallest), largest)


def sorted_by_step(series: Series) -> Series:
    """Return the series in the order of its steps; values at equal steps stay in the order they were logged."""
    if _is_sorted(series.steps):
        return series
    order = np.argsort(series.steps, kind="stable")
    return Series(series.steps[order], series.values[order], series.times[order])


def _is_sorted(steps: Ints) -> bool:
    return bool((steps[1:] >= steps[:-1]).all())


def decimate(steps: Ints, values: Floats, buckets: int) -> tuple[Ints, Floats]:
    """Return fewer points of a series sorted by step: per bucket (of equal width in steps) its minimum and maximum.

    The first and the last point stay, and of each bucket the first value that is not finite, so that neither a peak nor
    a divergence is lost. Short series come back as they are.
    """
    if values.size <= 2 * buckets:
        return steps, values
    bucket = _buckets(steps, buckets)
    finite = np.isfinite(values)
    keep = np.zeros(values.size, dtype=bool)
    keep[0] = keep[-1] = True
    keep[_extremes(np.flatnonzero(finite), bucket, values)] = True
    if not finite.all():
        odd = np.flatnonzero(~finite)
        keep[odd[np.unique(bucket[odd], return_index=True)[1]]] = True
    return steps[keep], values[keep]


def _buckets(steps: Ints, count: int) -> Ints:
    """Bucket number of each step, not decreasing; in floating point, as the span of int64 may not fit int64."""
    x = steps.astype(np.float64)
    span = float(x[-1]) - float(x[0])
    place = (x - x[0]) / span if span > 0 else np.arange(x.size) / x.size
    return np.minimum((place * count).astype(np.int64), count - 1)


def _extremes(places: Ints, bucket: Ints, values: Floats) -> Ints:
    """Of the places, those of the first minimum and the last maximum in every bucket; buckets do not decrease."""
    if places.size == 0:
        return places
    held, bucket = values[places], bucket[places]
    starts = np.concatenate(([0], np.flatnonzero(bucket[1:] != bucket[:-1]) + 1))
    ends = np.append(starts[1:], bucket.size)
    low = np.flatnonzero(held == np.repeat(np.minimum.reduceat(held, starts), ends - starts))
    high = np.flatnonzero(held == np.repeat(np.maximum.reduceat(held, starts), ends - starts))
    first, last = low[np.searchsorted(low, starts)], high[np.searchsorted(high, ends) - 1]
    extremes: Ints = places[np.concatenate((first, last))]
    return extremes


def sparkline(series: Series, width: float = 100, height: float = 24, points: int = 60) -> str | None:
    """Return the points of an SVG polyline (``"0,24 50,3.5 100,0"``) in a box of this size, or None below two values.

    Only finite values are drawn; extremes survive the decimation. A constant series is a line at half height.
    """
    ordered = sorted_by_step(series)
    finite = np.isfinite(ordered.values)
    steps, values = ordered.steps, ordered.values
    if not finite.all():
        steps, values = steps[finite], values[finite]
    if values.size < 2:
        return None
    steps, values = decimate(steps, values, points // 2)
    x, y = _unit(steps.astype(np.float64)), _unit(values)
    across = np.round((x if x is not None else np.linspace(0, 1, values.size)) * width, 1).tolist()
    down = np.round((1 - y if y is not None else np.full(values.size, 0.5)) * height, 1).tolist()
    return " ".join([f"{a:g},{b:g}" for a, b in zip(across, down, strict=True)])


def _unit(values: Floats) -> Floats | None:
    """Scale values to 0..1, or return None where all are equal; halved first, as a span may overflow."""
    half = values / 2
    low, high = half.min(), half.max()
    return (half - low) / (high - low) if high > low else None
