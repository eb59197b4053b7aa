"""What reading one file or claim may cost, counted while it is read; what exceeds it ends this reading only."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from xreport.errors import Issue
from xreport.settings import Limits

VALUE: Final = 8
"""How many cells a value of a document or event counts for: as an object it takes so many times what it does in a
column of numbers."""
_EVENT: Final = 40
_BYTES: Final = 4
"""Bytes of text that count for a cell: on its way a text is in memory more often than numbers are."""


class OverLimitError(BaseException):
    """Reading has cost what it may. No error of an importer: what handles those must not swallow it.

    Args:
        limit: The field of `Limits` that it reached.
        limits: What may be spent.
    """

    def __init__(self, limit: str, limits: Limits) -> None:
        super().__init__(limit)
        self.what = f"reading ended at limits.{limit} = {getattr(limits, limit):,}: the rest of it is left out"
        self.fix = f"Raise limits.{limit} in the configuration, or log less into one file; large values are artifacts."

    def issue(self, where: str) -> Issue:
        """Return what to say of the file or claim."""
        return Issue(where, self.what, self.fix)


class Budget:
    """Counts what was read of one file, or of all files of one claim.

    Importers that collect a whole file before they yield count with one of these as well: memory is spent either way.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows = 0
        self.cells = 0
        self.lines = 0
        self.closed = False
        """Whether nothing more is read: what is still to come was counted before."""
        self._began = time.thread_time()
        self._soonest = time.monotonic() + limits.seconds

    def spend(self, rows: int = 0, cells: int = 0) -> None:
        """Count a block of rows and values.

        Raises:
            OverLimitError: They are too many, or the processor time is used up.
        """
        self.rows += rows
        self.cells += cells
        if self.closed:
            return
        if self.rows > self.limits.rows:
            raise OverLimitError("rows", self.limits)
        if self.cells > self.limits.cells:
            raise OverLimitError("cells", self.limits)
        # Where no signal says so. The clock of the wall costs less to look at, and cannot be behind.
        if time.monotonic() > self._soonest and time.thread_time() - self._began > self.limits.seconds:
            raise OverLimitError("seconds", self.limits)

    def spend_lines(self, lines: int) -> None:
        """Count lines of a text, blank ones too: those that are records count as rows as well, when they are taken.

        Raises:
            OverLimitError: They are more than there may be rows.
        """
        self.lines += lines
        if self.lines > self.limits.rows and not self.closed:
            raise OverLimitError("rows", self.limits)

    def seconds_left(self) -> float:
        """Return how much processor time is left; at least a moment, so that it can be waited for."""
        return max(self._began + self.limits.seconds - time.thread_time(), 0.001)

    def keep(self, facts: dict[str, Any], key: str, value: Any) -> None:
        """Put the last value of a key among the facts, and count what that takes more. Raises `OverLimitError`."""
        more = _length(value) // _BYTES
        self.spend(0, more - _length(facts[key]) // _BYTES if key in facts else more + cells_of_text(key))
        facts[key] = value

    def spend_event(self, record: Mapping[str, Any]) -> None:
        """Count a record that is kept as it is. Raises `OverLimitError`."""
        self.spend(1, cells_of(record))


def cells_of(record: Mapping[str, Any]) -> int:
    """Return for how many cells a record counts that is kept as it is: about a cell for 8 bytes of memory."""
    try:
        data = msgspec.json.encode(record)
    except (TypeError, ValueError, RecursionError):  # numbers beyond doubles, lone surrogates, keys that are no text
        data = json.dumps(record, default=str, skipkeys=True).encode("utf-8", "surrogatepass")
    return _EVENT + values_in(data) * VALUE + len(data) // _BYTES


def values_in(data: bytes) -> int:
    """Return how many values JSON holds at most, without decoding it; commas and brackets in texts count as well."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str) else 0


def cells_of_text(text: str) -> int:
    """Return for how many cells a key or text counts that is kept by itself."""
    return _EVENT // 2 + len(text) // _BYTES
