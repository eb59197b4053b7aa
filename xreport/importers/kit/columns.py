"""Log records to columns: numpy arrays instead of a dict per record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Final

import numpy as np

from xreport.importers.kit.budget import cells_of_text
from xreport.model import Floats, Ints, Series

Column = tuple[Ints | None, Floats]
"""Which of the records have a value (None: all of them), and the values."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Consecutive log records.

    Attributes:
        steps: int64 (n,).
        times: float64 (n,), NaN where there is none.
        metrics: The column of each metric.
    """

    steps: Ints
    times: Floats
    metrics: dict[str, Column]


def transpose(rows: Sequence[dict[str, float]]) -> dict[str, Column]:
    """Turn a dict per record into a column per key; the order of keys is that of their first appearance."""
    return arrange(rows, *unzip(rows))


def unzip(rows: Sequence[dict[str, float]]) -> tuple[list[str], Floats]:
    """Return all keys and all values, record after record."""
    keys = list(chain.from_iterable(rows))
    return keys, np.fromiter(chain.from_iterable(map(dict.values, rows)), np.float64, len(keys))


def arrange(rows: Sequence[dict[str, float]], keys: list[str], values: Floats) -> dict[str, Column]:
    """Return the columns of records whose keys and values have been unzipped."""
    if not keys:
        return {}
    width = len(rows[0])
    if keys == keys[:width] * len(rows):
        # Every record has the same keys in the same order, as nearly all logs do.
        table = np.ascontiguousarray(values.reshape(len(rows), width).T)
        return {key: (None, table[at]) for at, key in enumerate(keys[:width])}
    return _sort_by_key(rows, keys, values)


def _sort_by_key(rows: Sequence[dict[str, float]], keys: list[str], values: Floats) -> dict[str, Column]:
    index = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    codes = np.fromiter(map(index.__getitem__, keys), np.int64, len(keys))
    numbers = np.repeat(np.arange(len(rows)), np.fromiter(map(len, rows), np.int64, len(rows)))
    order = np.argsort(codes, kind="stable")
    ends = np.cumsum(np.bincount(codes, minlength=len(index))).tolist()
    starts = [0, *ends[:-1]]
    columns: dict[str, Column] = {}
    for key, start, end in zip(index, starts, ends, strict=True):
        chosen = order[start:end]
        columns[key] = (None if end - start == len(rows) else numbers[chosen], values[chosen])
    return columns


_SPARSE: Final = 3
"""How many cells a value counts for that not all records have: it carries its place, and a step and time of its own."""
_MOST_PARTS: Final = 200_000
"""Beyond so many columns of blocks, these cost more than the numbers in them, and are joined."""


class Table:
    """Collects columns into one series per metric. At most ``limit`` metrics: beyond, values are counted only."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.refused = 0
        self._steps: list[Ints] = []
        self._times: list[Floats] = []
        self._columns: dict[str, list[tuple[int, Column]]] = {}
        self._parts = 0

    def add(self, block: Columns) -> int:
        """Append the records of a block; return for how many cells they count (see `Budget`)."""
        cells = 2 * block.steps.size
        at = len(self._steps)
        self._steps.append(block.steps)
        self._times.append(block.times)
        for key, column in block.metrics.items():
            parts = self._columns.get(key)
            if parts is None:
                if len(self._columns) >= self.limit:
                    self.refused += 1
                    continue
                parts = self._columns[key] = []
                cells += cells_of_text(key)
            parts.append((at, column))
            cells += column[1].size if column[0] is None else _SPARSE * column[1].size
        self._parts += len(block.metrics)
        if self._parts > _MOST_PARTS:
            self._join()
        return cells

    def _join(self) -> None:
        """Make all blocks one."""
        starts = np.cumsum([0, *(steps.size for steps in self._steps)]).tolist()
        self._steps = [np.concatenate(self._steps)]
        self._times = [np.concatenate(self._times)]
        for key, parts in self._columns.items():
            self._columns[key] = [(0, join([(starts[at], starts[at + 1], column) for at, column in parts], starts[-1]))]
        self._parts = len(self._columns)

    def times_seen(self) -> tuple[float, float] | None:
        """Return the first and the last time of any record."""
        known = [t for t in (times[np.isfinite(times)] for times in self._times) if t.size]
        return (float(min(t.min() for t in known)), float(max(t.max() for t in known))) if known else None

    def series(self) -> dict[str, Series]:
        """Return the series, once; metrics that were logged together share their arrays of steps and times."""
        grids = _Grids(self._steps, self._times)
        columns, self._columns = self._columns, {}
        # What has been made into a series is let go: both together would be twice the memory.
        return {key: _series(grids, columns.pop(key)) for key in list(columns)}


def join(parts: Sequence[tuple[int, int, Column]], total: int) -> Column:
    """Return the column of one metric from those of blocks, each with the numbers of its first and last record."""
    if len(parts) == 1 and parts[0][2][0] is None and parts[0][2][1].size == total:
        return parts[0][2]
    values = np.concatenate([values for _, _, (_, values) in parts])
    if values.size == total:
        return None, values
    return np.concatenate(
        [np.arange(start, stop) if rows is None else rows + start for start, stop, (rows, _) in parts]
    ), values


class _Grids:
    """Steps and times by the records that they belong to, each made once."""

    def __init__(self, steps: list[Ints], times: list[Floats]) -> None:
        self._steps = steps
        self._times = times
        self._known: dict[bytes, tuple[Ints, Floats]] = {}

    def take(self, parts: list[tuple[int, Column]]) -> tuple[Ints, Floats]:
        key = _digest(parts)
        if key not in self._known:
            steps = [self._steps[at] if rows is None else self._steps[at][rows] for at, (rows, _) in parts]
            times = [self._times[at] if rows is None else self._times[at][rows] for at, (rows, _) in parts]
            self._known[key] = (
                steps[0] if len(steps) == 1 else np.concatenate(steps),
                times[0] if len(times) == 1 else np.concatenate(times),
            )
        return self._known[key]


def _digest(parts: list[tuple[int, Column]]) -> bytes:
    """What tells the records of one metric from those of others."""
    if len(parts) == 1 and parts[0][1][0] is None:
        return b"%d" % parts[0][0]
    digest = blake2b(np.array([at for at, _ in parts], np.int64).tobytes(), digest_size=16)
    for at, (rows, _) in parts:
        if rows is not None:
            digest.update(b"%d %d " % (at, rows.size) + np.ascontiguousarray(rows).tobytes())
    return digest.digest()


def _series(grids: _Grids, parts: list[tuple[int, Column]]) -> Series:
    steps, times = grids.take(parts)
    values = [column[1] for _, column in parts]
    return Series(steps, values[0] if len(values) == 1 else np.concatenate(values), times)
