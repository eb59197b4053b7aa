"""Which objects of a run are kept: memory and pages are bounded, however often something was logged."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import Final

from xreport.importers.kit.protocol import Record
from xreport.importers.kit.spread import Spread

MOST_LATEST: Final = 10
"""Of one name: as many images, clips and texts as TensorBoard shows, the latest ones."""
MOST_NAMES: Final = 100
MOST_BYTES: Final = 32 << 20
"""Of all that is kept as base64 or text; and 16 bytes a number."""
_SPREAD: Final = {"histograms", "PR curves"}
"""These are spread over the training; of all others the latest are kept."""


class _Latest:
    """The last few."""

    def __init__(self) -> None:
        self._found: deque[Record] = deque(maxlen=MOST_LATEST)
        self.left_out = 0

    def add(self, record: Record) -> None:
        self.left_out += len(self._found) == MOST_LATEST
        self._found.append(record)

    def records(self) -> list[Record]:
        return list(self._found)


class Kept:
    """Collects objects by kind and name."""

    def __init__(self) -> None:
        self._unnamed: Counter[str] = Counter()
        self._found: dict[tuple[str, str], _Latest | Spread] = {}
        self._names: Counter[str] = Counter()

    def add(self, what: str, name: str, record: Record) -> None:
        """Take an object of a kind, as it is called in the plural."""
        kept = self._found.get((what, name))
        if kept is None:
            if self._names[what] >= MOST_NAMES:
                self._unnamed[f"{what} of yet another name"] += 1
                return
            self._names[what] += 1
            kept = self._found[what, name] = Spread() if what in _SPREAD else _Latest()
        kept.add(record)

    def records(self, left_out: Counter[str]) -> Iterator[Record]:
        """Yield what was kept, by name in the order in which the names came; count in ``left_out`` what was not."""
        left_out.update(self._unnamed)
        left = MOST_BYTES
        for (what, _), kept in self._found.items():
            if kept.left_out:
                older = "others between them" if what in _SPREAD else "older ones"
                left_out[f"{what} ({older})"] += kept.left_out
            for record in kept.records():
                left -= _size(record)
                if left < 0:
                    left_out[f"{what} beyond 32 MiB"] += 1
                else:
                    yield record


def _size(record: Record) -> int:
    lines = record.get("lines", ())
    numbers = len(record.get("counts", ())) * 2 + sum(len(line["x"]) * 2 for line in lines)
    return len(record.get("base64", "")) + len(record.get("text", "")) + 16 * numbers
