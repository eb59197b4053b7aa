"""Which of many logged objects are kept: of each key a number of steps, evenly, and of all together so many bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from xreport.analysis.objects import media_size, script_size
from xreport.importers import Record
from xreport.model import Logged

MOST_STEPS: Final = 1_000
"""Of one key."""
MOST_DATA: Final = 18_000_000
"""Bytes of the objects of one run in the script that carries them, which stays below 20 MB with their keys."""
MOST_MEDIA: Final = 256 << 20
"""Bytes of images and sounds of one run."""
MEDIA: Final = frozenset({"image", "audio"})
OBJECTS: Final = MEDIA | {"table", "histogram", "curve", "confusion", "text"}

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
    """Return about how many bytes an object takes, before it is read."""
    data = record.get("base64") if record.get("type") in MEDIA else None
    if isinstance(data, str):
        return len(data) * 3 // 4
    try:
        return len(msgspec.json.encode(record))
    except (TypeError, ValueError):  # what only the slower one takes: numbers beyond doubles, lone surrogates
        return len(json.dumps(record, separators=(",", ":")))


@dataclass(slots=True)
class _Kept:
    """Every ``stride``-th object of one key, and the last one."""

    stride: int = 1
    seen: int = 0
    bytes: int = 0
    held: list[tuple[int, int, Record]] = field(default_factory=list)  # place in the journal, weight, record
    last: tuple[int, int, Record] | None = None

    def add(self, place: int, size: int, record: Record) -> None:
        if self.seen % self.stride == 0:
            self.held.append((place, size, record))
            self.bytes += size
            self.last = None
        else:
            self.last = (place, size, record)
        self.seen += 1

    def halve(self) -> None:
        self.held, self.stride = self.held[::2], self.stride * 2
        self.bytes = sum(size for _, size, _ in self.held)

    def all(self) -> list[tuple[int, int, Record]]:
        return [*self.held, self.last] if self.last else self.held


class Keeper:
    """Takes objects as they come, and holds about twice the steps and bytes that are shown; `choose` does the rest."""

    def __init__(self) -> None:
        self._slots: dict[Slot, _Kept] = {}
        self._place = 0
        self._bytes = {True: 0, False: 0}  # of media, and of others

    def add(self, record: Record, slot: Slot) -> None:
        """Take one object."""
        kept = self._slots.setdefault(slot, _Kept())
        media = slot[0] in MEDIA
        self._bytes[media] -= kept.bytes
        kept.add(self._place, weight(record), record)
        self._place += 1
        if len(kept.held) > 2 * MOST_STEPS:
            kept.halve()
        self._bytes[media] += kept.bytes
        while self._bytes[media] > 2 * (MOST_MEDIA if media else MOST_DATA) and self._halve_largest(media=media):
            pass

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
        found.sort(key=lambda one: one[0])
        return [record for _, _, record in found]

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
    for size, limit in ((script_size, MOST_DATA), (media_size, MOST_MEDIA)):
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
