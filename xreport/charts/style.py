"""Colours and type of every figure. The browser's ``--xr-c0`` to ``--xr-c9`` have the same values."""

from __future__ import annotations

from typing import Final

COLORS: Final = 10
"""How many colours runs and configurations share; a colour index is taken modulo this."""

PALETTE_LIGHT: Final = (
    "#1f6fd0",  # blue
    "#d95f02",  # orange
    "#0b8a6a",  # green
    "#b5179e",  # magenta
    "#6b4bd6",  # violet
    "#2594c4",  # cyan
    "#8f7a00",  # olive
    "#c2272d",  # red
    "#7d5236",  # brown
    "#5b6777",  # slate
)
"""At least 3:1 on white, which marks need; text beside them is written in ink."""

PALETTE_DARK: Final = (
    "#6aa9ff",
    "#ff9a4d",
    "#35c99a",
    "#f08be0",
    "#b39dff",
    "#5cc8f0",
    "#d9c23a",
    "#ff7b7b",
    "#cfa17d",
    "#a7b3c4",
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
PHONE_TYPE: Final = {SMALL: 13.5, BODY: 14.5, HEAD: 15}
"""Font sizes, and what they become where a figure is shown less than 430 pixels wide."""


def role(color: int) -> str:
    """Return the palette role of a colour index, whatever the index."""
    return f"c{color % COLORS}"
