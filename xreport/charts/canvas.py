"""A sheet of pixels: marks are put on it in palette roles, then it is drawn once and coloured twice.

Everything is placed in pixels (origin top left), so that no layout depends on font metrics, versions or locale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xreport.charts.marks import Align, Shape, Writing
from xreport.charts.style import BODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xreport.model import Floats


class Canvas:
    """A transparent sheet.

    Args:
        width: In CSS pixels.
        height: In CSS pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._marks: list[Shape | Writing] = []

    def line(
        self, xs: Floats | Sequence[float], ys: Floats | Sequence[float], role: str, *, width: float, alpha: float = 1.0
    ) -> None:
        """Draw one line through the points."""
        self._marks.append(Shape(_points(xs, ys), np.zeros(1, np.int64), role, width, alpha))

    def rules(self, segments: Sequence[tuple[float, float, float, float]], role: str, *, width: float = 1.0) -> None:
        """Draw many separate straight lines (x0, y0, x1, y1) of one style as one element."""
        if segments:
            ends = np.array(segments, dtype=np.float64).reshape(-1, 2)
            self._marks.append(Shape(ends, np.arange(0, len(ends), 2), role, width, 1.0, "butt"))

    def dots(self, xs: Floats, ys: Floats, role: str, *, size: float = 6, alpha: float = 1.0) -> None:
        """Draw round dots of this diameter; thousands are one element, and equal dots are drawn once."""
        if xs.size:
            places = np.unique(np.round(_points(xs, ys), 1), axis=0)
            # A stroke of no length with round ends is a dot, in a tenth of the bytes of a circle.
            ends = np.repeat(places, 2, axis=0)
            self._marks.append(Shape(ends, np.arange(0, len(ends), 2), role, size, alpha))

    def area(self, xs: Floats, low: Floats, high: Floats, role: str, *, alpha: float) -> None:
        """Fill between two lines."""
        outline = _points(np.concatenate([xs, xs[::-1]]), np.concatenate([high, low[::-1]]))
        self._marks.append(Shape(outline, np.zeros(1, np.int64), role, 0, alpha))

    def box(  # noqa: PLR0913 - a mark is its place and its look
        self, x: float, y: float, width: float, height: float, role: str, *, alpha: float = 1.0
    ) -> None:
        """Fill a rectangle given by its top left corner."""
        edge = np.array([x, x + width])
        self.area(edge, np.array([y + height] * 2), np.array([y] * 2), role, alpha=alpha)

    def text(  # noqa: PLR0913 - a mark is its place and its look
        self,
        x: float,
        y: float,
        text: str,
        role: str = "ink",
        *,
        size: int = BODY,
        align: Align = "left",
        bold: bool = False,
    ) -> None:
        """Write one line on the baseline ``y``. Logged text must have passed `labels.label`."""
        self._marks.append(Writing(x, y, text, role, size, align, bold))

    def render(self) -> tuple[bytes, bytes]:
        """Return the drawing for light and for dark pages."""
        from xreport.charts.svg import render

        return render(self.width, self.height, self._marks)


def _points(xs: Floats | Sequence[float], ys: Floats | Sequence[float]) -> Floats:
    return np.column_stack([np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)])
