"""Lineage: a file that one run used and another one made, told by its SHA-256."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from xreport.model import Artifact, Run

_HASH: Final = re.compile("[0-9a-f]{64}")
INPUT: Final = "input"
NAMED: Final = 5
"""Runs that are named beside one file: it may be one that thousands of runs used."""


@dataclass(frozen=True, slots=True)
class Others:
    """The other runs that made or used a file: the first few, and how many more there are."""

    runs: tuple[Run, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.runs)


@dataclass(frozen=True, slots=True)
class Lineage:
    """Runs by the files that they made and used, in the order of the collection; only files that have both."""

    makers: Mapping[str, Mapping[str, Run]]
    """By the hash of a file: its runs, by their ids."""
    users: Mapping[str, Mapping[str, Run]]

    def made_by(self, run: Run, artifact: Artifact) -> Others:
        """Return the other runs that made a file which this one used."""
        return _others(self.makers.get(hash_of(artifact), {}), run) if artifact.role == INPUT else Others()

    def used_by(self, run: Run, artifact: Artifact) -> Others:
        """Return the other runs that used a file which this one made."""
        return _others(self.users.get(hash_of(artifact), {}), run) if artifact.role != INPUT else Others()


def _others(known: Mapping[str, Run], run: Run) -> Others:
    named = tuple(other for other in islice(known.values(), NAMED + 1) if other.id != run.id)[:NAMED]
    return Others(named, len(known) - (run.id in known) - len(named))


def find_lineage(runs: Iterable[Run]) -> Lineage:
    """Return which runs made what others used. Of a file without a role the run is taken to be the maker."""
    makers: dict[str, dict[str, Run]] = {}
    users: dict[str, dict[str, Run]] = {}
    for run in runs:
        for artifact in run.artifacts:
            if known := hash_of(artifact):
                (users if artifact.role == INPUT else makers).setdefault(known, {})[run.id] = run
    both = makers.keys() & users.keys()
    return Lineage({known: makers[known] for known in sorted(both)}, {known: users[known] for known in sorted(both)})


def hash_of(artifact: Artifact) -> str:
    """Return the SHA-256 of a file as it is compared, or nothing where there is none."""
    known = artifact.sha256.lower()
    return known if _HASH.fullmatch(known) else ""
