"""Parts to runs: the files of one run are put together in the order (attempt, start of the writer, position)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from xreport.analysis.series import summarise
from xreport.errors import Issue
from xreport.format.records import SINCE, Scalar
from xreport.importers import Record
from xreport.importers.kit.values import as_step, as_time
from xreport.load.find.claimed import ReadUnit
from xreport.load.find.discover import FoundFile
from xreport.load.join.attempts import attempts_of, without_repeats
from xreport.load.join.builder import RunBuilder
from xreport.load.join.folders import Placed
from xreport.load.join.measured import measured_on
from xreport.load.join.objects import Objects
from xreport.load.join.status import Life, status_of
from xreport.load.read.keeping import slot_of
from xreport.load.read.part import FilePart
from xreport.model import Placement, Run, Series, SourceFile, Summary
from xreport.settings import Config
from xreport.text import as_logged

UNSHOWN: Final = "the run cannot be shown"
"""What is said of a run of which nothing but its name and files is known."""


@dataclass(frozen=True, slots=True)
class RunPiece:
    """A part, and where it belongs."""

    file: ReadUnit
    part: FilePart
    run: str
    writer: str
    attempt: int
    name: str
    place: Placed
    called: str = ""
    """What its address calls it, where other runs have a say in its name; empty for its name."""
    known: bool = False
    """Whether the run has an id where it comes from: all others are known by their place."""

    @property
    def project(self) -> str:
        """What its project is called, unless its records say it."""
        return self.place.project

    @property
    def order(self) -> tuple[int, float, str, int, str]:
        """What comes first in a run: of the writers of an attempt, the one that started first."""
        return self.attempt, self.started or 0.0, self.writer, self.file.source, self.file.path

    @property
    def started(self) -> float | None:
        """When the writer started, as far as that is known."""
        time = as_time((start_of(self.part) or {}).get("time"))
        return self.part.account.first_time if np.isnan(time) else time


def start_of(part: FilePart) -> Record | None:
    """Return the start record of a part."""
    return next((event for event in part.events if event.get("type") == "start"), None)


def assemble(pieces: Sequence[RunPiece], issues: Sequence[Issue], now: float, config: Config) -> Run:
    """Return the run of these pieces, without its slug. Never raises: what cannot be shown is an issue of the run."""
    pieces = sorted(pieces, key=lambda piece: piece.order)
    try:
        return _assembled(pieces, issues, now, config)
    except Exception as error:  # noqa: BLE001 - one bad run never sinks the site
        return _outline(pieces, issues).reduced(Issue.of_error(pieces[0].part.account.path, UNSHOWN, error))


def _outline(pieces: Sequence[RunPiece], issues: Sequence[Issue]) -> Run:
    """Return what is known of a run without a look at its records."""
    first = pieces[0]
    accounts = [piece.part.account for piece in pieces]
    return Run(
        id=first.run,
        slug="",
        name=first.name,
        project=first.project,
        status="failed",
        writers=len(pieces),
        sources=_sources(pieces),
        issues=tuple(issue.of_run(first.run) for issue in (*(one for a in accounts for one in a.issues), *issues)),
        bare=all(account.bare for account in accounts),
        digest=_digest(pieces),
    )


def _digest(pieces: Sequence[RunPiece]) -> str:
    return hashlib.sha256("".join(piece.part.account.identity for piece in pieces).encode()).hexdigest()


def _assembled(pieces: Sequence[RunPiece], issues: Sequence[Issue], now: float, config: Config) -> Run:
    first = pieces[0]
    ends = _ends(pieces)
    valid = {id(end) for end in ends.values()}
    draft, objects = RunBuilder(), Objects(since_of(pieces))
    for event, path, attempt in _events(pieces):
        if slot := slot_of(event):
            objects.add(event, slot, attempt, path)
        elif event.get("type") != "end" or id(event) in valid:
            # What ended an earlier attempt is not what became of the run.
            last = attempt == pieces[-1].attempt or event.get("type") != "end"
            draft.add(event if last else {**event, "error": ""}, path)
    for piece in pieces:
        objects.count(piece.part.left_out)
    logged, logged_note = objects.items()
    found = [issue for piece in pieces for issue in piece.part.account.issues]
    found += [*draft.issues, *draft.left_out(pieces[0].part.account.path), *objects.issues, *issues]
    series, summaries, current = merge_series(pieces)
    bare = all(piece.part.account.bare for piece in pieces)
    lives = [
        Life(piece.attempt, piece.started, piece.part.account.last_time, ends.get(piece.writer)) for piece in pieces
    ]
    started = [time for life in lives if (time := life.started) is not None]
    ended = [time for life in lives if (time := life.last) is not None]
    project = draft.labels["project"] or first.project
    params = as_logged(draft.params)
    return Run(
        id=first.run,
        slug="",
        name=draft.labels["name"] or first.name,
        project=project,
        status="finished" if bare else status_of(lives, now, config),
        started=min(started, default=None),
        ended=max(ended, default=None),
        error=draft.error,
        traceback=draft.traceback,
        algorithm=draft.labels["algorithm"],
        params=params,
        data=tuple(draft.data),
        placement=_placement(draft, params, first.place),
        group=draft.labels["group"],
        seed=draft.seed,
        owner=draft.labels["owner"] or config.owners.get(project, ""),
        tags=tuple(draft.tags),
        notes="\n\n".join(draft.notes),
        parent=draft.labels["parent"],
        environment=draft.build_environment(),
        series=series,
        summaries=summaries,
        scores=draft.scores,
        facts={key: value for key, value in (draft.logged_facts | draft.facts).items() if key not in series},
        artifacts=tuple(draft.artifacts),
        logged=logged,
        logged_note=logged_note,
        console=draft.console,
        hints=draft.hints,
        attempts=len({piece.attempt for piece in pieces}),
        history=attempts_of(lives, now, config, bare=bare),
        current=current,
        busy=_busy(lives),
        writers=len(pieces),
        sources=_sources(pieces),
        issues=tuple(issue.of_run(first.run) for issue in found),
        bare=bare,
        digest=_digest(pieces),
    )


def _placement(draft: RunBuilder, params: Mapping[str, Scalar], place: Placed) -> Placement:
    """What decides the task of a run. The log itself counts more than its params, and both more than folders."""
    why = "the log" if draft.labels["project"] else place.why
    logged = {source.name for source in draft.data}
    said = {name: f"the param {key}" for name, key in measured_on(params).items() if name not in logged}
    if not said and not logged and place.measured:
        said = {place.measured: place.measured_why}
    reasons = [*(["the log"] if logged else []), *said.values()]
    return Placement(tuple(said), why, ", ".join(dict.fromkeys(reasons)))


def _busy(lives: Sequence[Life]) -> float | None:
    """Sum what each attempt took; None for a single one, where start and end say it."""
    spans: dict[int, tuple[float, float]] = {}
    for life in lives:
        if life.started is not None and life.last is not None:
            start, end = spans.get(life.attempt, (life.started, life.last))
            spans[life.attempt] = (min(start, life.started), max(end, life.last))
    return sum(max(0.0, end - start) for start, end in spans.values()) if len(spans) > 1 else None


def merge_series(
    pieces: Sequence[RunPiece],
) -> tuple[Mapping[str, Series], Mapping[str, Summary], Mapping[str, Series]]:
    """Return every point, the summaries, and the series that differ once repeats of later attempts are left out."""
    if len(pieces) == 1:
        return pieces[0].part.series, pieces[0].part.summaries, {}
    found: dict[str, list[tuple[int, Series]]] = {}
    for piece in pieces:
        for key, series in piece.part.series.items():
            found.setdefault(key, []).append((piece.attempt, series))
    merged = {key: _concatenate([series for _, series in parts]) for key, parts in found.items()}
    current: dict[str, Series] = {}
    if pieces[0].attempt != pieces[-1].attempt:
        since = since_of(pieces)
        current = {key: one for key, parts in found.items() if (one := without_repeats(parts, since)) is not None}
    return merged, {key: summarise(current.get(key, series)) for key, series in merged.items()}, current


def since_of(pieces: Sequence[RunPiece]) -> dict[int, int]:
    """Return the attempts that say from which step on they count in place of all earlier ones, and that step."""
    found: dict[int, int] = {}
    for piece in pieces:
        step = as_step((start_of(piece.part) or {}).get(SINCE))
        if step is not None:
            found[piece.attempt] = min(step, found.get(piece.attempt, step))
    return found


def _concatenate(series: list[Series]) -> Series:
    if len(series) == 1:
        return series[0]
    return Series(
        np.concatenate([one.steps for one in series]),
        np.concatenate([one.values for one in series]),
        np.concatenate([one.times for one in series]),
    )


def _events(pieces: Sequence[RunPiece]) -> list[tuple[Record, str, int]]:
    """Return events, their files and attempts; those that begin an attempt first: later writers only repeat them."""
    events = [(piece, event) for piece in pieces for event in piece.part.events]
    events.sort(key=lambda one: (one[0].attempt, one[1].get("type") != "start"))
    return [(event, piece.part.account.path, piece.attempt) for piece, event in events]


def _ends(pieces: Sequence[RunPiece]) -> dict[str, Record]:
    """Return the end record of each writer: its own, or one that names it, from a process that ended the run for it."""
    ends: dict[str, Record] = {}
    for piece in pieces:
        for event in piece.part.events:
            writer = str(event.get("writer") or piece.writer)
            # A failure that was said stays said, whoever closes the run after it.
            if event.get("type") == "end" and ends.get(writer, {}).get("status") != "failed":
                ends[writer] = event
    return ends


def _sources(pieces: Sequence[RunPiece]) -> tuple[SourceFile, ...]:
    """Return the files of a run; one that holds several attempts is one file."""
    firsts: dict[tuple[int, str], RunPiece] = {}
    for piece in pieces:
        firsts.setdefault((piece.file.source, piece.part.account.path), piece)
    return tuple(map(_source, firsts.values()))


def _source(piece: RunPiece) -> SourceFile:
    account = piece.part.account
    return SourceFile(
        path=account.path,
        root=piece.file.root if isinstance(piece.file, FoundFile) else "",
        names=piece.file.names if isinstance(piece.file, FoundFile) else (),
        bytes=account.bytes,
        sha256=account.sha256,
        records=account.records,
        rejected=account.rejected_lines,
        pending=account.pending,
        verified=account.verified,
    )
