"""The first lines of a table in text: its delimiter, the names of its columns, and some rows of it."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from xreport.importers.lines.csv.cells import as_number, split_line

HEAD: Final = 8 << 10
LONG_HEAD: Final = 512 << 10
"""Bytes that are looked at when the names of the columns do not end in those."""
_DELIMITERS: Final = (",", "\t", ";", "|")
_MOST_COMMENTS: Final = 20
_MOST_ROWS: Final = 60
_MOST_COLUMNS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Header:
    """What the first lines tell.

    Attributes:
        names: Of the columns; an unnamed one is "", a name that comes again gets a number.
        lines: How many lines the header ends after.
        size: How many bytes these are, a byte order mark included.
        comment: The first line, where that is a comment.
        rows: Whole rows after it.
    """

    names: tuple[str, ...]
    delimiter: str
    lines: int = 1
    size: int = 0
    comment: str = ""
    rows: list[list[str]] = field(default_factory=list)

    def column(self, name: str) -> list[str]:
        """Return the cells of a column in the first rows."""
        at = self.names.index(name)
        return [row[at].strip() for row in self.rows]


def read_header(data: bytes, *, whole: bool = False) -> Header | None:
    """Return the header of a table, or None where the bytes begin none. ``whole``: they are all of the file."""
    mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    lines = data[mark:].split(b"\n")
    tail = lines.pop()
    if whole and tail:
        lines.append(tail)
    comment = ""
    size = mark
    for number, raw in enumerate(lines[:_MOST_COMMENTS]):
        size += len(raw) + 1
        line = _text(raw)
        if line is None:
            return None
        if not line.strip() or line.startswith("#"):
            comment = comment or line.strip()
            continue
        names, delimiter = _names(line)
        if not names:
            return None
        rows = [row for row in _rows(lines[number + 1 :], delimiter, len(names)) if tuple(row) != names]
        return Header(names, delimiter, number + 1, min(size, len(data)), comment, rows)
    return None


def _text(raw: bytes) -> str | None:
    if b"\0" in raw:
        return None
    try:
        return raw.decode().rstrip("\r")
    except UnicodeDecodeError:
        return None


def _names(line: str) -> tuple[tuple[str, ...], str]:
    """Return the names and the delimiter; no names where the line has none."""
    delimiter = max(_DELIMITERS, key=line.count)
    cells = [cell.strip() for cell in split_line(line, delimiter)]
    if len(cells) > 2 and not cells[-1]:
        del cells[-1]  # every line ends in a delimiter
    if not 2 <= len(cells) <= _MOST_COLUMNS or not are_names(cells):
        return (), ""
    return tuple(distinct(cells)), delimiter


def are_names(cells: Sequence[str]) -> bool:
    """Whether the cells of a line may be the names of columns: a column may be called ``nan``, and none ``0.5``."""
    numbers = [as_number(cell) for cell in cells]
    named = any(cell.strip() and number is None for cell, number in zip(cells, numbers, strict=True))
    return named and not any(number is not None and isfinite(number) for number in numbers)


def distinct(names: list[str]) -> list[str]:
    """Give a number to each name that was there before."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        count = seen[name] = seen.get(name, -1) + 1
        found.append(f"{name}.{count}" if count else name)
    return found


def _rows(lines: list[bytes], delimiter: str, width: int) -> list[list[str]]:
    rows = []
    for raw in lines[:_MOST_ROWS]:
        line = _text(raw)
        cells = split_line(line, delimiter) if line and line.strip() else []
        if len(cells) == width + 1 and not cells[-1].strip():
            del cells[-1]
        if len(cells) == width:
            rows.append(cells)
    return rows
