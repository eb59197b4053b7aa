"""The marks on a sheet of pixels, in palette roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from xreport.model import Floats, Ints

Align = Literal["left", "center", "right"]
Cap = Literal["butt", "round"]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A path. ``starts`` are the positions of the points that begin a new stroke; width 0 fills instead of stroking."""

    points: Floats
    starts: Ints
    role: str
    width: float
    alpha: float
    cap: Cap = "round"


@dataclass(frozen=True, slots=True)
class Writing:
    """One line of text on the baseline ``y``."""

    x: float
    y: float
    text: str
    role: str
    size: int
    align: Align
    bold: bool
