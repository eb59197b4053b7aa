"""Which columns and keys say a step: the one list for all importers, and the one rule for which of several is meant.

A step is the first of these names, upper and lower case alike, whose values are whole numbers and count up; a log of
which none counts up takes the first that holds whole numbers. A step varies: what is the same on every line, as the
total of steps that a training plans, is none.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from xreport.format.limits import EXACT
from xreport.model import Floats

STEP_NAMES: Final = (
    "step", "_step", "global_step", "global step", "trainer/global_step", "current_step", "current_steps",
    "total_steps", "total_timesteps", "num_timesteps", "time/total_timesteps", "misc/total_timesteps", "timesteps",
    "timesteps_total", "timestepssofar", "totalenvinteracts", "num_env_steps_sampled", "env_steps", "steps",
    "iteration", "iterations", "training_iteration", "iter", "_iter", "itr", "update", "updates", "batch", "epoch",
    "epochs", "_epoch", "round", "generation", "episode",
)  # fmt: skip
"""In order of preference."""
EPOCHS: Final = frozenset({"epoch", "epochs", "_epoch"})
WITHIN_EPOCHS: Final = frozenset({"iteration", "iterations", "iter", "_iter", "itr", "batch"})
"""Those that may begin anew in each epoch."""
OF_BATCHES: Final = WITHIN_EPOCHS - {"iteration", "iterations"}
"""Those that surely do where they begin anew again and again, even where no column tells the epoch."""
ALSO_OF_DATA: Final = frozenset({"steps", "update", "updates", "batch", "round", "generation", "episode"})
"""Those that tables of data have, too: they tell of a training only beside something that a training logs."""

_FALLS: Final = 0.2


def is_step(name: str) -> bool:
    """Whether a column or key of this name says a step."""
    return name.lower() in STEP_NAMES


def are_whole(values: Floats) -> bool:
    """Whether these are whole numbers, as steps are."""
    return bool(np.all(np.abs(values) < EXACT) and np.all(values == np.floor(values)))


def varies(values: Floats) -> bool:
    """Whether these are not all the same; a single one may be anything."""
    return values.size < 2 or bool(np.any(values != values[0]))


def counts_up(values: Floats) -> bool:
    """Whether these go up from row to row, save in a fifth of them; back to where they began is another training."""
    if not values.size or values[0] < 0:
        return False
    before, after = values[:-1], values[1:]
    falls = np.count_nonzero((after < before) & (after != 0) & (after != 1) & (after != values[0]))
    turns = max(1, values.size - 1)
    return bool(falls <= _FALLS * turns and (values.size == 1 or values[-1] != values[0]))
