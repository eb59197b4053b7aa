"""One palette in figures and in the browser, readable on both schemes."""

import re
from pathlib import Path

import pytest

from xreport.charts.style import DARK, LIGHT

CSS = Path(__file__).resolve().parents[2] / "templates" / "browser" / "css" / "tokens.css"
NAMES = {**{f"c{index}": f"c{index}" for index in range(10)}, "ink": "text", "muted": "muted", "grid": "line"}


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("scheme", "palette"), [(0, LIGHT), (1, DARK)])
def test_figures_have_the_colours_of_the_browser(scheme, palette):
    blocks = re.findall(r"\{([^}]*--xr-c0:[^}]*)\}", CSS.read_text(encoding="utf-8"))
    variables = dict(re.findall(r"--xr-([a-z0-9-]+):\s*(#[0-9a-f]{6})", blocks[scheme]))
    assert {ours: variables[theirs] for ours, theirs in NAMES.items()} == {ours: palette[ours] for ours in NAMES}


@pytest.mark.parametrize(("palette", "ground"), [(LIGHT, "#ffffff"), (DARK, "#1b1e27"), (DARK, "#1e2129")])
def test_contrast(palette, ground):
    assert all(contrast(palette[f"c{index}"], ground) >= 3 for index in range(10))
    assert contrast(palette["ink"], ground) >= 7
    assert contrast(palette["muted"], ground) >= 4.5


def test_roles_are_told_apart():
    assert len(set(LIGHT.values())) == len(LIGHT)
    assert len(set(DARK.values())) == len(DARK)
