"""Objects that a training logs again and again: so many are kept as one can look at."""

from __future__ import annotations

from typing import Final

from xreport.importers.kit.protocol import Record

MOST_SPREAD: Final = 60


class Spread:
    """Keeps every record, then every second, every fourth … of them, and always the last."""

    def __init__(self) -> None:
        self._found: list[Record] = []
        self._every = 1
        self._seen = 0
        self._last: Record | None = None

    def add(self, record: Record) -> None:
        """Take the next one."""
        if self._seen % self._every == 0 and len(self._found) >= MOST_SPREAD:
            self._found = self._found[::2]
            self._every *= 2
        if self._seen % self._every == 0:
            self._found.append(record)
        self._last = record
        self._seen += 1

    @property
    def left_out(self) -> int:
        """How many are not kept."""
        return self._seen - len(self.records())

    def records(self) -> list[Record]:
        """Return those that are kept, in their order."""
        last = [self._last] if self._last is not None and self._found[-1] is not self._last else []
        return self._found + last
