"""Which params are worth a plot: those that vary, ordered by how much of the differences in score goes with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from xreport.charts.labels import one_line
from xreport.text import format_scalar, natural_key

if TYPE_CHECKING:
    from xreport.format.records import Scalar
    from xreport.model import Floats, Ints

PLOTS = 6
_CATEGORIES = 8
"""More text values than this are not drawn: names and paths say little on an axis."""
_LONG = 28
"""Letters of a value from which on an axis has no room for it."""


@dataclass(frozen=True, slots=True)
class Param:
    """One param over the runs.

    Attributes:
        key: Its flat name.
        values: Per run: the number, or the place of its category; NaN where the run has none.
        rows: Positions of the runs that have one.
        categories: Names of the categories, empty for numbers.
    """

    key: str
    values: Floats
    rows: Ints
    categories: tuple[str, ...] = ()


def choose(params: Sequence[Mapping[str, Scalar]], scores: Floats, ignore: Collection[str]) -> list[Param]:
    """Return at most six params that vary, the one that goes with the largest differences in score first.

    Of params that go together, each value of one with one value of the other, the first is enough.
    """
    keys = sorted({key for one in params for key in one} - set(ignore), key=lambda key: (natural_key(key), key))
    found = [param for key in keys if (param := _param(key, params)) is not None]
    ranks = _ranks(scores)
    chosen: list[Param] = []
    for param in sorted(found, key=lambda param: (-round(_explained(param, ranks), 6), _is_long(param))):
        if len(chosen) == PLOTS:
            break
        if not any(_go_together(param, other) for other in chosen):
            chosen.append(param)
    return chosen


def _is_long(param: Param) -> bool:
    return any(len(name) > _LONG for name in param.categories)


def _go_together(one: Param, other: Param) -> bool:
    """Whether two params have the same runs alike, and some runs are."""
    if not np.array_equal(one.rows, other.rows):
        return False
    first, second = one.values[one.rows], other.values[one.rows]
    sizes = {np.unique(first).size, np.unique(second).size, np.unique(np.stack([first, second]), axis=1).shape[1]}
    return len(sizes) == 1 and sizes.pop() < one.rows.size


def _param(key: str, params: Sequence[Mapping[str, Scalar]]) -> Param | None:
    rows = [index for index, one in enumerate(params) if key in one]
    given = [params[index][key] for index in rows]
    if len({format_scalar(value) for value in given}) < 2:
        return None
    values = np.full(len(params), np.nan)
    numbers = [index for index, value in zip(rows, given, strict=True) if _is_number(value)]
    names = sorted(
        {format_scalar(value) for value in given}, key=lambda text: (text == "null", natural_key(text), text)
    )
    if len(numbers) < len(rows) and len(names) <= _CATEGORIES:
        values[rows] = [names.index(format_scalar(value)) for value in given]
        return Param(key, values, np.array(rows), tuple(one_line(name) or "(empty)" for name in names))
    if len(numbers) * 2 <= len(rows):
        return None
    values[numbers] = [float(params[index][key] or 0) for index in numbers]
    return Param(key, values, np.array(numbers)) if np.unique(values[numbers]).size > 1 else None


def _is_number(value: Scalar) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (isinstance(value, float) and isfinite(value)) or (isinstance(value, int) and abs(value) < 10**300)


def _ranks(scores: Floats) -> Floats:
    """Ranks rather than values: one run that diverged must not decide which params are shown."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(scores.size)
    ranks[order] = np.arange(scores.size)
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    return (np.bincount(place, ranks) / count)[place] if scores.size else ranks


def _explained(param: Param, ranks: Floats) -> float:
    """Share of the rank variance between the values of a param (epsilon squared: many values are no advantage)."""
    values, ranks = param.values[param.rows], ranks[param.rows]
    levels, group = np.unique(values, return_inverse=True)
    if levels.size > _CATEGORIES:
        edges = np.unique(np.quantile(values, (0.2, 0.4, 0.6, 0.8)))
        _, group = np.unique(np.searchsorted(edges, values, side="right"), return_inverse=True)
    count = np.bincount(group)
    total = float(((ranks - ranks.mean()) ** 2).sum())
    if ranks.size <= count.size or not total:
        return 0.0
    means = np.bincount(group, ranks) / count
    within = float(((ranks - means[group]) ** 2).sum())
    return 1 - (ranks.size - 1) / (ranks.size - count.size) * within / total
