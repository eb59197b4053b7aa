"""Params of tools that store them as texts, and join nested names with dots."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from xreport.format.limits import MOST_DIGITS
from xreport.format.records import Scalar

_BOOLEANS: Final = {"True": True, "False": False}
SEED_KEYS: Final = ("seed", "random_seed")


def as_param(text: str) -> Scalar:
    """Return the int, float or bool whose Python text this is exactly, else the text itself.

    ``1e-05`` is a float and ``1e-5`` is a text: what is shown is what was logged, to the last letter.
    """
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if len(text) > MOST_DIGITS or not text[-1:].isdigit() or not text.isascii():
        return text
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if repr(number) == text and (kind is int or math.isfinite(number)):
            return number
    return text


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Turn ``{"model.lr": 1}`` to ``{"model": {"lr": 1}}``, except where ``model`` is a value itself."""
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        names = key.split(".")
        starts = (".".join(names[:count]) for count in range(1, len(names)))
        if not all(names) or len(names) > 20 or any(start in flat for start in starts):
            names = [key]
        place = nested
        for name in names[:-1]:
            place = place.setdefault(name, {})
        place[names[-1]] = value
    return nested


def take_seed(params: dict[str, Any]) -> int | None:
    """Remove the seed from the params, where one is there as an integer, and return it."""
    for key in SEED_KEYS:
        value = params.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63:
            del params[key]
            return value
    return None
