"""What the explore page says of importances."""

from __future__ import annotations

import pytest

from xreport.analysis.importance import Importances, Interval
from xreport.analysis.metrics import Metric
from xreport.tables.importance import better_when, interval_texts, sentence


def metric(direction):
    return Metric("val/loss", "val/loss", direction)


def found(**changes):
    fields = {
        "metric": "val/loss",
        "n": 48,
        "used": 48,
        "explained": Interval(0.726, -0.1, 1.2),
        "why_not": "",
        "effects": (),
        "confounded": (),
        "left_out": (),
    }
    return Importances(**{**fields, **changes})


def test_what_the_params_explain():
    said = sentence(found(), metric("min"))
    assert said.startswith(
        "A model of these params explains 73 % (95 % interval 0 … 100 %) of how 48 configurations rank"
    )
    assert "error gets when the param's values are shuffled: 1 is the error of always guessing the mean" in said
    assert "how much of that" not in said, "importances may be larger than what is explained"
    assert "how 20 of 48 configurations rank by val/loss," in sentence(found(used=20), metric("min"))
    assert sentence(found(explained=None, why_not="Too few."), metric("min")) == "Too few."
    assert sentence(found(explained=None), metric("min")) == "The scores of all configurations are the same."


@pytest.mark.parametrize(
    ("low", "high", "direction", "expected"),
    [
        (0.2, 0.6, "max", "larger"),
        (0.2, 0.6, "min", "smaller"),
        (-0.6, -0.2, "min", "larger"),
        (-0.2, 0.6, "min", "unclear"),
    ],
)
def test_which_way_to_turn_a_param(low, high, direction, expected):
    assert better_when(Interval((low + high) / 2, low, high), metric(direction)) == expected
    assert better_when(None, metric(direction)) == ""


def test_small_values_have_no_sign():
    assert interval_texts(Interval(-0.001, -0.5, 0.001)) == ("0.00", "−0.50 … 0.00")
