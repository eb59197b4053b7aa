"""Log records one by one to columns, a few thousand at a time."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from xreport.importers.kit.columns import Columns, transpose
from xreport.importers.kit.protocol import Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_fact, as_number, as_step, as_time, flatten_metrics

_BLOCK: Final = 8192
_VALUES: Final = 200_000
"""Of a block of wide records."""


class Rows:
    """Collects log records of one run. What is no number is kept as a fact, the last value of each key."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._steps: list[int] = []
        self._times: list[float] = []
        self._metrics: list[dict[str, float]] = []
        self._logs = 0
        self._values = 0
        self.facts: dict[str, Any] = {}

    def add(self, record: Record) -> Columns | None:
        """Take a log record; return a block whenever one is full."""
        step = as_step(record.get("step", self._logs))
        metrics = record.get("metrics")
        if step is None or not isinstance(metrics, dict):
            self._report.note("a step is not a 64-bit integer: its values are left out", "Log an integer step.")
            return None
        self._logs += 1
        self._steps.append(step)
        self._times.append(as_time(record.get("time")))
        self._metrics.append(self._numbers(metrics))
        self._values += len(metrics)
        return self.flush() if len(self._steps) >= _BLOCK or self._values >= _VALUES else None

    def flush(self) -> Columns | None:
        """Return what has been collected since the last block."""
        if not self._steps:
            return None
        block = Columns(np.array(self._steps, np.int64), np.array(self._times, np.float64), transpose(self._metrics))
        self._steps, self._times, self._metrics, self._values = [], [], [], 0
        return block

    def _numbers(self, metrics: dict[str, Any]) -> dict[str, float]:
        if all(type(value) is float for value in metrics.values()):
            return metrics
        numbers: dict[str, float] = {}
        for key, value in flatten_metrics(metrics, self._report.note).items():
            number = as_number(value, self._report.note)
            if number is None and isinstance(value, int) and not isinstance(value, bool):
                number = math.inf if value > 0 else -math.inf
            if number is None:
                self._report.collected.keep(self.facts, key, as_fact(value))
            else:
                numbers[key] = number
        return numbers
