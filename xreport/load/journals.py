"""Runs of other tools to journals, for good: one per run, under ids that stay the same however often it is done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from xreport.errors import Issue
from xreport.format.journal import SUFFIX, Checkpoint
from xreport.format.records import FORMAT, non_finite
from xreport.importers import Record
from xreport.importers.kit.values import REPR
from xreport.load.join.assemble import RunPiece, start_of
from xreport.load.join.measured import said_by
from xreport.load.join.pieces import Group
from xreport.model import Series
from xreport.text import json_number, short_hash, slugify

IMPORTED: Final = "imported"
"""The key of a start record by which an imported journal is known: only those are ever replaced."""
_FOLDER: Final = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")
_WRITER: Final = re.compile(r"[0-9a-f]{16}")
_CHUNK: Final = 8192


@dataclass(slots=True)
class Imported:
    """What became of the runs."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    journals: int = 0
    """Runs that are journals already: they stay where they are."""
    issues: list[Issue] = field(default_factory=list)


def write_journals(groups: Iterable[Group], out: Path) -> Imported:
    """Write each run that is not a journal yet to ``out/<run id>/<writer>.jsonl``.

    Raises:
        OSError: The folder cannot be written to.
    """
    done = Imported()
    for pieces, issues in groups:
        done.issues += [*issues, *(issue for piece in pieces for issue in piece.part.account.issues)]
        for piece in pieces:
            if piece.part.account.importer == "journal":
                done.journals += 1
                continue
            try:
                _write(piece, out, done)
            except OSError:
                raise
            except Exception as error:  # noqa: BLE001 - one bad run never ends an import
                done.issues.append(Issue.of_error(piece.part.account.path, "cannot be imported", error))
    return done


def _write(piece: RunPiece, out: Path, done: Imported) -> None:
    writer = piece.writer if _WRITER.fullmatch(piece.writer) else short_hash(f"{piece.run}|{piece.writer}", 16)
    folder = piece.run if _FOLDER.fullmatch(piece.run) else f"{slugify(piece.run)}-{short_hash(piece.run)}"
    path = out / folder / f"{writer}{SUFFIX}"
    known = _known(path)
    if known == piece.part.account.identity:
        done.unchanged += 1
        return
    if path.exists() and known is None:
        what = "is there already and was not imported: it is left as it is"
        done.issues.append(Issue(str(path.relative_to(out)), what, "Choose another folder with -o."))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("wb") as file:
            for chunk in _lines(piece, writer):
                file.write(chunk)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    if known is None:
        done.added += 1
    else:
        done.updated += 1


def _known(path: Path) -> str | None:
    """Return the checksum of what an imported journal was made from, None where there is none."""
    try:
        with path.open("rb") as file:
            start = json.loads(file.readline(16 << 20))
        return str(start[IMPORTED]["sha256"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _lines(piece: RunPiece, writer: str) -> Iterator[bytes]:
    """Yield a journal in chunks of whole lines."""
    mark = Checkpoint()
    events = [event for event in piece.part.events if event.get("type") != "start"]
    ends = [event for event in events if event.get("type") == "end"]
    before = [_start(piece, writer), *(_facts(event) for event in events if event.get("type") == "fact")]
    after = [event for event in events if event.get("type") not in ("fact", "end")]
    for chunk in (*map(_line, before), *_log_lines(piece.part.series), *map(_line, after)):
        mark = mark.after(chunk)
        yield chunk
    end = ends[-1] if ends else {"type": "end", "status": "finished"} if piece.part.account.bare else None
    # Records without a value leave no line behind, and may have been the last sign of life.
    last = piece.part.account.last_time
    time = {} if last is None else {"time": last}
    yield _line({**time, **(end or {"type": "sync"}), "count": mark.count, "bytes": mark.bytes, "crc32": mark.crc32})


def _start(piece: RunPiece, writer: str) -> Record:
    account = piece.part.account
    said = {key: value for key, value in (start_of(piece.part) or {}).items() if value is not None}
    said = {"project": piece.project, "name": piece.name} | said
    if piece.place.measured and not said_by(piece.part.events).measured:
        # Elsewhere no folder says it any more.
        said["data"] = [{"name": piece.place.measured}]
    if account.first_time is not None:
        said.setdefault("time", account.first_time)
    origin = {"importer": account.importer, "path": account.path, "sha256": account.identity}
    own = {"xreport": FORMAT, "type": "start", "run": piece.run, "writer": writer, "attempt": piece.attempt}
    return own | {key: value for key, value in said.items() if key not in own} | {IMPORTED: origin}


def _facts(fact: Record) -> Record:
    """Texts among the metrics are no log records: they stand for the run, as its summary does.

    Where numbers are among them, as a rank is, they stay facts: in the summary these would be scores.
    """
    values = fact["values"]
    if any(isinstance(value, int | float) for value in values.values()):
        return {"type": "fact", "values": values}
    return {"type": "summary", "values": {key: _flagged(value) for key, value in values.items()}}


def _flagged(value: Any) -> Any:
    is_number = isinstance(value, str) and non_finite(value) is not None
    return {REPR: value, "xreport:type": "builtins.str"} if is_number else value


def _line(record: Record) -> bytes:
    return json.dumps(_finite(record), ensure_ascii=True, separators=(", ", ": ")).encode() + b"\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list | tuple) else value


def _log_lines(series: Mapping[str, Series]) -> Iterator[bytes]:
    """Yield log records; metrics that share their steps and times share records."""
    grids: dict[tuple[int, int], list[str]] = {}
    for name, one in series.items():
        grids.setdefault((id(one.steps), id(one.times)), []).append(name)
    for names in grids.values():
        grid = series[names[0]]
        for at in range(0, grid.steps.size, _CHUNK):
            yield _block(grid, names, [series[name].values[at : at + _CHUNK] for name in names], at)


def _block(grid: Series, names: Sequence[str], columns: Sequence[np.ndarray[Any, Any]], at: int) -> bytes:
    steps = grid.steps[at : at + _CHUNK].tolist()
    times = grid.times[at : at + _CHUNK].tolist()
    values = [
        list(map(repr, column.tolist()))
        if np.isfinite(column).all()
        else [json.dumps(json_number(value)) for value in column.tolist()]
        for column in columns
    ]
    keys = [json.dumps(name) for name in names]
    lines = []
    for step, time, *row in zip(steps, times, *values, strict=True):
        metrics = ", ".join(f"{key}: {value}" for key, value in zip(keys, row, strict=True))
        when = f'"time": {time!r}, ' if time - time == 0 else ""
        lines.append(f'{{"step": {step}, {when}"metrics": {{{metrics}}}}}\n')
    return "".join(lines).encode()
