"""A run as one logger wrote it, before it is known whether others wrote the same training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from xreport.format.records import Scalar
from xreport.importers import Record
from xreport.importers.kit.values import as_fact
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.join.alike import Told
from xreport.load.join.assemble import RunPiece, merge_series
from xreport.text import flatten

JOURNAL: Final = "journal"
"""The name of the importer of our own journals."""


@dataclass
class Writer:
    """The pieces of one id."""

    pieces: list[RunPiece] = field(default_factory=list)

    @property
    def run(self) -> str:
        """Its id."""
        return self.pieces[0].run

    @cached_property
    def kind(self) -> str:
        """Who wrote it: two of one kind are two executions, or copies."""
        return min(piece.part.account.importer for piece in self.pieces)

    @cached_property
    def file(self) -> ReadUnit:
        """The first of its files."""
        return min((piece.file for piece in self.pieces), key=lambda file: (file.source, place_of(file)))

    @cached_property
    def folder(self) -> tuple[str, ...]:
        """The source and the folders in which it lies."""
        whole = isinstance(self.file, Claimed) and self.file.claim.at not in self.file.claim.files
        names = tuple(filter(None, place_of(self.file).split("/")))
        return (str(self.file.source), *(names if whole else names[:-1]))

    @cached_property
    def order(self) -> tuple[bool, int, int, str, str]:
        """What decides which of several gives a run its id: the least has one of its own, lies highest, comes first."""
        bare = not any(piece.known for piece in self.pieces)
        return bare, len(self.folder), self.file.source, place_of(self.file), self.run

    @cached_property
    def told(self) -> Told:
        """What it says."""
        series, _, current = merge_series(sorted(self.pieces, key=lambda piece: piece.order))
        parts = [piece.part for piece in self.pieces]
        begun = [time for part in parts if (time := part.account.first_time) is not None]
        ended = [time for part in parts if (time := part.account.last_time) is not None]
        params, seed = described(event for part in parts for event in part.events)
        return Told({**series, **current}, params, seed, min(begun, default=None), max(ended, default=None))


def writers_of(pieces: Iterable[RunPiece]) -> list[Writer]:
    """Put the pieces of each id together."""
    found: dict[str, Writer] = {}
    for piece in pieces:
        found.setdefault(piece.run, Writer()).pieces.append(piece)
    return list(found.values())


def place_of(file: ReadUnit) -> str:
    """Return the file or folder that people know it by, source-relative."""
    return file.claim.at if isinstance(file, Claimed) else file.path


def described(events: Iterable[Record]) -> tuple[Mapping[str, Scalar], int | None]:
    """Return the params, flat, and the seed that records say."""
    params: dict[str, Any] = {}
    seed: int | None = None
    for event in events:
        if event.get("type") in ("start", "update"):
            if isinstance(event.get("params"), dict):
                params |= flatten(event["params"])
            if isinstance(event.get("seed"), int):
                seed = event["seed"]
    return {key: as_fact(value) for key, value in params.items()}, seed
