"""Tables for spreadsheets: numbers exactly, and no text that one takes for a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from xreport.text.numbers import json_number

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
