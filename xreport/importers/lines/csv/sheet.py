"""A whole table in memory, from CSV, TSV, JSON, JSON lines or Parquet: what is read where a row is a run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from xreport.importers.forms.documents import DocumentError, decode_object, read_bytes
from xreport.importers.forms.parquet import MAGIC, ParquetError, opened, values_of
from xreport.importers.forms.settings import without_folders
from xreport.importers.kit.budget import VALUE, OverLimitError, values_in
from xreport.importers.kit.params import as_param
from xreport.importers.kit.protocol import Files
from xreport.importers.kit.report import Report
from xreport.importers.lines.csv.cells import as_number, has_decimal_comma, is_missing
from xreport.importers.lines.csv.header import HEAD, LONG_HEAD, Header, distinct, read_header

MOST_RUNS: Final = 10_000
_CELL: Final = 4
"""How many cells a cell of such a table counts for: as an object it takes about four times what it does in a column."""
_MOST_ROWS: Final = 1_000_000
_FIX: Final = "Restore the file from a copy."
_LINE: Final = "Restore the line from a copy, or remove it. All other lines are read."
_COMMA_FIX: Final = "Write numbers with a point, like 0.25."
_PARQUET_CELL: Final = 4
"""How many values of an array a cell of such a table takes, as an object."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes:
        path: Of its file.
        names: Of the columns.
        rows: A value a column: a number, a text, a truth, or None for nothing.
    """

    path: str
    names: list[str]
    rows: list[list[Any]]


def read_sheet(files: Files, path: str, report: Report) -> Sheet | None:
    """Return a table; what cannot be read is reported. Raises `OSError`."""
    with files.open(path) as file:
        is_parquet = file.read(len(MAGIC)) == MAGIC
    data = b"" if is_parquet else read_bytes(files, path, report)
    if data is None:
        return None
    if is_parquet:
        sheet = _parquet(files, path, report)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        sheet = _objects(files, path, data, report)
    else:
        sheet = _text(files, path, data, report)
    if sheet is not None and len(sheet.rows) > _MOST_ROWS:
        _refuse(files, path, report, f"more than {_MOST_ROWS:,} rows", "Split the table.")
        return None
    return sheet


def _refuse(files: Files, path: str, report: Report, what: str, fix: str = _FIX) -> None:
    report.reject(files.size(path), what, fix, where=path)


# -- text -----------------------------------------------------------------------------------------


def _text(files: Files, path: str, data: bytes, report: Report) -> Sheet | None:
    head = data[:HEAD] if b"\n" in data[:HEAD].strip() else data[:LONG_HEAD]
    header = read_header(head, whole=len(head) == len(data))
    if header is None:
        _refuse(files, path, report, "the first line holds no names of columns", "Write the names into the first line.")
        return None
    rows: list[list[Any]] = []
    try:
        for row in _rows(header, data, path, report):
            report.collected.spend(1, _cells(row))
            rows.append(row)
    except OverLimitError as over:
        report.end_early(over, where=path)
    return Sheet(path, list(header.names), rows)


def _cells(row: list[Any]) -> int:
    return _CELL * len(row) + sum(len(cell) // 8 for cell in row if isinstance(cell, str))


def _rows(header: Header, data: bytes, path: str, report: Report) -> Iterator[list[Any]]:
    if not data.isascii() and not _is_text(data):
        report.note("not UTF-8: letters are lost", "Convert the file to UTF-8.", where=path)
    if b"\0" in data:
        report.note("holds NUL bytes, which are left out", _FIX, where=path)
        data = data.replace(b"\0", b"")  # the header has none
    stream = io.BytesIO(data)
    stream.seek(header.size)
    reader = csv.reader(
        io.TextIOWrapper(stream, "utf-8", "replace", newline=""), delimiter=header.delimiter, skipinitialspace=True
    )
    width = len(header.names)
    while True:
        number = header.lines + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            report.reject(0, "a cell has no end", _LINE, where=f"{path}:{number}")
            continue
        if cells is None:
            return
        if len(cells) == width + 1 and not cells[-1].strip():
            del cells[-1]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            what = "more cells than the header has" if len(cells) > width else "cells are missing"
            size = len(header.delimiter.join(cells).encode("utf-8", "replace")) + 1
            report.reject(size, f"not a whole row: {what}", _LINE, where=f"{path}:{number}")
            continue
        yield [_value(cell, report, f"{path}:{number}") for cell in cells]


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _value(cell: str, report: Report, where: str) -> Any:
    if is_missing(cell):
        return None
    text = cell.strip()
    if text[0] in "0123456789+-.nNiI":
        if has_decimal_comma(text):
            report.note("a number with a decimal comma: it is taken as text", _COMMA_FIX, where=where)
            return text
        number = as_number(text)
        if number is not None:
            exact = as_param(text)
            return exact if isinstance(exact, int) and not isinstance(exact, bool) else number
    exact = as_param(text)
    return without_folders(exact) if isinstance(exact, str) else exact


# -- objects --------------------------------------------------------------------------------------


def _objects(files: Files, path: str, data: bytes, report: Report) -> Sheet | None:
    """Read an array of objects, JSON lines, or one object of columns."""
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
            document = decode_object(b'{"rows":' + data.removeprefix(b"\xef\xbb\xbf") + b"}", files.limits)["rows"]
        else:
            document = _lines_or_columns(data, report)
    except OverLimitError as over:
        _refuse(files, path, report, over.what, over.fix)
        return None
    except DocumentError as error:
        _refuse(files, path, report, str(error), error.fix)
        return None
    objects = [_flat(one) for one in document if isinstance(one, dict)]
    if len(objects) < len(document):
        report.note("a row is no object: it is left out", _FIX, where=path)
    names = list(dict.fromkeys(name for one in objects for name in one))
    if len(names) * len(objects) > files.limits.cells // _CELL:
        what = f"more cells than a table may have: a fourth of limits.cells = {files.limits.cells:,}"
        _refuse(files, path, report, what, "Raise limits.cells in the configuration, or split the table.")
        return None
    return Sheet(path, names, [[one.get(name) for name in names] for one in objects])


def _lines_or_columns(data: bytes, report: Report) -> list[Any]:
    try:
        document = decode_object(data, report.budget.limits)
    except DocumentError:
        found = []
        for line in data.split(b"\n"):
            if line.strip():
                report.collected.spend(1, (values_in(line) + 1) * VALUE + len(line) // 8)
                found.append(decode_object(line))
        return found
    columns = {name: values for name, values in document.items() if isinstance(values, list)}
    rows = [values for values in columns.values() if values and all(isinstance(value, dict) for value in values)]
    if len(rows) == 1:
        return rows[0]
    if len(columns) == len(document) and len({len(values) for values in columns.values()}) == 1:
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [document]


def _flat(one: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in one.items():
        if isinstance(value, dict) and value:
            flat |= _flat(value, f"{prefix}{key}/")
        else:
            flat[prefix + key] = _plain(value)
    return flat


# -- Parquet --------------------------------------------------------------------------------------


def _parquet(files: Files, path: str, report: Report) -> Sheet | None:
    rows: list[list[Any]] = []
    try:
        with opened(files, path, weight=_PARQUET_CELL) as source:
            for batch in source.batches():
                columns = [values_of(column) for column in batch.columns]
                rows += [[_plain(value) for value in row] for row in zip(*columns, strict=True)]
    except ParquetError as error:
        _refuse(files, path, report, error.what, error.fix)
        return None
    except (ValueError, OverflowError, ArithmeticError) as error:
        _refuse(files, path, report, f"not a whole Parquet file ({type(error).__name__})")
        return None
    return Sheet(path, distinct([str(name) for name in source.names]), rows)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return without_folders(str(value))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes):
        return value.hex()[:200]
    return json.dumps(value, default=str, ensure_ascii=False)[:10_000]
