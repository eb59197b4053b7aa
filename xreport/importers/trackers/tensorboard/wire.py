"""The wire format of protocol buffers: fields of a message, by position. Nothing is copied until it is wanted."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

VARINT: Final = 0
FIXED64: Final = 1
BYTES: Final = 2
FIXED32: Final = 5

_MOST_VARINT: Final = 10

Field = tuple[int, int, int, int]
"""Number, wire type, and where its value begins and ends."""


class WireError(ValueError):
    """Bytes that are no message."""


def fields(data: bytes, at: int, end: int) -> Iterator[Field]:
    """Yield the fields of the message that lies between two positions.

    Raises:
        WireError: It is none.
    """
    while at < end:
        key, at = read_varint(data, at, end)
        kind = key & 7
        if kind == VARINT:
            stop = _varint_end(data, at, end)
        elif kind == BYTES:
            size, at = read_varint(data, at, end)
            stop = at + size
        elif kind == FIXED32:
            stop = at + 4
        elif kind == FIXED64:
            stop = at + 8
        else:
            raise WireError("a wire type that is not in use")
        if stop > end:
            raise WireError("a field that ends after its message")
        yield key >> 3, kind, at, stop
        at = stop


def read_varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the number at a position, and the position after it.

    Raises:
        WireError: There is none.
    """
    if at < end and (byte := data[at]) < 0x80:
        return byte, at + 1
    stop = _varint_end(data, at, end)
    return varint(data, at, stop), stop


def varint(data: bytes, at: int, stop: int) -> int:
    """Return the number that lies between two positions."""
    value = 0
    for shift, byte in enumerate(data[at:stop]):
        value |= (byte & 0x7F) << 7 * shift
    return value & 0xFFFFFFFFFFFFFFFF


def _varint_end(data: bytes, at: int, end: int) -> int:
    for stop in range(at, min(end, at + _MOST_VARINT)):
        if data[stop] < 0x80:
            return stop + 1
    raise WireError("a number without an end")


def signed(value: int) -> int:
    """Return the signed number that a varint of 64 bits stands for."""
    return value - (1 << 64) if value >> 63 else value


def double(data: bytes, at: int) -> float:
    """Return the double at a position."""
    value: float = struct.unpack_from("<d", data, at)[0]
    return value


def text(data: bytes, at: int, stop: int) -> str:
    """Return the text between two positions; what is not UTF-8 is shown as such."""
    return data[at:stop].decode("utf-8", "backslashreplace")
