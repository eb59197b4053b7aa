"""The attempts of a run: what each was, and which points a later one logged again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from xreport.load.join.status import Life, status_of
from xreport.model import Attempt, Series
from xreport.settings import Config

MOST_STEP: Final = 2**63 - 1
"""Where an attempt ends that counts from a step on."""


def attempts_of(lives: Sequence[Life], now: float, config: Config, *, bare: bool = False) -> tuple[Attempt, ...]:
    """Return every attempt of a run that has several, in their order; nothing for a single one.

    A ``bare`` log does not tell that anything ended: what was read of it is finished, as the run is.
    """
    numbers = sorted({life.attempt for life in lives})
    if len(numbers) == 1:
        return ()
    found = (_attempt(number, lives, now if number == numbers[-1] else math.inf, config) for number in numbers)
    return tuple(replace(one, status="finished") if bare else one for one in found)


def _attempt(number: int, lives: Sequence[Life], now: float, config: Config) -> Attempt:
    """One that was followed by another no longer runs, however fresh its last sign of life is."""
    own = [life for life in lives if life.attempt == number]
    started = [life.started for life in own if life.started is not None]
    ended = [life.last for life in own if life.last is not None]
    status = status_of(own, now, config)
    return Attempt(number, status, min(started, default=None), max(ended, default=None))


def without_repeats(parts: Sequence[tuple[int, Series]], since: Mapping[int, int] | None = None) -> Series | None:
    """Return a series without the points that a later attempt logged again, or None where there are none.

    A later attempt stands for the steps from its first to its last one, whichever of them it logged: one resumed from a
    checkpoint goes another way from there on, and points of both ways make no curve. One that says from which step on
    it counts stands for that one and all after it, however far it came; what would be nothing then stays as it is.

    Args:
        parts: The attempt and the series of every writer, in the order of a run.
        since: Attempts that say from which step on they count.
    """
    spans: dict[int, tuple[int, int]] = {}
    for attempt, one in parts:
        if one.steps.size:
            low, high = spans.get(attempt, (int(one.steps.min()), int(one.steps.max())))
            spans[attempt] = (min(low, int(one.steps.min())), max(high, int(one.steps.max())))
    for attempt, step in (since or {}).items():
        spans[attempt] = (min(step, spans.get(attempt, (step, step))[0]), MOST_STEP)
    kept = [(one, _kept(attempt, one, spans)) for attempt, one in parts]
    if all(mask.all() for _, mask in kept) or not any(mask.any() for _, mask in kept):
        return None
    return Series(
        np.concatenate([one.steps[mask] for one, mask in kept]),
        np.concatenate([one.values[mask] for one, mask in kept]),
        np.concatenate([one.times[mask] for one, mask in kept]),
    )


def _kept(attempt: int, one: Series, spans: dict[int, tuple[int, int]]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    mask = np.ones(one.steps.size, dtype=np.bool_)
    for later, (low, high) in spans.items():
        if later > attempt:
            mask &= (one.steps < low) | (one.steps > high)
    return mask
