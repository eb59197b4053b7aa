"""Logs that lie there twice, as a folder called ``latest`` beside the run that it is a copy of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from xreport.load.join.writers import JOURNAL, Writer, place_of
from xreport.model import Series

_MOST_ALIKE: Final = 12
"""Of more logs that began at the same time only those are compared that say exactly the same."""
_COPY: Final = re.compile(r"(?:^|[^a-z])(?:latest|last|current|copy|copies|backup|bak)(?:$|[^a-z])", re.IGNORECASE)


def without_copies(writers: Iterable[Writer]) -> tuple[list[Writer], int]:
    """Return the logs, each once, and how many were copies.

    A copy says the same at the same times as another log, or the beginning of it, and its name says that it is one. The
    longest counts, under the id of the log that is no copy. Logs without times are never copies: a training that was
    repeated with one seed writes the same.
    """
    begun: dict[tuple[str, float], list[Writer]] = {}
    kept: list[Writer] = []
    for one in writers:
        time = one.pieces[0].part.account.first_time
        if len(one.pieces) == 1 and one.kind != JOURNAL and time is not None:
            begun.setdefault((one.kind, time), []).append(one)
        else:
            kept.append(one)
    count = 0
    for alike in begun.values():
        for group in _groups(alike) if len(alike) > 1 else [alike]:
            originals = sorted(
                (one for one in group if not _COPY.search(place_of(one.file))), key=lambda one: one.order
            )
            if len(originals) == 1 and len(group) > 1:
                kept.append(_one_of(originals[0], group))
                count += len(group) - 1
            else:
                kept += group
    return kept, count


def _groups(alike: Sequence[Writer]) -> list[list[Writer]]:
    """Put those together that say the same, or the beginning of it."""
    equal: dict[str, list[Writer]] = {}
    for one in alike:
        equal.setdefault(_digest(one) if _is_timed(one) else one.run, []).append(one)
    groups = sorted(equal.values(), key=lambda group: (-_points(group[0]), min(one.order for one in group)))
    if len(groups) > _MOST_ALIKE:
        return groups
    found: list[list[Writer]] = []
    for group in groups:
        longer = [other for other in found if _is_timed(group[0]) and _is_beginning(group[0], other[0])]
        # What is the beginning of two is a copy of neither, as far as can be told.
        if len(longer) == 1 and any(_COPY.search(place_of(one.file)) for one in (*group, *longer[0])):
            longer[0].extend(group)
        else:
            found.append(list(group))
    return found


def _one_of(original: Writer, group: Sequence[Writer]) -> Writer:
    longest = max(group, key=lambda one: (_points(one), one is original))
    if longest is original:
        return original
    own = original.pieces[0]
    return Writer([replace(longest.pieces[0], run=own.run, name=own.name, place=own.place, called=own.called)])


def _points(one: Writer) -> int:
    return sum(series.steps.size for series in one.pieces[0].part.series.values())


def _is_timed(one: Writer) -> bool:
    """Whether it has at least two times: those of two executions differ."""
    times = [series.times for series in one.pieces[0].part.series.values() if series.times.size > 1]
    return any(bool(np.isfinite(some).all()) and some[0] != some[-1] for some in times)


def _digest(one: Writer) -> str:
    digest = hashlib.sha256(repr(sorted(one.told.params.items())).encode("utf-8", "surrogatepass"))
    for name, series in sorted(one.pieces[0].part.series.items()):
        digest.update(f"\0{name}\0{series.steps.size}\0".encode("utf-8", "surrogatepass"))
        for array in (series.steps, series.values, series.times):
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _is_beginning(one: Writer, other: Writer) -> bool:
    mine, theirs = one.pieces[0].part.series, other.pieces[0].part.series
    return all(name in theirs and _begins(series, theirs[name]) for name, series in mine.items())


def _begins(one: Series, other: Series) -> bool:
    size = one.steps.size
    return (
        np.array_equal(one.steps, other.steps[:size])
        and np.array_equal(one.values, other.values[:size], equal_nan=True)
        and np.array_equal(one.times, other.times[:size], equal_nan=True)
    )
