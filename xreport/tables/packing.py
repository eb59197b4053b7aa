"""Cells of a large runs table in few bytes: doubles in base64, repeated cells once, texts that the browser can make."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Sequence

import numpy as np

from xreport.tables.column import Raw
from xreport.text import DASH

_MISSING = 0x7FF8_0000_0000_0001
"""A NaN of its own for "not logged": NaN itself is a value."""
_WORDS = {None: DASH, "NaN": "NaN", "Infinity": "∞", "-Infinity": "−∞"}
_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def pack_values(values: Sequence[Raw]) -> str | None:
    """Return numbers as little-endian doubles in base64; None if something else is among them, or it is no shorter."""
    size = len(values)
    missing = np.array([value is None for value in values], dtype=bool)
    numbers = np.empty(size)
    written = 0
    for row, value in enumerate(values):
        if value is None:
            written += 5
            continue
        number = _NON_FINITE.get(value) if isinstance(value, str) else value
        if isinstance(number, bool) or not isinstance(number, int | float):
            return None
        numbers[row] = number
        written += len(repr(value)) + 1
    if written <= size * 32 // 3:
        return None
    bits = numbers.astype("<f8").view("<u8")
    bits[np.isnan(numbers)] = 0x7FF8_0000_0000_0000
    bits[missing] = _MISSING
    return base64.b64encode(bits.tobytes()).decode()


def pack_repeated(cells: Sequence[Raw]) -> dict[str, object] | None:
    """Return each different cell once, and which of them every row has; None where that is no shorter.

    ``at`` holds indices into ``pool``, little-endian integers of one byte (up to 256 different cells) or two, in
    base64; it is empty where all rows are alike.
    """
    found: dict[object, int] = {}
    pool: list[Raw] = []
    at: list[int] = []
    for cell in cells:
        # By what is written: to a dict, True is 1 and -0.0 is 0.0.
        index = found.setdefault(cell if isinstance(cell, str) else (repr(cell),), len(pool))
        if index == len(pool):
            pool.append(cell)
        at.append(index)
    width = 0 if len(pool) == 1 else 1 if len(pool) <= 1 << 8 else 2
    lengths = [len(repr(cell)) + 1 for cell in pool]
    packed = sum(lengths) + len(cells) * width * 4 // 3
    if not cells or len(pool) > 1 << 16 or packed >= 0.8 * sum(lengths[index] for index in at):
        return None
    indices = np.array(at if width else [], dtype=f"<u{width or 1}")
    return {"pool": pool, "at": base64.b64encode(indices.tobytes()).decode()}


def are_shortest(values: Sequence[Raw], texts: Sequence[str]) -> bool:
    """Whether each text is the shortest one that reads back as the same double, as Python writes it."""
    return all(_shortest(value) == text for value, text in zip(values, texts, strict=True))


def _shortest(value: Raw) -> str | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return _WORDS.get(value) if value is None or isinstance(value, str) else None
    return repr(float(value))


def common_decimals(values: Sequence[Raw], texts: Sequence[str]) -> int | None:
    """Return the decimals with which the browser's ``toFixed`` writes these very texts; None if it would not."""
    decimals = max((len(text) - text.index(".") - 1 for text in texts if re.fullmatch(r"−?\d+\.\d+", text)), default=0)
    zero = "0" if decimals > 6 else f"{0:.{decimals}f}"
    pairs = zip(values, texts, strict=True)
    return decimals if all(_fixed(value, decimals, zero) == text for value, text in pairs) else None


def _fixed(value: Raw, decimals: int, zero: str) -> str | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return _WORDS.get(value) if value is None or isinstance(value, str) else None
    if not value:
        return zero
    twice = value * 10.0**decimals * 2
    if abs(value) >= 1e15 or (twice % 2 == 1):
        return None
    text = f"{value:.{decimals}f}"
    if text.startswith("-"):
        return "−" + text[1:] if text.strip("-0.") else text[1:]
    return text
