"""Which file belongs to which run, and which files say the same twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from xreport.errors import Issue
from xreport.importers import Record
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.find.discover import FoundFile, as_text
from xreport.load.join.assemble import RunPiece, start_of
from xreport.load.join.beside import join_beside
from xreport.load.join.names import name_bare_runs, own_name, project_of
from xreport.load.read.part import FilePart
from xreport.load.read.starts import attempt_of
from xreport.text import short_hash

SAME = "the same file again"
_LONGEST_ID = 200

Group = tuple[list[RunPiece], list[Issue]]
"""The pieces of one run, and what is wrong with them together."""


def gather(read: Sequence[tuple[ReadUnit, FilePart]], skipped: Counter[str]) -> tuple[list[Group], list[Issue]]:
    """Group files by run; also return the issues of files that make no run. Equal files count once."""
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
    pieces += _bare(nameless)
    try:
        pieces = join_beside(pieces)
    except Exception as error:  # noqa: BLE001 - what was measured beside runs stays runs of its own
        issues.append(Issue.of_error("sources", "measurements cannot be joined to their runs", error))
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
        project=project_of("/".join(folders), _root_name(file)),
    )


def _writer_of(start: Record, path: str) -> str:
    """The writer that a start record names; without one each attempt that a file holds has its own."""
    attempt = attempt_of(start)
    return str(start.get("writer") or (f"{path}#{attempt}" if attempt > 1 else path))[:_LONGEST_ID]


def _claimed(unit: Claimed, part: FilePart, run: str) -> RunPiece:
    """A run that has an id where it comes from. As a journal it has the same writer, so that it counts once."""
    start = start_of(part) or {}
    place = _place(unit, part)
    return RunPiece(
        file=unit,
        part=part,
        run=run,
        writer=str(start.get("writer") or short_hash(f"{unit.importer}|{run}", 16))[:_LONGEST_ID],
        attempt=attempt_of(start),
        name=run,
        project=project_of(place, _root_name(unit)),
    )


def _bare(read: Sequence[tuple[ReadUnit, FilePart]]) -> list[RunPiece]:
    """Return the pieces of runs without an id; the attempts that a log holds are those of one run."""
    logs: dict[tuple[int, str], list[tuple[ReadUnit, FilePart]]] = {}
    for unit, part in read:
        logs.setdefault((unit.source, _place(unit, part)), []).append((unit, part))
    firsts = _first_pieces([parts[0] for parts in logs.values()])
    pieces = []
    for first, parts in zip(firsts, logs.values(), strict=True):
        for _, part in parts:
            attempt = attempt_of(start_of(part))
            pieces.append(replace(first, part=part, attempt=attempt, writer=str(attempt) if attempt > 1 else ""))
    return pieces


def _first_pieces(read: Sequence[tuple[ReadUnit, FilePart]]) -> list[RunPiece]:
    roots = [_root_name(unit) for unit, _ in read]
    places = [_place(unit, part) for unit, part in read]
    names = name_bare_runs(places, roots)
    called = map(own_name, places, roots)
    contents: dict[str, set[str]] = {}
    for (_, part), place in zip(read, places, strict=True):
        contents.setdefault(place, set()).add(part.account.identity)
    pieces = []
    for (unit, part), place, name, root, own in zip(read, places, names, roots, called, strict=True):
        # Where two sources hold different logs at the same place, the source is a part of the id.
        key = place if len(contents[place]) == 1 else f"{unit.source}/{root}/{place}"
        pieces.append(RunPiece(unit, part, short_hash(key), "", 1, name, project_of(_above(unit, place), root), own))
    return pieces


def _place(unit: ReadUnit, part: FilePart) -> str:
    """Where a run is found: the path of its file, or of its claim with what tells it from the others there."""
    if isinstance(unit, FoundFile):
        return unit.path
    return "/".join(filter(None, (unit.claim.at, part.account.key))) or _root_name(unit)


def _above(unit: ReadUnit, place: str) -> str:
    """The path whose folders name the project: of a file that holds several runs, the file's own."""
    return unit.claim.at if isinstance(unit, Claimed) and unit.claim.at in unit.claim.files else place


def _root_name(file: ReadUnit) -> str:
    return as_text([os.path.basename(file.root)]) or "runs"  # noqa: PTH119 - called for each of many thousand files
