"""One metric of one run: its values, and their summary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Series:
    """All values of one metric in one run, in the order (attempt, start of the writer, position in the journal).

    Attributes:
        steps: int64 (n,); need be neither unique nor sorted.
        values: float64 (n,); NaN and infinities are values.
        times: float64 (n,), Unix seconds UTC; NaN where the log has none.
    """

    steps: Ints
    values: Floats
    times: Floats


@dataclass(frozen=True, slots=True)
class Summary:
    """Numbers of one series, from every raw value; extremes and means are over the finite ones.

    ``last`` is the last value logged, finite or not. ``minimum`` to ``tail_mean`` are None when no value is finite.
    ``tail_mean`` is the mean of the last ``tail_n`` finite values.
    """

    n: int
    last: float
    last_step: int
    minimum: float | None
    minimum_step: int | None
    maximum: float | None
    maximum_step: int | None
    mean: float | None
    tail_mean: float | None
    tail_n: int
    non_finite: int = 0
