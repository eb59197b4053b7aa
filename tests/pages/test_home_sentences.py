"""What the home page says of a lead must be what the ranking says."""

from __future__ import annotations

import math
from pathlib import Path

from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.champions import champions_of, headline
from xreport.pages.links import Links
from xreport.settings import Config


def said(*groups: tuple[str, list[float]]) -> str:
    runs = [
        run_of({"acc": value}, algorithm=algorithm, seed=seed)
        for algorithm, values in groups
        for seed, value in enumerate(values)
    ]
    return headline(study(Collection(tuple(runs)), Config(root=Path())))


CLEAR = [0.90, 0.92, 0.91]


def test_a_clear_lead_is_called_one():
    assert said(("a", CLEAR), ("b", [0.70, 0.71, 0.74])).endswith(", significantly ahead of the other one.")


def test_a_rival_with_too_few_seeds_is_not_called_beaten():
    assert "significantly" not in said(("a", CLEAR), ("b", [0.70, 0.71, 0.74]), ("c", [0.5]))


def test_an_exact_tie_is_said():
    assert said(("a", [0.9]), ("b", [0.9])).endswith("; 1 other configuration scored the same.")


def test_repeats_of_a_seed_are_seeds_not_runs():
    runs = [run_of({"acc": value}, algorithm="a", seed=seed) for seed, value in ((1, 0.9), (1, 0.92), (2, 0.8))]
    text = headline(study(Collection(tuple(runs)), Config(root=Path())))
    assert "2 seeds (3 runs)" in text


def test_a_best_configuration_names_its_runs_that_diverged():
    runs = [run_of({"val/acc": [value]}, seed=seed) for seed, value in enumerate((0.9, 0.91, math.nan))]
    task = study(Collection(tuple(runs)), config_of())
    (card,) = champions_of(task.tasks, Links()).cards
    assert card.count == "mean of 2 runs, 95 % CI; 1 more run diverged"
