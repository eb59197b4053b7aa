"""Params as numbers: columns that a model can be fitted to, ranks where values have an order, and how alike two are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard

import numpy as np
from numpy.typing import NDArray

from xreport.analysis.levels import typed
from xreport.analysis.replicates import Replicates, counted_params
from xreport.format.records import Scalar

FEWEST_CORRELATED: Final = 8
"""Configurations below this are too few for a rank correlation with an interval worth reading."""
MOST_PARAMS: Final = 60
_MOST_LEVELS: Final = 30

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Param:
    """A param as columns of a model; ``ranks`` where its values have an order.

    Of a param of numbers, what is no number (NaN, a text such as ``auto``) has no rank, and is a category of its own
    to the model; ``known`` are the values that are compared with those of other params.
    """

    name: str
    levels: int
    n: int
    known: Bools
    columns: Floats
    ranks: Floats | None


def params_of(configurations: Sequence[Replicates], ignore: tuple[str, ...]) -> tuple[list[Param], list[str]]:
    """Return the params that differ between configurations, and the names of those that explain nothing."""
    rows = [_values(item, ignore) for item in configurations]
    names = sorted({name for row in rows for name in row})
    params: list[Param] = []
    left_out: list[str] = []
    for name in names:
        cells = [row.get(name) for row in rows]
        levels = {None if cell is None else typed(cell) for cell in cells}
        if len(levels) < 2 or _belongs_to_algorithm(cells, configurations):
            continue
        param = _param(name, cells)
        if param is None or len(params) == MOST_PARAMS:
            left_out.append(name)
        else:
            params.append(param)
    return params, left_out


def _belongs_to_algorithm(cells: Sequence[Scalar | None], configurations: Sequence[Replicates]) -> bool:
    """Whether a param has one value wherever its algorithms take it: then it says no more than the algorithm does."""
    given = {typed(cell) for cell in cells if cell is not None}
    pairs = zip(cells, configurations, strict=True)
    found = {(item.algorithm, cell is None) for cell, item in pairs}
    return len(given) < 2 and len({algorithm for algorithm, _ in found}) == len(found)


def _values(item: Replicates, ignore: tuple[str, ...]) -> dict[str, Scalar]:
    values = dict(counted_params(item.runs[0], ignore))
    if item.algorithm:
        values.setdefault("algorithm", item.algorithm)
    return {name: value for name, value in values.items() if value is not None}


def _param(name: str, cells: Sequence[Scalar | None]) -> Param | None:
    given = [cell for cell in cells if cell is not None]
    levels = len({typed(cell) for cell in given})
    numbers = np.array([float(cell) if _is_number(cell) else np.nan for cell in cells])
    is_one = ~np.isnan(numbers)
    numeric = np.unique(numbers[is_one]).size > 1 or all(isinstance(cell, float) or _is_number(cell) for cell in given)
    # Of a param of numbers, what is none: not logged, NaN, and texts such as "auto". Each is a value of its own.
    kinds = sorted({_kind(cell) for cell in cells if not (numeric and _is_number(cell))})
    if len(kinds) > min(_MOST_LEVELS, max(2, len(cells) // 2)):
        return None  # nearly another text in each: a name, which explains nothing
    if numeric:
        ranks = np.full(numbers.shape, np.nan)
        ranks[is_one] = ranks_of(numbers[is_one])
        # Below all ranks, trees can part it from the numbers.
        columns = np.where(is_one, ranks, -2.0)[:, None]
        if len(kinds) > 1:
            columns = np.hstack([columns, [[float(_kind(cell) == kind) for kind in kinds] for cell in cells]])
        return Param(name, levels, len(given), is_one, columns, ranks)
    codes = [kinds.index(_kind(cell)) for cell in cells]
    # Of two values, one comes before the other: that is order enough for a correlation.
    order = ranks_of(np.array(codes, np.float64)) if len(kinds) == 2 and len(given) == len(cells) else None
    known = np.array([cell is not None for cell in cells])
    return Param(name, levels, len(given), known, np.eye(len(kinds))[codes], order)


def _kind(cell: Scalar | None) -> tuple[str, str]:
    return ("", "") if cell is None else typed(cell)


def _is_number(cell: Scalar | None) -> TypeGuard[int | float]:
    """Whether a double that is not NaN holds it, rounded if need be."""
    if isinstance(cell, int):
        return not isinstance(cell, bool) and cell.bit_length() < 1000
    return isinstance(cell, float) and not math.isnan(cell)


def ranks_of(values: Floats) -> Floats:
    """Ranks between -1 and 1; equal values share their mean rank."""
    count = values.size
    if count < 2:
        return np.zeros(count)
    _, places, repeats = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(repeats)
    # From 0: halfway between the first and the last place that an equal value has.
    ranks = (ends - (repeats + 1) / 2)[places]
    return np.asarray(ranks / (count - 1) * 2 - 1, np.float64)


def rank_correlation(first: Floats, second: Floats) -> float | None:
    """Return Spearman's correlation of two columns (n,) without NaN; None where one of them has one value only."""
    a, b = ranks_of(first), ranks_of(second)
    a, b = a - a.mean(), b - b.mean()
    scale = math.sqrt(float(a @ a) * float(b @ b))
    return None if scale == 0 else max(-1.0, min(1.0, float(a @ b) / scale))


def association(first: Param, second: Param) -> float:
    """Return how alike two params are, from 0 to 1, over the configurations that have both.

    The rank correlation of params that have an order, else the canonical correlation of their values.
    """
    both = first.known & second.known
    if both.sum() < FEWEST_CORRELATED:
        return 0.0
    if first.ranks is not None and second.ranks is not None:
        rho = rank_correlation(first.ranks[both], second.ranks[both])
        return 0.0 if rho is None else abs(rho)
    return _canonical(first.columns[both], second.columns[both])


def _canonical(first: Floats, second: Floats) -> float:
    """Canonical correlation, corrected for chance as R² is: 1 when each value of one names the value of the other."""
    left, right = _basis(first), _basis(second)
    fewer, more = sorted((left.shape[1], right.shape[1]))
    count = len(first)
    if not fewer or count <= more + 1:
        return 0.0
    squares = float(np.sum((left.T @ right) ** 2)) / fewer
    return math.sqrt(max(0.0, 1 - (1 - squares) * (count - 1) / (count - more - 1)))


def _basis(columns: Floats) -> Floats:
    vectors, sizes, _ = np.linalg.svd(columns - columns.mean(axis=0), full_matrices=False)
    return vectors[:, sizes > 1e-9]
