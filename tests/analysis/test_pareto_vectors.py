"""The Pareto front, as the browser draws it: one file of examples for both."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from xreport.analysis.pareto import pareto_front

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "pareto.json").read_text("utf-8"))


@pytest.mark.parametrize(("x", "y", "better", "expected"), VECTORS["cases"])
def test_on_the_front_as_in_the_browser(x, y, better, expected):
    given = ([math.nan if value is None else value for value in values] for values in (x, y))
    assert pareto_front(*given, tuple(better)) == expected
