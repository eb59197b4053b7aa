"""Lines to cells, and cells to numbers. A number is taken exactly as Python reads its text, or not at all."""

from __future__ import annotations

import csv
import math
from typing import Final

MISSING: Final = {"", "na", "n/a", "none", "null", "<na>", "-"}
"""What stands for "not logged", in small letters. NaN is a value."""
_INFINITE: Final = {"inf", "infinity"}
_DECIMALS: Final = "0123456789"


def split_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line, as they stand."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return not cell or cell.strip().lower() in MISSING


def as_number(cell: str) -> float | None:
    """Return the number that a cell is, or None: Python's underscores and the digits of other scripts are none."""
    text = cell.strip()
    if "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    if math.isinf(value) and text.lstrip("+-").lower() not in _INFINITE:
        return None  # 1e999 is a number that no double holds
    return value


def has_decimal_comma(cell: str) -> bool:
    """Whether a cell is a number with a comma for the point, as ``0,25``."""
    whole, comma, rest = cell.strip().lstrip("+-").partition(",")
    digits = rest.partition("e")[0].partition("E")[0]
    return bool(comma and digits and whole.strip(_DECIMALS) == "" and whole and digits.strip(_DECIMALS) == "")
