"""Moments and durations as people read them, in UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from xreport.text.numbers import DASH, strip_zeros


def utc(seconds: float | None) -> datetime | None:
    """Return the moment in UTC, or None when it is unknown or outside the years 1 to 9999."""
    if seconds is None or not math.isfinite(seconds):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def format_time(seconds: float | None) -> str:
    """Return ``2026-11-23 14:05`` in UTC."""
    moment = utc(seconds)
    return DASH if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def format_day(seconds: float | None) -> str:
    """Return ``23 Nov 2026`` in UTC; month names do not depend on the locale."""
    moment = utc(seconds)
    return DASH if moment is None else f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_duration(seconds: float | None) -> str:
    """Return a humane duration: ``0.4 s``, ``12 s``, ``3 min 20 s``, ``5 h 12 min``, ``3 d 4 h``."""
    if seconds is None or not math.isfinite(seconds):
        return DASH
    if seconds < 10:
        return f"{strip_zeros(f'{seconds:.1f}')} s" if seconds >= 0.05 or seconds == 0 else f"{seconds * 1000:.0f} ms"
    units = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))
    whole = round(seconds)
    for position, (name, size) in enumerate(units):
        if whole >= size:
            first, rest = divmod(whole, size)
            if position + 1 < len(units):
                small, smaller = units[position + 1]
                if rest // smaller:
                    return f"{first} {name} {rest // smaller} {small}"
            return f"{first} {name}"
    return "0 s"


def format_hours(hours: float) -> str:
    """Return compute time: ``120 h``, ``3.4 h``; below one hour as `format_duration`."""
    if hours < 1:
        return format_duration(hours * 3600)
    return f"{hours:,.1f} h" if hours < 10 else f"{hours:,.0f} h"
