"""From values to pixels: linear and logarithmic scales that no logged number can break, and their ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xreport.text import format_number

if TYPE_CHECKING:
    from xreport.model import Floats

_LIMIT = 1e300
"""Larger numbers are drawn at the border: their differences are not numbers any more."""
_LEAST = 1e-300
_NOISE = 1e-13
"""Share of their size by which values differ at least, or a line is flat; plot/ranges.ts has the same."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps ``low`` to the pixel ``start`` and ``high`` to ``end``; ``log`` needs a positive ``low``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def px(self, values: Floats) -> Floats:
        """Return pixels of finite values, rounded to a tenth; what lies outside is put on the border."""
        inside = np.clip(values, self.low, self.high)
        if self.log:
            part = (np.log10(inside) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        else:
            part = (inside - self.low) / (self.high - self.low)
        return np.round(self.start + part * (self.end - self.start), 1)

    def at(self, value: float) -> float:
        """Return the pixel of one value."""
        return float(self.px(np.array([value]))[0])

    def ticks(self, count: int = 5) -> list[tuple[float, str]]:
        """Return about ``count`` round values within the scale, with their labels."""
        if not self.log:
            values = _linear_ticks(self.low, self.high, count)
            return list(zip(values, tick_labels(values), strict=True))
        values = _log_ticks(self.low, self.high, count)
        texts = [tick_labels([value])[0] for value in values]
        return list(zip(values, texts if _differ(texts, values) else tick_labels(values), strict=True))


def span(arrays: Iterable[Floats], *, pad: float = 0.05, log: bool = False) -> tuple[float, float]:
    """Return a range that holds all finite values and some air; a sensible one when there is none or only one."""
    finite = [array[np.isfinite(array)] for array in arrays]
    values = np.clip(np.concatenate([*finite, np.empty(0)]), -_LIMIT, _LIMIT)
    if log:
        values = values[values > 0]
    if not values.size:
        return (0.1, 10.0) if log else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if log:
        air = max((math.log10(high) - math.log10(low)) * pad, 0.04)
        return max(low * 10**-air, 1e-307), min(high * 10**air, 1e307)
    width = high - low
    size = max(abs(low), abs(high))
    if _is_noise(width, size):
        air = size * 0.1 if size > _LEAST else 1.0
        return low - air, high + air
    return low - width * pad, high + width * pad


def _is_noise(width: float, size: float) -> bool:
    """Whether a difference of values of this size is float noise, or too small to divide by."""
    return width <= size * _NOISE or width < _LEAST


def focus(values: Floats, direction: str | None, *, pad: float = 0.05) -> tuple[float, float]:
    """Return a range for scores: all of them, unless a few far behind would press the good ones together.

    Then it ends four times as far from the best as the median is; callers mark what lies beyond it.
    """
    low, high = span([values], pad=pad)
    finite = np.clip(values[np.isfinite(values)], -_LIMIT, _LIMIT)
    if direction is None or finite.size < 4:
        return low, high
    best = float(finite.min() if direction == "min" else finite.max())
    reach = 4 * (float(np.median(finite)) - best)
    edge = best + reach
    beyond = (finite > edge) if direction == "min" else (finite < edge)
    if _is_noise(abs(reach), abs(best)) or beyond.mean() > 0.25 or high - low < 2 * abs(reach):
        return low, high
    air = abs(reach) * pad
    return (best - air, edge + air) if direction == "min" else (edge - air, best + air)


def wants_log(values: Floats, decades: float = 2) -> bool:
    """Return whether finite values are all positive and span more than so many decades."""
    finite = values[np.isfinite(values)]
    return bool(finite.size and finite.min() > 0 and math.log10(finite.max()) - math.log10(finite.min()) > decades)


def tick_labels(values: list[float]) -> list[str]:
    """Return short labels of round values, all with the same decimals: ``0.90 0.95 1.00``, ``10k``, ``1e-5``."""
    sizes = [abs(value) for value in values if value]
    if not sizes:
        return ["0"] * len(values)
    if max(sizes) >= 1e13 or max(sizes) < 1e-3 or max(sizes) / min(sizes) > 1e6:
        return _apart(values)
    texts = _alike(values, sizes)
    return texts if _differ(texts, values) else _apart(values)


def _alike(values: list[float], sizes: list[float]) -> list[str]:
    """With the same letter, or the decimals that the least round one has."""
    for size, suffix in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if max(sizes) >= size:
            unit = 1e3 if suffix == "k" else size
            return [_plain(value / unit) + (suffix if value else "") for value in values]
    texts = [f"{value:.10f}".rstrip("0") for value in values]
    if max(sizes) / min(sizes) > 100:
        return [_minus(text.rstrip(".")) for text in texts]
    decimals = max(len(text.partition(".")[2]) for text in texts)
    if len(values) == 1:  # the only one that need not be round
        decimals = min(6, decimals)
    return [_minus(f"{value:.{decimals}f}") for value in values]


def _differ(texts: list[str], values: list[float]) -> bool:
    return len(set(texts)) == len(set(values))


def _apart(values: list[float]) -> list[str]:
    """In as few digits as tell values apart: those of a narrow range of huge numbers share their first ones."""
    texts: list[str] = []
    for digits in range(1, 16):
        texts = [_short(value, digits) for value in values]
        if _differ(texts, values):
            break
    return texts


def _short(value: float, digits: int) -> str:
    if not value or 1e-3 <= abs(value) < 1e4:
        return format_number(value, digits + 2)
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return _minus(f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}")


def _plain(value: float) -> str:
    return format_number(round(value, 6), 6)


def _minus(text: str) -> str:
    return text.replace("-", "−", 1) if text.startswith("-") and text.strip("-0.") else text.lstrip("-")


def _linear_ticks(low: float, high: float, count: int) -> list[float]:
    rough = (high - low) / max(1, count)
    base = 10.0 ** math.floor(math.log10(rough))
    step = next((base * factor for factor in (1, 2, 2.5, 5) if base * factor >= rough * 0.999), base * 10)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = dict.fromkeys(float(f"{index * step:.15g}") for index in range(first, min(last, first + 20) + 1))
    return [*ticks] or [low]


def _log_ticks(low: float, high: float, count: int) -> list[float]:
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    if last - first < 1:
        ticks = [factor * 10.0**power for power in range(first - 1, last + 1) for factor in (1, 2, 5)]
        return [tick for tick in ticks if low <= tick <= high] or _linear_ticks(low, high, count)
    stride = max(1, math.ceil((last - first + 1) / max(1, count)))
    return [10.0**power for power in range(first, last + 1, stride)]
