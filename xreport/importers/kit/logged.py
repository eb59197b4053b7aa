"""Records of logged objects that other tools keep in forms of their own: tables, histograms, curves, texts, sounds.

Each function returns a record of the format in ``docs/reference/record-format.md``, cut to its limits, or None where
what was logged is none of the kind.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xreport.format.limits import (
    LARGEST_TAKEN_SOUND,
    LONGEST_CELL,
    LONGEST_TAIL,
    LONGEST_TEXT,
    MOST_BINS,
    MOST_POINTS,
    MOST_ROWS,
)
from xreport.format.media_types import sound_type
from xreport.format.records import NON_FINITE
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.protocol import Record
from xreport.importers.kit.values import REPR
from xreport.text import json_number

_LARGEST_TABLE: Final = 4 << 20
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
"""What a console understands as colours, places and titles."""

Numbers = NDArray[np.float64]


class At(NamedTuple):
    """What an object is called, and when it was logged; a time of NaN is none."""

    key: str
    step: int | None = None
    time: float | None = None

    def record(self, kind: str, **fields: Any) -> Record:
        """Return a record of it."""
        said = {"step": self.step, "time": None if self.time is None or math.isnan(self.time) else self.time}
        known = {name: value for name, value in said.items() if value is not None}
        return {"type": kind, "key": self.key, **known} | fields


def table_record(columns: Sequence[Any], rows: Sequence[Any], at: At) -> Record | None:
    """Return the record of a table; rows of another length than there are columns are filled up or cut."""
    names = [str(name) for name in columns]
    if not names:
        return None
    kept: list[list[Any]] = []
    left = _LARGEST_TABLE
    for row in rows[:MOST_ROWS]:
        cells = list(row) if isinstance(row, list | tuple) else [row]
        shown = [_cell(cell) for cell in cells[: len(names)]] + [None] * (len(names) - len(cells))
        left -= sum(len(cell) if isinstance(cell, str) else 8 for cell in shown)
        if left < 0:
            break
        kept.append(shown)
    more = {"count": len(rows)} if len(rows) > len(kept) else {}
    return at.record("table", columns=names, rows=kept, **more)


def _cell(value: Any) -> Any:
    """A scalar as it is, a file that stands in a cell by its path, everything else in short."""
    if isinstance(value, HugeNumber):
        return str(value)
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, dict):
        value = value["path"] if isinstance(value.get("path"), str) else str(value)
    elif isinstance(value, list):
        value = str(value)
    if isinstance(value, str):
        text = value if len(value) <= LONGEST_CELL else f"{value[:LONGEST_CELL]}…"
        return {REPR: text, "xreport:type": "builtins.str"} if text in NON_FINITE else text
    return value


def histogram_record(
    lefts: ArrayLike,
    rights: ArrayLike,
    counts: ArrayLike,
    at: At,
) -> Record | None:
    """Return the record of a histogram given by its buckets, in their order.

    Buckets without width are added to the one before them, gaps become empty buckets, and neighbours are joined where
    there are more than a record holds. A histogram of one value only gets a bucket of width 1 around it.
    """
    ends = [np.asarray(part, np.float64).ravel() for part in (lefts, rights, counts)]
    if not ends[0].size or len({part.size for part in ends}) > 1 or not all(np.isfinite(part).all() for part in ends):
        return None
    edges, sums = _buckets(*(part.tolist() for part in ends))
    if min(sums, default=-1) < 0:
        return None
    while len(sums) > MOST_BINS:
        sums = [sum(sums[first : first + 2]) for first in range(0, len(sums), 2)]
        edges = [*edges[:-1:2], edges[-1]]
    return at.record("histogram", edges=edges, counts=[_whole(one) for one in sums])


def _buckets(lefts: list[float], rights: list[float], counts: list[float]) -> tuple[list[float], list[float]]:
    edges: list[float] = []
    sums: list[float] = []
    before = 0.0  # what lies at the left end, before any bucket of some width
    for left, right, count in zip(lefts, rights, counts, strict=True):
        start = max(left, edges[-1]) if edges else left
        if right <= start:
            before, sums[-1:] = (before, [sums[-1] + count]) if sums else (before + count, [])
            continue
        if not edges:
            edges.append(start)
        elif start > edges[-1]:
            edges.append(start)
            sums.append(0.0)
        edges.append(right)
        sums.append(count + before)
        before = 0.0
    return (edges, sums) if edges else ([lefts[0] - 0.5, lefts[0] + 0.5], [before])


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def curve_record(
    kind: str,
    lines: Sequence[tuple[str, Numbers, Numbers]],
    labels: tuple[str, str],
    at: At,
) -> Record:
    """Return the record of a curve with these lines (name, x, y); long ones are thinned, their ends are kept."""
    shown = []
    for name, x, y in lines:
        chosen = np.unique(np.linspace(0, x.size - 1, min(x.size, MOST_POINTS)).round().astype(np.int64))
        points = {axis: [json_number(one) for one in part[chosen].tolist()] for axis, part in (("x", x), ("y", y))}
        shown.append({"name": name, **points})
    said = {"kind": kind, "x_label": labels[0], "y_label": labels[1], "lines": shown}
    return at.record("curve") | said


def text_record(text: str, at: At) -> Record:
    """Return the record of a text, cut to 1 MiB."""
    shown = text
    if len(text) * 3 > LONGEST_TEXT:
        shown = text.encode("utf-8", "replace")[:LONGEST_TEXT].decode("utf-8", "ignore")
    return at.record("text", text=shown)


def audio_record(data: bytes, at: At, caption: str = "") -> Record | None:
    """Return the record of a sound, or None where browsers play no such thing, or it is too large."""
    kind = sound_type(data)
    if not kind or len(data) > LARGEST_TAKEN_SOUND:
        return None
    more = {"caption": caption} if caption else {}
    return at.record("audio", **more, media_type=kind, base64=base64.b64encode(data).decode())


def console_record(data: bytes, stream: str = "") -> Record | None:
    """Return the record of the last lines of a console, without colours and as a console shows progress bars."""
    text = _ESCAPES.sub("", data[-LONGEST_TAIL:].decode("utf-8", "replace"))
    if len(data) > LONGEST_TAIL:
        text = text.partition("\n")[2]
    lines = (line.rstrip("\r").rpartition("\r")[2].rstrip() for line in text.split("\n"))
    shown = "\n".join(lines).replace("\0", "").strip("\n")
    return {"type": "console", "text": shown, "stream": stream} if shown.strip() else None
