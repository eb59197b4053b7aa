"""The step and the time of a bare log, chosen from its columns."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from xreport.format.limits import EXACT
from xreport.importers.kit.columns import Column
from xreport.importers.kit.step_names import (
    EPOCHS,
    OF_BATCHES,
    STEP_NAMES,
    are_whole,
    counts_up,
    is_step,
    varies,
)
from xreport.model import Floats, Ints
from xreport.text.metric_words import OF_TRAININGS

TIME_KEYS: Final = ("time", "timestamp", "_timestamp", "wall_time", "walltime", "ts", "created", "_time")

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MEASURED: Final = re.compile(
    r"^(?:train|valid|val|test|eval)[^a-z]|^(?:error|err)$"
    rf"|(?:^|[^a-z])(?:{'|'.join(sorted(OF_TRAININGS))})(?:[^a-z]|$)"
)


def is_time(key: str) -> bool:
    """Whether a column of this name may hold Unix time."""
    return key.lower() in TIME_KEYS


def is_order(key: str) -> bool:
    """Whether a column of this name may say in which order, or when, its lines were logged."""
    return is_step(key) or is_time(key)


def is_measured(key: str) -> bool:
    """Whether a column of this name says what a training logs, by a word that data sets do not use as well."""
    return bool(_MEASURED.search(_HUMP.sub("_", key).lower()))


def choose_steps(count: int, columns: dict[str, Column]) -> tuple[Ints, str]:
    """Return the step of each of ``count`` lines, and the column that it is (``""`` for none).

    Where iterations begin anew in each epoch, neither orders the lines alone:

    - One line per epoch (as of validation): the epoch is the step.
    - Many lines per epoch: the step is the iteration plus the highest iterations logged in the epochs before, as the
      tools that write such logs draw them. It is derived, so both columns stay metrics, as they are in the file.

    - Iterations without an epoch that begin anew more than once, each time where the last ones ended: likewise.

    A line without the step column has the step of the line before. Without any such column lines are counted from 0.
    """
    usable = _integer_columns(count, columns)
    if not usable:
        return np.arange(count), ""
    key = usable[0]
    epoch = next((name for name in usable[1:] if name.lower() in EPOCHS), None)
    if epoch is None:
        key = next((name for name in usable if counts_up(columns[name][1])), key)
        total = _accumulate(columns[key][1], _turns(columns[key][1])) if key.lower() in OF_BATCHES else None
        if total is not None:
            return _spread(count, columns[key][0], total), ""
    elif (epochs := _at_rows(columns[epoch], columns[key])) is not None:
        same = epochs.size == columns[epoch][1].size
        if same and _increases(epochs) and not _increases(columns[key][1]):
            key = epoch
        else:
            total = _accumulate(columns[key][1], epochs)
            if total is not None:
                return _spread(count, columns[key][0], total), ""
    rows, values = columns[key]
    return _spread(count, rows, values), key


def steps_of(count: int, columns: dict[str, Column], key: str) -> Ints | None:
    """Return the step of each line from one column, None where it does not hold integers only."""
    rows, values = columns.get(key, (None, np.empty(0)))
    if not values.size or not are_whole(values):
        return None
    return _spread(count, rows, values)


def _integer_columns(count: int, columns: dict[str, Column]) -> list[str]:
    names = {key.lower(): key for key in columns}
    known = [names[name] for name in STEP_NAMES if name in names]
    whole = [key for key in known if 2 * columns[key][1].size >= count and are_whole(columns[key][1])]
    varying = [key for key in whole if varies(columns[key][1])]
    # What never changes may be the step of a single point of each metric, and of nothing more.
    once = all(column[1].size < 2 for key, column in columns.items() if key not in known)
    return varying or (whole if once else [])


def _at_rows(column: Column, other: Column) -> Floats | None:
    """Return the values of a column on the lines of another one, None where it has none on some of them."""
    (rows, values), (wanted, found) = column, other
    if rows is None:
        return values if wanted is None else values[wanted]
    wanted = np.arange(found.size) if wanted is None else wanted
    at = np.minimum(np.searchsorted(rows, wanted), rows.size - 1)
    return values[at] if np.array_equal(rows[at], wanted) else None


def _increases(values: Floats) -> bool:
    return bool(np.all(np.diff(values) > 0))


def _turns(values: Floats) -> Floats:
    """Return how often these began anew before each; zeros unless they did so twice, and all from one end."""
    falls = np.flatnonzero(np.diff(values) < 0)
    if falls.size < 2 or np.any(values[falls] != values[falls[0]]):
        return np.zeros(values.size)
    turns = np.zeros(values.size)
    turns[falls + 1] = 1
    return np.cumsum(turns)


def _accumulate(iterations: Floats, epochs: Floats) -> Floats | None:
    """Return iterations counted over all epochs, or None where they do not begin anew with the epochs."""
    falls = np.diff(iterations) < 0
    turns = np.diff(epochs)
    if not falls.any() or turns.min() < 0 or turns[falls].min() <= 0:
        return None
    starts = np.concatenate(([0], np.flatnonzero(turns > 0) + 1))
    highest = np.maximum.reduceat(iterations, starts)
    before = np.concatenate(([0.0], np.cumsum(highest)[:-1]))
    total = iterations + np.repeat(before, np.diff(np.concatenate((starts, [iterations.size]))))
    return total if total.max() < EXACT else None


def beside_training(own: Ints, lines: Ints, trained: Ints, lines_of_training: Ints) -> Ints:
    """Return the steps of validations, whose lines stand among those of a training.

    Tools count validations by epochs, by batches of their own, or not at all. Steps that lie between those of the
    training lines around them count as the training does; otherwise each validation has that of the line before it.

    Args:
        own: The steps that the validations say, (n,).
        lines: The number of the line that each stands on, (n,), ascending.
        trained: The steps of the training, (m,), m > 0.
        lines_of_training: The numbers of its lines, (m,), ascending.
    """
    after = np.searchsorted(lines_of_training, lines)
    low = trained[np.maximum(after - 1, 0)]
    high = trained[np.minimum(after, trained.size - 1)]
    first = after == 0  # before any training: nothing has been done yet
    fits = np.where(first, own <= high, (own >= low) & ((own <= high) | (after == trained.size) | (high < low)))
    if fits.all():
        return own
    steps: Ints = np.where(first, np.minimum(own, trained[0]), low)
    return steps


def _spread(count: int, rows: Ints | None, values: Floats) -> Ints:
    steps = values.astype(np.int64)
    if rows is None:
        return steps
    latest = np.searchsorted(rows, np.arange(count), side="right") - 1
    filled: Ints = steps[np.maximum(latest, 0)]
    return filled


def choose_times(count: int, columns: dict[str, Column]) -> tuple[Floats, str]:
    """Return the Unix time of each line, NaN where unknown, and the column that it is (``""`` for none)."""
    times = np.full(count, np.nan)
    for key, (rows, values) in columns.items():
        scale = _unix_scale(values) if is_time(key) else None
        if scale is not None:
            times[slice(None) if rows is None else rows] = values / scale
            return times, key
    return times, ""


def _unix_scale(values: Floats) -> float | None:
    """Seconds from 2001 to 2286, or those as milliseconds; durations and fractions are none."""
    if values.size == 0:
        return None
    low, high = values.min(), values.max()
    return next((scale for scale in (1.0, 1e3) if 1e9 * scale <= low and high < 1e10 * scale), None)
