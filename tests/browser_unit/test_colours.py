"""The palette: readable in both schemes, told apart with the common colour-vision deficiencies."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "templates" / "browser" / "css" / "tokens.css").read_text("utf-8")
SCHEMES = {"light": TOKENS.split("{", 1)[1].split("}", 1)[0], "dark": TOKENS.split('"slate"] {', 1)[1].split("}", 1)[0]}
GROUNDS = ["bg", "surface", "hover", "selected"]
# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
DEFICIENCIES = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}


def tokens(scheme: str) -> dict[str, tuple[float, float, float]]:
    """Return the colours of a scheme in linear RGB."""
    found = re.findall(r"--xr-([\w-]+): #([0-9a-f]{6});", SCHEMES[scheme])
    return {name: tuple(_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4)) for name, digits in found}


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one, other) -> float:
    lights = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def oklab(color) -> tuple[float, ...]:
    r, g, b = (max(0.0, value) for value in color)
    l, m, s = (  # noqa: E741 - the names of the cone responses
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3),
    )
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def distance(one, other) -> float:
    return sum((a - b) ** 2 for a, b in zip(oklab(one), oklab(other), strict=True)) ** 0.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_texts_are_readable(scheme: str) -> None:
    colors = tokens(scheme)
    for ground in GROUNDS:
        for text in ("text", "muted", "link"):
            assert contrast(colors[text], colors[ground]) >= 4.5, f"{text} on {ground}"
    for tone in ("good", "bad", "warn", "info"):
        for ground in (f"{tone}-bg", "bg", "surface"):
            assert contrast(colors[tone], colors[ground]) >= 4.5, f"{tone} on {ground}"
    assert contrast(colors["bad"], colors["quiet-bg"]) >= 4.5, "the chip of a killed run"
    assert contrast(colors["muted"], colors["quiet-bg"]) >= 4.5
    assert contrast(colors["bg"], colors["link"]) >= 4.5, "the primary button"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_curves_stand_out_from_the_page(scheme: str) -> None:
    colors = tokens(scheme)
    for index in range(10):
        assert contrast(colors[f"c{index}"], colors["bg"]) >= 3, f"c{index}"


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_of_runs_are_told_apart(scheme: str, deficiency: str | None) -> None:
    colors = tokens(scheme)
    seen = [colors[f"c{index}"] for index in range(10)]
    if deficiency:
        rows = DEFICIENCIES[deficiency]
        seen = [tuple(sum(a * b for a, b in zip(row, color, strict=True)) for row in rows) for color in seen]
    # The first six carry most comparisons.
    for one, other in combinations(range(10), 2):
        least = 0.035 if deficiency and other >= 6 else 0.075
        assert distance(seen[one], seen[other]) >= least, f"c{one} and c{other}"


def test_figures_have_the_same_colours() -> None:
    from xreport.charts.style import PALETTE_DARK, PALETTE_LIGHT

    for scheme, palette in (("light", PALETTE_LIGHT), ("dark", PALETTE_DARK)):
        found = re.findall(r"--xr-c\d: (#[0-9a-f]{6});", SCHEMES[scheme])
        assert found == list(palette), scheme
