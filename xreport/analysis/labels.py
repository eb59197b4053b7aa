"""Labels of configurations: short, human, and unique within a task."""

from __future__ import annotations

import os.path
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from xreport.format.records import Scalar
from xreport.model import Run
from xreport.text import format_scalar

MOST_PARAMS = 4
MOST_CHARACTERS = 28
SEPARATOR = " · "
_ENDS = " -_./=:"

Configuration = tuple[tuple[Run, ...], Mapping[str, Scalar]]
"""The runs of a configuration, and the params that vary among those of its algorithm."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How much a label says; None for the most params means all, uncut."""

    most: int | None
    constants: bool
    """Whether to name params that have one value wherever they are logged, beside others."""


_STYLES = (_Style(MOST_PARAMS, constants=False), _Style(MOST_PARAMS, constants=True), _Style(None, constants=True))


def labels(configurations: Mapping[str, Configuration]) -> dict[str, str]:
    """Return a label per fingerprint: ``RandomForest · depth=8 · trees=100``.

    Each label says as little as makes it unique in the task. Versions of the data join where they differ, runs without
    data are named where others have some, and a piece of the fingerprint stands where nothing else tells two apart.
    """
    several = len({tuple(_versions(runs)) for runs, _ in configurations.values() if runs[0].data}) > 1
    some = any(runs[0].data for runs, _ in configurations.values())
    values = _values(configurations)
    chosen: dict[str, str] = {}
    for style in _STYLES:
        made = {
            key: _label(*item, values, style, several) + _lack(item[0], some) for key, item in configurations.items()
        }
        counts = Counter(made.values())
        chosen = {key: chosen.get(key) or (label if counts[label] == 1 else "") for key, label in made.items()}
    chosen = {key: label or made[key] for key, label in chosen.items()}
    counts = Counter(chosen.values())
    return {key: label if counts[label] == 1 else f"{label}{SEPARATOR}#{key[:6]}" for key, label in chosen.items()}


def _values(configurations: Mapping[str, Configuration]) -> dict[tuple[str, str], int]:
    """How many values each param of each algorithm takes."""
    seen: dict[tuple[str, str], set[str]] = {}
    for runs, params in configurations.values():
        for name, value in params.items():
            seen.setdefault((runs[0].algorithm, name), set()).add(f"{type(value).__name__} {value!r}")
    return {key: len(values) for key, values in seen.items()}


def _label(
    runs: tuple[Run, ...],
    params: Mapping[str, Scalar],
    values: Mapping[tuple[str, str], int],
    style: _Style,
    versions: bool,  # noqa: FBT001 - private
) -> str:
    algorithm = runs[0].algorithm
    telling = [name for name in params if style.constants or values[algorithm, name] > 1] or list(params)
    shown = telling[: style.most]
    names = _short_names(params)
    parts = [
        algorithm or ("" if params else _common_name(runs)),
        *(f"{names[name]}={_cut(format_scalar(params[name]), style)}" for name in shown),
        f"+{len(telling) - len(shown)} more" if len(telling) > len(shown) else "",
        *(_versions(runs) if versions else ()),
    ]
    return SEPARATOR.join(part for part in parts if part) or _common_name(runs)


def _lack(runs: tuple[Run, ...], some: bool) -> str:  # noqa: FBT001 - private
    return f"{SEPARATOR}data not logged" if some and not runs[0].data else ""


def _common_name(runs: tuple[Run, ...]) -> str:
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


def _short_names(params: Mapping[str, Scalar]) -> dict[str, str]:
    """The last part of each key where that is unique: ``model.depth`` → ``depth``."""
    lasts = {key: key.rpartition(".")[2] for key in params}
    counts = Counter(lasts.values())
    return {key: last if last and counts[last] == 1 else key for key, last in lasts.items()}


def _cut(text: str, style: _Style) -> str:
    line = " ".join(text.split())
    if style.most is None or len(line) <= MOST_CHARACTERS:
        return line
    half = MOST_CHARACTERS // 2 - 1
    return f"{line[:half]}…{line[-half:]}"


def _versions(runs: tuple[Run, ...]) -> list[str]:
    return sorted({source.identity for source in runs[0].data if source.identity != source.name})
