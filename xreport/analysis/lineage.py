"""Lineage: a file that one run used and another one made, told by its SHA-256."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from xreport.model import Artifact, Run

_HASH: Final = re.compile("[0-9a-f]{64}")
INPUT: Final = "input"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Runs by the files that they made and used, in the order of the collection; only files that have both."""

    makers: Mapping[str, tuple[Run, ...]]
    users: Mapping[str, tuple[Run, ...]]

    def made_by(self, run: Run, artifact: Artifact) -> tuple[Run, ...]:
        """Return the other runs that made a file which this one used."""
        known = self.makers.get(hash_of(artifact), ()) if artifact.role == INPUT else ()
        return tuple(other for other in known if other.id != run.id)

    def used_by(self, run: Run, artifact: Artifact) -> tuple[Run, ...]:
        """Return the other runs that used a file which this one made."""
        known = self.users.get(hash_of(artifact), ()) if artifact.role != INPUT else ()
        return tuple(other for other in known if other.id != run.id)


def find_lineage(runs: Iterable[Run]) -> Lineage:
    """Return which runs made what others used. Of a file without a role the run is taken to be the maker."""
    makers: dict[str, dict[str, Run]] = {}
    users: dict[str, dict[str, Run]] = {}
    for run in runs:
        for artifact in run.artifacts:
            if known := hash_of(artifact):
                (users if artifact.role == INPUT else makers).setdefault(known, {})[run.id] = run
    both = makers.keys() & users.keys()
    return Lineage(
        {known: tuple(makers[known].values()) for known in sorted(both)},
        {known: tuple(users[known].values()) for known in sorted(both)},
    )


def hash_of(artifact: Artifact) -> str:
    """Return the SHA-256 of a file as it is compared, or nothing where there is none."""
    known = artifact.sha256.lower()
    return known if _HASH.fullmatch(known) else ""
