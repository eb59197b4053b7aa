"""Which of many logged objects are kept: of each key a number of steps, evenly, and of all together so many bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import msgspec

from xreport.analysis.objects import media_size, script_size
from xreport.format.limits import LARGEST_ALL_MEDIA, LARGEST_SHOWN, LONGEST_KEY, MOST_STEPS
from xreport.importers import Record
from xreport.importers.kit.budget import values_in
from xreport.model import Logged

MEDIA: Final = frozenset({"image", "audio"})
OBJECTS: Final = MEDIA | {"table", "histogram", "curve", "confusion", "text"}

MOST_SLOTS: Final = 2_000
"""Kinds and keys that are held of one file."""
_OBJECT: Final = 48
_TIMES: Final = 5
"""A value takes about so many bytes in memory. An object that takes more than so many times its text weighs more."""

Slot = tuple[str, str]
"""Kind and key."""


def slot_of(record: Record) -> Slot | None:
    """Return kind and key of a logged object, None for another record."""
    kind = record.get("type")
    if not isinstance(kind, str) or kind not in OBJECTS:
        return None
    key = record.get("key")
    return kind, key if isinstance(key, str) and key else kind


def weight(record: Record) -> int:
    """Return about how many bytes an object takes, before it is read; few that stand for much memory weigh more."""
    if record.get("type") in MEDIA and not any(isinstance(value, dict | list) for value in record.values()):
        return sum(len(value) * 3 // 4 for value in record.values() if isinstance(value, str))
    try:
        data = msgspec.json.encode(record)
    except (TypeError, ValueError):  # what only the slower one takes: numbers beyond doubles, lone surrogates
        data = json.dumps(record, separators=(",", ":")).encode()
    return max(len(data), (len(data) + _OBJECT * values_in(data)) // _TIMES)


class _One(NamedTuple):
    place: int  # in the journal
    size: int
    record: Record


@dataclass(slots=True)
class _Kept:
    """Every ``stride``-th object of one key, and the last one."""

    stride: int = 1
    seen: int = 0
    bytes: int = 0
    held: list[_One] = field(default_factory=list)
    last: _One | None = None

    def add(self, one: _One) -> None:
        if self.last:
            self.bytes -= self.last.size
            self.last = None
        if self.seen % self.stride == 0:
            self.held.append(one)
        else:
            self.last = one
        self.bytes += one.size
        self.seen += 1

    def halve(self) -> None:
        self.held, self.stride = self.held[::2], self.stride * 2
        self._count()

    def drop(self) -> None:
        self.held, self.last = [], None
        self._count()

    def _count(self) -> None:
        self.bytes = sum(one.size for one in self.all())

    def all(self) -> list[_One]:
        return [*self.held, self.last] if self.last else self.held


class Keeper:
    """Takes objects as they come, and holds about the steps and bytes that are shown; `choose` does the rest."""

    def __init__(self) -> None:
        self._slots: dict[Slot, _Kept] = {}
        self._place = 0
        self._bytes = {True: 0, False: 0}  # of media, and of others
        self.beyond = 0
        """Objects of which nothing is held: their keys are too many, or each of them too large."""

    def add(self, record: Record, slot: Slot) -> None:
        """Take one object."""
        kept = self._slots.get(slot)
        if kept is None:
            if len(self._slots) >= MOST_SLOTS or len(slot[1]) > LONGEST_KEY:
                self.beyond += 1
                return
            kept = self._slots[slot] = _Kept()
        media = slot[0] in MEDIA
        self._bytes[media] -= kept.bytes
        kept.add(_One(self._place, weight(record), record))
        self._place += 1
        if len(kept.held) > 2 * MOST_STEPS:
            kept.halve()
        self._bytes[media] += kept.bytes
        most = LARGEST_ALL_MEDIA if media else 2 * LARGEST_SHOWN
        while self._bytes[media] > most and self._halve_largest(media=media):
            pass
        if self._bytes[media] > most:
            self.beyond += kept.seen
            self._bytes[media] -= kept.bytes
            kept.drop()
            del self._slots[slot]

    def _halve_largest(self, *, media: bool) -> bool:
        several = [kept for (kind, _), kept in self._slots.items() if (kind in MEDIA) is media and len(kept.held) > 1]
        if not several:
            return False
        largest = max(several, key=lambda kept: kept.bytes)
        self._bytes[media] -= largest.bytes
        largest.halve()
        self._bytes[media] += largest.bytes
        return True

    def records(self) -> list[Record]:
        """Return what was kept, in the order in which it came."""
        found = [one for kept in self._slots.values() for one in kept.all()]
        found.sort(key=lambda one: one.place)
        return [one.record for one in found]

    def left_out(self) -> dict[str, int]:
        """Return how many are left out, by kind and key (`name_of`)."""
        gone = {name_of(slot): kept.seen - len(kept.all()) for slot, kept in self._slots.items()}
        return {name: count for name, count in gone.items() if count}


def name_of(slot: Slot) -> str:
    """Return kind and key as one text."""
    return f"{slot[0]}\0{slot[1]}"


def choose(objects: Mapping[Slot, Sequence[Logged]]) -> dict[Slot, list[int]]:
    """Return which objects of a run are shown, by their places among those of their kind and key."""
    most = {slot: min(len(own), MOST_STEPS) for slot, own in objects.items()}
    for size, limit in ((script_size, LARGEST_SHOWN), (media_size, LARGEST_ALL_MEDIA)):
        sizes = {slot: [size(one) for one in own] for slot, own in objects.items()}
        taken = {slot: _sum(sizes[slot], most[slot]) for slot in objects}
        while sum(taken.values()) > limit:
            # The key that takes most gives way, so that the others keep all their steps.
            slot = max(taken, key=taken.__getitem__)
            most[slot] //= 2
            taken[slot] = _sum(sizes[slot], most[slot])
    return {slot: evenly(len(own), most[slot]) for slot, own in objects.items()}


def _sum(sizes: Sequence[int], count: int) -> int:
    return sum(sizes[place] for place in evenly(len(sizes), count))


def evenly(total: int, count: int) -> list[int]:
    """Return so many places out of ``range(total)``, evenly: the first and the last are among them, of one the last."""
    if count >= total:
        return list(range(total))
    if count <= 1:
        return [total - 1][:count]
    return [round(index * (total - 1) / (count - 1)) for index in range(count)]
