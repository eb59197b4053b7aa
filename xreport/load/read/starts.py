"""Where one file holds several runs, or several attempts of one: each begins with a start record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xreport.importers import Item, Record
from xreport.importers.kit.values import as_step


def attempt_of(start: Record | None) -> int:
    """Return the attempt that a start record tells of; the first one where there is no such record."""
    return (as_step(start.get("attempt")) if start else None) or 1


class Starts:
    """The records of a file or of a run, cut at start records.

    A start record that repeats the run, writer and attempt of the one before only adds to it. In a journal, one that
    says nothing of these begins another attempt: each process writes one such record.

    Args:
        items: They are used up as the stretches are: each before the next one is asked for.
        journal: Whether they are those of a journal.
    """

    def __init__(self, items: Iterable[Item], *, journal: bool = False) -> None:
        self._items = iter(items)
        self._journal = journal
        self._held: Record | None = None
        self._last: Record | None = None
        self._more = True

    def __iter__(self) -> Iterator[Iterator[Item]]:
        """Yield the records of each stretch."""
        while self._more:
            yield self._stretch()

    def _stretch(self) -> Iterator[Item]:
        self._more = False  # until a start record is met; an error ends it all
        if self._held is not None:
            yield self._held
        for item in self._items:
            if isinstance(item, dict) and item.get("type") == "start":
                begun = self._begin(item)
                if begun is not None:
                    self._held, self._more = begun, True
                    return
            yield item

    def _begin(self, start: Record) -> Record | None:
        """Return the start record as one of a new stretch, None where it begins none."""
        before, self._last = self._last, start
        if before is None:
            return None
        said = {key: start.get(key) or before.get(key) for key in ("run", "writer")}
        is_same = said["run"] == before.get("run") and said["writer"] == before.get("writer")
        is_said = start.get("attempt") not in (None, before.get("attempt"))
        if is_same and not is_said and (said["run"] or not self._journal):
            self._last = before
            return None
        if is_same:
            attempt = attempt_of(before) + 1 if start.get("attempt") is None else attempt_of(start)
            # Each process that logged is a writer of its own.
            said |= {"attempt": attempt, "writer": said["writer"] and f"{said['writer']}.{attempt}"}
        self._last = start | {key: value for key, value in said.items() if value}
        return self._last
