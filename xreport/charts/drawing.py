"""What every figure function returns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from xreport.text import csv_cell


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure, coloured twice, with its data.

    Attributes:
        svg_light: The figure for light pages, background transparent.
        svg_dark: The same drawing in the colours of the dark scheme.
        csv: The numbers that were drawn, unrounded.
        title: What the figure shows, as plain text for its caption.
        alt: What a reader who cannot see it needs to know, as plain text.
        width: Natural width in CSS pixels.
        height: Natural height in CSS pixels.
    """

    svg_light: bytes
    svg_dark: bytes
    csv: bytes
    title: str
    alt: str
    width: int
    height: int


def csv_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return the data of a figure as CSV: numbers as they are, text safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([csv_cell(name) for name in header])
    # csv writes finite floats exactly and fast; csv_cell does the rest.
    writer.writerows(
        [cell if type(cell) is float and isfinite(cell) else csv_cell(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8", "replace")
