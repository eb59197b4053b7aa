"""Statistics of a few seeds: means with intervals, comparisons, and how many seeds would tell.

Student's t is used for intervals and tests, as a sample of 3 to 10 seeds is too small for resampling to say much (an
exact sign-flip test of 5 pairs cannot fall below p = 0.0625). Where t has no answer, because every value is the same,
an exact permutation test stands in.

References:
    Student (1908). The probable error of a mean. Biometrika 6(1), 1-25.
    Fisher (1935). The Design of Experiments (permutation tests). Oliver & Boyd.
    Welch (1947). The generalization of "Student's" problem when several different population variances are involved.
    Biometrika 34(1-2), 28-35.
    Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6(2),
    65-70.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

LEVEL = 0.95
ALPHA = 0.05
POWER = 0.8
FEWEST = 3
"""Fewer seeds than this in a group (or fewer pairs) are not compared."""
MOST_SEEDS = 1000
"""When more seeds than this would be needed, the difference is called too small to plan for."""
_SAME = 1e-12
"""Spreads below this share of the values are rounding, not spread."""

Method = Literal["paired t", "welch", "paired permutation", "permutation", "none"]
Scores = Mapping[Any, float] | Sequence[float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its two-sided Student interval; one value has no interval and no standard deviation."""

    n: int
    mean: float
    low: float | None
    high: float | None
    sd: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two groups differ.

    Attributes:
        difference: Mean of the first minus mean of the second; over pairs, where paired.
        low, high: Confidence interval of the difference; None where there are not enough seeds or no spread at all.
        p: Two-sided p-value; None where there are not enough seeds.
        pairs: Shared seeds compared pair by pair; 0 when unpaired.
        enough: Whether there are enough seeds to say anything.
        needed: Seeds per group (or pairs) that would tell a difference of this size, with this spread, apart with power
            0.8; None when it is already told apart, or cannot be estimated, or would take more than `MOST_SEEDS`.
    """

    n_a: int
    n_b: int
    difference: float
    low: float | None
    high: float | None
    p: float | None
    method: Method
    pairs: int
    enough: bool
    needed: int | None


def mean_ci(values: Sequence[float], level: float = LEVEL) -> Estimate:
    """Return mean and Student's confidence interval (Student 1908) of finite values.

    Raises:
        ValueError: There are no values.
    """
    n = len(values)
    mean, sd = _moments(values)
    if n == 1:
        return Estimate(1, mean, None, None, None)
    half = t_quantile(n - 1, (1 + level) / 2) * sd / math.sqrt(n)
    return Estimate(n, mean, mean - half, mean + half, sd)


def _moments(values: Sequence[float]) -> tuple[float, float]:
    """Mean and sample standard deviation; scaled by a power of two, so that nothing overflows and no digit changes."""
    if not values:
        raise ValueError("the mean of no values")
    n = len(values)
    exponent = math.frexp(max(abs(value) for value in values))[1]
    scaled = [math.ldexp(value, -exponent) for value in values]
    mean = min(max(math.fsum(scaled) / n, min(scaled)), max(scaled))
    if n == 1:
        return values[0], 0.0
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in scaled) / (n - 1))
    return math.ldexp(mean, exponent), _ldexp(spread, exponent)


def _ldexp(value: float, exponent: int) -> float:
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        return math.inf


@lru_cache(maxsize=4096)
def t_quantile(degrees: float, probability: float) -> float:
    """Return the quantile of Student's t distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, probability))


def _p_of_t(degrees: float, t: float) -> float:
    from scipy.special import stdtr

    return min(1.0, 2 * float(stdtr(degrees, -abs(t))))


def compare(a: Scores, b: Scores, level: float = LEVEL, alpha: float = ALPHA) -> Comparison:
    """Compare two groups of scores; mappings are keyed by seed, sequences have none.

    Paired when at least three seeds, and at least half of the larger group, are shared: the same seed then often means
    the same split and start, which cancels. Else Welch's test, which does not assume equal variances. Without any
    spread an exact permutation test.

    Raises:
        ValueError: A group is empty.
    """
    first, second = _values(a), _values(b)
    if not first or not second:
        raise ValueError("a comparison with an empty group")
    pairs = _pairs(a, b)
    if len(pairs) >= FEWEST and 2 * len(pairs) >= max(len(first), len(second)):
        return _compare_pairs(first, second, pairs, level, alpha)
    return _compare_groups(first, second, level, alpha)


def _values(scores: Scores) -> list[float]:
    return list(scores.values()) if isinstance(scores, Mapping) else list(scores)


def _pairs(a: Scores, b: Scores) -> list[tuple[float, float]]:
    if not (isinstance(a, Mapping) and isinstance(b, Mapping)):
        return []
    return [(value, b[key]) for key, value in a.items() if key in b]


def _compare_pairs(
    a: list[float], b: list[float], pairs: list[tuple[float, float]], level: float, alpha: float
) -> Comparison:
    n = len(pairs)
    differences = [x - y for x, y in pairs]
    mean, sd = _moments(differences)
    method: Method = "paired t"
    if sd <= _SAME * max(abs(value) for pair in pairs for value in pair):
        method, low, high = "paired permutation", None, None
        # Of the 2^n ways to flip signs, two are as extreme as n equal differences: all up, all down.
        p = 1.0 if _is_rounding(mean, [*a, *b]) else 2.0 ** (1 - n)
    else:
        half = t_quantile(n - 1, (1 + level) / 2) * sd / math.sqrt(n)
        low, high = mean - half, mean + half
        p = _p_of_t(n - 1, mean / sd * math.sqrt(n))
    needed = None if p < alpha else needed_seeds(mean, sd, paired=True, alpha=alpha)
    return Comparison(len(a), len(b), mean, low, high, p, method, n, enough=True, needed=needed)


def _compare_groups(a: list[float], b: list[float], level: float, alpha: float) -> Comparison:
    n_a, n_b = len(a), len(b)
    (mean_a, sd_a), (mean_b, sd_b) = _moments(a), _moments(b)
    difference = mean_a - mean_b
    if min(n_a, n_b) < FEWEST:
        needed = needed_seeds(difference, _pooled(n_a, sd_a, n_b, sd_b), paired=False, alpha=alpha)
        return Comparison(n_a, n_b, difference, None, None, None, "none", 0, enough=False, needed=needed)
    low: float | None
    high: float | None
    method: Method = "welch"
    if max(sd_a, sd_b) <= _SAME * max(abs(value) for value in (*a, *b)):
        method, low, high = "permutation", None, None
        # Of all ways to share out the labels only this is as extreme, and its mirror where the groups are of one size.
        p = 1.0 if _is_rounding(difference, [*a, *b]) else (2 if n_a == n_b else 1) / math.comb(n_a + n_b, n_a)
    else:
        error, degrees = _welch(n_a, sd_a, n_b, sd_b)
        half = t_quantile(degrees, (1 + level) / 2) * error
        low, high = difference - half, difference + half
        p = _p_of_t(degrees, difference / error)
    needed = None
    if p >= alpha:
        needed = needed_seeds(difference, _pooled(n_a, sd_a, n_b, sd_b), paired=False, alpha=alpha)
    return Comparison(n_a, n_b, difference, low, high, p, method, 0, enough=True, needed=needed)


def _is_rounding(difference: float, values: Sequence[float]) -> bool:
    return abs(difference) <= _SAME * max(abs(value) for value in values)


def _welch(n_a: int, sd_a: float, n_b: int, sd_b: float) -> tuple[float, float]:
    """Standard error of the difference and its degrees of freedom (Welch 1947, Satterthwaite's approximation)."""
    scale = max(sd_a, sd_b)
    part_a, part_b = (sd_a / scale) ** 2 / n_a, (sd_b / scale) ** 2 / n_b
    degrees = (part_a + part_b) ** 2 / (part_a**2 / (n_a - 1) + part_b**2 / (n_b - 1))
    return scale * math.sqrt(part_a + part_b), degrees


def _pooled(n_a: int, sd_a: float, n_b: int, sd_b: float) -> float:
    """Standard deviation of both groups together; 0 when neither has two values."""
    degrees = n_a + n_b - 2
    return math.hypot(sd_a * math.sqrt(n_a - 1), sd_b * math.sqrt(n_b - 1)) / math.sqrt(degrees) if degrees else 0.0


def needed_seeds(
    difference: float, sd: float, *, paired: bool, alpha: float = ALPHA, power: float = POWER
) -> int | None:
    """Return how many seeds per group (or pairs) tell a difference apart with this power, two-sided t test.

    ``sd`` is that of one group, or of the differences when paired. None when there is nothing to go by (no difference,
    no spread known) or more than `MOST_SEEDS` would be needed.
    """
    if not (math.isfinite(difference) and math.isfinite(sd)) or difference == 0 or sd == 0:
        return None
    effect = abs(difference) / sd
    groups = 1 if paired else 2

    def tells(n: int) -> bool:
        degrees = groups * (n - 1)
        return effect * math.sqrt(n / groups) >= t_quantile(degrees, 1 - alpha / 2) + t_quantile(degrees, power)

    if not tells(MOST_SEEDS):
        return None
    low, high = FEWEST - 1, MOST_SEEDS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tells(middle) else (middle, high)
    return high


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for their number (Holm 1979), in the order given; below alpha means rejected."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for position, place in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - position) * p_values[place]))
        adjusted[place] = largest
    return adjusted
