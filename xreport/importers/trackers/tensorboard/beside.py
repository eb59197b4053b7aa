"""A JSONL or CSV log beside event files, as some programs write both: one run, in which no value counts twice.

A metric of the log and one of the event files are the same when one name ends with the other (``return`` and
``sim/return``), and steps and values agree as far as both go: event files hold most numbers in single precision. Then
the log's name and its exact values are kept, with the times of the event files. All others are shown side by side.
A CSV log may hold fewer digits than that, as Ultralytics' does: then values that agree in five digits are the same, and
those of the event files are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from xreport.format.limits import MOST_METRICS
from xreport.importers.kit.columns import Columns, Table
from xreport.importers.kit.protocol import Item, Record
from xreport.model import Series


class Beside:
    """Collects both, and yields what they say together.

    Args:
        log: What the log says.
        rounded: Whether it may hold fewer digits than the event files.
    """

    def __init__(self, log: Iterable[Item], *, rounded: bool = False) -> None:
        self._rounded = rounded
        self._log = Table(MOST_METRICS)
        self._events = Table(MOST_METRICS)
        self.records: list[Record] = []
        for item in log:
            if isinstance(item, Columns):
                self._log.add(item)
            else:
                self.records.append(item)

    def add(self, block: Columns) -> int:
        """Take numbers of the event files; return for how many cells they count."""
        return self._events.add(block)

    def items(self) -> Iterator[Columns]:
        """Yield the metrics of both."""
        log, events = self._log.series(), self._events.series()
        by_last: dict[str, list[str]] = {}
        for name in log:
            by_last.setdefault(_last(name), []).append(name)
        for name, series in events.items():
            same = next((key for key in by_last.get(_last(name), ()) if _agree(key, log[key], name, series)), None)
            near = None
            if same is None and self._rounded:
                keys = by_last.get(_last(name), ())
                near = next((key for key in keys if _agree(key, log[key], name, series, rounded=True)), None)
            if same is not None:
                yield _one(same, _join(log.pop(same), series))
                by_last[_last(name)].remove(same)
            elif near is not None:
                yield _one(near, _join(series, log.pop(near)))
                by_last[_last(name)].remove(near)
            else:
                yield _one(f"events/{name}" if name in log else name, series)
        yield from _grouped(log)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _agree(key: str, logged: Series, name: str, series: Series, *, rounded: bool = False) -> bool:
    if not (f"/{name}".endswith(f"/{key}") or f"/{key}".endswith(f"/{name}")):
        return False
    both = min(logged.steps.size, series.steps.size)
    if not both or not np.array_equal(logged.steps[:both], series.steps[:both]):
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        if rounded:
            return np.allclose(logged.values[:both], series.values[:both], rtol=5e-5, atol=1e-12, equal_nan=True)
        one, other = (values[:both].astype(np.float32) for values in (logged.values, series.values))
    return np.array_equal(one, other, equal_nan=True)


def _join(logged: Series, series: Series) -> Series:
    """The longer of both, with the values of the log and the times of the events as far as they go."""
    both = min(logged.steps.size, series.steps.size)
    longer = logged if logged.steps.size >= series.steps.size else series
    values, times = longer.values.copy(), longer.times.copy()
    values[:both] = logged.values[:both]
    times[:both] = np.where(np.isnan(logged.times[:both]), series.times[:both], logged.times[:both])
    return Series(longer.steps, values, times)


def _one(name: str, series: Series) -> Columns:
    return Columns(series.steps, series.times, {name: (None, series.values)})


def _grouped(log: Mapping[str, Series]) -> Iterator[Columns]:
    """The other metrics of the log, those of the same records together."""
    groups: dict[int, list[str]] = {}
    for name, series in log.items():
        groups.setdefault(id(series.steps), []).append(name)
    for names in groups.values():
        first = log[names[0]]
        yield Columns(first.steps, first.times, {name: (None, log[name].values) for name in names})
