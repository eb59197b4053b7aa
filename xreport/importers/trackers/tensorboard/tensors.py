"""Tensors: one number, or strings. Larger tensors are counted, not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from xreport.importers.trackers.tensorboard.wire import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    fields,
    read_varint,
    signed,
    varint,
)

Code = Literal[
    "f2", "f4", "f8", "bf2", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "varint", "uvarint", "varint f2",
    "varint bf2",
]  # fmt: skip
"""How a number is written: as numpy calls it, or as a varint (signed, unsigned, or the bits of a small float)."""

_DTYPE, _SHAPE, _CONTENT, _STRINGS = 1, 2, 4, 8
DT_STRING: Final = 7
_CONTENT_CODES: Final[dict[int, Code]] = {
    1: "f4", 2: "f8", 3: "i4", 4: "u1", 5: "i2", 6: "i1", 9: "i8", 10: "u1", 14: "bf2", 17: "u2", 19: "f2", 22: "u4",
    23: "u8",
}  # fmt: skip
"""By DataType, in ``tensor_content``."""
_FIELDS: Final[dict[tuple[int, int], tuple[int, int, Code]]] = {
    (1, 5): (FIXED32, 4, "f4"), (2, 6): (FIXED64, 8, "f8"), (9, 10): (VARINT, 0, "varint"),
    (10, 11): (VARINT, 0, "varint"), (19, 13): (VARINT, 0, "varint f2"), (14, 13): (VARINT, 0, "varint bf2"),
    (22, 16): (VARINT, 0, "uvarint"), (23, 17): (VARINT, 0, "uvarint"),
    **{(kind, 7): (VARINT, 0, "varint") for kind in (3, 4, 5, 6, 17)},
}  # fmt: skip
"""By DataType and field of TensorProto: wire type, width, and how a number is written there."""
_WIDTHS: Final = {
    "f2": 2,
    "f4": 4,
    "f8": 8,
    "bf2": 2,
    "i1": 1,
    "i2": 2,
    "i4": 4,
    "i8": 8,
    "u1": 1,
    "u2": 2,
    "u4": 4,
    "u8": 8,
}
_MOST_STRINGS: Final = 1000


@dataclass(frozen=True, slots=True)
class Tensor:
    """What is known of a tensor: the place of its only number, or the places of its strings."""

    number: tuple[tuple[int, int], Code] | None
    shape: tuple[int, ...]
    strings: tuple[tuple[int, int], ...]


def read_tensor(data: bytes, at: int, stop: int) -> Tensor:
    """Read a ``TensorProto``.

    Raises:
        WireError: It is none.
    """
    dtype = 0
    shape: tuple[int, ...] = ()
    found: list[tuple[int, int, int, int]] = []
    strings: list[tuple[int, int]] = []
    for number, kind, start, end in fields(data, at, stop):
        if number == _DTYPE and kind == VARINT:
            dtype = varint(data, start, end)
        elif number == _SHAPE and kind == BYTES:
            shape = read_shape(data, start, end)
        elif number == _STRINGS and kind == BYTES:
            if len(strings) < _MOST_STRINGS:
                strings.append((start, end))
        else:
            found.append((number, kind, start, end))
    one = all(size == 1 for size in shape)
    number_at = _only_number(data, dtype, found) if one and dtype != DT_STRING else None
    return Tensor(number_at, shape, tuple(strings) if dtype == DT_STRING else ())


def read_shape(data: bytes, at: int, stop: int) -> tuple[int, ...]:
    """Return the sizes of a shape. Raises `WireError`."""
    sizes: list[int] = []
    for number, kind, start, end in fields(data, at, stop):
        if number == 2 and kind == BYTES:
            size = 0
            for inner, wire, first, last in fields(data, start, end):
                if inner == 1 and wire == VARINT:
                    size = signed(varint(data, first, last))
            sizes.append(size)
    return tuple(sizes)


def _only_number(
    data: bytes, dtype: int, found: list[tuple[int, int, int, int]]
) -> tuple[tuple[int, int], Code] | None:
    """Return where the number lies, None where there are none or several."""
    places: list[tuple[tuple[int, int], Code]] = []
    for number, kind, start, end in found:
        if number == _CONTENT and kind == BYTES and end > start:
            code = _CONTENT_CODES.get(dtype)
            if code is None or end - start != _WIDTHS[code]:
                return None
            places.append(((start, end), code))
        elif (dtype, number) in _FIELDS:
            wire, width, code = _FIELDS[dtype, number]
            if kind == wire:
                places.append(((start, end), code))
            elif kind == BYTES and end > start:
                if not _is_one(data, start, end, width):
                    return None
                places.append(((start, end), code))
    return places[0] if len(places) == 1 else None


def _is_one(data: bytes, start: int, end: int, width: int) -> bool:
    """Whether a packed field holds one number."""
    return end - start == width if width else read_varint(data, start, end)[1] == end
