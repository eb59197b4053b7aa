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

from xreport.importers.columns import Column, Columns, arrange, unzip
from xreport.importers.decode import MOST_KEYS
from xreport.importers.values import MOST_TIME
from xreport.model import Floats

EXACT: Final = 2.0**53
"""Integers up to this are doubles; beyond, the thorough decoder compares them digit by digit."""

_NEWLINE, _OPEN, _CLOSE, _QUOTE = b'\n{}"'


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
    metrics = [row.metrics for row in rows]
    keys, values = unzip(metrics)
    # Each record has the keys "step" and "metrics", perhaps "time", and those of its metrics.
    own = 3 * len(rows) - int(np.count_nonzero(np.isnan(times)))
    if np.any(np.abs(times) >= MOST_TIME):
        return None
    if not _is_plain(data, len(rows), own + len(keys)) or not _is_exact(values):
        return None
    columns = arrange(metrics, keys, values)
    return Columns(steps, times, columns) if len(columns) < MOST_KEYS - 3 else None


def read_flat(data: bytes) -> tuple[int, dict[str, Column]] | None:
    """Read lines that are all flat objects of numbers: how many they are, and their columns."""
    try:
        rows = _flat.decode_lines(data)
    except _FAILURES:
        return None
    keys, values = unzip(rows)
    if not _is_plain(data, len(rows), len(keys)) or not _is_exact(values):
        return None
    columns = arrange(rows, keys, values)
    return (len(rows), columns) if len(columns) < MOST_KEYS else None


def _is_plain(data: bytes, rows: int, keys: int) -> bool:
    r"""Whether the data is one object per line, and has no other strings than those keys.

    A newline between ``}`` and ``{`` stands between two objects. Where all do, as many objects as lines is one on each.
    """
    text = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(text == _NEWLINE)
    before = text[ends - 1 - int(data.endswith(b"\r\n"))]
    return (
        ends.size == rows
        and text[0] == _OPEN
        and bool(np.all(before == _CLOSE))
        and bool(np.all(text[ends[:-1] + 1] == _OPEN))
        and int(np.count_nonzero(text == _QUOTE)) == 2 * keys
    )


def _is_exact(values: Floats) -> bool:
    """Whether no value can be an integer that was rounded."""
    return values.size == 0 or bool(values.min() > -EXACT and values.max() < EXACT)
