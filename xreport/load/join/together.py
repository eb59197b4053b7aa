"""The pieces of runs that are one: no value counts twice, and what the first of them says of itself stays said.

A metric that both have is kept once: under its name in the log (event files often have a longer one), with the values
of most digits (they hold single precision), the times of the one that has any, and the points of both. A metric whose
name another one has is called after who wrote it: ``events/loss``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from xreport.analysis.series import summarise
from xreport.importers import Record
from xreport.load.join.alike import Told, last_digit, same_metrics
from xreport.load.join.assemble import RunPiece
from xreport.load.join.writers import Writer, place_of
from xreport.model import Floats, Series
from xreport.text import flatten, short_hash

_EVENTS: Final = "tensorboard"
_OF_ITSELF: Final = ("run", "writer", "name", "project", "group")


def join(group: Sequence[Writer]) -> list[RunPiece]:
    """Return the pieces of one run: the first of the group gives its id, its name and its project."""
    first, *others = group
    single = len(first.pieces) == 1
    said = {name: (0, series) for name, series in first.told.series.items()}
    for place, other in enumerate(others, 1):
        own = dict(other.told.series)
        known = Told({name: series for name, (_, series) in said.items()})
        for name, twin in same_metrics(known, other.told):
            owner, series = said[name]
            theirs = own.pop(twin)
            if owner or single:
                kept = twin if group[owner].kind == _EVENTS and twin not in said else name
                both = (owner, one_of_both(series, theirs))
                said = {kept if key == name else key: both if key == name else one for key, one in said.items()}
        prefix = "events" if other.kind == _EVENTS else other.kind
        said |= {_free(name, prefix, said): (place, series) for name, series in own.items()}
    shares: list[dict[str, Series]] = [{} for _ in group]
    for name, (owner, series) in said.items():
        shares[owner][name] = series
    timed = all(piece.part.account.bare for one in group for piece in one.pieces)
    main = [_with(first.pieces[0], shares[0])] if single else first.pieces
    params = set(first.told.params)
    return [
        *main,
        *(_joined(one, first, own, params, timed=timed) for one, own in zip(others, shares[1:], strict=True)),
    ]


def _free(name: str, prefix: str, taken: dict[str, Any]) -> str:
    while name in taken:
        name = f"{prefix}/{name}"
    return name


def one_of_both(one: Series, other: Series) -> Series:
    """Return the points of two series that agree, in the order of their steps, with the better values and all times."""
    if one.steps.size == other.steps.size and (np.diff(one.steps) == np.diff(other.steps)).all():
        values = other.values if _is_better(other.values, one.values) else one.values
        return Series(one.steps, values, np.where(np.isnan(one.times), other.times, one.times))
    longer, shorter = (one, other) if one.steps.size >= other.steps.size else (other, one)
    _, mine, theirs = np.intersect1d(longer.steps[::-1], shorter.steps[::-1], return_indices=True)
    mine, theirs = longer.steps.size - 1 - mine, shorter.steps.size - 1 - theirs
    values, times = longer.values.copy(), longer.times.copy()
    if _is_better(shorter.values[theirs], longer.values[mine]):
        values[mine] = shorter.values[theirs]
    times[mine] = np.where(np.isnan(times[mine]), shorter.times[theirs], times[mine])
    more = ~np.isin(shorter.steps, longer.steps)
    steps = np.concatenate([longer.steps, shorter.steps[more]])
    order = np.argsort(steps, kind="stable") if more.any() else np.arange(steps.size)
    return Series(
        steps[order],
        np.concatenate([values, shorter.values[more]])[order],
        np.concatenate([times, shorter.times[more]])[order],
    )


def _is_better(these: Floats, those: Floats) -> bool:
    """Whether these values have more digits than those, which are the same but for that."""
    with np.errstate(over="ignore"):
        single, other = these.astype(np.float32), those.astype(np.float32)
    if np.array_equal(single, other, equal_nan=True):
        return not np.array_equal(single, these, equal_nan=True)
    # They differ even in single precision: some were rounded for a table.
    return bool(last_digit(those).any() and not last_digit(these).any())


def _with(piece: RunPiece, series: dict[str, Series]) -> RunPiece:
    known, before = piece.part.series, piece.part.summaries
    summaries = {
        name: before[name] if one is known.get(name) and name in before else summarise(one)
        for name, one in series.items()
    }
    return replace(piece, part=replace(piece.part, series=series, summaries=summaries))


def _joined(writer: Writer, first: Writer, series: dict[str, Series], params: set[str], *, timed: bool) -> RunPiece:
    """Return the piece of another logger. What cannot tell of its end says nothing of the run's life, if others can."""
    piece = _with(writer.pieces[0], series)
    account = piece.part.account
    if account.bare and not timed:
        account = replace(account, first_time=None, last_time=None)
    events = [_without(event, params) for event in piece.part.events]
    main = first.pieces[0]
    return replace(
        piece,
        part=replace(piece.part, account=account, events=events),
        run=main.run,
        writer=short_hash(f"{writer.kind}|{writer.file.source}|{place_of(writer.file)}|{writer.run}", 16),
        attempt=max(one.attempt for one in first.pieces),
        name=main.name,
        place=main.place,
        called=main.called,
    )


def _without(event: Record, params: set[str]) -> Record:
    """Leave out what the first says: what the run is called, and the params that it has."""
    if event.get("type") not in ("start", "update"):
        return event
    event = {key: value for key, value in event.items() if key not in _OF_ITSELF}
    if isinstance(event.get("params"), dict):
        event["params"] = {key: value for key, value in flatten(event["params"]).items() if key not in params}
    return event
