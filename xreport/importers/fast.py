"""The fast way through ordinary lines: typed decoding of a whole stretch, with checks that nothing was overlooked.

A typed decoder takes the last of two equal keys, skips fields it does not know, and reads two objects on a line; each
would make the result differ from what `decode` reads. Counting braces and quotes excludes all of that at the speed of a
memory scan. Where a check fails the answer is None, and the stretch is read line by line.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec
import numpy as np

from xreport.importers.columns import Column, Columns, transpose
from xreport.importers.decode import MOST_KEYS
from xreport.model import Floats

EXACT: Final = 2.0**53
"""Integers up to this are doubles; beyond, the thorough decoder compares them digit by digit."""


class _Log(msgspec.Struct, gc=False):
    step: int
    metrics: dict[str, float]
    time: float = math.nan


_logs = msgspec.json.Decoder(_Log)
_flat = msgspec.json.Decoder(dict[str, float])
_FAILURES = (msgspec.MsgspecError, UnicodeDecodeError, OverflowError, RecursionError)


def read_logs(data: bytes) -> Columns | None:
    """Read lines that are all plain log records of the record format."""
    try:
        rows = _logs.decode_lines(data)
        steps = np.fromiter([row.step for row in rows], np.int64, len(rows))
    except _FAILURES:
        return None
    times = np.fromiter([row.time for row in rows], np.float64, len(rows))
    metrics = transpose([row.metrics for row in rows])
    # Each record has the keys "step" and "metrics", perhaps "time", and those of its metrics.
    keys = 3 * len(rows) - int(np.count_nonzero(np.isnan(times))) + _size(metrics, len(rows))
    return Columns(steps, times, metrics) if _plain(data, len(rows), keys) and _exact(metrics) else None


def read_flat(data: bytes) -> tuple[int, dict[str, Column]] | None:
    """Read lines that are all flat objects of numbers: how many they are, and their columns."""
    try:
        rows = _flat.decode_lines(data)
    except _FAILURES:
        return None
    columns = transpose(rows)
    plain = _plain(data, len(rows), _size(columns, len(rows))) and _exact(columns)
    return (len(rows), columns) if plain else None


def _size(columns: dict[str, Column], rows: int) -> int:
    return sum(rows if chosen is None else chosen.size for chosen, _ in columns.values())


def _plain(data: bytes, rows: int, keys: int) -> bool:
    r"""Whether the data is one object per line, and has no other strings than those keys.

    Where every inner newline stands between ``}`` and ``{`` it stands between two objects, so that as many objects as
    lines means one on each.
    """
    apart = data.count(b"}\n{")
    if apart != rows - 1:
        apart = data.count(b"}\r\n{")
    return apart == rows - 1 == data.count(b"\n") - 1 and data[:1] == b"{" and data.count(b'"') == 2 * keys


def _exact(columns: dict[str, Column]) -> bool:
    """Whether no value may be an integer that was rounded, and no record can have too many keys."""
    return len(columns) < MOST_KEYS - 3 and all(_within(values) for _, values in columns.values())


def _within(values: Floats) -> bool:
    return values.size == 0 or bool(values.min() > -EXACT and values.max() < EXACT)
