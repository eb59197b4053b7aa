"""History and system metrics: rows of values to columns.

Numbers are metrics; nested keys are joined with ``/``. Of other values the last of each key is a fact, but for media,
which are files. What W&B adds by itself (``_step``, ``_timestamp``, ``_runtime``) is the step and the time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

import numpy as np

from xreport.importers.kit.budget import cells_of_text
from xreport.importers.kit.columns import Columns, transpose
from xreport.importers.kit.decode import HUGE, HUGE_FIX, BadLineError, HugeNumber
from xreport.importers.kit.logged import At
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_fact, as_number, as_step, as_time
from xreport.importers.trackers.wandb.items import Parts, decode, put
from xreport.importers.trackers.wandb.media import Media
from xreport.importers.trackers.wandb.objects import Histograms
from xreport.importers.trackers.wandb.summary import OWN, Summary

_BLOCK: Final = 4096
_STEP, _TIME = "_step", "_timestamp"
_MOST_FACTS: Final = 10_000


class Rows:
    """Rows of numbers, a block of columns at a time."""

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._times: list[float] = []
        self._numbers: list[dict[str, float]] = []
        self.count = 0

    def add(self, step: int, time: float, numbers: dict[str, float]) -> None:
        """Append a row."""
        self._steps.append(step)
        self._times.append(time)
        self._numbers.append(numbers)
        self.count += 1

    @property
    def full(self) -> bool:
        """Whether a block is complete."""
        return len(self._steps) >= _BLOCK

    def take(self) -> Iterable[Columns]:
        """Return what has been collected since the last time: one block, or none."""
        if not self._steps:
            return ()
        block = Columns(np.array(self._steps, np.int64), np.array(self._times), transpose(self._numbers))
        self._steps, self._times, self._numbers = [], [], []
        return (block,)


class History:
    """What was logged, row by row."""

    def __init__(self, report: Report, where: str, summary: Summary, media: Media) -> None:
        self.rows = Rows()
        self._report = report
        self._where = where
        self._summary = summary
        self._media = media
        self._facts: dict[str, Any] = {}
        self.histograms = Histograms()
        self.last: dict[str, float] = {}
        """The last number of each key."""
        self._next_step = 0

    def add_items(self, items: Iterable[tuple[Parts, bytes]], step: int | None) -> None:
        """Take a row as the log has it: keys and JSON texts."""
        row: dict[str, Any] = {}
        for parts, raw in items:
            try:
                value = decode(raw)
            except BadLineError:
                self._note("a value that is not JSON: it is left out", "Restore the file from a copy.")
                continue
            if len(parts) == 1:
                row[parts[0]] = value
            else:
                put(row, parts, value)
        self.add(row, step)

    def add(self, row: dict[str, Any], step: int | None = None) -> None:
        """Take a row as an object; ``step`` counts where it does not have one itself."""
        found = as_step(row.pop(_STEP, step))
        if found is None:
            found = self._next_step if step is None else step
        time = as_time(row.pop(_TIME, None))
        for key in OWN:
            row.pop(key, None)
        self._summary.reach(found)
        self._next_step = found + 1
        numbers = self._sort(row, found, time)
        self._summary.log(numbers)
        known = len(self.last)
        self.last.update(numbers)
        if len(self.last) > known:
            new = islice(reversed(self.last), len(self.last) - known)
            self._report.collected.spend(0, sum(map(cells_of_text, new)))
        self.rows.add(found, time, numbers)

    def facts(self) -> dict[str, Any]:
        """Return the last of each value that is no number."""
        return self._facts

    def _sort(self, row: dict[str, Any], step: int, time: float) -> dict[str, float]:
        numbers: dict[str, float] = {}
        pending = [("", row)]
        while pending:
            prefix, tree = pending.pop()
            for name, value in tree.items():
                key = prefix + name
                if type(value) is float:
                    numbers[key] = value
                elif not isinstance(value, dict) or not value:
                    self._take(key, value, numbers)
                elif not isinstance(value.get("_type"), str):
                    pending.append((f"{key}/", value))
                elif value["_type"] == "histogram" and self.histograms.add(value, At(key, step, time)):
                    self._summary.log((key,))
                elif not self._media.add(key, value, step, time):
                    self._take(key, value, numbers)
        return numbers

    def _take(self, key: str, value: Any, numbers: dict[str, float]) -> None:
        number = as_number(value, self._note)
        if number is not None:
            numbers[key] = number
        elif isinstance(value, HugeNumber):
            self._note(f"{HUGE}: the value is left out", HUGE_FIX)
        elif key in self._facts or len(self._facts) < _MOST_FACTS:
            self._report.collected.keep(self._facts, key, as_fact(value))
            self._summary.log((key,))
        else:
            self._note(f"more than {_MOST_FACTS:,} keys of text: the others are left out", "Log texts as artifacts.")

    def _note(self, what: str, fix: str) -> None:
        self._report.note(what, fix, where=self._where)


class System:
    """Measurements of the machine, numbered as they were taken: they belong to no step.

    Those of single processor cores are left out, 200 of them on a large machine: their mean is there.
    """

    def __init__(self) -> None:
        self.rows = Rows()
        self.cores: set[str] = set()

    def add(self, items: Iterable[tuple[Parts, bytes]], time: float) -> None:
        """Take one sample."""
        numbers: dict[str, float] = {}
        for parts, raw in items:
            key = "/".join(parts)
            if key.startswith("cpu.") and key.endswith(".cpu_percent"):
                self.cores.add(key)
                continue
            try:
                value = as_number(decode(raw), lambda _what, _fix: None)
            except BadLineError:
                value = None
            if value is not None:
                numbers[f"system/{key}"] = value
        if numbers:
            self.rows.add(self.rows.count, time if time > 0 else math.nan, numbers)
