"""Cells of tables of numbers: a page may have thousands of them, and a template takes its time over each."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from xreport.pages.common import Cell


def number_cells(cells: Sequence[Cell]) -> Markup:
    """Return the cells of a row of numbers; what a cell sorts by is written where it is not its own text."""
    return Markup("".join([_cell(cell) for cell in cells]))  # noqa: S704 - all text in it is escaped


def _cell(cell: Cell) -> str:
    sorts_by = "" if cell.raw == cell.text else f' data-v="{escape(cell.raw)}"'
    return f'<td class="num"{sorts_by}>{escape(cell.text)}</td>'
