"""One plot inside a figure: its frame in pixels, scales, thin grid and tick labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xreport.charts.labels import columns, label
from xreport.charts.style import BODY, HEAD, SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xreport.charts.canvas import Canvas
    from xreport.charts.scale import Scale

CHAR = 7.0
"""Pixels that one column of small type takes at most, also where a phone enlarges it."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What a figure says of the metric it draws."""

    metric: str
    unit: str = ""
    direction: str | None = None

    def heading(self, limit: int = 44) -> str:
        """Return ``val/acc (%) · higher is better``."""
        unit = f" ({label(self.unit, 12)})" if self.unit else ""
        hint = {"max": " · higher is better", "min": " · lower is better"}.get(self.direction or "", "")
        return label(self.metric, limit) + unit + hint


@dataclass(frozen=True, slots=True)
class Panel:
    """A plot area. ``x`` and ``y`` scale values to pixels of the canvas."""

    canvas: Canvas
    x: Scale
    y: Scale

    def grid_y(self, ticks: Sequence[tuple[float, str]], *, labels: bool = True) -> None:
        """Draw horizontal grid lines, with their values left of the plot."""
        heights = [self.y.at(value) for value, _ in ticks]
        self.canvas.rules([(self.x.start, height, self.x.end, height) for height in heights], "grid")
        if labels:
            for height, (_, text) in zip(heights, ticks, strict=True):
                self.canvas.text(self.x.start - 6, height + 4, text, "muted", size=SMALL, align="right")

    def grid_x(self, ticks: Sequence[tuple[float, str]], *, lines: bool = False) -> None:
        """Write values below the plot, with grid lines or short marks; labels that would touch are left out."""
        places = [self.x.at(value) for value, _ in ticks]
        base = max(self.y.start, self.y.end)
        top = min(self.y.start, self.y.end) if lines else base
        self.canvas.rules([(place, top, place, base + 4) for place in places], "grid" if lines else "axis")
        edge = 0.0
        for place, (_, text) in zip(places, ticks, strict=True):
            half = columns(text) * CHAR / 2
            # The last label stays inside the sheet.
            middle = min(place, self.canvas.width - half - 1)
            if middle - half >= edge:
                self.canvas.text(middle, base + 17, text, "muted", size=SMALL, align="center")
                edge = middle + half + 6

    def base(self) -> None:
        """Draw the line at the bottom of the plot."""
        base = max(self.y.start, self.y.end)
        self.canvas.rules([(self.x.start, base, self.x.end, base)], "axis")


def heading(canvas: Canvas, text: str, *, x: float = 2, y: float = 16) -> None:
    """Write what is drawn above a plot."""
    canvas.text(x, y, text, "ink", size=HEAD, bold=True)


def axis_name(canvas: Canvas, text: str) -> None:
    """Write above a plot what its values are; quiet, for the caption beside the picture is its title."""
    canvas.text(2, 16, text, "muted", size=BODY)


def gutter(ticks: Sequence[tuple[float, str]], least: int = 30) -> int:
    """Return the pixels that labels left of a plot need."""
    return max(least, *(int(columns(text) * CHAR) + 10 for _, text in ticks), 0) if ticks else least


def nothing(canvas: Canvas, text: str) -> None:
    """Say in the middle of the sheet that there is nothing to draw."""
    canvas.text(canvas.width / 2, canvas.height / 2 + 4, text, "muted", align="center")
