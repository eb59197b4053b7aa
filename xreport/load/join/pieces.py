"""Which file belongs to which run, and which files say the same twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from xreport.errors import Issue
from xreport.importers import Record
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.find.discover import FoundFile, as_text
from xreport.load.join.assemble import RunPiece, start_of
from xreport.load.join.beside import join_beside
from xreport.load.join.copies import without_copies
from xreport.load.join.decided import by_rules, speaks_of
from xreport.load.join.folders import Placed, place, settle
from xreport.load.join.measured import said_by
from xreport.load.join.names import name_bare_runs, own_name, telling_stem
from xreport.load.join.phases import phases_of
from xreport.load.join.together import join
from xreport.load.join.twins import find_twins
from xreport.load.join.writers import writers_of
from xreport.load.read.part import FilePart
from xreport.load.read.starts import attempt_of
from xreport.settings import ImportRule
from xreport.text import short_hash

SAME = "the same file again"
COPY = "a copy of another log"
_LONGEST_ID = 200

Group = tuple[list[RunPiece], list[Issue]]
"""The pieces of one run, and what is wrong with them together."""


def gather(
    read: Sequence[tuple[ReadUnit, FilePart]], skipped: Counter[str], rules: Sequence[ImportRule] = ()
) -> tuple[list[Group], list[Issue]]:
    """Group files by run; also return the issues of files that make no run. Equal files count once.

    Args:
        read: The files, and what they say.
        skipped: Takes the number of files that say nothing new.
        rules: What the configuration says of files that are one run, or are not.
    """
    issues = [issue for _, part in read if not part.account.records for issue in part.account.issues]
    for _, part in read:
        skipped.update(part.account.skipped)
    read = [(unit, part) for unit, part in read if part.account.records]
    pieces: list[RunPiece] = []
    nameless: list[tuple[ReadUnit, FilePart]] = []
    for unit, part in read:
        if isinstance(unit, Claimed):
            start = start_of(part)
            run = str(start.get("run") or "")[:_LONGEST_ID] if start else ""
            if run:
                pieces.append(_claimed(unit, part, run))
                continue
        elif not part.account.bare:
            pieces.append(_journal(unit, part))
            continue
        nameless.append((unit, part))
    pieces = _joined(_settled([*pieces, *_bare(nameless, rules)]), rules, skipped, issues)
    groups: dict[str, Group] = {}
    kept: dict[tuple[str, str], RunPiece] = {}
    # The longest of several files of one writer counts: the others are older copies, or not what they claim to be.
    for piece in sorted(pieces, key=lambda piece: (-_length(piece), piece.order)):
        group = groups.setdefault(piece.run, ([], []))
        other = kept.setdefault((piece.run, piece.writer), piece)
        if other is piece:
            group[0].append(piece)
        elif other.part.account.identity == piece.part.account.identity:
            skipped[SAME] += 1
        else:
            group[1].append(_conflict(piece, other))
    return list(groups.values()), issues


def _joined(
    pieces: list[RunPiece], rules: Sequence[ImportRule], skipped: Counter[str], issues: list[Issue]
) -> list[RunPiece]:
    """Put to each run what was measured beside it, and what other loggers wrote of it."""
    try:
        pieces = join_beside(pieces)
    except Exception as error:  # noqa: BLE001 - what was measured beside runs stays runs of its own
        issues.append(Issue.of_error("sources", "measurements cannot be joined to their runs", error))
    try:
        pieces, copies, undecided = join_writers(pieces, rules)
        skipped.update({COPY: copies} if copies else {})
        issues += undecided
    except Exception as error:  # noqa: BLE001 - each of them stays a run of its own
        issues.append(Issue.of_error("sources", "what several loggers wrote of one training cannot be joined", error))
    return pieces


def join_writers(
    pieces: Sequence[RunPiece], rules: Sequence[ImportRule] = ()
) -> tuple[list[RunPiece], int, list[Issue]]:
    """Put together what several loggers wrote of one training; return the number of copies, and what is undecided."""
    said, writers, unused = by_rules(writers_of(pieces), rules)
    writers, copies = without_copies(writers)
    found, undecided = find_twins(writers)
    groups = [*said, *found]
    joined = {one.run for group in groups for one in group}
    alone = [piece for one in writers if one.run not in joined for piece in one.pieces]
    return [*alone, *(piece for group in groups for piece in join(group))], copies, [*unused, *undecided]


def _length(piece: RunPiece) -> int:
    """How much a piece says. The size of a database says nothing about one of its runs."""
    account = piece.part.account
    return account.bytes if isinstance(piece.file, FoundFile) else account.records


def _conflict(piece: RunPiece, kept: RunPiece) -> Issue:
    return Issue(
        piece.part.account.path,
        f"claims to be of the same run and writer as {kept.part.account.path}, with other content: it is left out",
        "Keep the file that is right, and remove the other.",
    )


def _journal(file: FoundFile, part: FilePart) -> RunPiece:
    start = start_of(part)
    *folders, name = file.path.split("/")
    run = str(start.get("run") or "")[:_LONGEST_ID] if start else ""
    # Without its start record a journal still lies at <run>/<writer>.jsonl.
    run = run or "".join(folders[-1:]) or short_hash(file.path)
    return RunPiece(
        file=file,
        part=part,
        run=run,
        writer=_writer_of(start, file.path) if start else name.rpartition(".")[0],
        attempt=attempt_of(start),
        name=run,
        place=place(_above(file), folders, ""),
        known=True,
    )


def _writer_of(start: Record, path: str) -> str:
    """The writer that a start record names; without one each attempt that a file holds has its own."""
    attempt = attempt_of(start)
    return str(start.get("writer") or (f"{path}#{attempt}" if attempt > 1 else path))[:_LONGEST_ID]


def _claimed(unit: Claimed, part: FilePart, run: str) -> RunPiece:
    """A run that has an id where it comes from. As a journal it has the same writer, so that it counts once."""
    start = start_of(part) or {}
    return RunPiece(
        file=unit,
        part=part,
        run=run,
        writer=str(start.get("writer") or short_hash(f"{unit.importer}|{run}", 16))[:_LONGEST_ID],
        attempt=attempt_of(start),
        name=run,
        place=_placed(unit, part),
        known=True,
    )


def _bare(read: Sequence[tuple[ReadUnit, FilePart]], rules: Sequence[ImportRule]) -> list[RunPiece]:
    roots = [_root_name(unit) for unit, _ in read]
    files = [_way(unit, part) for unit, part in read]
    phases = phases_of(read, files, [speaks_of(rules, unit) for unit, _ in read])
    ways = [phases[at].way if at in phases else way for at, way in enumerate(files)]
    known_by = [phases[at].first if at in phases else at for at in range(len(read))]
    # Attempts of one run are at one place.
    once = list(dict.fromkeys(zip(ways, roots, strict=True)))
    names = dict(zip(once, name_bare_runs([way for way, _ in once], [root for _, root in once]), strict=True))
    ids = _ids(read, [files[first] for first in known_by])
    pieces = []
    for at, ((unit, part), way, root) in enumerate(zip(read, ways, roots, strict=True)):
        phase, attempt = phases.get(at), attempt_of(start_of(part))
        writer = " ".join(filter(None, (phase.name if phase else "", "" if attempt == 1 else str(attempt))))
        own = phase.renamed(part) if phase else part
        placed = _placed(*read[known_by[at]], way if phase else None)
        pieces.append(RunPiece(unit, own, ids[at], writer, attempt, names[way, root], placed, own_name(way, root)))
    return pieces


def _ids(read: Sequence[tuple[ReadUnit, FilePart]], ways: Sequence[str]) -> list[str]:
    """Return the hash of the way to each log.

    Where sources hold different logs at the same place, as much of the sources' own paths is a part of it as tells
    these from each other, so that it does not matter in which order they were named.
    """
    contents: dict[str, dict[str, list[str]]] = {}
    for (unit, part), way in zip(read, ways, strict=True):
        contents.setdefault(way, {}).setdefault(unit.root, []).append(part.account.identity)
    keys: dict[tuple[str, str], str] = {}
    for way, known in contents.items():
        tails = _tails(known) if len(set(map(tuple, known.values()))) > 1 else {}
        keys |= {(way, root): f"{tails[root]}/{way}" if tails else way for root in known}
    return [short_hash(keys[way, unit.root]) for (unit, _), way in zip(read, ways, strict=True)]


def _tails(roots: Iterable[str]) -> dict[str, str]:
    """Return as many of the last folders of each path as tell all of them apart."""
    parts = {root: Path(root).parts for root in roots}
    for count in range(1, max(map(len, parts.values())) + 1):
        tails = {root: as_text(names[-count:]) for root, names in parts.items()}
        if len(set(tails.values())) == len(tails):
            return tails
    return {root: as_text(names) for root, names in parts.items()}


def _way(unit: ReadUnit, part: FilePart) -> str:
    """Where a run is found: the path of its file, or of its claim with what tells it from the others there."""
    if isinstance(unit, FoundFile):
        return unit.path
    return "/".join(filter(None, (unit.claim.at, part.account.key))) or _root_name(unit)


def _placed(unit: ReadUnit, part: FilePart, way: str | None = None) -> Placed:
    """Where the folders place a run: of a file of several, it is not they that name it.

    ``way`` is the path of its file where that is to be taken otherwise.
    """
    if way is not None:
        *folders, last = way.split("/")
        return place(_above(unit), folders, telling_stem(last), said_by(part.events))
    at = unit.claim.at if isinstance(unit, Claimed) else unit.path
    *folders, last = at.split("/") if at else [""]
    key = part.account.key
    if isinstance(unit, Claimed) and at not in unit.claim.files:
        folders, leaf = [*folders, *filter(None, [last])], key
    else:
        leaf = f"{last}/{key}" if key else telling_stem(last)
    return place(_above(unit), folders, leaf, said_by(part.events))


def _settled(pieces: Sequence[RunPiece]) -> list[RunPiece]:
    places = settle([piece.place for piece in pieces])
    return [replace(piece, place=found) for piece, found in zip(pieces, places, strict=True)]


@lru_cache(maxsize=256)
def _folders_of(root: str) -> tuple[str, ...]:
    return tuple(as_text([name]) for name in Path(root).parts[1:])


def _above(unit: ReadUnit) -> tuple[str, ...]:
    """The folders of a source, itself included: their names are known, and nothing is opened in them."""
    return _folders_of(unit.root)


def _root_name(file: ReadUnit) -> str:
    return as_text([os.path.basename(file.root)]) or "runs"  # noqa: PTH119 - called for each of many thousand files
