"""Tables in text that one program wrote: its header, and the rows that are as wide.

Tables of any origin are read by ``lines.csv``, which guesses delimiters and goes on after damage.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterator
from typing import NamedTuple

from xreport.importers.kit.report import Report


def header_cells(head: bytes, delimiter: str) -> list[str]:
    """Return the cells of the first line of a table; none where these bytes are no table."""
    line = head.split(b"\n", 1)[0].decode("utf-8-sig", "replace").rstrip("\r")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


class Row(NamedTuple):
    """The cells of a row, and the line that it ends on."""

    cells: list[str]
    line: int

    @property
    def size(self) -> int:
        """How many characters it takes."""
        return sum(map(len, self.cells)) + len(self.cells)


def read_rows(  # noqa: PLR0913 - what is read, and how
    data: bytes, path: str, report: Report, fix: str, *, delimiter: str = ",", widths: Container[int] = ()
) -> Iterator[Row]:
    """Yield the header of a table and the whole rows after it. A last line without an end is still being written.

    Args:
        data: The file.
        path: Where it is.
        report: Told of rows that are not as wide as the header.
        fix: What to do about these.
        delimiter: Between cells.
        widths: How many cells a row may have besides as many as the header.
    """
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        waits = "It is read when the rest has been written."
        report.wait(len(data) - whole, "the last line is not finished", waits, where=path)
    rows = csv.reader(io.StringIO(data[:whole].decode("utf-8-sig", "replace"), newline=""), delimiter=delimiter)
    width: int | None = None
    try:
        for cells in rows:
            row = Row(cells, rows.line_num)
            width = len(cells) if width is None else width
            if len(cells) == width or len(cells) in widths:
                yield row
            elif cells:
                what = "a row with another number of cells than the header"
                report.reject(row.size, what, fix, where=f"{path}:{row.line}")
    except csv.Error:
        report.reject(0, "not a table any longer", fix, where=f"{path}:{rows.line_num}")
