"""Sound JSON that says the wrong thing: any value in the place of any other, at any depth."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

Place = tuple[Any, Any]
"""A container, and the key or the index of one of its values."""

RAW = {"raw:1e999": "1e999", "raw:-1e999": "-1e999", "raw:long": "7" * 400, "raw:1e-400": "1e-400"}
"""Numbers that Python would not write: a text that stands for each, and what is written."""


def _nested(depth: int, *, objects: bool) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value} if objects else [value]
    return value


LONG = 20_000
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 3, 1.5, -0.0, 5e-324, 1.7e308, -1.7e308, 2**53 + 1, 2**63, -(2**63), 2**64 - 1,
    10**309, -(10**309), 10**399, *RAW, float("nan"), float("inf"), float("-inf"), 1e12, -1e11, 253402300800,
    "", " ", "0", "1", "text", "NaN", "Infinity", "null", "\0", "a\0b", "\ud800", "x\udfff", "é損 \U0001f600",
    "\u2028\r\n\t", "=1+1", "../../x", "<b>&", "a.b", "a\\.b", "a/b", "*", "%", "9" * 5000, "x" * LONG,
    [], [None], [[]], [True], [1, "a", None, {}], ["a", "a", "b"], [[1.7e308, 1.7e308], [1.7e308, 1.7e308]],
    [0, 5e-324], list(range(300)), _nested(30, objects=False),
    {}, {"": None}, {"a": {}}, {"a": [1]}, {"name": ["x"]}, {"": {"": ""}}, {"a.b": 1, "a": {"b": 2}},
    {"xreport:repr": "array([1])", "xreport:type": "numpy.ndarray"}, {"xreport:repr": [1]}, {"xreport:repr": None},
    {"_type": "image-file", "path": 1}, {"key": "k", "type": []}, {"\ud800": "\udfff"}, _nested(30, objects=True),
)  # fmt: skip


def places(value: Any) -> Iterator[Place]:
    """Yield every place of a value inside it."""
    stack = [value]
    while stack:
        one = stack.pop()
        for key in one if isinstance(one, dict) else range(len(one)):
            yield one, key
            if isinstance(one[key], dict | list) and one[key]:
                stack.append(one[key])


def mistyped(document: Any, chance: random.Random, counts: tuple[int, ...] = (1, 1, 1, 2, 4)) -> Any:
    """Return a copy in which some values are others: replaced, left out, doubled, nested deeper, under another key."""
    whole = [copy.deepcopy(document)]
    for _ in range(chance.choice(counts)):
        _change(whole, chance)
    return whole[0]


def _change(whole: list[Any], chance: random.Random) -> None:
    everywhere = list(places(whole))
    holder, key = chance.choice(everywhere)
    kind = chance.randrange(10)
    if kind < 6:
        holder[key] = copy.deepcopy(chance.choice(VALUES))
    elif kind == 6:
        other, place = chance.choice(everywhere)
        holder[key] = copy.deepcopy(other[place])
    elif kind == 7:
        holder[key] = (
            {chance.choice(("a", "", "name", str(key))): holder[key]} if chance.random() < 0.5 else [holder[key]]
        )
    elif isinstance(holder, dict):
        value = holder[key] if kind == 8 else holder.pop(key)
        names = [str(name) for one, name in everywhere if isinstance(one, dict)]
        if chance.random() < 0.6:
            holder[chance.choice([*names, "", "a.b", "\ud800", "\0", "x" * LONG])] = copy.deepcopy(value)
    elif kind == 8:
        holder.insert(key, copy.deepcopy(holder[key]))
    elif holder is not whole:
        del holder[key]


def dumps(value: Any) -> str:
    """Return JSON, with numbers that Python would not write."""
    text = json.dumps(value, ensure_ascii=True)
    for name, number in RAW.items():
        text = text.replace(json.dumps(name), number)
    return text
