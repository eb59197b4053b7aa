"""Trainings that were appended to one file: where the steps begin anew, another attempt of the run begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from xreport.format.records import FORMAT, SINCE
from xreport.importers.kit.columns import Column, Columns
from xreport.importers.kit.protocol import Item
from xreport.model import Ints
from xreport.text import plural

_FEWEST: Final = 3
"""Lines that attempts have on average: where steps fall more often than that, lines of several processes alternate."""
_MOST: Final = 1000
"""How often steps begin anew at most."""
_FIX: Final = (
    "Log each training into a file of its own, if they are runs of their own. Where a column tells them apart, "
    'let [[import]] in the configuration read the file: kind = "long", and that column as run.'
)


def with_attempts(items: Iterator[Item], note: Callable[[str, str], None]) -> Iterator[Item]:
    """Yield the items of one run; its block is cut where the steps begin anew, and a start record begins each attempt.

    Steps that fall back to a checkpoint are those of a training that was resumed: what was logged before from that step
    on is of a way that was given up. ``note`` is told where they fall back to where the file began, for then another
    training may have been appended.
    """
    for item in items:
        rows = restarts(item) if isinstance(item, Columns) else None
        if not isinstance(item, Columns) or rows is None or not rows.size:
            yield item
            continue
        anew = int(np.count_nonzero(item.steps[rows] <= item.steps[0]))
        if anew:
            what = (
                f"the steps begin anew {plural(anew, 'time')}: what was appended counts as another attempt of the run"
            )
            note(what, _FIX)
        ends = [0, *rows.tolist(), item.steps.size]
        for number, (start, stop) in enumerate(pairwise(ends), 1):
            if number > 1:
                yield {"xreport": FORMAT, "type": "start", "attempt": number, **_since(item.steps, start, ends[number])}
            yield Columns(
                item.steps[start:stop],
                item.times[start:stop],
                {key: part for key, column in item.metrics.items() if (part := _cut(column, start, stop))[1].size},
            )


def _since(steps: Ints, start: int, stop: int) -> dict[str, int]:
    """Return from which step on an attempt stands in place of what came before it, however far it came itself.

    One that was resumed says it where all lines are counted alike: else its first step may be of another count.
    """
    if steps[start] <= steps[0]:
        return {SINCE: int(steps.min())}
    alike = bool((np.diff(steps[:start]) >= 0).all() and (np.diff(steps[start:stop]) >= 0).all())
    return {SINCE: int(steps[start])} if alike else {}


def _cut(column: Column, start: int, stop: int) -> Column:
    rows, values = column
    if rows is None:
        return None, values[start:stop]
    first, last = np.searchsorted(rows, (start, stop))
    part: Ints = rows[first:last] - start
    return (None if part.size == stop - start else part), values[first:last]


def restarts(block: Columns) -> Ints:
    """Return the rows at which the steps begin anew, (n,): there, a metric is at a lower step than it was before.

    A line with a lower step alone tells nothing: validations may be counted in another way than the training is.
    """
    none: Ints = np.empty(0, np.int64)
    if not np.any(np.diff(block.steps) < 0):
        return none
    falls: set[tuple[int, int]] = set()  # the later and the earlier of two lines of a metric whose step falls
    seen: set[int] = set()
    for rows, _ in block.metrics.values():
        if id(rows) in seen:
            continue
        seen.add(id(rows))
        own = np.arange(block.steps.size) if rows is None else rows
        back = np.flatnonzero(np.diff(block.steps[own]) < 0)
        if _FEWEST * (back.size + 1) > block.steps.size or back.size > _MOST:
            return none
        falls.update(zip(own[back + 1].tolist(), own[back].tolist(), strict=True))
    # As few rows as there can be, so that one lies after the earlier of both lines, and not after the later one.
    found: list[int] = []
    for later, earlier in sorted(falls):
        if not found or found[-1] <= earlier:
            found.append(later)
    starts: Ints = np.array(found, np.int64)
    return starts if _FEWEST * (starts.size + 1) <= block.steps.size else none
