"""Ticks of a time axis, in UTC: round minutes, hours, days, months or years. No locale, no time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from xreport.text import format_day, utc

_DAY = 86400.0
_STEPS = (1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000)


def time_ticks(low: float, high: float, count: int = 5) -> list[tuple[float, str]]:
    """Return about ``count`` round moments between two Unix times, with their labels."""
    first, last = utc(low), utc(high)
    if first is None or last is None or high <= low:
        return []
    rough = (high - low) / max(1, count)
    step = next((step for step in _STEPS if step >= rough), None)
    if step is None:
        months = _month_ticks(first, last, rough / (30.4 * _DAY))
        return [(moment, label) for moment, label in months if low <= moment <= high]  # dates are rounded
    start = -(-low // step) * step
    moments = (start + index * step for index in range(count * 3))
    return [(moment, _label(moment, step)) for moment in moments if low <= moment <= high]


def _label(moment: float, step: float) -> str:
    when = utc(moment)
    assert when is not None
    if step >= _DAY:
        return format_day(moment).rpartition(" ")[0]
    return f"{when:%H:%M}" if step >= 60 else f"{when:%H:%M:%S}"


def _month_ticks(first: datetime, last: datetime, rough: float) -> list[tuple[float, str]]:
    stride = next((months for months in _MONTHS if months >= rough * 0.95), _MONTHS[-1])
    ticks = []
    begin = -(-(first.year * 12 + first.month - 1) // stride) * stride
    for month in range(begin, last.year * 12 + last.month, stride):
        if not 12 <= month < 120_000:
            continue
        moment = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        if first <= moment <= last:
            text = format_day(moment.timestamp()).partition(" ")[2]
            ticks.append((moment.timestamp(), text if stride < 12 else f"{moment.year}"))
    return ticks
