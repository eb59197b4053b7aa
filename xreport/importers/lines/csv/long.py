"""A long table: a column tells the runs apart, another holds the steps, a row is a point of a run.

HiPlot's tables are such, where each row names the row that it goes on from: a chain of them is a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from xreport.format.records import FORMAT
from xreport.importers.kit.columns import Columns, transpose
from xreport.importers.kit.params import nest, take_seed
from xreport.importers.kit.protocol import ImportedRun, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.step_names import is_step
from xreport.importers.kit.values import as_step
from xreport.importers.lines.csv.flavours import Flavour
from xreport.importers.lines.csv.sheet import MOST_RUNS, Sheet
from xreport.importers.lines.csv.trials import columns_named
from xreport.text import json_number

_FROM: Final = "from_uid"
Row = dict[str, Any]


def read_long(sheet: Sheet, flavour: Flavour, report: Report) -> Iterator[ImportedRun]:
    """Yield the runs of a table, in the order in which they appear."""
    step = flavour.step or next((name for name in sheet.names if is_step(name)), "")
    for name in (flavour.run, step):
        if name not in sheet.names:
            what = f"there is no column {name}" if name else "there is no column of steps"
            report.note(what, f"Name one of these: {', '.join(sheet.names[:20])}", where=sheet.path)
            return
    runs = _runs(sheet, flavour, report)
    if len(runs) > MOST_RUNS:
        what = f"more than {MOST_RUNS:,} values of {flavour.run}, each of which would be a run: none is read"
        report.note(what, "Name the column that tells the runs apart.", where=sheet.path)
        return
    constant = _constants(runs, sheet, flavour, step)
    for key, (rows, parent) in runs.items():
        points = _Points(sheet.path, flavour, step, constant, report)
        yield key, points.items(key, rows, parent)


def _runs(sheet: Sheet, flavour: Flavour, report: Report) -> dict[str, tuple[list[Row], str]]:
    """Return the rows of each run, and the run that it goes on from."""
    found: dict[str, tuple[list[Row], str]] = {}
    at = sheet.names.index(flavour.run)
    chained = flavour.name == "hiplot" and _FROM in sheet.names
    ends: dict[str, str] = {}  # the row that a run ends with, to the run
    for cells in sheet.rows:
        if cells[at] is None:
            report.note("rows that name no run: they are left out", f"Fill the column {flavour.run}.", where=sheet.path)
            continue
        row = {name: value for name, value in zip(sheet.names, cells, strict=True) if value is not None}
        key = own = str(cells[at])[:200]
        parent = ""
        if chained:
            before = str(row.pop(_FROM, ""))[:200]
            key = ends.pop(before, own)
            parent = before if key == own and before else ""
            ends[own] = key
        found.setdefault(key, ([], parent))[0].append(row)
    return found


def _constants(runs: dict[str, tuple[list[Row], str]], sheet: Sheet, flavour: Flavour, step: str) -> set[str]:
    """Return the columns that are params: those said to be, else texts, and what never changes in a run."""
    apart = {flavour.run, step, _FROM}
    names = [name for name in sheet.names if name not in apart and name]
    if flavour.params:
        return set(columns_named(names, flavour.params))
    if flavour.metrics:
        return set(names) - set(columns_named(names, flavour.metrics))
    long = any(len(rows) > 1 for rows, _ in runs.values())
    found = set()
    for name in names:
        values = [{repr(row.get(name)) for row in rows} for rows, _ in runs.values()]
        text = any(isinstance(row.get(name), str | bool) for rows, _ in runs.values() for row in rows)
        if text or (long and all(len(own) == 1 for own in values)):
            found.add(name)
    return found


class _Points:
    """Turns the rows of a run into its records."""

    def __init__(self, path: str, flavour: Flavour, step: str, constant: set[str], report: Report) -> None:
        self._path = path
        self._flavour = flavour
        self._step = step
        self._constant = constant
        self._report = report

    def items(self, key: str, rows: list[Row], parent: str) -> Iterator[Item]:
        """Yield the records of a run."""
        yield self._start(key, rows, parent)
        steps: list[int] = []
        values: list[dict[str, float]] = []
        for row in rows:
            at = as_step(row.get(self._step))
            if at is None:
                fix = f"Fill the column {self._step}."
                self._report.note("rows without a whole step: they are left out", fix, where=self._path)
                continue
            steps.append(at)
            values.append(self._numbers(row))
        if steps:
            yield Columns(np.array(steps, np.int64), np.full(len(steps), np.nan), transpose(values))

    def _start(self, key: str, rows: list[Row], parent: str) -> Record:
        last = {name: value for row in rows for name, value in row.items() if name in self._constant}
        params = {name: json_number(value) if isinstance(value, float) else value for name, value in last.items()}
        seed = take_seed(params)
        start: Record = {"xreport": FORMAT, "type": "start", "name": key if not key.isdecimal() else f"run {key}"}
        start |= {"project": self._flavour.project} if self._flavour.project else {}
        start |= {"seed": seed} if seed is not None else {}
        start |= {"params": nest(params)} if params else {}
        return start | ({"group": f"from {parent}"} if parent else {})

    def _numbers(self, row: Row) -> dict[str, float]:
        apart = {self._flavour.run, self._step, _FROM, ""} | self._constant
        numbers = {name: float(value) for name, value in row.items() if name not in apart and _is_number(value)}
        if not self._flavour.metrics:
            return numbers
        wanted = set(columns_named(list(numbers), self._flavour.metrics))
        return {name: value for name, value in numbers.items() if name in wanted}


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**1000)
