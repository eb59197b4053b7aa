"""Values without a step: some trackers put what stands for a whole run at the least step that 32 bits hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xreport.importers import Record
from xreport.model import Series
from xreport.text import json_number

NO_STEP: Final = -(2**31)
"""ClearML's iteration of ``report_single_value``, which exporters and converters of it hand on."""


def without_single_values(series: Mapping[str, Series]) -> tuple[dict[str, Series], list[Record]]:
    """Return the series without values at that step, and a summary of these: they are no points of a curve."""
    known: dict[int, bool] = {}
    kept: dict[str, Series] = {}
    values: dict[str, float | str] = {}
    for name, one in series.items():
        steps = one.steps
        if id(steps) not in known:  # metrics that were logged together share their steps
            known[id(steps)] = bool((steps == NO_STEP).any())
        if not known[id(steps)]:
            kept[name] = one
            continue
        placed = steps != NO_STEP
        values[name] = json_number(float(one.values[~placed][-1]))
        if placed.any():
            kept[name] = Series(steps[placed], one.values[placed], one.times[placed])
    return kept, [{"type": "summary", "values": values}] if values else []
