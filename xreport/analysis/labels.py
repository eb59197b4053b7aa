"""Labels of configurations: what tells each from the others of its task, by what matters, in few letters."""

from __future__ import annotations

import os.path
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Final

import numpy as np

from xreport.analysis.label_texts import Part, ended, fitted, fitted_alike, short_names, value_texts
from xreport.analysis.levels import Levels, varying_levels
from xreport.analysis.param_order import is_long, names_runs
from xreport.analysis.telling import telling
from xreport.format.records import Scalar
from xreport.model import Run

_MOST_TRIED: Final = 60
"""Params beyond these, those that matter least, are no part of a label."""
_ENDS: Final = " -_./=:"


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration that wants a label.

    Attributes:
        runs: Its runs.
        params: Those of its params that tell configurations apart.
        seed: The one seed of all its runs, or None.
    """

    runs: tuple[Run, ...]
    params: Mapping[str, Scalar]
    seed: int | None

    @property
    def algorithm(self) -> str:
        """The algorithm of its runs."""
        return self.runs[0].algorithm


def labels(
    configurations: Mapping[str, Configured], varying: Mapping[str, Mapping[str, Levels]], order: Sequence[str]
) -> dict[str, str]:
    """Return a label per fingerprint, ``RandomForest · depth=8 · trees=100``: at most 80 letters, no two alike.

    Params that are alike in all configurations of an algorithm are not named, nor those that go with one that is; more
    than three are named where fewer do not tell a configuration from the others. Versions of the data join where they
    differ. A configuration alone is called by the name of its run.

    Args:
        configurations: All of a task, by their fingerprints.
        varying: By algorithm, the params that vary among its configurations, in the order of these.
        order: All params that vary, those that matter first.
    """
    if len(configurations) == 1:
        ((key, item),) = configurations.items()
        named = item.runs[0].name if len(item.runs) == 1 else item.algorithm or _common_name(item.runs)
        return {key: fitted(named, [], [])}
    families: dict[str, dict[str, Configured]] = {}
    for key, item in configurations.items():
        families.setdefault(item.algorithm, {})[key] = item
    versions = _versions(configurations)
    found: dict[str, str] = {}
    for algorithm, family in families.items():
        own = varying[algorithm]
        tried = {name: own[name] for name in islice(filter(own.__contains__, order), _MOST_TRIED)}
        told = _parts([*family.values()], tried)
        heads = [
            algorithm if algorithm or parts else _common_name(item.runs)
            for item, parts in zip(family.values(), told, strict=True)
        ]
        ends = [versions[key] for key in family]
        found |= zip(family, fitted_alike(heads, told, ends), strict=True)
    return _told_apart(found, configurations)


def _versions(configurations: Mapping[str, Configured]) -> dict[str, list[str]]:
    """By fingerprint: the versions of the data where they differ, and that none was logged where it was elsewhere."""
    found = {
        key: sorted({source.identity for source in item.runs[0].data if source.identity != source.name})
        for key, item in configurations.items()
    }
    given = {key: bool(item.runs[0].data) for key, item in configurations.items()}
    several = len({tuple(found[key]) for key in found if given[key]}) > 1
    lack = ["data not logged"] if any(given.values()) else []
    return {key: (found[key] if several else []) if given[key] else lack for key in found}


def _parts(family: Sequence[Configured], columns: Mapping[str, Levels]) -> list[list[Part]]:
    """Of each configuration of an algorithm the params that its label names."""
    single = np.array([len(item.runs) == 1 for item in family])
    own = [name for name in columns if names_runs(name, columns[name], single)]
    long = [name for name in columns if name not in set(own) and _is_hard(columns[name])]
    plain = [name for name in columns if name not in {*own, *long}]
    seeds = varying_levels([{} if item.seed is None else {"seed": item.seed} for item in family])
    short = short_names(list(columns))
    listed = [_Named(short[name], columns[name], len(family)) for name in (*plain, *long)]
    listed += [_Named(name, levels, len(family)) for name, levels in seeds.items()]
    listed += [_Named(short[name], columns[name], len(family)) for name in own]
    codes = [one.codes for one in listed]
    ends = [len(plain), len(plain) + len(long), len(plain) + len(long) + len(seeds), len(listed)]
    told = telling(codes[: ends[0]], [codes[start:end] for start, end in pairwise(ends)], len(family))
    found = []
    for row, needed in enumerate(told.needed):
        places = sorted({*told.shown, *needed})
        parts = [part for place in places if (part := listed[place].part(row, needed=place in needed))]
        first = (part for one in listed if (part := one.part(row, needed=False)))
        found.append(parts or [*islice(first, 1)])
    return found


def _is_hard(levels: Levels) -> bool:
    """Whether a param is named only where others do not do: its values are long, or it has one where it is given."""
    return is_long(levels) or len(levels.values) < 2


class _Named:
    """A param under its short name, with its value in each configuration of an algorithm."""

    def __init__(self, name: str, levels: Levels, count: int) -> None:
        self._name = name
        self._values = levels.values
        self.codes = levels.over(count)

    @cached_property
    def _texts(self) -> list[tuple[str, str]]:
        return value_texts(self._values)

    def part(self, row: int, *, needed: bool) -> Part | None:
        """Return how a label names it; None where the configuration does not have it."""
        code = int(self.codes[row])
        return Part(self._name, *self._texts[code], needed) if code < len(self._values) else None


# -- what is left alike -----------------------------------------------------------------------------


def _told_apart(found: Mapping[str, str], configurations: Mapping[str, Configured]) -> dict[str, str]:
    """Labels that are alike end in the name of the run where that tells them apart, else in the fingerprint."""
    named = dict(found)
    for key in _alike(named):
        named[key] = ended(found[key], _common_name(configurations[key].runs))
    still = {*_alike(named)}
    named = {key: found[key] if key in still else label for key, label in named.items()}
    for letters in (6, None):
        for key in _alike(named):
            named[key] = ended(found[key], f"#{key[:letters]}")
    return named


def _alike(found: Mapping[str, str]) -> list[str]:
    counts = Counter(found.values())
    return [key for key, label in found.items() if counts[label] > 1]


def _common_name(runs: Sequence[Run]) -> str:
    """The name that runs share, or how all of their names begin (``rf-s1``, ``rf-s2`` → ``rf``), or the first."""
    names = [run.name for run in runs]
    if len(set(names)) == 1:
        return names[0]
    stem = os.path.commonprefix(names)  # noqa: RUF071 - character by character is meant
    stem = stem.rstrip("0123456789").rstrip(_ENDS)
    for end in ("seed", "run", "s"):
        shorter = stem.removesuffix(end)
        if shorter != stem and shorter.rstrip(_ENDS) != shorter:
            return shorter.rstrip(_ENDS)
    return stem or names[0]
