"""The fast way through ordinary lines: typed decoding of a whole stretch, with checks that nothing was overlooked.

A typed decoder takes the last of two equal keys, skips fields it does not know, and reads two objects on a line; each
would make the result differ from what `decode` reads. Counting braces and quotes excludes all of that at the speed of a
memory scan. Where a check fails the answer is None, and the stretch is read line by line.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

import msgspec
import numpy as np

from xreport.format.limits import EXACT, MOST_KEYS, MOST_TIME
from xreport.importers.kit.columns import Column, Columns, arrange, unzip
from xreport.model import Floats

_NEWLINE, _OPEN, _CLOSE, _QUOTE = b'\n{}"'


class _Log(msgspec.Struct, gc=False):
    step: int
    metrics: dict[str, float]
    time: float = math.nan


_MOST_FIELDS: Final = 500

_logs = msgspec.json.Decoder(_Log)
_flat = msgspec.json.Decoder(dict[str, float])
_FAILURES = (msgspec.MsgspecError, UnicodeDecodeError, OverflowError, RecursionError)


def read_logs(data: bytes) -> Columns | None:
    """Read lines that are all plain log records of the record format."""
    uniform = _read_uniform(data)
    return _read_mixed(data) if uniform is None else uniform


def _read_uniform(data: bytes) -> Columns | None:
    """Read records that all have the metrics of the first: a type made for them spares a dict per record."""
    try:
        keys = tuple(_logs.decode(data[: data.find(b"\n")]).metrics)
        decode, getters = _typed(keys)
        rows = decode(data)
        steps = np.fromiter([row.step for row in rows], np.int64, len(rows))
    except (*_FAILURES, ValueError):
        return None
    times = np.fromiter([row.time for row in rows], np.float64, len(rows))
    metrics = [row.metrics for row in rows]
    table = np.empty((len(keys), len(rows)))
    for column, get in zip(table, getters, strict=True):
        column[:] = np.fromiter(map(get, metrics), np.float64, len(rows))
    if not _are_plain_logs(data, times, table.size) or not _is_exact(table):
        return None
    return Columns(steps, times, {key: (None, column) for key, column in zip(keys, table, strict=True)})


def _read_mixed(data: bytes) -> Columns | None:
    try:
        rows = _logs.decode_lines(data)
        steps = np.fromiter([row.step for row in rows], np.int64, len(rows))
    except _FAILURES:
        return None
    times = np.fromiter([row.time for row in rows], np.float64, len(rows))
    metrics = [row.metrics for row in rows]
    keys, values = unzip(metrics)
    if not _are_plain_logs(data, times, len(keys)) or not _is_exact(values):
        return None
    columns = arrange(metrics, keys, values)
    return Columns(steps, times, columns) if len(columns) < MOST_KEYS - 3 else None


@functools.lru_cache(maxsize=64)
def _typed(keys: tuple[str, ...]) -> tuple[Callable[[bytes], list[Any]], list[Callable[[Any], float]]]:
    """Return a decoder of log records with these metrics, and how to get each of them.

    Raises:
        ValueError: They are too many, or msgspec takes no field of such a name.
    """
    if len(keys) > _MOST_FIELDS:
        raise ValueError("too many fields")
    names = [f"f{number}" for number in range(len(keys))]
    renamed = dict(zip(names, keys, strict=True))
    metrics = msgspec.defstruct("Metrics", [(name, float) for name in names], rename=renamed, gc=False)
    fields: list[Any] = [("step", int), ("metrics", metrics), ("time", float, math.nan)]
    line = msgspec.defstruct("Line", fields, gc=False)
    return msgspec.json.Decoder(line).decode_lines, [attrgetter(name) for name in names]


def _are_plain_logs(data: bytes, times: Floats, metrics: int) -> bool:
    """Whether each record has the keys "step" and "metrics", perhaps "time", and as many metrics in all."""
    own = 3 * times.size - int(np.count_nonzero(np.isnan(times)))
    return not np.any(np.abs(times) >= MOST_TIME) and _is_plain(data, times.size, own + metrics)


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
