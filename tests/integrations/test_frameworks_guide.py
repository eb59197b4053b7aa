"""The examples of the guide run as they stand, where the frameworks are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guides/frameworks.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
MADE = {
    "keras": (1, {"train/loss", "train/accuracy", "val/loss", "val/accuracy"}),
    "lightning": (1, {"train/loss", "epoch"}),
    "transformers": (1, {"train/loss", "eval/loss"}),
    "sklearn": (6, {"test_score"}),
    "sklearn curves": (2, {"validation/score"}),
    "xgboost": (1, {"train/logloss", "test/error"}),
    "lightgbm": (1, {"valid_0/auc"}),
    "optuna": (20, {"intermediate_value"}),
}
"""How many runs an example makes, and metrics that each of them has."""


def test_every_example_is_known():
    assert len(EXAMPLES) == len(MADE)
    for name, example in zip(MADE, EXAMPLES, strict=True):
        assert f"xreport.integrations.{name.split()[0]} import" in example


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_example(name, train):
    count, metrics = MADE[name]
    trained = train(EXAMPLES[list(MADE).index(name)])
    assert [run.status for run in trained.runs] == ["finished"] * count
    for run in trained.runs:
        assert metrics <= run.series.keys()
