"""Parts to bytes and back: one form for the cache and for the way between processes. No pickle, no code in it.

That the bytes are those which were written is for the cache to know (`xreport.cache`).

A prefix, a description (MessagePack), then the arrays as they are in memory. Metrics that were logged together share
their steps and times, so these are stored once.
"""

from __future__ import annotations

import json
import struct
import sys
from typing import Any, Final

import msgspec
import numpy as np

from xreport.importers import Refusal
from xreport.load.read.part import Account, FilePart, Result
from xreport.model import Floats, Ints, Series, Summary

_PREFIX: Final = struct.Struct("<8sQQ")  # magic, version of this layout, size of the description
_MAGIC: Final = b"xreport\n"
_LAYOUT: Final = 7 if sys.byteorder == "little" else 8
_SIZE: Final = struct.Struct("<Q")
_ITEM: Final = 8  # bytes of an int64 or float64


class _Description(msgspec.Struct):
    key: str
    refusal: tuple[str, str, bool, str] | None = None
    account: Account | None = None
    events: int = 0
    """Bytes of the records as JSON, which follow this description."""
    grids: list[int] = []
    series: dict[str, tuple[int, Summary]] = {}
    left_out: dict[str, int] = {}


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Description)


def encode_part(part: FilePart | Refusal, key: str = "") -> bytes:
    """Return a part as bytes, with a key that tells what it was made from."""
    if isinstance(part, Refusal):
        return _pack(_Description(key, refusal=(part.reason, part.fix, part.once, part.rule)), [])
    grids: dict[int, int] = {}
    arrays: list[memoryview] = []
    sizes: list[int] = []
    series: dict[str, tuple[int, Summary]] = {}
    for one in part.series.values():
        if id(one.steps) not in grids:
            grids[id(one.steps)] = len(sizes)
            sizes.append(one.steps.size)
            arrays += [_bytes(one.steps), _bytes(one.times)]
    for name, one in part.series.items():
        series[name] = (grids[id(one.steps)], part.summaries[name])
        arrays.append(_bytes(one.values))
    events = json.dumps(part.events, separators=(",", ":")).encode()
    return _pack(_Description(key, None, part.account, len(events), sizes, series, dict(part.left_out)), arrays, events)


def encode_parts(parts: list[FilePart], key: str) -> bytes:
    """Return the parts of a claim or file as bytes. The list is used up: nothing is in memory twice for long."""
    pieces = [_SIZE.pack(len(parts))]
    parts.reverse()
    while parts:
        blob = encode_part(parts.pop(), key)
        pieces += [_SIZE.pack(len(blob)), blob]
    return b"".join(pieces)


def encode_result(result: Result, key: str) -> bytes:
    """Return what a file or claim gave as bytes. A list is used up."""
    return encode_parts(result, key) if isinstance(result, list) else encode_part(result, key)


def decode_result(data: bytes, key: str) -> Result | None:
    """Return what a file or claim gave, or None when the bytes break off or were made from something else."""
    return decode_part(data, key) if data.startswith(_MAGIC) else decode_parts(data, key)


def _bytes(array: Ints | Floats) -> memoryview:
    return memoryview(np.ascontiguousarray(array).view(np.uint8))  # type: ignore[arg-type]  # a buffer, since numpy 1


def _pack(description: _Description, arrays: list[memoryview], events: bytes = b"") -> bytes:
    try:
        head = _encoder.encode(description)
    except UnicodeEncodeError:
        head = _encoder.encode(_as_text(msgspec.to_builtins(description)))
    prefix = _PREFIX.pack(_MAGIC, _LAYOUT, len(head))
    # Joined once, and copied never: a part may be as large as memory allows.
    return b"".join([prefix, head, events, b"\0" * _padding(len(head) + len(events)), *arrays])


def _as_text(value: Any) -> Any:
    """Write lone surrogates, which are no text, as escapes: two names that differ still do."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_as_text(key): _as_text(one) for key, one in value.items()}
    return [_as_text(one) for one in value] if isinstance(value, list | tuple) else value


def _padding(size: int) -> int:
    """Bytes after the description, so that the arrays are aligned."""
    return -(_PREFIX.size + size) % _ITEM


def decode_part(data: bytes, key: str = "") -> FilePart | Refusal | None:
    """Return the part that the bytes are, or None when they break off or were made from something else."""
    if len(data) < _PREFIX.size:
        return None
    magic, layout, size = _PREFIX.unpack_from(data)
    if (magic, layout) != (_MAGIC, _LAYOUT):
        return None
    try:
        description = _decoder.decode(memoryview(data)[_PREFIX.size : _PREFIX.size + size])
    except msgspec.MsgspecError:
        return None
    if description.key != key:
        return None
    try:
        return _unpack(description, data, _PREFIX.size + size)
    except ValueError:  # it breaks off
        return None


def decode_parts(data: bytes, key: str) -> list[FilePart] | None:
    """Return the parts that the bytes are, or None when they break off or were made from something else."""
    if len(data) < _SIZE.size:
        return None
    (count,) = _SIZE.unpack_from(data)
    at = _SIZE.size
    parts: list[FilePart] = []
    while at + _SIZE.size <= len(data):
        (size,) = _SIZE.unpack_from(data, at)
        at += _SIZE.size + size
        part = decode_part(data[at - size : at], key)
        if not isinstance(part, FilePart):
            return None
        parts.append(part)
    return parts if at == len(data) and len(parts) == count else None


def _unpack(description: _Description, data: bytes, offset: int) -> FilePart | Refusal:
    if description.account is None:
        return Refusal(*(description.refusal or ("",)))
    events = json.loads(str(memoryview(data)[offset : offset + description.events], "utf-8"))
    offset += description.events
    offset += _padding(offset - _PREFIX.size)

    def take(count: int, kind: type[np.int64 | np.float64]) -> Any:
        nonlocal offset
        array = np.frombuffer(data, kind, count, offset)
        offset += count * _ITEM
        return array

    grids = [(take(count, np.int64), take(count, np.float64)) for count in description.grids]
    series = {
        name: Series(grids[grid][0], take(grids[grid][0].size, np.float64), grids[grid][1])
        for name, (grid, _) in description.series.items()
    }
    summaries = {name: summary for name, (_, summary) in description.series.items()}
    return FilePart(description.account, events, series, summaries, description.left_out)
