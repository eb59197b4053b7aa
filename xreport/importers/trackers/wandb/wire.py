"""Protocol Buffers, as far as one needs to read them: a message is a sequence of numbered fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

Message = dict[int, list[Any]]
"""The values of each field in their order: an int for numbers, bytes for texts and messages."""

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_MOST_SHIFT: Final = 63


class WireError(ValueError):
    """The bytes are no message."""


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each field.

    Raises:
        WireError: The bytes are no message.
    """
    at = 0
    size = len(data)
    while at < size:
        # Most numbers are one byte: then a call is what costs most.
        tag, at = (data[at], at + 1) if data[at] < 0x80 else _varint(data, at)
        number, kind = tag >> 3, tag & 7
        value: Any
        if kind == _BYTES:
            length, at = (data[at], at + 1) if at < size and data[at] < 0x80 else _varint(data, at)
            value = data[at : at + length]
            at += length
        elif kind == _VARINT:
            value, at = _varint(data, at)
        elif kind in (_EIGHT, _FOUR):
            width = 8 if kind == _EIGHT else 4
            value = int.from_bytes(data[at : at + width], "little")
            at += width
        else:
            raise WireError("a field of unknown kind")
        if at > size or number == 0:
            raise WireError("a field breaks off")
        yield number, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of 7 bits a byte, and where it ends."""
    result = shift = 0
    while at < len(data) and shift <= _MOST_SHIFT:
        byte = data[at]
        result |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return result, at
        shift += 7
    raise WireError("a number breaks off")


def parse(data: bytes) -> Message:
    """Return all fields of a message. Raises `WireError`."""
    message: Message = {}
    for number, value in fields(data):
        message.setdefault(number, []).append(value)
    return message


def text_of(message: Message, number: int) -> str:
    """Return the last value of a text field, or an empty text."""
    value = message.get(number, (b"",))[-1]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def texts_of(message: Message, number: int) -> list[str]:
    """Return all values of a repeated text field."""
    return [value.decode("utf-8", "replace") for value in message.get(number, ()) if isinstance(value, bytes)]


def int_of(message: Message, number: int) -> int:
    """Return the last value of a signed integer field, or 0."""
    value = message.get(number, (0,))[-1]
    if not isinstance(value, int):
        return 0
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def message_of(message: Message, number: int) -> Message:
    """Return the message in a field, an empty one where there is none. Raises `WireError`."""
    merged: Message = {}
    for found in messages_of(message, number):
        for key, values in found.items():
            merged.setdefault(key, []).extend(values)
    return merged


def messages_of(message: Message, number: int) -> list[Message]:
    """Return the messages in a repeated field. Raises `WireError`."""
    return [parse(value) for value in message.get(number, ()) if isinstance(value, bytes)]


def seconds_of(message: Message, number: int) -> float:
    """Return a time stamp as Unix seconds, or 0. Raises `WireError`."""
    stamp = message_of(message, number)
    return int_of(stamp, 1) + int_of(stamp, 2) / 1e9
