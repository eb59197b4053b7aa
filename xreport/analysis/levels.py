"""Params as levels: which configurations have a param, and which of its values each has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xreport.format.records import Scalar

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Levels:
    """The values of one param among configurations.

    Attributes:
        rows: The configurations that have it (k,), ascending.
        codes: Which of the values each of these has (k,).
        values: The values, each once, in the order in which they were met.
    """

    rows: Ints
    codes: Ints
    values: tuple[Scalar, ...]

    def over(self, count: int) -> Ints:
        """Return the code of each of all configurations (count,); one more than the others where it was not given."""
        codes = np.full(count, len(self.values), np.int64)
        codes[self.rows] = self.codes
        return codes


def typed(value: Scalar) -> tuple[str, str]:
    """Return a value as a pair that is equal only for values of equal type; NaN equals NaN."""
    return type(value).__name__, repr(value)


def varying_levels(configurations: Sequence[Mapping[str, Scalar]]) -> dict[str, Levels]:
    """Return the params that differ between configurations: in their value, or because some do not have them."""
    met: dict[str, tuple[list[int], list[int], dict[tuple[str, str], int], list[Scalar]]] = {}
    for row, params in enumerate(configurations):
        for name, value in params.items():
            entry = met.get(name)
            if entry is None:
                entry = met[name] = ([], [], {}, [])
            rows, codes, places, values = entry
            code = places.setdefault(typed(value), len(values))
            if code == len(values):
                values.append(value)
            rows.append(row)
            codes.append(code)
    return {
        name: Levels(np.array(rows, np.int64), np.array(codes, np.int64), tuple(values))
        for name, (rows, codes, _, values) in met.items()
        if len(values) > 1 or len(rows) < len(configurations)
    }
