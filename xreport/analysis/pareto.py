"""The Pareto front of two metrics: what nothing else beats in one without being worse in the other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xreport.settings import Direction


def pareto_front(x: Sequence[float], y: Sequence[float], better: tuple[Direction, Direction]) -> list[int]:
    """Return the places of the front in the order of x, the best first; ties in both belong to it together.

    What has no finite value in both is not on it. The browser applies the same rule to the runs that a filter lets
    through; ``tests/vectors/pareto.json`` holds both to it.
    """
    first, second = (1.0 if direction == "min" else -1.0 for direction in better)
    costs = [
        (first * across, second * up, place)
        for place, (across, up) in enumerate(zip(x, y, strict=True))
        if math.isfinite(across) and math.isfinite(up)
    ]
    front: list[tuple[float, float, int]] = []
    for cost in sorted(costs):
        if not front or cost[:2] == front[-1][:2] or cost[1] < front[-1][1]:
            front.append(cost)
    return [place for _, _, place in front]
