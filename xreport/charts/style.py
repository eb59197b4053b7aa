"""Colours and type of every figure. The browser's ``--xr-c0`` to ``--xr-c9`` have the same values."""

from __future__ import annotations

from typing import Final

COLORS: Final = 10
"""How many colours runs and configurations share; a colour index is taken modulo this."""

PALETTE_LIGHT: Final = (
    "#0074e8",  # blue
    "#ea5e00",  # orange
    "#4ca369",  # green
    "#970964",  # magenta
    "#2899d7",  # cyan
    "#bb415b",  # red
    "#8b9025",  # olive
    "#5c27b0",  # violet
    "#855d2f",  # brown
    "#798393",  # slate
)
"""At least 3:1 on white, which marks need; text beside them is written in ink."""

PALETTE_DARK: Final = (
    "#6ba3fc",
    "#f39d38",
    "#45ebb3",
    "#c570bb",
    "#30d0f9",
    "#e74659",
    "#e5e356",
    "#a764fc",
    "#c49672",
    "#b6bcc8",
)
"""The same hues on the dark scheme."""

INK_LIGHT: Final = {"ink": "#1d2129", "muted": "#5c6370", "axis": "#aab1bc", "grid": "#e3e6eb", "grey": "#c4c9d2"}
INK_DARK: Final = {"ink": "#e4e7ee", "muted": "#a6afbf", "axis": "#626b7c", "grid": "#323744", "grey": "#596274"}
"""What is not a run: text, secondary text, the base line, grid lines, and runs that stand in the background."""

ROLES: Final = (*(f"c{index}" for index in range(COLORS)), *INK_LIGHT)
LIGHT: Final = dict(zip(ROLES, (*PALETTE_LIGHT, *INK_LIGHT.values()), strict=True))
DARK: Final = dict(zip(ROLES, (*PALETTE_DARK, *INK_DARK.values()), strict=True))
"""Colour of each role; a figure is drawn in roles once and coloured twice."""

FONT: Final = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
"""Fonts of the reader's system: an SVG in an ``<img>`` cannot load any."""

WIDTH: Final = 520
"""Width of every figure in CSS pixels; on a phone it is shown at about two thirds, with larger type."""

SMALL: Final = 11
BODY: Final = 12
HEAD: Final = 13
PHONE_TYPE: Final = {SMALL: 13, BODY: 14, HEAD: 15}
"""Font sizes, and what they become where a figure is shown less than 430 pixels wide."""


def role(color: int) -> str:
    """Return the palette role of a colour index, whatever the index."""
    return f"c{color % COLORS}"
