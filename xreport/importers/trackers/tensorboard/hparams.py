"""What the hparams plugin of TensorBoard says of a session: its params, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from xreport.format.limits import EXACT
from xreport.importers.trackers.tensorboard.wire import BYTES, FIXED64, VARINT, WireError, double, fields, text, varint

_START, _END = 3, 4  # fields of HParamsPluginData
_HPARAMS, _STATUS = 1, 1  # fields of SessionStartInfo and SessionEndInfo
_FAILURE: Final = 2
_DEEPEST: Final = 32


@dataclass(slots=True)
class Session:
    """What is known of a session."""

    params: dict[str, Any] = field(default_factory=dict)
    failed: bool = False

    def read(self, data: bytes, at: int, stop: int) -> None:
        """Take what one value tells the plugin.

        Raises:
            WireError: It is not of this plugin.
        """
        for number, kind, start, end in fields(data, at, stop):
            if kind == BYTES and number == _START:
                self._read_start(data, start, end)
            elif kind == BYTES and number == _END:
                for inner, wire, first, last in fields(data, start, end):
                    if inner == _STATUS and wire == VARINT:
                        self.failed = varint(data, first, last) == _FAILURE

    def _read_start(self, data: bytes, at: int, stop: int) -> None:
        for number, kind, start, end in fields(data, at, stop):
            if number == _HPARAMS and kind == BYTES:
                name, value = _read_entry(data, start, end, 0)
                self.params[name] = value


def _read_entry(data: bytes, at: int, stop: int, depth: int) -> tuple[str, Any]:
    """Read an entry of a map from text to ``google.protobuf.Value``."""
    name, value = "", None
    for number, kind, start, end in fields(data, at, stop):
        if number == 1 and kind == BYTES:
            name = text(data, start, end)
        elif number == 2 and kind == BYTES:
            value = _read_value(data, start, end, depth)
    return name, value


def _read_value(data: bytes, at: int, stop: int, depth: int) -> Any:
    if depth > _DEEPEST:
        raise WireError("nested too deep")
    value: Any = None
    for number, kind, start, end in fields(data, at, stop):
        if number == 2 and kind == FIXED64:
            value = _as_logged(double(data, start))
        elif number == 3 and kind == BYTES:
            value = text(data, start, end)
        elif number == 4 and kind == VARINT:
            value = bool(varint(data, start, end))
        elif number == 5 and kind == BYTES:
            inner = (entry for entry in fields(data, start, end) if entry[:2] == (1, BYTES))
            value = dict(_read_entry(data, first, last, depth + 1) for _, _, first, last in inner)
        elif number == 6 and kind == BYTES:
            inner = (entry for entry in fields(data, start, end) if entry[:2] == (1, BYTES))
            value = [_read_value(data, first, last, depth + 1) for _, _, first, last in inner]
    return value


def _as_logged(number: float) -> int | float:
    """The plugin stores every number as a double; a whole one was most likely logged as an integer."""
    return int(number) if number.is_integer() and abs(number) < EXACT else number
