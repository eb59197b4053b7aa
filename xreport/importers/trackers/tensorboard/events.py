"""One event, read field by field: when, at which step, and the values of its summary.

A value that is one number is a `Slot`: where it lies in the record and how it is written, so that `shapes` can read
the same place of a thousand records like it. All others are `Value`s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from xreport.importers.trackers.tensorboard.tensors import Code, Tensor, read_tensor
from xreport.importers.trackers.tensorboard.wire import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    WireError,
    fields,
    signed,
    text,
    varint,
)

# Fields of Event
_WALL_TIME, _STEP, _FILE_VERSION, _SUMMARY, _SESSION = 1, 2, 3, 5, 7
# Fields of SessionLog, and its status where a program begins to write
_STATUS, _START = 1, 1
_OTHERS: Final = {4: "graphs", 8: "run metadata", 9: "graphs"}
# Fields of Summary.Value
_TAG, _SIMPLE, _OLD_HISTOGRAM, _IMAGE, _HISTOGRAM, _AUDIO, _TENSOR, _METADATA = 1, 2, 3, 4, 5, 6, 8, 9
_KINDS: Final = {_OLD_HISTOGRAM: "histograms", _IMAGE: "images", _HISTOGRAM: "histograms", _AUDIO: "audio clips"}

Span = tuple[int, int]
NOWHERE: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """A number: where it lies and how it is written."""

    tag: str
    span: Span
    code: Code


@dataclass(frozen=True, slots=True)
class Value:
    """Something that is no number.

    Attributes:
        kind: ``images``, ``audio clips``, ``histograms``, ``tensors`` or nothing.
        span: The message of that kind.
        plugin: The plugin that it is for, where the value says so.
        content: The bytes that it tells its plugin.
    """

    tag: str
    kind: str
    span: Span
    plugin: str
    content: Span
    tensor: Tensor | None = None


@dataclass(slots=True)
class Event:
    """What a record holds. ``wall`` and ``step`` are where these are written, `NOWHERE` if they are not.

    ``begins`` is the step at which a program says that it begins to write (SessionLog START), None in all other events.
    """

    wall: Span = NOWHERE
    step: Span = NOWHERE
    version: str = ""
    slots: list[Slot] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    begins: int | None = None


def read_event(data: bytes) -> Event:
    """Read a record.

    Raises:
        WireError: It is no event.
    """
    event, begins = Event(), False
    for number, kind, at, stop in fields(data, 0, len(data)):
        if number == _WALL_TIME and kind == FIXED64:
            event.wall = at, stop
        elif number == _STEP and kind == VARINT:
            event.step = at, stop
        elif number == _SUMMARY and kind == BYTES:
            _read_summary(data, at, stop, event)
        elif number == _FILE_VERSION and kind == BYTES:
            event.version = text(data, at, stop)
        elif number == _SESSION and kind == BYTES:
            told = [
                (field, varint(data, start, end)) for field, of, start, end in fields(data, at, stop) if of == VARINT
            ]
            begins = (_STATUS, _START) in told
        elif number in {_WALL_TIME, _STEP, _SUMMARY}:
            raise WireError("a field of another kind")
        elif number in _OTHERS:
            event.others.append(_OTHERS[number])
    if begins:
        event.begins = signed(varint(data, *event.step))
    return event


def _read_summary(data: bytes, at: int, stop: int, event: Event) -> None:
    for number, kind, start, end in fields(data, at, stop):
        if number == 1 and kind == BYTES:
            found = _read_value(data, start, end)
            if isinstance(found, Slot):
                event.slots.append(found)
            else:
                event.values.append(found)


def _read_value(data: bytes, at: int, stop: int) -> Slot | Value:
    tag, plugin, content = "", "", NOWHERE
    chosen, span = 0, NOWHERE
    for number, kind, start, end in fields(data, at, stop):
        if kind == BYTES and number == _TAG:
            tag = text(data, start, end)
        elif kind == BYTES and number == _METADATA:
            plugin, content = _read_metadata(data, start, end)
        elif (kind == FIXED32 and number == _SIMPLE) or (kind == BYTES and (number in _KINDS or number == _TENSOR)):
            chosen, span = number, (start, end)
    if chosen == _SIMPLE:
        return Slot(tag, span, "f4")
    if chosen == _TENSOR:
        tensor = read_tensor(data, *span)
        if tensor.number is not None and plugin != "hparams":
            return Slot(tag, *tensor.number)
        return Value(tag, "tensors", span, plugin, content, tensor)
    return Value(tag, _KINDS.get(chosen, ""), span, plugin, content)


def _read_metadata(data: bytes, at: int, stop: int) -> tuple[str, Span]:
    """Return the plugin's name and where its content lies."""
    name, content = "", NOWHERE
    for _, _, start, end in _messages(data, at, stop, 1):
        for number, kind, first, last in fields(data, start, end):
            if number == 1 and kind == BYTES:
                name = text(data, first, last)
            elif number == 2 and kind == BYTES:
                content = first, last
    return name, content


def _messages(data: bytes, at: int, stop: int, wanted: int) -> Iterator[tuple[int, int, int, int]]:
    return (found for found in fields(data, at, stop) if found[0] == wanted and found[1] == BYTES)
