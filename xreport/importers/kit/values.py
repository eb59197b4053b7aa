"""What a logged value is: a number for a series, or something that is kept beside it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from xreport.format.limits import LONGEST_FACT, MOST_STEP, MOST_TIME
from xreport.format.records import Scalar, non_finite
from xreport.importers.kit.decode import HUGE, HUGE_FIX, HugeNumber
from xreport.text import json_number

REPR: Final = "xreport:repr"
_DATE: Final = re.compile(r"\s*\d{4}-?\d\d-?\d\d[T ]")

Note = Callable[[str, str], None]
"""Takes what is wrong, and the fix."""


def flatten_metrics(nested: Mapping[str, Any], note: Note) -> dict[str, Any]:
    """Flatten nested dicts with ``/``; what the logger flagged as not being JSON is one value."""
    if not any(isinstance(value, dict) for value in nested.values()):
        return dict(nested)
    flat: dict[str, Any] = {}
    for key, value in _leaves(nested, ""):
        if key in flat:
            note(
                "two keys that are one when nested keys are joined with /: the later value counts",
                "Rename one of them.",
            )
        flat[key] = value
    return flat


def _leaves(nested: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    # The decoder has limited the depth, so recursion is safe.
    for key, value in nested.items():
        if isinstance(value, dict) and value and REPR not in value:
            yield from _leaves(value, f"{prefix}{key}/")
        else:
            yield prefix + key, value


def numbers_of(metrics: Mapping[str, Any], note: Note, keep: Callable[[str, Scalar], None]) -> dict[str, float]:
    """Return what is a number of all metrics, nested keys joined; ``keep`` is told of the facts that the others are."""
    numbers: dict[str, float] = {}
    for key, found in flatten_metrics(metrics, note).items():
        value = _said(found) if isinstance(found, dict) else found
        number = as_number(value, note)
        if number is not None:
            numbers[key] = number
        elif isinstance(value, HugeNumber):
            note(f"{HUGE}: the value is left out", HUGE_FIX)
        else:
            keep(key, as_fact(value))
    return numbers


def as_number(value: Any, note: Note) -> float | None:
    """Return a metric value as a double, or None when it is not a number. The texts "nan" and "inf" are numbers."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _double(value, note)
    return non_finite(value) if isinstance(value, str) else None


def _said(value: dict[str, Any]) -> Any:
    """The number that a flagged text says: where a metric stands, ``"NaN"`` is what it says."""
    text = value.get(REPR) if value.get("xreport:type") == "builtins.str" else None
    number = non_finite(text.strip("'")) if isinstance(text, str) else None
    return value if number is None else number


def as_double(value: float) -> float:
    """Return a number as a double; an integer that none holds is an infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _double(value: int, note: Note) -> float | None:
    try:
        double = float(value)
    except OverflowError:
        return None
    if int(double) != value:
        note("integers beyond 2^53, which no double holds exactly: series show them rounded", "Log them as text.")
    return double


def as_fact(value: Any) -> Scalar:
    """Return anything logged as a scalar that can be shown: lists and dicts as JSON, flagged values as their repr."""
    if isinstance(value, dict) and REPR in value:
        value = str(value[REPR])
    elif isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, str) and len(value) > LONGEST_FACT:
        return value[:LONGEST_FACT] + "…"
    return str(value) if isinstance(value, HugeNumber) else value


def as_time(value: Any) -> float:
    """Return Unix seconds, or NaN for anything that is none."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_TIME:
        return float(value)
    return math.nan


def iso_time(text: str) -> float | None:
    """Return the Unix seconds of a time as of ISO 8601, or None; one without a zone is taken for UTC."""
    if not _DATE.match(text):
        return None
    try:
        time = datetime.fromisoformat(text.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def as_step(value: Any) -> int | None:
    """Return an integer that an int64 holds, or None."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -MOST_STEP <= value < MOST_STEP:
        return value
    return None
