"""Curves of one figure have colours of their own as long as there are some, and a new one recolours none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xreport.charts import overlay as module
from xreport.charts.overlay import COLORED, Curve, distinct, overlay


def test_of_two_that_would_look_alike_the_later_one_gives_way() -> None:
    assert distinct([3, 13, 4, 23]) == [3, 5, 4, 6]
    assert distinct([19, 9]) == [0, 9]
    assert sorted(distinct([10 * place + 1 for place in range(COLORED)])) == list(range(COLORED))


@given(st.permutations(range(25)), st.integers(2, 9))
def test_a_new_best_recolours_no_curve_that_was_there(ranked: list[int], count: int) -> None:
    before = [place for place in ranked if place < 20][:count]
    colors = dict(zip(before, distinct(before), strict=True))
    after = dict(zip([24, *before], distinct([24, *before]), strict=True))
    assert {place: after[place] for place in before} == colors
    assert len(set(after.values())) == count + 1


@pytest.mark.parametrize(("lines", "single", "coloured"), [(9, 4, 9), (10, 0, 10), (12, 3, 3)])
def test_what_is_drawn_in_colour_is_told_apart_whatever_has_no_curve(monkeypatch, lines, single, coloured) -> None:
    seen: list[Curve] = []
    plot = module._plot

    def watch(panel, drawn, named) -> None:
        seen.extend(named)
        plot(panel, drawn, named)

    monkeypatch.setattr(module, "_plot", watch)
    curves = [Curve(f"c{n}", 10 * n + 1, np.arange(3.0), np.arange(3.0) + n) for n in range(lines)]
    points = [Curve(f"p{n}", 10 * n + 1, np.zeros(1), np.ones(1)) for n in range(single)]
    overlay([*points, *curves], metric="acc")
    assert [curve.label for curve in seen] == [f"c{n}" for n in range(coloured)]
    assert len({curve.color for curve in seen}) == coloured
