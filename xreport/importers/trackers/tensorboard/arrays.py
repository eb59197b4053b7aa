"""Tensors of several numbers: those of histograms and precision-recall curves."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from xreport.importers.trackers.tensorboard.tensors import read_shape
from xreport.importers.trackers.tensorboard.wire import BYTES, FIXED32, FIXED64, VARINT, fields, varint
from xreport.model import Floats

_DTYPE, _SHAPE, _CONTENT = 1, 2, 4
_CODES: Final = {1: "<f4", 2: "<f8", 3: "<i4", 9: "<i8"}
_FLOATS: Final = {(5, FIXED32): "<f4", (6, FIXED64): "<f8"}
"""Fields of TensorProto that hold floats and doubles, one by one or packed."""
MOST_NUMBERS: Final = 1 << 16


def read_array(data: bytes, at: int, stop: int) -> Floats | None:
    """Return the numbers of a tensor in its shape, None where it holds none, too many, or another count than it says.

    Raises:
        WireError: It is no tensor.
    """
    dtype = 0
    shape: tuple[int, ...] = ()
    parts: list[bytes] = []
    code = ""
    for number, kind, start, end in fields(data, at, stop):
        if number == _DTYPE and kind == VARINT:
            dtype = varint(data, start, end)
        elif number == _SHAPE and kind == BYTES:
            shape = read_shape(data, start, end)
        elif number == _CONTENT and kind == BYTES and end > start:
            parts, code = [data[start:end]], _CODES.get(dtype, "")
        elif number in {5, 6} and (kind == BYTES or (number, kind) in _FLOATS):
            code = "<f4" if number == 5 else "<f8"
            parts.append(data[start:end])
    held = b"".join(parts)
    count = math.prod(shape)
    if not code or not 0 < count <= MOST_NUMBERS or any(size < 0 for size in shape):
        return None
    if len(held) == np.dtype(code).itemsize < count * np.dtype(code).itemsize:
        held *= count  # a tensor of equal numbers has one of them
    if len(held) != count * np.dtype(code).itemsize:
        return None
    with np.errstate(invalid="ignore"):
        return np.frombuffer(held, code).astype(np.float64).reshape(shape)


def packed_doubles(data: bytes, at: int, stop: int, wanted: int) -> Floats:
    """Return the doubles of a repeated field of a message, packed or not. Raises `WireError`."""
    held = b"".join(
        data[start:end]
        for number, kind, start, end in fields(data, at, stop)
        if number == wanted and (kind == FIXED64 or (kind == BYTES and (end - start) % 8 == 0))
    )
    return np.frombuffer(held, "<f8").astype(np.float64)
