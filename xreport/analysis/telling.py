"""Which params tell the configurations of one algorithm apart: a few for all, and more for those that need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from xreport.analysis.levels import Ints

MOST: Final = 3
"""Columns that are named of all configurations."""
_MOST_ADDED: Final = 8


@dataclass(frozen=True, slots=True)
class Telling:
    """What is named of configurations, as places in a list of columns.

    Attributes:
        shown: Columns that are named of all.
        needed: Of each configuration, columns that tell it from others: of those that are shown, and more where these
            leave it alike with others. What is shown and not needed says what else differs.
    """

    shown: tuple[int, ...]
    needed: tuple[tuple[int, ...], ...]


def telling(plain: Sequence[Ints], others: Sequence[Sequence[Ints]], count: int) -> Telling:
    """Return which columns are named; each has a code per configuration (count,).

    Args:
        plain: Columns in the order in which they matter. The first three are named of all configurations, without
            those that go with one that is named: each of its values has one of the other's.
        others: Groups of columns that are named only where all before them leave configurations alike.
        count: How many configurations there are.
    """
    groups, size = np.zeros(count, np.int64), min(1, count)
    shown: list[int] = []
    needed: list[list[int]] = [[] for _ in range(count)]
    for place, codes in enumerate(plain):
        if len(shown) == MOST:
            break
        merged, found = _merged(groups, codes)
        if found == size and any(_go_together(codes, plain[other]) for other in shown):
            continue
        for row in _parted(groups, merged):
            needed[row].append(place)
        shown.append(place)
        groups, size = merged, found
    first = 0
    for columns in (plain, *others):
        groups = _add(needed, groups, columns, first)
        first += len(columns)
    return Telling(tuple(shown), tuple(map(tuple, needed)))


def _add(needed: list[list[int]], groups: Ints, columns: Sequence[Ints], first: int) -> Ints:
    """Name more columns of configurations that are alike still: each time the one that leaves fewest alike."""
    for _ in range(_MOST_ADDED):
        alike = np.flatnonzero(np.bincount(groups)[groups] > 1)
        if not alike.size:
            break
        within = groups[alike]
        before = np.unique(within).size
        found = before
        best, split = 0, within
        for place, codes in enumerate(columns):
            merged, size = _merged(within, codes[alike])
            if size > found:
                best, split, found = place, merged, size
            if found == alike.size:
                break
        if found == before:
            break
        for row in alike[_parted(within, split)]:
            needed[row].append(first + best)
        groups = _merged(groups, _spread(split, alike, groups.size))[0]
    return groups


def _merged(groups: Ints, codes: Ints) -> tuple[Ints, int]:
    """Groups of configurations that are alike in both, and how many there are."""
    values, merged = np.unique(groups * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    return merged.astype(np.int64), values.size


def _spread(split: Ints, rows: Ints, count: int) -> Ints:
    codes = np.zeros(count, np.int64)
    codes[rows] = split + 1
    return codes


def _parted(groups: Ints, split: Ints) -> Ints:
    """Places of those whose group falls into several."""
    owners = groups[np.unique(split, return_index=True)[1]]
    return np.flatnonzero(np.bincount(owners)[groups] > 1)


def _go_together(one: Ints, other: Ints) -> bool:
    """Whether each value of one has one of the other, and some value is there twice."""
    _, size = _merged(one, other)
    return size == np.unique(one).size == np.unique(other).size < one.size
