"""Numbers at the same place of many records, as columns."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from xreport.format.limits import MOST_TIME
from xreport.importers.trackers.tensorboard.crc import Bytes
from xreport.importers.trackers.tensorboard.events import NOWHERE, Span
from xreport.importers.trackers.tensorboard.tensors import Code
from xreport.model import Floats, Ints

_BFLOAT: Final = "bf2"


def decode_numbers(rows: Bytes, span: Span, code: Code) -> Floats:
    """Return the numbers that lie in this span of each row, exactly as doubles (but for integers beyond 2^53)."""
    start, stop = span
    if not code.startswith(("varint", "uvarint")):
        return _fixed(np.ascontiguousarray(rows[:, start:stop]), code)
    bits = decode_varints(rows, span)
    if code == "uvarint":
        return bits.astype(np.float64)
    if code == "varint":
        return bits.view(np.int64).astype(np.float64)
    return _fixed(bits.astype("<u2").view(np.uint8).reshape(-1, 2), code.removeprefix("varint "))


def _fixed(cells: Bytes, code: str) -> Floats:
    if code == _BFLOAT:
        bits = cells.view("<u2").ravel().astype(np.uint32) << np.uint32(16)
        return bits.view(np.float32).astype(np.float64)
    # A signalling NaN becomes a quiet one, as everywhere.
    with np.errstate(invalid="ignore"):
        return cells.view(np.dtype(code).newbyteorder("<")).ravel().astype(np.float64)


def decode_varints(rows: Bytes, span: Span) -> NDArray[np.uint64]:
    """Return the varints that lie in this span of each row."""
    values = np.zeros(len(rows), np.uint64)
    for at in range(span[1] - 1, span[0] - 1, -1):
        values = (values << np.uint64(7)) | (rows[:, at] & np.uint8(0x7F))
    return values


def decode_steps(rows: Bytes, span: Span) -> Ints:
    """Return the step of each row; a step that is not written is 0."""
    return decode_varints(rows, span).view(np.int64)


def decode_times(rows: Bytes, span: Span) -> Floats:
    """Return the time of each row, NaN where it is none."""
    if span == NOWHERE:
        return np.full(len(rows), np.nan)
    times = decode_numbers(rows, span, "f8")
    with np.errstate(invalid="ignore"):
        return np.where((np.abs(times) < MOST_TIME) & (times != 0), times, np.nan)
