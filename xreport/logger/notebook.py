"""How a run shows itself in a notebook: a small table with sparklines, from what its journals hold."""

from __future__ import annotations

import math
import os
from xml.etree.ElementTree import Element, SubElement, tostring

from xreport.logger.objects.curves import kept_points
from xreport.logger.readback import recent_series

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_READ = 1 << 20  # bytes at the end of each journal: a notebook shows a run again and again
_MOST_METRICS = 8
_MOST_POINTS = 120
_WIDTH, _HEIGHT = 120.0, 24.0
_LONGEST = 80


def run_html(facts: Mapping[str, str], folder: str) -> str:
    """Return the table: facts, then what the journals in the folder say. What was logged is text in its elements."""
    series = {key: points for key, points in recent_series(folder, _READ).items() if not key.startswith("system/")}
    table = Element("table")
    for name, value in {**facts, "folder": _shown_folder(folder)}.items():
        _row(table, "th", name)
        SubElement(table[-1], "td", {"colspan": "3", "style": "text-align:left"}).text = _short(value)
    if series:
        _row(table, "th", "metric", "last", "step", "")
    for key, points in list(series.items())[:_MOST_METRICS]:
        step, last = points[-1]
        cells = _row(table, "td", _short(key), format(last, ".5g"), str(step), "")
        drawn = _sparkline([one for _, one in points])
        if drawn is not None:
            cells[-1].append(drawn)
    if len(series) > _MOST_METRICS:
        _row(table, "td", f"and {len(series) - _MOST_METRICS} more metrics")
    return tostring(table, encoding="unicode", method="html")


def _shown_folder(folder: str) -> str:
    """Return the folder as seen from here: a notebook is passed on, and need not tell where it lay."""
    try:
        seen = os.path.relpath(folder)
    except (OSError, ValueError):  # no working directory, or another drive
        seen = os.pardir
    return os.path.basename(folder) if seen.split(os.sep)[0] == os.pardir else seen.replace(os.sep, "/")


def _row(table: Element, tag: str, *texts: str) -> list[Element]:
    row = SubElement(table, "tr")
    cells = []
    for text in texts:
        cell = SubElement(row, tag, {"style": "text-align:left"})
        cell.text = text
        cells.append(cell)
    return cells


def _short(text: str) -> str:
    # A NUL or the like is no character of HTML.
    shown = "".join(one if one.isprintable() else "�" for one in text)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _sparkline(values: Sequence[float]) -> Element | None:
    finite = [float(value) for value in values if math.isfinite(value)]
    finite = [finite[at] for at in kept_points(finite, _MOST_POINTS)]
    if len(finite) < 2:
        return None
    low, high = min(finite), max(finite)
    across, up = _WIDTH / (len(finite) - 1), (_HEIGHT - 2) / ((high - low) or 1)
    at = " ".join(f"{n * across:.1f},{_HEIGHT - 1 - (value - low) * up:.1f}" for n, value in enumerate(finite))
    size = {"width": f"{_WIDTH:.0f}", "height": f"{_HEIGHT:.0f}", "viewBox": f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}"}
    drawing = Element("svg", size | {"role": "img", "aria-label": f"from {finite[0]:.5g} to {finite[-1]:.5g}"})
    SubElement(drawing, "polyline", {"points": at, "fill": "none", "stroke": "currentColor"})
    return drawing
