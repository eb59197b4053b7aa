"""The logged objects of a run: put together from all its files, and cut to what a site can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from xreport.errors import Issue
from xreport.format.limits import LONGEST_LABEL, MOST_OBJECTS, MOST_STEPS
from xreport.importers import Record
from xreport.importers.kit.decode import BadLineError
from xreport.load.join.attempts import MOST_STEP
from xreport.load.join.logged import read_logged
from xreport.load.read.keeping import Slot, choose, evenly, name_of
from xreport.model import Item, Kind, Logged
from xreport.text import plural

_MOST_ISSUES: Final = 200


@dataclass(slots=True)
class _Slot:
    seen: int = 0
    records: list[tuple[int, Record, str]] = field(default_factory=list)  # attempt, record, its file


class Objects:
    """Takes the records of logged objects in the order of a run's attempts and writers.

    Where attempts overlap, those of the last one count, as for series (`attempts.without_repeats`).

    Args:
        since: Attempts that say from which step on they count.
    """

    def __init__(self, since: Mapping[int, int] | None = None) -> None:
        self._since = since or {}
        self.issues: dict[Issue, None] = {}
        self._slots: dict[Slot, _Slot] = {}

    def add(self, record: Record, slot: Slot, attempt: int, where: str) -> None:
        """Take one record."""
        own = self._slots.setdefault(slot, _Slot())
        own.seen += 1
        own.records.append((attempt, record, where))

    def count(self, left_out: Mapping[str, int]) -> None:
        """Count those that reading a file left out."""
        for slot, own in self._slots.items():
            own.seen += left_out.get(name_of(slot), 0)

    def items(self) -> tuple[tuple[Item, ...], str]:
        """Return what the site shows, and in words what of it is left out."""
        slots = dict(list(self._slots.items())[:MOST_OBJECTS])
        seen: dict[Slot, int] = {}
        found: dict[Slot, list[Logged]] = {}
        for slot, own in slots.items():
            latest = _latest(own.records, self._since)
            # Of many only those are read that may be shown.
            read = [self._read(latest[place]) for place in evenly(len(latest), MOST_STEPS)]
            objects = [known for known in read if known is not None]
            seen[slot] = own.seen - (len(own.records) - len(latest)) - (len(read) - len(objects))
            if objects:
                found[slot] = objects
        places = choose(found)
        items = tuple(
            Item(
                key[:LONGEST_LABEL],
                cast("Kind", kind),
                tuple(found[kind, key][place] for place in chosen),
                seen[kind, key],
            )
            for (kind, key), chosen in places.items()
            if chosen
        )
        return items, _note(places, seen, len(self._slots) - len(slots))

    def _read(self, one: tuple[int, Record, str]) -> Logged | None:
        _, record, where = one
        try:
            return read_logged(record)
        except BadLineError as error:
            if len(self.issues) < _MOST_ISSUES:
                self.issues[Issue(where, error.what, error.fix)] = None
            return None


def _latest(records: Sequence[tuple[int, Record, str]], since: Mapping[int, int]) -> list[tuple[int, Record, str]]:
    """Leave out what a later attempt logged again: what lies between its first and its last step, as for series."""
    attempts = sorted({attempt for attempt, _, _ in records})
    if len(attempts) == 1 and not since:
        return list(records)
    spans: list[tuple[int, int, int]] = []
    for attempt in attempts:
        steps = [step for one, record, _ in records if one == attempt and isinstance(step := record.get("step"), int)]
        if steps:
            spans.append((attempt, min(steps), max(steps)))
    spans += [(attempt, step, MOST_STEP) for attempt, step in since.items()]

    def replaced(attempt: int, step: object) -> bool:
        return isinstance(step, int) and any(later > attempt and low <= step <= high for later, low, high in spans)

    return [one for one in records if not replaced(one[0], one[1].get("step"))]


def _note(places: Mapping[Slot, list[int]], seen: Mapping[Slot, int], keys: int) -> str:
    """What is missing, in words."""
    gone = [slot for slot, chosen in places.items() if not chosen]
    thin = [slot for slot, chosen in places.items() if chosen and seen[slot] > len(chosen)]
    parts = []
    if thin:
        kind, key = first = thin[0]
        example = f"{kind} “{key[:60]}” {len(places[first]):,} of {seen[first]:,}"
        parts.append(f"of {plural(len(thin), 'key')} steps evenly chosen, with the first and the last ({example})")
    if gone:
        parts.append(f"nothing of {plural(len(gone), 'key')}, as one step is larger than all may be")
    if keys:
        parts.append(f"nothing of {plural(keys, 'further key')}, as there are more than {MOST_OBJECTS}")
    return f"Not all is shown: {'; '.join(parts)}. The journal has everything." if parts else ""
