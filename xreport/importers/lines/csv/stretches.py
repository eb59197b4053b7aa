"""A table in text to columns, a stretch of lines at a time. What is no whole row is rejected, with its line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Final

import msgspec
import numpy as np

from xreport.importers.kit.columns import Column
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import iso_time
from xreport.importers.lines.bare_steps import is_time
from xreport.importers.lines.csv.cells import as_number, has_decimal_comma, is_missing, split_line
from xreport.importers.lines.csv.header import Header, are_names, distinct
from xreport.model import Floats

_FIX: Final = "Restore the line from a copy, or remove it. All other lines are read."
_MARKS: Final = (b"[", b"]", b'"', b"\0", b"#")
_DAMAGED: Final = "NUL bytes: this part of the file was lost by the disk or the file system"


@dataclass(slots=True)
class Block:
    """Some rows of a table.

    Attributes:
        count: How many.
        columns: Those with numbers.
        texts: The last text of each column that has any.
        missing: Whether any cell is empty.
    """

    count: int
    columns: dict[str, Column] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    missing: bool = False


class Stretches:
    """Reads the rows after a header.

    Args:
        header: The first header; another one in the file, with the same step, begins another order of columns.
        step: A column that every header has.
        path: How the file is called in issues.
    """

    def __init__(self, header: Header, step: str, path: str, report: Report) -> None:
        self._names: Sequence[str] = header.names
        self._delimiter = header.delimiter
        self._header = header
        self._step = step
        self._path = path
        self._report = report
        self._line = 1

    def read(self, stream: BinaryIO) -> Iterator[Block]:
        """Yield all rows of a file that is open at its beginning."""
        if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            stream.seek(0)
        for data, kind in read_lines(stream, self._report):
            if kind == "lines":
                cut = self._end_of_header(data)
                for part in (data[:cut], data[cut:]) if cut else (data,):
                    yield from self._lines(part) if part else ()
            elif kind == "tail":
                self._tail(data)

    def _end_of_header(self, data: bytes) -> int:
        """Return where the header ends in the first stretch of the file."""
        cut = 0
        for _ in range(self._header.lines if self._line == 1 else 0):
            cut = data.find(b"\n", cut) + 1
            if not cut:
                return 0
        return cut

    def _tail(self, data: bytes) -> None:
        what, fix = "the last line has no line end: it may be unfinished", "It is read when the line has ended."
        if not data.strip(b"\0"):
            what, fix = f"ends in {_DAMAGED}", "Nothing before them is lost."
        if data.strip():
            self._report.wait(len(data), what, fix, where=self._where(self._line))

    def _where(self, line: int) -> str:
        return f"{self._path}:{line}"

    def _lines(self, data: bytes) -> Iterator[Block]:
        table = read_numbers(data, self._delimiter, len(self._names)) if self._line > self._header.lines else None
        if table is not None:
            self._line += len(table)
            yield self._ordinary(table)
            return
        first, lines = self._line, data.split(b"\n")
        lines.pop()
        self._line += len(lines)
        skip = max(0, self._header.lines + 1 - first)
        try:
            texts = data.decode().split("\n")[:-1] if b"\0" not in data else None
        except UnicodeDecodeError:
            texts = None
        rows = self._split(first + skip, texts[skip:] if texts else self._one_by_one(first + skip, lines[skip:]))
        plain = data.isascii() and b"_" not in data and b'"' not in data
        for start, part in rows:
            yield self._block(start, part, plain=plain)

    def _ordinary(self, table: Floats) -> Block:
        """Return the block of rows whose cells are all numbers or empty."""
        block = Block(len(table))
        for name, values in zip(self._names, np.ascontiguousarray(table.T), strict=True):
            known = ~np.isnan(values)
            if known.all():
                block.columns[name] = (None, values)
            else:
                block.missing = True
                if known.any():
                    block.columns[name] = (np.flatnonzero(known), values[known])
        return block

    def _one_by_one(self, first: int, lines: list[bytes]) -> list[str]:
        texts = []
        for number, raw in enumerate(lines, first):
            what = f"holds {_DAMAGED}" if b"\0" in raw else ""
            try:
                texts.append("" if what else raw.decode())
            except UnicodeDecodeError:
                what = "not UTF-8"
                texts.append("")
            if what:
                self._report.reject(len(raw) + 1, what, _FIX, where=self._where(number))
        return texts

    def _split(self, first: int, lines: list[str]) -> Iterator[tuple[int, list[list[str]]]]:
        """Yield rows of one header each, with the number of the first line."""
        rows: list[list[str]] = []
        start = first
        for number, raw in enumerate(lines, first):
            line = raw.rstrip("\r")
            if not line or line.isspace() or line[0] == "#":
                continue
            cells = split_line(line, self._delimiter)
            if self._step in line and self._is_header(cells):
                yield start, rows
                rows, start = [], number
                self._names = distinct([cell.strip() for cell in cells])
                continue
            if len(cells) == len(self._names) + 1 and not cells[-1].strip():
                del cells[-1]
            if len(cells) != len(self._names):
                what = "more cells than the header has" if len(cells) > len(self._names) else "cells are missing"
                self._report.reject(len(raw) + 1, f"not a whole row: {what}", _FIX, where=self._where(number))
                continue
            rows.append(cells)
        yield start, rows

    def _is_header(self, cells: list[str]) -> bool:
        names = {cell.strip() for cell in cells}
        return self._step in names and len(cells) > 1 and are_names(cells)

    def _block(self, line: int, rows: list[list[str]], *, plain: bool) -> Block:
        block = Block(len(rows))
        if not rows:
            return block
        for name, cells in zip(self._names, zip(*rows, strict=True), strict=True):
            values = _all_numbers(cells) if plain else None
            if values is not None:
                block.columns[name] = (None, values)
            else:
                self._mixed(name, cells, block, line)
        return block

    def _mixed(self, name: str, cells: Sequence[str], block: Block, line: int) -> None:
        rows: list[int] = []
        values: list[float] = []
        of_time = is_time(name)
        for at, cell in enumerate(cells):
            if is_missing(cell):
                block.missing = True
                continue
            value = as_number(cell)
            value = iso_time(cell) if value is None and of_time else value
            if value is not None:
                rows.append(at)
                values.append(value)
            elif has_decimal_comma(cell):
                what = "a number with a decimal comma: it is left out"
                self._report.note(what, "Write numbers with a point, like 0.25.", where=self._where(line + at))
            else:
                block.texts[name] = cell.strip()
        if values:
            placed = None if len(rows) == len(cells) else np.array(rows, np.int64)
            block.columns[name] = (placed, np.array(values, np.float64))


_rows = msgspec.json.Decoder(list[list[float | None]])


def read_numbers(data: bytes, delimiter: str, width: int) -> Floats | None:
    """Return whole lines of numbers as an array, NaN where a cell is empty; None where any cell is something else.

    Numbers are what JSON calls so, which ``nan`` is not: then lines become lists of JSON, and a decoder of those reads
    them many times as fast as cells could be read one by one.
    """
    if any(mark in data for mark in _MARKS):
        return None
    comma = delimiter.encode()
    if comma != b",":
        if b"," in data:
            return None
        data = data.replace(comma, b",")
    data = data.replace(b"\r\n", b"\n")
    if b",," in data or b",\n" in data or b"\n," in data or data.startswith(b","):
        data = data.replace(b",,", b",null,").replace(b",,", b",null,").replace(b",\n", b",null\n")
        data = data.replace(b"\n,", b"\nnull,")
        data = b"null" + data if data.startswith(b",") else data
    try:
        rows = _rows.decode(b"[[" + data[:-1].replace(b"\n", b"],[") + b"]]")
        table: Floats = np.array(rows, np.float64)
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError, OverflowError):
        return None
    return table if table.ndim == 2 and table.shape[1] == width else None


def _all_numbers(cells: Sequence[str]) -> Floats | None:
    try:
        values: Floats = np.array(list(map(float, cells)), np.float64)
    except ValueError:
        return None
    # An infinity may be a number that no double holds.
    return None if np.isinf(values).any() else values
