"""What two writers say of the same steps: whether it can be one training, and how much speaks for that.

Nothing is concluded from names: two loggers call a metric ``val_loss`` and ``validation/epoch_loss``. What they have in
common are *values*. That two trainings have a value in common by chance is as likely as its digits are few, so evidence
is counted in digits: of each distinct value that both have at the same step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xreport.format.records import Scalar
from xreport.importers.kit.step_names import is_step
from xreport.model import Floats, Ints, Series

_MOST_POINTS: Final = 64
"""So many equal values are counted: what they prove is proved by then."""
_DECIMALS: Final = 6
_FEW_DECIMALS: Final = 4
_DIGITS: Final = (5, 6)
_SLACK: Final = 60.0
"""Seconds between the last sign of life of one writer and the first of another, of one training."""
_CLOCK: Final = re.compile(
    r"(?:^|[^a-z])(?:time|times|timestamp|timestamps|runtime|walltime|duration|durations|seconds|secs|elapsed|fps|sps|ips|"
    r"eta|speed|throughput|latency|per_second|memory|mem)(?:$|[^a-z])"
)
_SCHEDULED: Final = re.compile(
    r"(?:^|[^a-z])(?:lr|lrs|learning_?rate|momentum|beta\d?|epsilon|temperature)(?:$|[^a-z])"
)
_OF_PLACES: Final = re.compile(
    r"(?:^|[^a-z])(?:dirs?|paths?|files?|folders?|names?|ids?|uid|uuid|version|device|hosts?|hostname|port|time|timestamp|"
    r"date|log\w*|output\w*|root|workers?|writer)(?:$|[^a-z])"
)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against two writers being of one training.

    Attributes:
        against: The first thing that tells them apart, in words; empty where nothing does.
        digits: Of the distinct values that both have.
        same: The metrics that are the same ones, by their names in the first and in the second.
    """

    against: str = ""
    digits: int = 0
    same: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Told:
    """What a writer told: its metrics, and what is known of the training.

    Attributes:
        params: Flat.
        begun, ended: Unix seconds of the first and the last sign of life, None where unknown.
    """

    series: Mapping[str, Series]
    params: Mapping[str, Scalar] = field(default_factory=dict)
    seed: int | None = None
    begun: float | None = None
    ended: float | None = None

    @cached_property
    def marks(self) -> dict[str, list[str]]:
        """Metrics by the values that they begin and end with: those that are the same have one in common, as a rule."""
        found: dict[str, list[str]] = {}
        for name, series in self.series.items():
            if series.values.size:
                for mark in marks_of(*series.values[[0, series.values.size // 2, -1]].tolist()):
                    found.setdefault(mark, []).append(name)
        return found


def marks_of(first: float, middle: float, last: float) -> set[str]:
    """Return what tells a curve from others: six digits of either end, or three of all three, as tables are rounded."""
    ends = {text for value in (first, last) if (text := f"{abs(value):.5e}")[3:7] != "0000" and "e" in text}
    return {*ends, f"{first:.2e} {middle:.2e} {last:.2e}"} if ends else ends


def compare(one: Told, other: Told) -> Evidence:
    """Return what speaks for and against both being of one training."""
    against = _apart(one, other) or _differing(one, other)
    if against:
        return Evidence(against)
    same = same_metrics(one, other)
    values: set[str] = set()
    for name, twin in same:
        if len(values) >= _MOST_POINTS:
            break
        if not (_tells_nothing(name, one.series[name]) or _tells_nothing(twin, other.series[twin])):
            values |= _values(one.series[name], other.series[twin])
    return Evidence("", sum(map(len, values)), tuple(same))


def _differing(one: Told, other: Told) -> str:
    """Return the first metric that has other values at an equal step, in words. Two may read a clock apart."""
    for name in filter(other.series.__contains__, one.series):
        mine, theirs = one.series[name], other.series[name]
        if not agree(mine, theirs) and not _CLOCK.search(_plain(name)):
            step = _differ(mine, theirs)
            if step is not None:
                return f"“{name}” has other values at step {step}"
    return ""


def _apart(one: Told, other: Told) -> str:
    if one.seed is not None and other.seed is not None and one.seed != other.seed:
        return f"the seed is {one.seed} in one and {other.seed} in the other"
    for key in sorted(one.params.keys() & other.params.keys()):
        if not _is_equal(one.params[key], other.params[key]) and not _OF_PLACES.search(_plain(key)):
            return f"the param {key} differs"
    times = (one.begun, one.ended, other.begun, other.ended)
    if None not in times:
        begun, ended, later, last = (float(time or 0.0) for time in times)
        if max(begun, later) - min(ended, last) > _SLACK:
            return "one had ended when the other began"
    return ""


def _is_equal(one: Scalar, other: Scalar) -> bool:
    if one == other or str(one) == str(other):
        return True
    if any(isinstance(value, str) and ("/" in value or "\\" in value) for value in (one, other)):
        return True  # a place, which says where something lies
    try:
        return float(one) == float(other)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(one).strip().lower() == str(other).strip().lower()


def same_metrics(one: Told, other: Told) -> list[tuple[str, str]]:
    """Return the metrics that are the same in both, by their names in each: by name first, then by their values."""
    found: dict[str, str] = {}
    taken: set[str] = set()

    def pair(name: str, twin: str) -> None:
        found[name] = twin
        taken.add(twin)

    for name in one.series:
        if name in other.series and agree(one.series[name], other.series[name]):
            pair(name, name)
    for mark, names in one.marks.items():
        twins = other.marks.get(mark, ())
        for name in names if len(names) * len(twins) <= _MOST_POINTS else ():
            if name not in found:
                likely = sorted((twin for twin in twins if twin not in taken), key=lambda t: (not _akin(name, t), t))
                twin = next((one_ for one_ in likely if agree(one.series[name], other.series[one_])), None)
                if twin is not None:
                    pair(name, twin)
    return sorted(found.items())


def _akin(name: str, twin: str) -> bool:
    return name.endswith(twin) or twin.endswith(name)


def agree(one: Series, other: Series) -> bool:
    """Return whether two series have steps in common, and the same values at all of them, as far as their digits go.

    Where one counts steps from 0 and the other from 1, values are compared in their order.
    """
    return _paired(one, other) is not None


def _paired(one: Series, other: Series) -> tuple[Floats, Floats] | None:
    """Return the values at equal steps, None where there are none or they differ."""
    steps, mine, theirs = _at_equal_steps(one, other)
    if steps.size and _close(mine, theirs).all():
        return mine, theirs
    if _is_shifted(one.steps, other.steps) and _close(one.values, other.values).all():
        return one.values, other.values
    return None


def _differ(one: Series, other: Series) -> int | None:
    """Return the first step at which the values of two series differ."""
    steps, mine, theirs = _at_equal_steps(one, other)
    differ = ~_close(mine, theirs)
    return int(steps[differ.argmax()]) if differ.any() else None


def _is_shifted(one: Ints, other: Ints) -> bool:
    if one.size != other.size or one.size < 2:
        return False
    shift = other - one
    return bool(abs(shift[0]) == 1 and (shift == shift[0]).all())


def _at_equal_steps(one: Series, other: Series) -> tuple[Ints, Floats, Floats]:
    """Return the steps that both have, and the last value of each there."""
    if np.array_equal(one.steps, other.steps):
        return one.steps, one.values, other.values
    steps, mine, theirs = np.intersect1d(one.steps[::-1], other.steps[::-1], return_indices=True)
    return steps, one.values[::-1][mine], other.values[::-1][theirs]


def _close(one: Floats, other: Floats) -> Flags:
    """Whether values are the same: one may be of single precision, or rounded for a table."""
    with np.errstate(all="ignore"):
        same: Flags = (one.astype(np.float32) == other.astype(np.float32)) | (np.isnan(one) & np.isnan(other))
        if not same.all():
            mine, theirs = last_digit(one), last_digit(other)
            # Where both are rounded alike, other digits are other values.
            half = np.where(mine == theirs, 0.0, 0.501 * np.maximum(mine, theirs))
            same |= np.abs(one - other) <= half
    return same


def last_digit(values: Floats) -> Floats:
    """Return what one unit of the last digit is worth of values that were rounded for a table, else 0.

    Tables are written with four to six decimals, or with five or six digits; what has fewer is a fraction as it is.
    """
    finite = values[np.isfinite(values)]
    places = next((places for places in range(_DECIMALS + 1) if np.array_equal(np.round(finite, places), finite)), None)
    if places is not None:
        return np.full(values.size, 10.0**-places if places >= _FEW_DECIMALS else 0.0)
    for digits in _DIGITS:
        unit = 10.0 ** (np.floor(np.log10(np.abs(values))) + 1 - digits)
        rounded = np.round(values / unit) * unit
        if np.isclose(rounded, values, rtol=1e-12, atol=0.0)[np.isfinite(values) & (values != 0)].all():
            return np.where(np.isfinite(unit), unit, 0.0)
    return np.zeros(values.size)


def _tells_nothing(name: str, series: Series) -> bool:
    """Whether a metric is the same in every training of the kind: a count, a schedule. No two have the same clock."""
    plain = _plain(name)
    if is_step(plain.rpartition("/")[2]) or _SCHEDULED.search(plain):
        return True
    values = series.values
    return bool(np.array_equal(np.round(values), values) and (np.diff(values) >= 0).all())


def _values(one: Series, other: Series) -> set[str]:
    """Return the distinct values that both have, by their digits: those of the one that has fewer."""
    pair = _paired(one, other) or (one.values[:0], other.values[:0])
    mine, theirs = (values[:_MOST_POINTS].astype(np.float32) for values in pair)
    both = (
        min((_digits(a), _digits(b)), key=len) for a, b in zip(mine, theirs, strict=True) if np.isfinite([a, b]).all()
    )
    return {digits for digits in both if digits}


def _digits(value: np.float32) -> str:
    text = str(abs(value)).partition("e")[0].replace(".", "")
    return text.strip("0")


def _plain(name: str) -> str:
    return _HUMP.sub("_", name).lower()
