"""Which runs were one training that several loggers wrote down: found by what they share, whoever wrote.

Two logs of different kinds are of one training if nothing tells them apart (a value at an equal step, the seed, a
param, the time) and the values that they have in common prove it: a few digits of them where one lies in the folder of
the other or above it, more elsewhere. Of several logs of one kind that would do, the nearest counts; where none is
nearest, nothing is joined, and it is said.

Candidates are found by their values and by their folders: the work grows with the runs and not with their pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from xreport.errors import Issue
from xreport.load.join.alike import Evidence, compare
from xreport.load.join.writers import Writer, place_of

_MOST_HERE: Final = 8
"""Of more logs in one folder only those are compared that have values in common."""
_MOST_ALIKE: Final = 12
"""So many logs may begin or end a metric with the same value, and be compared with each other for that."""
_HERE, _NEAR, _FAR = 2, 5, 12
"""Digits that two logs must have in common: in one folder, where one lies above the other, and elsewhere."""

Group = list[Writer]


def find_twins(writers: Sequence[Writer]) -> tuple[list[Group], list[Issue]]:
    """Return the runs that are one, each group in its order (`Writer.order`), and what could not be decided.

    The order of the runs does not matter.
    """
    if len({one.kind for one in writers}) < 2:
        return [], []
    pairs = _Pairs(sorted(writers, key=lambda one: one.order))
    groups: list[Group] = []
    for group in pairs.groups():
        # What holds for neighbours must hold for all of them.
        if all(
            one.kind != other.kind and not pairs.evidence(one, other).against for one, other in combinations(group, 2)
        ):
            groups.append(group)
        else:
            pairs.undecided |= {one.run: [other for other in group if other is not one] for one in group}
    return groups, pairs.issues()


class _Pairs:
    """The runs that may be one, two by two."""

    def __init__(self, writers: Sequence[Writer]) -> None:
        self._writers = {one.run: one for one in writers}
        self._known: dict[tuple[str, str], Evidence] = {}
        self._partners: dict[str, dict[str, list[Writer]]] = {}
        """By run and kind: the logs that may be of the same training."""
        self.undecided: dict[str, list[Writer]] = {}
        for one, other in _candidates(writers):
            if one.kind != other.kind and self._is_proved(one, other):
                self._partners.setdefault(one.run, {}).setdefault(other.kind, []).append(other)
                self._partners.setdefault(other.run, {}).setdefault(one.kind, []).append(one)

    def evidence(self, one: Writer, other: Writer) -> Evidence:
        """Return what speaks for and against both being one."""
        key = (one.run, other.run) if one.order < other.order else (other.run, one.run)
        if key not in self._known:
            first, second = (self._writers[run] for run in key)
            self._known[key] = compare(first.told, second.told)
        return self._known[key]

    def _is_proved(self, one: Writer, other: Writer) -> bool:
        found = self.evidence(one, other)
        needed = _HERE if one.folder == other.folder else _NEAR if _is_above(one, other) else _FAR
        return not found.against and found.digits >= needed

    def groups(self) -> list[Group]:
        """Return runs that are joined to each other: each is the nearest of its kind to the other."""
        chosen = {
            run: {kind: self._nearest(self._writers[run], some) for kind, some in kinds.items()}
            for run, kinds in self._partners.items()
        }
        left = dict.fromkeys(sorted(chosen, key=lambda run: self._writers[run].order))
        groups = []
        while left:
            group, more = [], [next(iter(left))]
            while more:
                run = more.pop()
                if run not in left:
                    continue
                del left[run]
                group.append(self._writers[run])
                kind = self._writers[run].kind
                mutual = [
                    other
                    for other in chosen[run].values()
                    if other and chosen[other.run].get(kind) is self._writers[run]
                ]
                more += [other.run for other in mutual]
            if len(group) > 1:
                groups.append(sorted(group, key=lambda one: one.order))
        return groups

    def _nearest(self, one: Writer, some: Sequence[Writer]) -> Writer | None:
        distances = [_distance(one, other) for other in some]
        nearest = [other for other, distance in zip(some, distances, strict=True) if distance == min(distances)]
        if len(nearest) == 1:
            return nearest[0]
        self.undecided.setdefault(one.run, []).extend(nearest)
        return None

    def issues(self) -> list[Issue]:
        """Return an issue for each run of which it could not be decided what else is of the same training."""
        return [_issue(self._writers[run], others) for run, others in sorted(self.undecided.items())]


def _candidates(writers: Sequence[Writer]) -> Iterator[tuple[Writer, Writer]]:
    """Yield pairs that may be one: those that have values in common, and those that share a folder; each once."""
    places: dict[tuple[str, ...], list[Writer]] = {}
    marks: dict[str, list[Writer]] = {}
    for one in writers:
        places.setdefault(one.folder, []).append(one)
        for mark in one.told.marks:
            marks.setdefault(mark, []).append(one)
    buckets = [*(some for some in marks.values() if len(some) <= _MOST_ALIKE)]
    for folder, here in places.items():
        above = next((places[folder[:end]] for end in range(len(folder) - 1, 0, -1) if folder[:end] in places), [])
        buckets += [some for some in ([*here, *above],) if len(some) <= _MOST_HERE]
    seen: set[tuple[str, str]] = set()
    for some in buckets:
        for one, other in combinations(some, 2):
            if (one.run, other.run) not in seen and (other.run, one.run) not in seen:
                seen.add((one.run, other.run))
                yield one, other


def _is_above(one: Writer, other: Writer) -> bool:
    size = min(len(one.folder), len(other.folder))
    return one.folder[:size] == other.folder[:size]


def _distance(one: Writer, other: Writer) -> int:
    """How many folders one has to leave and to enter on the way from one to the other."""
    same = 0
    for mine, theirs in zip(one.folder, other.folder, strict=False):
        if mine != theirs:
            break
        same += 1
    return len(one.folder) + len(other.folder) - 2 * same


def _issue(one: Writer, others: Sequence[Writer]) -> Issue:
    names = sorted({place_of(other.file) or "." for other in others})
    said = " or ".join(names[:3]) + (" or others" if len(names) > 3 else "")
    place = place_of(one.file) or "."
    return Issue(
        place,
        f"may be of the same training as {said}: values are equal, and nothing tells which; each is a run of its own",
        f'Say which in the configuration: [[import]] with kind = "together" and files = ["{place}", "{names[0]}"].',
    )
