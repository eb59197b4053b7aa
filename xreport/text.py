"""Text rules of the whole project: keys, slugs, numbers, times. Standard library only, no state."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from xreport.records import INFINITY, NAN, NEGATIVE_INFINITY

_T = TypeVar("_T")
DASH = "–"
"""What "not logged" looks like; null and NaN are shown as such."""


# -- keys -----------------------------------------------------------------------------------------


def flatten(nested: Mapping[object, object], prefix: str = "") -> dict[str, object]:
    r"""Flatten nested dicts to one level: keys joined with ``.``, dots inside a key escaped as ``\.``.

    Lists stay values. An empty dict is kept as the value ``{}`` so that nothing logged disappears.
    """
    flat: dict[str, object] = {}
    # Depth first with an explicit stack: logged data may be nested deeper than Python recurses.
    stack = [(prefix, iter(nested.items()))]
    while stack:
        head, items = stack[-1]
        for key, value in items:
            name = head + str(key).replace("\\", "\\\\").replace(".", "\\.")
            if isinstance(value, Mapping) and value:
                stack.append((name + ".", iter(value.items())))
                break
            flat[name] = value
        else:
            stack.pop()
    return flat


def as_logged(flat: Mapping[str, _T]) -> dict[str, _T]:
    r"""Undo the escapes of `flatten`, ``a\.b`` is ``a.b``, unless two names would be one then."""
    plain = {key: re.sub(r"\\([\\.])", r"\1", key) if "\\" in key else key for key in flat}
    if len(set(plain.values())) < len(plain):
        return dict(flat)
    return {plain[key]: value for key, value in flat.items()}


def slugify(text: str, fallback: str = "x") -> str:
    """Return text as a file name that is safe everywhere: ``[a-z0-9-]``, at most 60 characters, never empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60].strip("-")
    reserved = {"con", "prn", "aux", "nul", "index", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
    return f"{slug}-x" if slug in reserved else slug or fallback


def addresses(keys: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return where each of these is: its name as a slug, and a hash of its key, which is unique.

    The address of one does not depend on the others; only if two are equal all the same, both get the whole hash.
    """
    found = [f"{slugify(name)}-{short_hash(key)}" for name, key in zip(names, keys, strict=True)]
    counts = Counter(found)
    return [
        one if counts[one] == 1 else f"{slugify(name)}-{short_hash(key, 64)}"
        for one, name, key in zip(found, names, keys, strict=True)
    ]


def short_hash(text: str, length: int = 10) -> str:
    """Return the first hexadecimal digits of the SHA-256 of text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


# -- numbers --------------------------------------------------------------------------------------


def format_number(value: float, digits: int = 5) -> str:
    """Return value with about ``digits`` significant digits, no float noise and no trailing zeros."""
    special = _non_finite(value)
    if special:
        return special
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e15):
        return _minus(str(int(value)) if abs(value) < 1e15 else f"{value:.{digits - 1}e}")
    if not 1e-4 <= abs(value) < 1e9:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return _minus(f"{_strip(mantissa)}e{int(exponent)}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return _minus(_strip(f"{value:.{decimals}f}"))


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
    if base is None or not apart:
        return base
    best, fewest = base, -1
    for decimals in range(base, base + _MORE_DECIMALS + 1):
        alike = sum(_alike(values, decimals) for values in finite)
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


def _strip(text: str) -> str:
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


# -- times and sizes ------------------------------------------------------------------------------


def utc(seconds: float | None) -> datetime | None:
    """Return the moment in UTC, or None when it is unknown or outside the years 1 to 9999."""
    if seconds is None or not math.isfinite(seconds):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def format_time(seconds: float | None) -> str:
    """Return ``2026-11-23 14:05`` in UTC."""
    moment = utc(seconds)
    return DASH if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def format_day(seconds: float | None) -> str:
    """Return ``23 Nov 2026`` in UTC; month names do not depend on the locale."""
    moment = utc(seconds)
    return DASH if moment is None else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_duration(seconds: float | None) -> str:
    """Return a humane duration: ``0.4 s``, ``12 s``, ``3 min 20 s``, ``5 h 12 min``, ``3 d 4 h``."""
    if seconds is None or not math.isfinite(seconds):
        return DASH
    if seconds < 10:
        return f"{_strip(f'{seconds:.1f}')} s" if seconds >= 0.05 or seconds == 0 else f"{seconds * 1000:.0f} ms"
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    whole = round(seconds)
    for position, (name, size) in enumerate(units):
        if whole >= size:
            first, rest = divmod(whole, size)
            if position + 1 < len(units):
                small, smaller = units[position + 1]
                if rest // smaller:
                    return f"{first} {name} {rest // smaller} {small}"
            return f"{first} {name}"
    return "0 s"


def format_hours(hours: float) -> str:
    """Return compute time: ``120 h``, ``3.4 h``; below one hour as `format_duration`."""
    if hours < 1:
        return format_duration(hours * 3600)
    return f"{hours:,.1f} h" if hours < 10 else f"{hours:,.0f} h"


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


def sort_natural(texts: Iterable[str]) -> list[str]:
    """Return texts sorted as people count: ``run-2`` before ``run-10``."""
    return sorted(texts, key=natural_key)


def natural_items(named: Mapping[str, _T]) -> list[tuple[str, _T]]:
    """Return the items of a mapping, their names in natural order; names that count alike (``a1``, ``a01``) by text."""
    return sorted(named.items(), key=lambda item: (natural_key(item[0]), item[0]))


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Key for `sort_natural`. Digits stay text: logged names may have more of them than Python makes a number of."""
    parts = re.split(r"([0-9]+)", text)
    return tuple(_number_key(part) if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts if part)


def _number_key(digits: str) -> tuple[int, int, str]:
    bare = digits.lstrip("0")
    return (0, len(bare), bare)


# -- files made for other programs ----------------------------------------------------------------

_LEAD = r"\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff\""
"""What a spreadsheet may pass over before a formula: blanks, what is not seen, and quotes."""
_SIGNS = r"=+\-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
_BREAKS = r";\t|\n\r\x0b\x0c\x85\u2028\u2029"
"""What ends a cell, or a line, for a spreadsheet that is set to another separator: it sees no quotes within a cell."""
_SIGN = re.compile(f"[{_SIGNS}]")
_FORMULA = re.compile(f"[{_LEAD}]*[{_SIGNS}]|[\\t\\r\\n]")
_WITHIN = re.compile(f"([{_BREAKS}][{_LEAD}{_BREAKS}]*)([{_SIGNS}]?)")
"""A run of breaks and of what is passed over, whole, so that no text takes long; and the sign behind it."""
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)", re.ASCII)


def csv_cell(value: object) -> str:
    """Return value as the text of a CSV cell: numbers exactly, and no text that a spreadsheet takes for a formula.

    Text that begins like a formula (also after blanks and quotes, also in full width) gets a leading ``'``, and so does
    each part of it that a spreadsheet set to semicolons, tabs or bars would make a cell or a line of its own.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(json_number(value))
    if isinstance(value, int):
        # Python refuses to write integers of thousands of digits in decimal.
        return str(value) if value.bit_length() < 14_000 else hex(value)
    return _disarmed(str(value).replace("\0", "\N{REPLACEMENT CHARACTER}"))


def _disarmed(text: str) -> str:
    whole = "'" if _FORMULA.match(text) else ""
    if not (whole or _SIGN.search(text)) or _NUMBER.fullmatch(text):
        return text
    return whole + (_WITHIN.sub(_part, text) if _BREAK.search(text) else text)


def _part(match: re.Match[str]) -> str:
    between, sign = match.groups()
    return _BREAK.sub(r"\g<0>'", between) + sign if sign else between


def csv_table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a CSV (RFC 4180, UTF-8): numbers exactly, None as an empty cell, text safe to open in a spreadsheet."""
    import csv
    import io

    out = io.StringIO()
    # With this line end a lone carriage return within a text is quoted too.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([csv_cell(name) for name in header])
    writer.writerows([cell if _is_plain(cell) else csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def _is_plain(cell: object) -> bool:
    """Whether csv itself writes a cell exactly, which is faster."""
    return (
        cell is None or (type(cell) is float and math.isfinite(cell)) or (type(cell) is int and -(9**9) < cell < 9**9)
    )


def data_script(key: str, payload: bytes) -> bytes:
    """Return a classic script that hands JSON to the browser under a key; safe in a file and inside ``<script>``."""
    import json

    # JSON has these characters in strings only, and there an escape means the same.
    safe = payload.replace(b"<", b"\\u003c").replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
    name = json.dumps(key).replace("<", "\\u003c").encode()
    return b"(window.xreport_data=window.xreport_data||{})[" + name + b"]=" + safe + b";\n"
