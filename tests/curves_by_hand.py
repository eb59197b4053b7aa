"""Curves worked out from the definition, one value at a time: what the quick ways are measured against."""

from __future__ import annotations


def read_at(curve, step):
    """What a run says at a step: as logged, or on the line between two points that are finite. None outside."""
    if step in curve:
        return curve[step]
    before = max((one for one in curve if one < step), default=None)
    after = min((one for one in curve if one > step), default=None)
    if before is None or after is None:
        return None
    low, high = float(curve[before]), float(curve[after])
    return low + (high - low) * (step - before) / (after - before)
