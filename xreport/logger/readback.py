"""What was logged lately, read back from the journals of a run: so that logging need not keep anything."""

from __future__ import annotations

import json
import os

from xreport.format.journal import SUFFIX
from xreport.format.records import NON_FINITE

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator

    Points = list[tuple[int, float]]

TAIL = 4 << 20
"""Bytes at the end of a journal that are looked at."""

_MOST_JOURNALS = 16


def last_value(folder: str, key: str) -> object:
    """Return the last value of a metric in the journal that was written to last and has it, or None."""
    needle = json.dumps(key, ensure_ascii=False).encode("utf-8", "backslashreplace") + b":"
    for tail in _tails(folder, TAIL):
        at = len(tail)
        while (at := tail.rfind(needle, 0, at)) >= 0:
            metrics = _metrics(tail[tail.rfind(b"\n", 0, at) + 1 : tail.find(b"\n", at)])
            if key in metrics[1]:
                return _number(metrics[1][key])
    return None


def recent_series(folder: str, size: int) -> dict[str, Points]:
    """Return steps and values of each metric in the last ``size`` bytes of each journal, by step."""
    series: dict[str, Points] = {}
    for tail in _tails(folder, size):
        for line in tail.split(b"\n"):
            step, metrics = _metrics(line)
            for key, value in metrics.items():
                number = _number(value)
                if isinstance(number, int | float) and not isinstance(number, bool):
                    series.setdefault(key, []).append((step, number))
    for points in series.values():
        points.sort(key=lambda point: point[0])
    return series


def _tails(folder: str, size: int) -> Iterator[bytes]:
    """Yield the whole lines at the end of each journal, the newest first."""
    try:
        journals = [entry for entry in os.scandir(folder) if entry.name.endswith(SUFFIX)]
        journals.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    except OSError:
        return
    for entry in journals[:_MOST_JOURNALS]:
        try:
            with open(entry.path, "rb") as file:
                start = max(0, file.seek(0, os.SEEK_END) - size)
                file.seek(start)
                content = file.read(size)
        except OSError:
            continue
        first = content.find(b"\n") + 1 if start else 0
        yield content[first : content.rfind(b"\n") + 1]


def _metrics(line: bytes) -> tuple[int, dict[str, object]]:
    """Return step and metrics of a log record; of anything else, nothing."""
    if not line.startswith(b'{"step":'):
        return 0, {}
    try:
        record = json.loads(line)
    except ValueError:
        return 0, {}
    metrics = record.get("metrics")
    return (record["step"], metrics) if isinstance(metrics, dict) and isinstance(record["step"], int) else (0, {})


def _number(value: object) -> object:
    return NON_FINITE.get(value, value) if isinstance(value, str) else value
