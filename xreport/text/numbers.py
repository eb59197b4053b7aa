"""Numbers, counts and sizes as people read them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from xreport.format.records import INFINITY, NAN, NEGATIVE_INFINITY

DASH = "–"
"""What "not logged" looks like; null and NaN are shown as such."""


def format_number(value: float, digits: int = 5) -> str:
    """Return value with about ``digits`` significant digits, no float noise and no trailing zeros."""
    special = _non_finite(value)
    if special:
        return special
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e15):
        return _minus(str(int(value)) if abs(value) < 1e15 else f"{value:.{digits - 1}e}")
    if not 1e-4 <= abs(value) < 1e9:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return _minus(f"{strip_zeros(mantissa)}e{int(exponent)}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return _minus(strip_zeros(f"{value:.{decimals}f}"))


_MOST_DIGITS = 10
_MORE_DECIMALS = 2
"""A whole column gets so many more decimals at most, to tell its values apart."""


def format_column(
    values: Sequence[float | None], digits: int = 4, *, apart: bool = True, decimals: int | None = None
) -> list[str]:
    """Format a column so that it aligns, and different values never look alike.

    All values get the same decimals, see `column_decimals`. Those few that differ and would print alike even so are
    printed with as many digits as tell them apart, unless ``apart`` is false. Values that agree in ten digits differ by
    float noise, and are the same to a reader. None is "not logged".

    Args:
        values: The column.
        digits: Significant digits of the typical magnitude.
        apart: Whether different values must look different.
        decimals: Those that the column shares with others; they count unless they show less than two significant
            digits of it. None: those that suit the column alone.
    """
    finite = _finite(values)
    if not finite:
        return [DASH if v is None else _non_finite(v) for v in values]
    own = _typical_decimals(finite, digits)
    if own is None:
        texts = [_cell(v, lambda v: format_number(v, digits)) for v in values]
    else:
        shared = decimals is not None and own <= decimals + digits - 2
        common = decimals if shared else column_decimals([values], digits, apart=apart)
        texts = [_cell(v, lambda v: _fixed(v, common or 0, digits)) for v in values]
    return _tell_apart(values, texts, digits) if apart else texts


def column_decimals(columns: Sequence[Sequence[float | None]], digits: int = 4, *, apart: bool = True) -> int | None:
    """Return the decimals that columns of one quantity share; None where they are too small or too large for decimals.

    They show ``digits`` significant digits of the typical magnitude. With ``apart`` they are up to two more, the fewest
    of those that tell the most values within a column apart.
    """
    finite = [_finite(values) for values in columns]
    together = [value for values in finite for value in values]
    base = _typical_decimals(together, digits) if together else None
    several = [values for values in finite if len(values) > 1]
    if base is None or not (apart and several):
        return base
    best, fewest = base, -1
    for decimals in range(base, base + _MORE_DECIMALS + 1):
        alike = sum(_alike(values, decimals) for values in several)
        if fewest < 0 or alike < fewest:
            best, fewest = decimals, alike
        if not alike:
            break
    return best


def format_shared(value: float, decimals: int | None, digits: int = 4) -> str:
    """Format one value with the decimals of its quantity; in ``digits`` of its own where they show less than two."""
    if decimals is None or not math.isfinite(value) or (value and abs(value) < 10.0 ** (1 - decimals)):
        return format_number(value, digits)
    return _fixed(value, decimals, digits)


def _finite(values: Iterable[float | None]) -> list[float]:
    return [v for v in values if v is not None and math.isfinite(v)]


def _typical_decimals(finite: Sequence[float], digits: int) -> int | None:
    if all(v == int(v) and abs(v) < 1e15 for v in finite):
        return 0
    sizes = sorted(abs(v) for v in finite if v)
    typical = sizes[len(sizes) // 2]
    return min(12, max(0, digits - 1 - math.floor(math.log10(typical)))) if 1e-4 <= typical < 1e9 else None


def _alike(values: Sequence[float], decimals: int) -> int:
    """How many values print like a different one."""
    different = set(values)
    if len(different) < 2 or len(set(map(f"{{:.{decimals}f}}".format, different))) == len(different):
        return 0
    seen: dict[str, set[float]] = {}
    for value in values:
        seen.setdefault(f"{value:.{decimals}f}", set()).add(value)
    groups = [group for group in seen.values() if len(group) > 1]
    return sum(len({format_number(value, _MOST_DIGITS) for value in group}) - 1 for group in groups)


def _fixed(value: float, decimals: int, digits: int) -> str:
    if not value:
        return "0" if decimals > 6 else f"{0:.{decimals}f}"
    if abs(value) >= (1e15 if value == int(value) and not decimals else 1e12):
        return format_number(value, digits)
    return _minus(f"{value:.{decimals}f}")


def _tell_apart(values: Sequence[float | None], texts: list[str], digits: int) -> list[str]:
    seen: dict[str, set[float]] = {}
    for value, text in zip(values, texts, strict=True):
        if value is not None and math.isfinite(value):
            seen.setdefault(text, set()).add(value)
    longer: dict[float, str] = {}
    for group in seen.values():
        # What ten digits do not tell apart is float noise, and needs no further digits.
        different = len({format_number(v, _MOST_DIGITS) for v in group})
        if different > 1:
            for more in range(digits + 1, _MOST_DIGITS + 1):
                candidate = {v: format_number(v, more) for v in group}
                if len(set(candidate.values())) == different:
                    break
            longer.update(candidate)
    return [longer.get(v, t) if v is not None else t for v, t in zip(values, texts, strict=True)]


def _cell(value: float | None, plain: Callable[[float], str]) -> str:
    if value is None:
        return DASH
    return _non_finite(value) or plain(value)


def _non_finite(value: float) -> str:
    if math.isfinite(value):
        return ""
    return NAN if math.isnan(value) else "∞" if value > 0 else "−∞"


def strip_zeros(text: str) -> str:
    """Return text without the zeros at the end of its decimals."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _minus(text: str) -> str:
    """A real minus sign, as wide as the plus; ``-0`` is 0."""
    if text.startswith("-"):
        return "−" + text[1:] if text.strip("-0.") else text[1:]
    return text


def format_signed(value: float, digits: int = 4) -> str:
    """Like `format_number`, with a sign always."""
    text = format_number(value, digits)
    return text if text.startswith("−") or value == 0 else f"+{text}"


def json_number(value: float) -> float | str:
    """Return value as strict JSON can hold it: non-finite numbers become the strings of the record format."""
    if math.isfinite(value):
        return value
    return NAN if math.isnan(value) else INFINITY if value > 0 else NEGATIVE_INFINITY


def format_scalar(value: object) -> str:
    """Return a param as people write it: true, null, 0.001, text as it is."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else _non_finite(value)
    return str(value)


def plural(count: int, noun: str, many: str = "") -> str:
    """Return ``1 run``, ``2 runs``."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def format_bytes(count: int | None) -> str:
    """Return ``512 B``, ``1.5 kB``, ``3.2 MB`` (powers of 1000)."""
    if count is None:
        return DASH
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError
