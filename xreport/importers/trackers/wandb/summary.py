"""The summary of a run: what was set by hand, told from what only repeats the last row.

W&B keeps the last value of every key in the summary, and lets the script overwrite it. The client's rule is followed: a
row replaces what the summary had, a summary record replaces what rows had. What then differs from the last value logged
was set by somebody, and is a score; the rest would only say twice what the series say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from xreport.importers.kit.values import as_fact, as_number, as_step
from xreport.importers.trackers.wandb.items import Parts

OWN: Final = ("_wandb", "_runtime", "_step", "_timestamp")
"""Keys that W&B adds by itself."""
_MOST: Final = 20_000
_MOST_SEARCHES: Final = 1000
_NOTHING: Final = object()


class Summary:
    """Follows the summary while rows and summary records come by.

    Args:
        snapshot: What the client's file says, which may be older than the end of the log: its step tells how old.
    """

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self._snapshot = snapshot
        self._until = as_step(snapshot.get("_step"))
        self._set: dict[str, Any] = {}
        self._searches = 0
        self._reached = -1

    @property
    def is_ahead(self) -> bool:
        """Whether the client's file is of a later step than all rows: then it repeats rows that are not at hand."""
        return self._until is not None and self._until > self._reached

    def reach(self, step: int) -> None:
        """Say that the next row has this step."""
        self._reached = max(self._reached, step)
        if self._snapshot and self._until is not None and step > self._until:
            self._apply_snapshot()

    def log(self, keys: Iterable[str]) -> None:
        """Say that a row has these keys."""
        if self._set:
            for key in keys:
                self._set.pop(key, None)

    def update(self, parts: Parts, value: Any) -> None:
        """Take what a summary record sets."""
        if not parts or parts[0] in OWN:
            return
        for key, leaf in _leaves("/".join(parts), value):
            if key in self._set or len(self._set) < _MOST:
                self._set[key] = leaf

    def remove(self, parts: Parts) -> None:
        """Take what a summary record removes."""
        name = "/".join(parts)
        if self._set.pop(name, _NOTHING) is _NOTHING and self._searches < _MOST_SEARCHES:
            self._searches += 1
            for key in [key for key in self._set if key.startswith(f"{name}/")]:
                del self._set[key]

    def values(self, last: Mapping[str, float], facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the rows do not say; ``last`` are their last numbers, ``facts`` the last of all else.

        Where a key was a value in some rows and held others in other rows, the client's summary stays at one of both:
        there the rows count.
        """
        self._apply_snapshot()
        torn = _torn(last.keys() | facts.keys())
        media = {key.removesuffix("_type") for key in self._set if key.endswith("/_type")}
        return {
            key: value
            for key, value in self._set.items()
            if not _is_below(key, media)
            and key not in torn
            and not _is_same(value, last.get(key))
            and not (key in facts and facts[key] == as_fact(value))
        }

    def names(self) -> set[str]:
        """Return the keys that were set."""
        return set(self._set)

    def _apply_snapshot(self) -> None:
        snapshot, self._snapshot = self._snapshot, {}
        known = set(self._set)
        for name, value in snapshot.items():
            for key, leaf in _leaves(name, value):
                if name not in OWN and key not in known:
                    self.update((key,), leaf)


def _is_below(key: str, prefixes: set[str]) -> bool:
    return bool(prefixes) and any(key[: at + 1] in prefixes for at, letter in enumerate(key) if letter == "/")


def _torn(keys: AbstractSet[str]) -> set[str]:
    """Return the keys above or below which there are others, of those that rows have."""
    torn: set[str] = set()
    for key in keys:
        above = [key[:at] for at, letter in enumerate(key) if letter == "/" and key[:at] in keys]
        torn.update((key, *above) if above else ())
    return torn


def _is_same(value: Any, last: float | None) -> bool:
    number = as_number(value, lambda _what, _fix: None)
    if number is None or last is None:
        return False
    return number == last or (number != number and last != last)  # noqa: PLR0124 - both NaN


def _leaves(name: str, value: Any) -> list[tuple[str, Any]]:
    leaves: list[tuple[str, Any]] = []
    pending = [(name, value)]
    while pending:
        key, found = pending.pop()
        if isinstance(found, dict) and found:
            pending += [(f"{key}/{below}", leaf) for below, leaf in found.items()]
        else:
            leaves.append((key, found))
    return leaves
