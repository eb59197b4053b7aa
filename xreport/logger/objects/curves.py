"""Curves as fields of a record: lines of at most 1,000 points, thinned so that what sticks out still does."""

from __future__ import annotations

from collections.abc import Mapping

from xreport.format.limits import MOST_LINES, MOST_POINTS
from xreport.logger.objects import arrays
from xreport.logger.plain import plain, plain_label, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NotRequired, TypedDict

    from xreport.logger.warnings import Warn

    class Line(TypedDict):
        """One line of a curve; ``area`` is that below it."""

        name: str
        x: Sequence[float]
        y: Sequence[float]
        area: NotRequired[float]


def lines_of(x: Any, y: Any, name: str) -> list[Line]:
    """Return the lines of one curve; of several where ``y`` is a dict from name to values, and ``x`` may be one.

    Raises:
        TypeError, ValueError: These are no numbers, or not as many of y as of x.
        KeyError: A line has no x.
    """
    several = y.items() if isinstance(y, Mapping) else [(name, y)]
    lines: list[Line] = []
    for one, up in several:
        across = arrays.as_floats(x[one] if isinstance(x, Mapping) else x)
        line: Line = {"name": plain_text(one), "x": across, "y": arrays.as_floats(up)}
        if len(line["y"]) != len(across):
            raise ValueError(f"a curve has {len(across):,} x and {len(line['y']):,} y")
        lines.append(line)
    return lines


def describe_curve(
    lines: Iterable[Line], warn: Warn, *, kind: str = "", x_label: str = "", y_label: str = ""
) -> dict[str, object]:
    """Return the fields of a curve.

    Args:
        lines: At least one; of more than `MOST_LINES` the first are kept.
        warn: Told of lines that are left out.
        kind: ``"roc"``, ``"pr"``, ``"calibration"``, or nothing of these.
        x_label: What x is.
        y_label: What y is.

    Raises:
        ValueError: There is no line, or one without a point.
    """
    found = list(lines)
    if not found or not all(line["x"] for line in found):
        raise ValueError("a curve needs at least one point")
    if len(found) > MOST_LINES:
        warn("curve", f"a curve has {len(found)} lines: the first {MOST_LINES} are logged")
    labels = {"x_label": plain_label(x_label, warn), "y_label": plain_label(y_label, warn)}
    return {"kind": kind, **labels, "lines": [_thinned(line, warn) for line in found[:MOST_LINES]]}


def _thinned(line: Line, warn: Warn) -> dict[str, object]:
    kept = kept_points(line["y"])
    x, y = ([plain(float(values[at]), warn) for at in kept] for values in (line["x"], line["y"]))
    area = {"area": line["area"]} if "area" in line else {}
    return {"name": plain_label(line["name"], warn), "x": x, "y": y, **area}


def kept_points(values: Sequence[float], most: int = MOST_POINTS) -> Sequence[int]:
    """Return which points are kept: both ends, and the lowest and the highest of each stretch between them."""
    count = len(values)
    if count <= most:
        return range(count)
    stretches = (most - 2) // 2
    kept = {0, count - 1}
    for part in range(stretches):
        stretch = range(1 + part * (count - 2) // stretches, 1 + (part + 1) * (count - 2) // stretches)
        kept.add(min(stretch, key=values.__getitem__))
        kept.add(max(stretch, key=values.__getitem__))
    return sorted(kept)
