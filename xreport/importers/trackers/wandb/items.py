"""Keys and values: what history, config, summary and system metrics are lists of."""

from __future__ import annotations

import math
from typing import Any, Final

import msgspec

from xreport.format.limits import MOST_DEPTH
from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.trackers.wandb.wire import WireError, fields, parse, texts_of

Parts = tuple[str, ...]
"""A key, as the path to a value in nested dicts."""

_KEY: Final = 1
_NESTED_KEY: Final = 2
_VALUE: Final = 16
_ITEM_TAG: Final = 0x0A
_VALUE_TAG: Final = b"\x82\x01"
_MOST_KNOWN: Final = 50_000

_NON_FINITE: Final = {b"NaN": math.nan, b"Infinity": math.inf, b"-Infinity": -math.inf}
_scalar = msgspec.json.Decoder()
_decoder = LineDecoder()


class Items:
    """Reads items; remembers the keys it has seen, since every record of a log has the same."""

    def __init__(self) -> None:
        self._known: dict[bytes, Parts] = {}

    def read(self, message: bytes, number: int = 1) -> list[tuple[Parts, bytes]]:
        """Return key and JSON text of the items in a field of a message. Raises `WireError`."""
        return [self.split(value) for found, value in fields(message) if found == number and isinstance(value, bytes)]

    def read_row(self, message: bytes) -> tuple[list[tuple[Parts, bytes]], bytes]:
        """Return the items of a row, which are its first field, and the rest of the message. Raises `WireError`."""
        # Nearly all items are short, and have a known key and then a value. That is checked, not assumed: the two
        # lengths must agree, and what is in between must have been read as a key before.
        items = []
        known = self._known
        at = 0
        size = len(message)
        while at + 1 < size and message[at] == _ITEM_TAG and message[at + 1] < 0x80:
            value_at = message.find(_VALUE_TAG, at + 2, at + 130) + 3
            end = at + 2 + message[at + 1]
            if not 3 <= value_at <= end <= size or value_at + message[value_at - 1] != end:
                break
            parts = known.get(message[at + 2 : value_at - 3])
            if parts is None:
                parts = self._parts(message[at + 2 : value_at - 3])
            items.append((parts, message[value_at:end]))
            at = end
        return items, message[at:]

    def split(self, item: bytes) -> tuple[Parts, bytes]:
        """Return key and JSON text of one item. Raises `WireError`."""
        message = parse(item)
        value = message.get(_VALUE, (b"",))[-1]
        if not isinstance(value, bytes):
            raise WireError("a value is no text")
        parts = texts_of(message, _NESTED_KEY) or texts_of(message, _KEY)[-1:]
        if len(parts) > MOST_DEPTH:
            raise WireError("a key is nested too deep")
        return tuple(parts), value

    def _parts(self, keys: bytes) -> Parts:
        parts = self.split(keys)[0]
        if len(self._known) < _MOST_KNOWN:
            self._known[keys] = parts
        return parts


def decode(raw: bytes) -> Any:
    """Return the value of a JSON text; NaN and Infinity, which are no JSON, stand for themselves in it.

    Raises:
        BadLineError: It is none.
    """
    if raw[:1] not in (b"{", b"["):
        try:
            return _scalar.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            if raw in _NON_FINITE:
                return _NON_FINITE[raw]
    values = _decoder.decode(b'{"":[' + raw + b"]}").get("")
    if not isinstance(values, list) or len(values) != 1:
        raise BadLineError("not valid JSON")
    return values[0]


def decode_object(document: bytes) -> dict[str, Any]:
    """Return the object that a JSON file holds. Raises `BadLineError`."""
    return _decoder.decode(document)


def put(tree: dict[str, Any], parts: Parts, value: Any) -> None:
    """Put a value into nested dicts."""
    for part in parts[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    if parts:
        tree[parts[-1]] = value
