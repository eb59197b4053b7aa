"""What was measured beside a run, by another tool: the run that it belongs to is found by id, by place, or by time.

The rule, in this order; where it is not clear, the measurement stays a run of its own:

1. *Id*: exactly one run has the id, or the name, that the measurement names.
2. *Place*: of the runs in the folder of the measurement, or around it, there is exactly one, and the file has one
   measurement only. If there is none, those below the folder are asked likewise.
3. *Time*: of those same runs exactly one overlaps the measurement for more than half of the shorter of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from xreport.importers.kit.protocol import Record
from xreport.importers.kit.values import as_time
from xreport.importers.trackers.codecarbon import BESIDE, amount_records
from xreport.load.find.claimed import Claimed
from xreport.load.join.assemble import RunPiece, start_of
from xreport.load.read.part import FilePart
from xreport.text import short_hash


@dataclass(slots=True)
class _Run:
    """What is known of a run that something may belong to."""

    pieces: list[RunPiece]
    names: set[str]
    begun: float | None = None
    ended: float | None = None


def join_beside(pieces: Sequence[RunPiece]) -> list[RunPiece]:
    """Return the pieces; what was measured beside a run is a piece of that run."""
    measured = [piece for piece in pieces if _beside(piece) is not None]
    if not measured:
        return list(pieces)
    others = [piece for piece in pieces if _beside(piece) is None]
    runs = _runs_of(others)
    joined: dict[str, list[RunPiece]] = {}
    for piece in measured:
        run = _run_of(piece, _beside(piece) or {}, runs)
        if run is None:
            others.append(piece)
        else:
            joined.setdefault(run, []).append(piece)
    return [*others, *(_join(runs[run], found) for run, found in joined.items())]


def _beside(piece: RunPiece) -> dict[str, Any] | None:
    """What a measurement says of itself. Only an importer may say it: journals are runs."""
    found = (start_of(piece.part) or {}).get(BESIDE) if isinstance(piece.file, Claimed) else None
    return found if isinstance(found, dict) else None


def _runs_of(pieces: Iterable[RunPiece]) -> dict[str, _Run]:
    runs: dict[str, _Run] = {}
    for piece in pieces:
        start = start_of(piece.part) or {}
        run = runs.setdefault(piece.run, _Run([], {piece.run}))
        run.pieces.append(piece)
        name = start.get("name")
        run.names.update([name] if isinstance(name, str) and name else ())
        account = piece.part.account
        told = (account.first_time, account.last_time, as_time(start.get("time")))
        times = [one for one in told if one is not None and isfinite(one)]
        run.begun = min([*times, *([] if run.begun is None else [run.begun])], default=None)
        run.ended = max([*times, *([] if run.ended is None else [run.ended])], default=None)
    return runs


def _run_of(piece: RunPiece, said: dict[str, Any], runs: dict[str, _Run]) -> str | None:
    ids = set(said["ids"])
    named = [run for run, known in runs.items() if known.names & ids]
    if len(named) == 1:
        return named[0]
    here = tuple(said["folder"].split("/")) if said["folder"] else ()
    near = [run for run, known in runs.items() if any(_is_here(one, piece, here) for one in known.pieces)]
    near = near or [run for run, known in runs.items() if any(_is_below(one, piece, here) for one in known.pieces)]
    if len(near) == 1 and said["trackers"] == 1:
        return near[0]
    together = [run for run in near if _overlap(runs[run], said["begun"], said["ended"])]
    return together[0] if len(together) == 1 else None


def _folders(piece: RunPiece) -> tuple[tuple[str, ...], bool]:
    """The folder of a piece, and whether all that is in it belongs to the piece."""
    path = piece.file.claim.at if isinstance(piece.file, Claimed) else piece.file.path
    parts = tuple(path.split("/")) if path else ()
    whole = isinstance(piece.file, Claimed) and path not in piece.file.claim.files
    return (parts, True) if whole else (parts[:-1], False)


def _is_here(piece: RunPiece, measured: RunPiece, here: tuple[str, ...]) -> bool:
    if piece.file.source != measured.file.source:
        return False
    folder, whole = _folders(piece)
    return folder == here or (whole and bool(folder) and here[: len(folder)] == folder)


def _is_below(piece: RunPiece, measured: RunPiece, here: tuple[str, ...]) -> bool:
    return piece.file.source == measured.file.source and _folders(piece)[0][: len(here)] == here


def _overlap(run: _Run, begun: float | None, ended: float | None) -> bool:
    if run.begun is None or run.ended is None or begun is None or ended is None:
        return False
    shorter = min(run.ended - run.begun, ended - begun)
    both = min(run.ended, ended) - max(run.begun, begun)
    return both >= 0 if shorter <= 0 else both > shorter / 2


def _join(run: _Run, measured: Sequence[RunPiece]) -> RunPiece:
    """Return one piece of the run with all that was measured. It has no times: it says nothing of the run's life.

    A tracker that is in two tables, as one put aside and its successor, counts once: the longer one.
    """
    once: dict[str, RunPiece] = {}
    for piece in sorted(measured, key=lambda piece: _seconds(_beside(piece) or {})):
        once[(_beside(piece) or {})["tracker"] or piece.run] = piece
    measured = sorted(once.values(), key=lambda piece: piece.order)
    first = measured[0]
    newest = max(run.pieces, key=lambda piece: piece.attempt)
    starts = [start_of(piece.part) or {} for piece in measured]
    said = [start[BESIDE] for start in starts]
    begin: Record = {key: starts[0][key] for key in ("xreport", "type", "environment") if key in starts[0]}
    events = [begin, *amount_records([(one["amounts"], one["texts"]) for one in said])]
    account = first.part.account
    digest = short_hash("".join(piece.part.account.sha256 for piece in measured), 40)
    issues = tuple(issue for piece in measured for issue in piece.part.account.issues)
    part = FilePart(replace(account, sha256=digest, first_time=None, last_time=None, issues=issues), events)
    return replace(
        first,
        part=part,
        run=newest.run,
        writer=short_hash(f"codecarbon|{account.path}|{newest.run}", 16),
        attempt=newest.attempt,
        name=newest.name,
        place=newest.place,
    )


def _seconds(said: dict[str, Any]) -> float:
    return float(said["amounts"].get("tracked_seconds", 0.0))
