"""The order of params: those that matter first, then those that vary most, then those that tell nothing but runs apart.

What a param does is the share of the variance of the scores' ranks that it explains by itself, over configurations. The
importances of `importance` come of a model of all params together, which takes seconds a task: too dear for names. A
share counts where chance makes the largest of as many params so large in one of twenty tasks only, so that few
configurations leave the order to how much params vary.

References:
    Wilson, Hilferty (1931). The distribution of chi-square. Proceedings of the National Academy of Sciences 17(12),
    684-688 (quantiles of chi-square, which n - 1 times a share of variance follows by chance).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xreport.analysis.levels import Levels
from xreport.format.records import Scalar
from xreport.text import natural_key

FEWEST_SCORED: Final = 8
"""Configurations below this say nothing of which param matters."""
LONG: Final = 28
"""Letters of a value from which on it is hard to read beside others."""

_CHANCE: Final = 0.05
_OWN: Final = 0.9
"""Share of configurations that a param must tell apart to be one that names runs."""
_PLACES: Final = frozenset(
    """dir dirs directory folder path paths file filename checkpoint ckpt logdir workdir outdir savedir rundir out
    output outputs log logs""".split()  # noqa: SIM905
)
_IDS: Final = frozenset(["id", "ids", "uuid", "uid", "guid", "pid", "trial", "run"])
_TIMES: Final = frozenset(["time", "timestamp", "datetime", "date"])
_EARLIEST: Final = 100_000_000
"""Seconds since 1970 that are taken as a time, rather than as a time limit."""
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PATH: Final = re.compile(r"(?:[A-Za-z]:[\\/]|\.{0,2}/|~/)\S|[^\s/]+/[^\s/]+/\S|\S*[\\/]\S*\.\w{1,6}$")
_ID: Final = re.compile(r"(?=.*\d)[0-9a-f]{8,}$|[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-?\d\d-?\d\d(?:$|[T _-]\d)")

Floats = NDArray[np.float64]


def param_order(levels: Mapping[str, Levels], runs: Sequence[int], scores: Sequence[float | None]) -> tuple[str, ...]:
    """Return the names of params in the order in which they are worth a reader's look.

    Args:
        levels: The params that vary, by name.
        runs: How many runs each configuration has.
        scores: The score of each; None where there is none.
    """
    single = np.array(runs) == 1
    ranks = _ranks(np.array([math.nan if score is None else score for score in scores], np.float64))
    tail = NormalDist().inv_cdf(1 - _CHANCE / max(1, len(levels)))
    keys = {
        name: (
            names_runs(name, one, single),
            len(one.values) < 2,
            is_long(one),
            -round(_share(one, ranks, tail), 1),
            -_spread(one, len(runs)),
            natural_key(name),
            name,
        )
        for name, one in levels.items()
    }
    return tuple(sorted(keys, key=keys.__getitem__))


def names_runs(name: str, levels: Levels, single: NDArray[np.bool_]) -> bool:
    """Whether a param is another one in nearly every run, and a path, an id or a time.

    Args:
        name: Its flat name.
        levels: Its values.
        single: Of each configuration, whether it has one run.
    """
    if len(levels.values) < 2 or len(levels.values) < _OWN * levels.rows.size or not single[levels.rows].all():
        return False
    words = {word.lower() for word in _WORDS.findall(name.rpartition(".")[2])}
    return sum(_names_run(value, words) for value in levels.values) >= _OWN * len(levels.values)


def _names_run(value: Scalar, words: set[str]) -> bool:
    if isinstance(value, str):
        return bool(_PATH.match(value) or _ID.match(value) or words & (_PLACES | _IDS | _TIMES))
    if isinstance(value, bool) or value is None:
        return False
    return (isinstance(value, int) and bool(words & _IDS)) or (value >= _EARLIEST and bool(words & _TIMES))


def is_long(levels: Levels) -> bool:
    """Whether values of a param are too long to be read beside others: lists, prompts, whole files of settings."""
    return any(isinstance(value, str) and (len(value) > LONG or "\n" in value) for value in levels.values)


def _spread(levels: Levels, count: int) -> int:
    """How much a param varies: the logarithm of how many values, equally frequent, would tell as many pairs apart."""
    sizes = np.bincount(levels.codes, minlength=len(levels.values))
    absent = count - levels.rows.size
    return round(math.log2(count * count / (int(sizes @ sizes) + absent * absent)))


def _share(levels: Levels, ranks: Floats, tail: float) -> float:
    """The share of the variance of ranks that a param explains: by its values, or, of numbers, by their order."""
    scored = ~np.isnan(ranks[levels.rows])
    codes, wanted = levels.codes[scored], ranks[levels.rows[scored]]
    count = wanted.size
    wanted -= wanted.mean() if count else 0.0
    whole = float(wanted @ wanted)
    if count < FEWEST_SCORED or not whole:
        return 0.0
    sizes = np.bincount(codes)
    sums = np.bincount(codes, wanted)[sizes > 0]
    shares = [_beyond_chance(float((sums**2 / sizes[sizes > 0]).sum()) / whole, sums.size - 1, count, tail)]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in levels.values):
        order = _ranks(np.array([_number(value) for value in levels.values], np.float64)[codes])
        order = np.nan_to_num(order - np.nanmean(order)) if not np.isnan(order).all() else np.zeros(count)
        scale = float(order @ order) * whole
        shares.append(_beyond_chance(float(order @ wanted) ** 2 / scale if scale else 0.0, 1, count, tail))
    return max(shares)


def _beyond_chance(share: float, freedom: int, count: int, tail: float) -> float:
    """A share of variance without what so many degrees of freedom explain by chance; 0 where it may be no more."""
    left = count - 1 - freedom
    if freedom < 1 or left < 1:
        return 0.0
    spread = 2 / (9 * freedom)
    if share * (count - 1) <= freedom * (1 - spread + tail * math.sqrt(spread)) ** 3:
        return 0.0
    return max(0.0, 1 - (1 - share) * (count - 1) / left)


def _number(value: Scalar) -> float:
    try:
        return float(value) if isinstance(value, int | float) else math.nan
    except OverflowError:
        return math.inf


def _ranks(values: Floats) -> Floats:
    """Ranks; equal values share their mean rank, and NaN has none."""
    known = ~np.isnan(values)
    ranks = np.full(values.shape, np.nan)
    _, places, sizes = np.unique(values[known], return_inverse=True, return_counts=True)
    ranks[known] = (np.cumsum(sizes) - (sizes - 1) / 2)[places]
    return ranks
