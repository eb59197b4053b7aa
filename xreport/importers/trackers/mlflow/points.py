"""Values of a metric: milliseconds, values and steps, in the order in which they were logged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from xreport.format.limits import MOST_TIME
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.report import Report
from xreport.model import Floats, Ints

_LINES: Final = re.compile(rb"(?:-?[0-9]{1,18} [-+.0-9A-Za-z]+ -?[0-9]{1,18}\n)*")
_WHAT: Final = "not a line of a metric: milliseconds, value, step"
_FIX: Final = "Look at the file: the line may have been cut off by a crash."


@dataclass(slots=True)
class Points:
    """``stamps`` are milliseconds since 1970, as int64 or, where they were not plain, float64."""

    stamps: Ints
    values: Floats
    steps: Ints


def columns_of(metrics: Mapping[str, Points]) -> Iterator[Columns]:
    """Yield the metrics by name; those that were logged together share their steps and times."""
    grids: dict[tuple[bytes, bytes], tuple[Points, dict[str, Floats]]] = {}
    for name in sorted(metrics):
        points = metrics[name]
        key = points.steps.tobytes(), points.stamps.tobytes()
        grids.setdefault(key, (points, {}))[1][name] = points.values
    for points, values in grids.values():
        yield Columns(points.steps, _seconds(points.stamps), {name: (None, one) for name, one in values.items()})


def _seconds(stamps: Ints) -> Floats:
    # The first versions of MLflow wrote seconds. As milliseconds these would lie in the first weeks of 1970.
    old = (stamps > 10**9) & (stamps < 10**11)
    times = np.where(old, stamps, stamps / 1000.0)
    times[np.abs(times) >= MOST_TIME] = np.nan
    return np.asarray(times, np.float64)


def parse_points(data: bytes, path: str, report: Report, *, ended: bool) -> Points:
    """Return the points of a metric's file.

    Args:
        data: The file.
        path: Its place, for what is wrong with it.
        report: Takes what is wrong.
        ended: Whether the run writes no more: then a last line without newline is a whole one.
    """
    whole = data.rfind(b"\n") + 1
    tail = data[whole:]
    if tail.strip():
        if ended:
            data += b"\n"
        else:
            fix = "It is read when the run has written the rest."
            report.wait(len(tail), "the last line is not finished", fix, where=path)
            data = data[:whole]
    if _LINES.fullmatch(data):
        try:
            tokens = data.split()
            stamps, values, steps = (np.array(tokens[at::3], np.bytes_) for at in range(3))
            return Points(stamps.astype(np.int64), values.astype(np.float64), steps.astype(np.int64))
        except ValueError:
            pass
    return _line_by_line(data, path, report)


def _line_by_line(data: bytes, path: str, report: Report) -> Points:
    found: list[tuple[int, float, int]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        # Before steps there were two fields; since data sets belong to metrics there are five.
        fields = line.split()
        if not fields:
            continue
        try:
            if len(fields) not in {2, 3} and len(fields) < 5:
                raise ValueError  # noqa: TRY301 - as when a field is no number
            point = int(fields[0]), float(fields[1]), int(fields[2]) if len(fields) > 2 else 0
            if any(abs(one) >= 2**63 for one in (point[0], point[2])):
                raise ValueError  # noqa: TRY301
        except ValueError:
            report.reject(len(line) + 1, _WHAT, _FIX, where=f"{path}:{number}")
            continue
        found.append(point)
    return make_points(found)


def make_points(found: list[tuple[int, float, int]]) -> Points:
    """Return points given one by one: milliseconds, value, step."""
    count = len(found)
    return Points(
        np.fromiter((one[0] for one in found), np.int64, count),
        np.fromiter((one[1] for one in found), np.float64, count),
        np.fromiter((one[2] for one in found), np.int64, count),
    )
