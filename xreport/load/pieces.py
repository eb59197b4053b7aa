"""Which file belongs to which run, and which files say the same twice."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from xreport.errors import Issue
from xreport.load.assemble import Piece, attempt_of, start_of
from xreport.load.discover import Found, as_text
from xreport.load.names import name_bare_runs, project_of
from xreport.load.part import Part
from xreport.text import short_hash

SAME = "the same file again"
_LONGEST_ID = 200

Group = tuple[list[Piece], list[Issue]]
"""The pieces of one run, and what is wrong with them together."""


def gather(read: Sequence[tuple[Found, Part]], skipped: Counter[str]) -> tuple[list[Group], list[Issue]]:
    """Group files by run; also return the issues of files that make no run. Equal files count once."""
    issues = [issue for _, part in read if not part.account.records for issue in part.account.issues]
    read = [(file, part) for file, part in read if part.account.records]
    pieces = [_journal(file, part) for file, part in read if not part.account.bare]
    pieces += _bare([(file, part) for file, part in read if part.account.bare])
    groups: dict[str, Group] = {}
    kept: dict[tuple[str, str], Piece] = {}
    # The longest of several files of one writer counts: the others are older copies, or not what they claim to be.
    for piece in sorted(pieces, key=lambda piece: (-piece.part.account.bytes, piece.order)):
        group = groups.setdefault(piece.run, ([], []))
        other = kept.setdefault((piece.run, piece.writer), piece)
        if other is piece:
            group[0].append(piece)
        elif other.part.account.sha256 == piece.part.account.sha256:
            skipped[SAME] += 1
        else:
            group[1].append(_conflict(piece, other))
    return list(groups.values()), issues


def _conflict(piece: Piece, kept: Piece) -> Issue:
    return Issue(
        piece.part.account.path,
        f"claims to be of the same run and writer as {kept.part.account.path}, with other content: it is left out",
        "Keep the file that is right, and remove the other.",
    )


def _journal(file: Found, part: Part) -> Piece:
    start = start_of(part)
    *folders, name = file.path.split("/")
    run = str(start.get("run") or "")[:_LONGEST_ID] if start else ""
    # Without its start record a journal still lies at <run>/<writer>.jsonl.
    run = run or "".join(folders[-1:]) or short_hash(file.path)
    return Piece(
        file=file,
        part=part,
        run=run,
        writer=str(start.get("writer") or file.path)[:_LONGEST_ID] if start else name.rpartition(".")[0],
        attempt=attempt_of(start),
        name=run,
        project=project_of("/".join(folders), _root_name(file)),
    )


def _bare(read: Sequence[tuple[Found, Part]]) -> list[Piece]:
    roots = [_root_name(file) for file, _ in read]
    names = name_bare_runs([file.path for file, _ in read], roots)
    contents: dict[str, set[str]] = {}
    for file, part in read:
        contents.setdefault(file.path, set()).add(part.account.sha256)
    pieces = []
    for (file, part), name, root in zip(read, names, roots, strict=True):
        # Where two sources hold different logs at the same place, the source is a part of the id.
        key = file.path if len(contents[file.path]) == 1 else f"{file.source}/{root}/{file.path}"
        pieces.append(Piece(file, part, short_hash(key), "", 1, name, project_of(file.path, root)))
    return pieces


def _root_name(file: Found) -> str:
    return as_text([os.path.basename(file.root)]) or "runs"  # noqa: PTH119 - called for each of many thousand files
