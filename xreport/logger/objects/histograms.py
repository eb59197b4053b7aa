"""Histograms as fields of a record: values are counted when they are logged, and are not kept."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise

from xreport.format.limits import MOST_BINS
from xreport.logger.objects import arrays

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from xreport.logger.warnings import Warn


def describe_histogram(values: Any, counts: Any, edges: Any, bins: int, warn: Warn) -> dict[str, object]:
    """Return ``edges`` and ``counts``; of values, also how many are not finite and so in no bin.

    Raises:
        TypeError: Neither values nor counts and edges are given, or both.
        ValueError: They make no histogram.
    """
    if (values is None) == (counts is None):
        raise TypeError("log_histogram takes values, or counts and edges")
    if values is None:
        return _counted(arrays.as_floats(counts), arrays.as_floats(edges))
    if not 1 <= bins <= MOST_BINS:
        raise ValueError(f"bins={bins!r}: use 1 to {MOST_BINS}")
    made, non_finite = (
        _count_array(values, bins) if arrays.is_array(values) and arrays.numpy() else _count(values, bins)
    )
    if non_finite:
        warn("histogram", f"a histogram has {non_finite:,} values that are not finite: they are counted, and in no bin")
    return made | ({"non_finite": non_finite} if non_finite else {})


def _counted(counts: list[float], edges: list[float]) -> dict[str, object]:
    if not counts or len(edges) != len(counts) + 1:
        raise ValueError(f"{len(counts)} counts need {len(counts) + 1} edges, not {len(edges)}")
    if not all(map(math.isfinite, edges)) or any(left >= right for left, right in pairwise(edges)):
        raise ValueError("the edges of a histogram must be finite, and increase")
    if not all(math.isfinite(count) and count >= 0 for count in counts):
        raise ValueError("the counts of a histogram must be finite, and not below 0")
    several = -(-len(counts) // MOST_BINS)
    if several > 1:  # too many bins: some neighbours make one
        counts = [sum(counts[at : at + several]) for at in range(0, len(counts), several)]
        edges = [*edges[:-1:several], edges[-1]]
    return {"edges": edges, "counts": [int(count) if count.is_integer() else count for count in counts]}


def _count(values: Any, bins: int) -> tuple[dict[str, object], int]:
    numbers = arrays.as_floats(values)
    finite = [number for number in numbers if math.isfinite(number)]
    edges = _edges(min(finite), max(finite), bins) if finite else []
    _require(edges)
    counts = [0] * (len(edges) - 1)
    for number in finite:
        counts[min(bisect_right(edges, number), len(counts)) - 1] += 1
    return {"edges": edges, "counts": counts}, len(numbers) - len(finite)


def _count_array(values: Any, bins: int) -> tuple[dict[str, object], int]:
    """As `_count`, by numpy: the weights of a network are millions."""
    np = arrays.numpy()
    numbers = arrays.as_array(values).reshape(-1)
    if numbers.dtype.kind != "f" or numbers.dtype.itemsize < 4:
        numbers = numbers.astype("float64")  # of half precision, edges could not be told apart
    finite = numbers[np.isfinite(numbers)]
    edges = _edges(float(finite.min()), float(finite.max()), bins) if finite.size else []
    _require(edges)
    counts, _ = np.histogram(finite, np.asarray(edges))
    return {"edges": edges, "counts": counts.tolist()}, int(numbers.size - finite.size)


def _edges(low: float, high: float, bins: int) -> list[float]:
    """Return the edges of bins of equal width; fewer, where floats are too coarse for as many."""
    if low == high:
        half = max(abs(low) * 1e-3, 0.5)
        low, high = low - half, high + half
    inner = (low * (1 - part / bins) + high * (part / bins) for part in range(1, bins))
    return sorted({low, *(min(max(edge, low), high) for edge in inner), high})


def _require(edges: Sequence[float]) -> None:
    if not edges:
        raise ValueError("a histogram needs at least one finite value")
    if not all(map(math.isfinite, edges)):
        raise ValueError("the values of a histogram are too large")
