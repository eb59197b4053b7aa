"""Logged objects as plain values, as the browser gets them."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from xreport.format.limits import EXACT, script_bytes
from xreport.model import Chart, Confusion, Floats, Histogram, Logged, Media, Table
from xreport.text import json_number


def content(item: Logged, href: str = "") -> dict[str, Any]:
    """Return an object as JSON can hold it; numbers that are not finite are the strings of the record format.

    Args:
        item: The object.
        href: Where the file of an image or a sound is.
    """
    found: dict[str, Any] = {"step": item.step}
    if isinstance(item, Media):
        found |= {"href": href, "caption": item.caption}
    elif isinstance(item, Table):
        rows = [[json_number(cell) if isinstance(cell, float) else cell for cell in row] for row in item.rows]
        found |= {"columns": item.columns, "rows": rows} | ({"count": item.count} if item.count is not None else {})
    elif isinstance(item, Histogram):
        found |= {"edges": numbers(item.edges), "counts": numbers(item.counts)}
    elif isinstance(item, Chart):
        lines = [
            {"name": line.name, "x": numbers(line.x), "y": numbers(line.y), "area": line.area} for line in item.lines
        ]
        found |= {"x_label": item.x_label, "y_label": item.y_label, "lines": lines}
    elif isinstance(item, Confusion):
        found |= {"labels": item.labels, "counts": [numbers(row) for row in item.counts]}
    else:
        found["text"] = item.text
    return found


def numbers(values: Floats) -> list[float | int | str]:
    """Return numbers as JSON can hold them; where all are whole without a fraction, which is shorter."""
    if not np.isfinite(values).all():
        return [json_number(value) for value in values.tolist()]
    if (np.abs(values) < EXACT).all() and (values == np.floor(values)).all():
        whole: list[float | int | str] = values.astype(np.int64).tolist()
        return whole
    plain: list[float | int | str] = values.tolist()
    return plain


def script_size(item: Logged) -> int:
    """Return about how many bytes of a data script an object takes, rather too many than too few."""
    try:
        data = msgspec.json.encode(content(item))
    except UnicodeEncodeError:  # lone surrogates, which are replaced where the script is written
        data = str(content(item)).encode("utf-8", "backslashreplace")
    return script_bytes(len(data), data.count(b"<"))


def media_size(item: Logged) -> int:
    """Return how many bytes an object takes as a file of its own."""
    return len(item.content) if isinstance(item, Media) else 0
