"""Records of logged objects to the model. What is damaged is refused with a reason; the run is kept."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from xreport.format.limits import (
    EXACT,
    LARGEST_IMAGE,
    LONGEST_CELL,
    LONGEST_LABEL,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_BINS,
    MOST_COLUMNS,
    MOST_LABELS,
    MOST_LINES,
    MOST_POINTS,
    MOST_ROWS,
)
from xreport.format.media_types import IMAGES, SOUNDS, image_type, sound_type
from xreport.format.records import NON_FINITE
from xreport.importers import Record
from xreport.importers.kit.decode import BadLineError, HugeNumber
from xreport.importers.kit.values import as_fact, as_number, as_step
from xreport.model import Chart, Confusion, Floats, Histogram, Line, Logged, Media, Table, Text
from xreport.model.logged import CurveKind

_CURVES: Final[tuple[CurveKind, ...]] = ("roc", "pr", "calibration")
_Bad = BadLineError


def read_logged(record: Record) -> Logged:
    """Return the object that a record holds.

    Raises:
        BadLineError: It cannot be shown; says what is wrong and how to mend it.
    """
    return _READERS[record["type"]](record)


def _image(record: Record) -> Media:
    data = _base64(record, "an image", LARGEST_IMAGE, "Log images with run.log_image.")
    kind = image_type(data)
    if not kind:
        raise _Bad(f"an image is not {IMAGES}", "Convert it; other formats may carry scripts.")
    return Media(_step(record), _label(record.get("caption")), kind, data)


def _audio(record: Record) -> Media:
    data = _base64(record, "a sound", LONGEST_LINE * 3 // 4, "Log sounds with run.log_audio.")
    kind = sound_type(data)
    if not kind:
        raise _Bad(f"a sound is not {SOUNDS}", "Convert it; browsers play these formats.")
    return Media(_step(record), _label(record.get("caption")), kind, data)


def _base64(record: Record, noun: str, largest: int, fix: str) -> bytes:
    text = record.get("base64")
    if not isinstance(text, str) or len(text) > largest * 4 // 3 + 4:
        raise _Bad(f"{noun} is larger than {largest >> 20} MiB, or has no data", "Log a smaller one.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _Bad(f"{noun} is not base64", fix) from None


def _table(record: Record) -> Table:
    columns, rows = record.get("columns"), record.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list) or not columns:
        raise _Bad("a table has no columns or no rows", 'Write "columns": ["a", "b"], "rows": [[1, 2]].')
    if len(columns) > MOST_COLUMNS:
        raise _Bad(f"a table has more than {MOST_COLUMNS} columns", "Log fewer columns, or the table as an artifact.")
    if not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        raise _Bad("a row of a table has not one cell per column", "Write as many cells as there are columns.")
    count = as_step(record.get("count"))
    total = max(len(rows), count or 0)
    shown = rows[:MOST_ROWS]
    return Table(
        _step(record),
        tuple(map(_label, columns)),
        tuple(tuple(map(_cell, row)) for row in shown),
        total if total > len(shown) else None,
    )


def _cell(value: Any) -> str | int | float | bool | None:
    fact = as_fact(value)
    if isinstance(fact, str):
        return fact if len(fact) <= LONGEST_CELL else f"{fact[:LONGEST_CELL]}…"
    # Browsers read numbers as doubles: a larger integer would be another one.
    return str(fact) if type(fact) is int and abs(fact) >= EXACT else fact


def _histogram(record: Record) -> Histogram:
    fix = 'Write "edges": [0, 1, 2], "counts": [3, 4]: increasing edges, one more than there are counts.'
    edges, counts = _numbers(record.get("edges"), fix), _numbers(record.get("counts"), fix)
    if not 1 <= counts.size <= MOST_BINS or edges.size != counts.size + 1:
        raise _Bad(f"a histogram has not 1 to {MOST_BINS} bins with one edge more", fix)
    if not np.isfinite(edges).all() or not (edges[1:] > edges[:-1]).all():
        raise _Bad("the edges of a histogram are not finite and increasing", fix)
    _check_counts(counts, "a histogram", fix)
    return Histogram(_step(record), edges, counts)


def _check_counts(counts: Floats, noun: str, fix: str) -> None:
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise _Bad(f"a count of {noun} is negative or not finite", fix)


def _curve(record: Record) -> Chart:
    fix = 'Write "lines": [{"name": "class a", "x": [0, 1], "y": [0, 1]}].'
    lines = record.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise _Bad(f"a curve has not 1 to {MOST_LINES} lines", fix)
    kind: CurveKind = next((one for one in _CURVES if one == record.get("kind")), "")
    x, y = _label(record.get("x_label")), _label(record.get("y_label"))
    return Chart(_step(record), kind, x, y, tuple(_line(line, fix) for line in lines))


def _line(line: Any, fix: str) -> Line:
    if not isinstance(line, dict):
        raise _Bad("a line of a curve is not an object", fix)
    x, y = _numbers(line.get("x"), fix), _numbers(line.get("y"), fix)
    if x.size != y.size or not 1 <= x.size <= MOST_POINTS:
        raise _Bad(f"a line of a curve has not as many x as y, 1 to {MOST_POINTS:,} of them", fix)
    area = as_number(line.get("area"), _ignore)
    return Line(_label(line.get("name")), x, y, area if area is not None and np.isfinite(area) else None)


def _confusion(record: Record) -> Confusion:
    fix = 'Write "labels": ["cat", "dog"], "counts": [[5, 1], [0, 4]]: a row per true label.'
    labels, rows = record.get("labels"), record.get("counts")
    if not isinstance(labels, list) or not 1 <= len(labels) <= MOST_LABELS:
        raise _Bad(f"a confusion matrix has not 1 to {MOST_LABELS} labels", fix)
    size = len(labels)
    if not isinstance(rows, list) or len(rows) != size:
        raise _Bad("a confusion matrix has not one row per label", fix)
    parts = [_numbers(row, fix) for row in rows]
    if any(part.size != size for part in parts):
        raise _Bad("a row of a confusion matrix has not one count per label", fix)
    counts = np.array(parts)
    _check_counts(counts, "a confusion matrix", fix)
    return Confusion(_step(record), tuple(map(_label, labels)), counts)


def _text(record: Record) -> Text:
    text = record.get("text")
    if not isinstance(text, str):
        raise _Bad("a text is no text", 'Write "text": "…".')
    return Text(_step(record), text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…")


def _numbers(values: Any, fix: str) -> Floats:
    """A list of numbers as float64; the three strings of the record format are numbers."""
    if not isinstance(values, list):
        raise _Bad("a list of numbers is missing", fix)
    try:
        # The common case at once: booleans and texts are not among them.
        if all(type(value) in {int, float} for value in values):
            return np.array(values, dtype=np.float64)
        return np.array([_number(value) for value in values], dtype=np.float64)
    except (OverflowError, ValueError, TypeError):
        raise _Bad("a list of numbers holds something else", fix) from None


def _number(value: Any) -> float:
    if isinstance(value, HugeNumber | bool):
        raise TypeError(value)
    return NON_FINITE[value] if isinstance(value, str) and value in NON_FINITE else value + 0.0


def _ignore(_what: str, _fix: str) -> None:
    """What is unusual of a single number needs no issue."""


def _step(record: Record) -> int | None:
    return as_step(record.get("step"))


def _label(value: Any) -> str:
    return "" if value is None else str(as_fact(value))[:LONGEST_LABEL]


_READERS: Final[dict[str, Callable[[Record], Logged]]] = {
    "image": _image,
    "audio": _audio,
    "table": _table,
    "histogram": _histogram,
    "curve": _curve,
    "confusion": _confusion,
    "text": _text,
}
