"""What every figure function returns."""

from __future__ import annotations

from dataclasses import dataclass


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
