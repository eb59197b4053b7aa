"""Metrics without a name: nothing on a page could say what they are, and the browser takes no name for the step."""

from __future__ import annotations

from typing import Final

from xreport.importers import Report
from xreport.importers.kit.columns import Columns
from xreport.text import plural

NAMELESS: Final = "a metric whose name is empty"
NAMELESS_FIX: Final = "Give it a name in what logs it; all other metrics are read."


class Nameless:
    """Takes such metrics out of what is read, and counts what they held."""

    def __init__(self) -> None:
        self._values = 0
        self._step = 0

    def without(self, block: Columns) -> Columns:
        """Return the columns that have a name."""
        if "" not in block.metrics:
            return block
        rows, values = block.metrics[""]
        if values.size and not self._values:
            self._step = int(block.steps[0 if rows is None else rows[0]])
        self._values += values.size
        return Columns(block.steps, block.times, {name: one for name, one in block.metrics.items() if name})

    def tell(self, report: Report, path: str) -> None:
        """Say in ``report`` what was left out of a file, if anything was."""
        if self._values:
            lost = f"{plural(self._values, 'value')}, the first at step {self._step:,}"
            report.note(f"{NAMELESS} is left out ({lost})", NAMELESS_FIX, where=path)
