"""Thousands of events at once: records that are equal but for the time, the step and the numbers have one *shape*.

Where the numbers lie is read from one record of a shape with all care. All others of the shape are rows of one matrix,
and the numbers are columns of it. The memory of shapes lasts as long as the file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xreport.importers.kit.columns import Column, Columns
from xreport.importers.trackers.tensorboard.crc import Bytes
from xreport.importers.trackers.tensorboard.events import Event, Slot, Span, read_event
from xreport.importers.trackers.tensorboard.frames import Frames
from xreport.importers.trackers.tensorboard.numbers import decode_numbers, decode_steps, decode_times
from xreport.importers.trackers.tensorboard.tensors import Code
from xreport.importers.trackers.tensorboard.wire import WireError
from xreport.model import Floats, Ints

_MOST_LAYOUTS: Final = 8
"""For records of one size; what has yet another layout is read one by one."""
_MOST_SHAPES: Final = 2_000
_LONGEST_SHAPE: Final = 1 << 10
"""So many shapes of a layout are remembered; all others are read anew in each block."""
_WORD: Final = 8
_SPREAD: Final = np.random.default_rng(1).integers(0, 2**63, 1 << 12, dtype=np.uint64) * np.uint64(2) + np.uint64(1)

_MOST_FAILURES: Final = 16
"""In a row. Through the mask of another layout most records look different: after so many no more are tried."""
_MOST_TRIES: Final = 32

Tags = tuple[str, ...]
Take = Callable[[bytes, Event, int, float], None]
"""Takes a record with values that are no numbers, its event, step and time."""
Refuse = Callable[[int, int], None]
"""Takes the place of a record that is no event, and its size."""


class Layout:
    """Where the time, the step and the numbers lie in records of one size."""

    def __init__(self, event: Event, size: int) -> None:
        self.wall = event.wall
        self.step = event.step
        self.places: list[tuple[Span, Code]] = [(slot.span, slot.code) for slot in event.slots]
        self._keep = np.full(size, 0xFF, np.uint8)
        self._keep[slice(*self.wall)] = 0
        self._keep[slice(*self.step)] = 0x80  # whether a varint goes on is a part of the shape
        for span, code in self.places:
            self._keep[slice(*span)] = 0x80 if "varint" in code else 0
        self._tags: dict[bytes, Tags] = {}
        self._patience = _MOST_FAILURES

    def fits(self, event: Event) -> bool:
        """Whether another event is of this layout, and of nothing but numbers."""
        same = self.wall == event.wall and self.step == event.step
        return same and is_plain(event) and self.places == [(slot.span, slot.code) for slot in event.slots]

    def learn(self, event: Event, row: Bytes) -> None:
        """Remember the shape of a record of this layout."""
        masked = np.zeros(len(row) + -len(row) % _WORD, np.uint8)
        masked[: len(row)] = row & self._keep
        self._tags[masked.tobytes()] = tuple(slot.tag for slot in event.slots)

    def classify(self, rows: Bytes) -> tuple[NDArray[np.intp], list[Tags | None]]:
        """Return the number of the shape of each row (-1: unknown), and the tags of the numbers of each shape."""
        count, size = rows.shape
        masked = np.zeros((count, size + -size % _WORD), np.uint8)
        np.bitwise_and(rows, self._keep, out=masked[:, :size])
        words = masked.view(np.uint64)
        spread = np.resize(_SPREAD, words.shape[1])
        hashes = (words * spread).sum(axis=1, dtype=np.uint64)
        _, first, shape, counts = np.unique(hashes, return_index=True, return_inverse=True, return_counts=True)
        shape = shape.reshape(-1)
        # The hash only sorts; shapes are equal when all their bytes are.
        shape[(words != words[first][shape]).any(axis=1)] = -1
        self._patience = _MOST_FAILURES
        tags: list[Tags | None] = [None] * len(first)
        # Shapes of many records first: what does not belong here looks different in each record.
        for number in np.argsort(-counts, kind="stable").tolist():
            at = first[number]
            tags[number] = self._tags_of(masked[at].tobytes(), rows[at])
        return shape, tags

    def _tags_of(self, key: bytes, row: Bytes) -> Tags | None:
        if key in self._tags:
            return self._tags[key]
        if not self._patience:
            return None
        try:
            event = read_event(row.tobytes())
        except WireError:
            event = Event()
        found = tuple(slot.tag for slot in event.slots) if self.fits(event) else None
        if found is None:
            self._patience -= 1
            return None
        self._patience = _MOST_FAILURES
        if len(self._tags) < _MOST_SHAPES and len(key) <= _LONGEST_SHAPE:
            self._tags[key] = found
        return found


def is_plain(event: Event) -> bool:
    """Whether an event has numbers and nothing else."""
    return bool(event.slots) and not event.values and not event.others


class Shapes:
    """Reads the records of one file, block by block.

    Args:
        take: Called for all that is no number.
        refuse: Called for what is no event.
    """

    def __init__(self, take: Take, refuse: Refuse) -> None:
        self._take = take
        self._refuse = refuse
        self._layouts: dict[int, list[Layout]] = {}
        self._others: list[tuple[int, tuple[bytes, Event, int, float]]] = []

    def read(self, frames: Frames) -> Columns:
        """Return the numbers of some records; row n belongs to record n."""
        block = _Block(frames)
        for size in np.unique(frames.sizes).tolist():
            chosen = np.flatnonzero(frames.sizes == size)
            if size:
                self._read_size(block, chosen, size)
        # Records were read by size: what they hold besides numbers is told in the order in which it was written.
        for _, others in sorted(self._others, key=lambda one: one[0]):
            self._take(*others)
        self._others.clear()
        return block.columns()

    def _read_size(self, block: _Block, chosen: Ints, size: int) -> None:
        rows = block.frames.rows(chosen, size)
        layouts = self._layouts.setdefault(size, [])
        for layout in list(layouts):
            left = block.add(layout, rows, chosen)
            if 2 * np.count_nonzero(left) < len(left):
                layouts.remove(layout)  # the most used is asked first the next time
                layouts.insert(0, layout)
            rows, chosen = rows[left], chosen[left]
        at, tries = 0, _MOST_TRIES
        while at < len(rows):
            event = self._read_one(block, rows[at], int(chosen[at]))
            at += 1
            layout_of = _layout_of(event, layouts, size) if event and tries and at < len(rows) else None
            if event and layout_of:
                layout_of.learn(event, rows[at - 1])
                left = block.add(layout_of, rows[at:], chosen[at:])
                rows, chosen, at, tries = rows[at:][left], chosen[at:][left], 0, tries - 1

    def _read_one(self, block: _Block, row: Bytes, record: int) -> Event | None:
        """Read one record with all care; return its event when others may be like it."""
        data = row.tobytes()
        try:
            event = read_event(data)
        except WireError:
            self._refuse(int(block.frames.starts[record]), len(data))
            return None
        step, time = block.add_one(event, row, record)
        if event.values or event.others:
            self._others.append((record, (data, event, step, time)))
        return event if is_plain(event) else None


def _layout_of(event: Event, layouts: list[Layout], size: int) -> Layout | None:
    """Return the layout of a record, a new one where there is room."""
    for layout in layouts:
        if layout.fits(event):
            return layout
    if len(layouts) >= _MOST_LAYOUTS:
        return None
    layouts.append(Layout(event, size))
    return layouts[-1]


class _Block:
    """The numbers of some records, to be put into columns."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        count = len(frames.sizes)
        self._steps = np.zeros(count, np.int64)
        self._times = np.full(count, np.nan)
        self._found: dict[str, list[tuple[Ints, Floats]]] = {}

    def add(self, layout: Layout, rows: Bytes, records: Ints) -> NDArray[np.bool_]:
        """Take all rows of a layout; return which rows are of another one."""
        if not len(rows):
            return np.zeros(0, bool)
        shape, tags = layout.classify(rows)
        known = np.array([found is not None for found in tags] + [False])  # -1 is the last
        mine = known[shape]
        self._steps[records[mine]] = decode_steps(rows[mine], layout.step)
        self._times[records[mine]] = decode_times(rows[mine], layout.wall)
        values = [decode_numbers(rows, span, code) for span, code in layout.places]
        order = np.argsort(shape, kind="stable")
        ends = np.searchsorted(shape[order], np.arange(len(tags)), side="right").tolist()
        starts = np.searchsorted(shape[order], np.arange(len(tags)), side="left").tolist()
        for found, start, end in zip(tags, starts, ends, strict=True):
            rows_of = order[start:end]
            for tag, column in zip(found or (), values, strict=False):
                self._found.setdefault(tag, []).append((records[rows_of], column[rows_of]))
        return ~mine

    def add_one(self, event: Event, row: Bytes, record: int) -> tuple[int, float]:
        """Take one record; return its step and time."""
        rows = row.reshape(1, -1)
        self._steps[record] = step = decode_steps(rows, event.step)[0]
        self._times[record] = time = decode_times(rows, event.wall)[0]
        for slot in event.slots:
            self._add_slot(slot, rows, record)
        return int(step), float(time)

    def _add_slot(self, slot: Slot, rows: Bytes, record: int) -> None:
        number = decode_numbers(rows, slot.span, slot.code)
        self._found.setdefault(slot.tag, []).append((np.array([record]), number))

    def columns(self) -> Columns:
        """Return all numbers, each metric in the order of the records."""
        found = {tag: self._column(parts) for tag, parts in self._found.items()}
        order = sorted(found, key=lambda tag: -1 if (rows := found[tag][0]) is None else int(rows[0]))
        return Columns(self._steps, self._times, {tag: found[tag] for tag in order})

    def _column(self, parts: list[tuple[Ints, Floats]]) -> Column:
        rows, values = parts[0]
        if len(parts) > 1:
            rows, values = np.concatenate([rows for rows, _ in parts]), np.concatenate([v for _, v in parts])
            order = np.argsort(rows, kind="stable")
            rows, values = rows[order], values[order]
        return (None if np.array_equal(rows, np.arange(len(self._steps))) else rows), values
