"""One column of the runs table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xreport.settings import Direction
from xreport.text import DASH, format_column, json_number, short_hash

Kind = Literal["text", "number", "time", "duration", "status", "tags", "link", "spark"]
Group = Literal["Run", "Params", "Metrics", "Data", "Outputs"]
MANY = 1_000
"""Runs from which on a table is so large that what it weighs counts."""
Raw = str | int | float | bool | tuple[str, ...] | None
"""A cell as JSON can hold it: what is not finite is the string of the record format, None is missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column over all runs.

    Attributes:
        key: Stable name, used in addresses (``params.lr``, ``val/acc:best``).
        label: What the head of the column says.
        group: Under which heading the column is offered.
        kind: How cells are compared and drawn.
        values: One per run, for sorting and filtering.
        text: One per run, what is shown; None where the values are the text, and a missing one is a dash.
        unit: Unit of the numbers.
        direction: Which numbers are better, or None.
        shown: False for columns that are hidden until asked for.
        beside: Key of the column that says how sure these values are, and stands beside them where there is room.
    """

    key: str
    label: str
    group: Group
    kind: Kind
    values: Sequence[Raw]
    text: Sequence[str] | None = None
    unit: str = ""
    direction: Direction | None = None
    shown: bool = True
    beside: str = ""


LONGEST_NAME = 500
"""Characters of a param's or metric's name; one with a longer name has no column, for a table holds it many times."""
LONGEST_CELL = 1_000


def cell_texts(texts: Sequence[str]) -> list[str]:
    """Return texts as cells hold them; a very long one ends in its hash, so that different ones still differ."""
    if max(map(len, texts), default=0) <= LONGEST_CELL:
        return [*texts]
    return [
        text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}… (sha256 {short_hash(text)})" for text in texts
    ]


def named_short(names: Sequence[str], most: int) -> list[str]:
    """Return those names, in their order, that have a column."""
    return [name for name in names if len(name) <= LONGEST_NAME][:most]


def interleaved(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return names of several lists, each once: the first of every list, then the second of every list, and so on."""
    depth = max(map(len, lists), default=0)
    return list(dict.fromkeys(names[place] for place in range(depth) for names in lists if place < len(names)))


def text_column(key: str, label: str, values: Sequence[str], *, group: Group = "Run", shown: bool = True) -> Column:
    """Return a column of texts; an empty one is not logged."""
    cells = [value or None for value in cell_texts(values)]
    return Column(key, label, group, "text", cells, shown=shown and any(values))


def number_texts(values: Sequence[float | None], decimals: int | None = None) -> list[str] | None:
    """Return what is shown of numbers; None where the values say it themselves: whole, small, none negative.

    ``decimals`` are those that the column shares with others of its metric.

    Of many values two will always look alike; all digits would tell them apart, and hide what matters.
    """
    if say_themselves(values):
        return None
    texts = format_column(values, apart=len(values) <= MANY, decimals=decimals)
    return [DASH if value is None else shown for value, shown in zip(values, texts, strict=True)]


def say_themselves(values: Sequence[float | None]) -> bool:
    """Whether the browser writes numbers as we do: whole ones that are small, none of them negative."""
    return all(value is None or (type(value) is int and 0 <= value < 1_000_000_000) for value in values)


def json_values(values: Sequence[float | None]) -> list[float | str | None]:
    """Return numbers as JSON can hold them."""
    return [None if value is None else json_number(value) for value in values]
