"""Holm's method, as the browser applies it to the comparisons that it shows: one file of examples for both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xreport.analysis.stats import holm

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "holm.json").read_text("utf-8"))


@pytest.mark.parametrize(("given", "expected"), VECTORS["cases"])
def test_adjusted_as_in_the_browser(given, expected):
    assert holm(given) == pytest.approx(expected, abs=1e-12)
