"""A claim to parts: what an importer of folders yields, collected run by run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from xreport.analysis.series import summarise
from xreport.errors import Issue
from xreport.format.limits import MOST_METRICS
from xreport.importers import Item, Record, Report
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.columns import Columns, Table
from xreport.importers.kit.rows import Rows
from xreport.importers.kit.values import as_time
from xreport.importers.registry import load_importer
from xreport.load.find.claimed import Claimed, ClaimedFiles
from xreport.load.find.guard import time_limit
from xreport.load.read.nameless import Nameless
from xreport.load.read.part import Account, FilePart, failure, too_large
from xreport.load.read.single import without_single_values
from xreport.load.read.starts import Starts
from xreport.model import Series
from xreport.settings import Limits

_CELLS_OF_RUN: Final = 1_000
"""What a run takes besides what it says."""


def read_claim(claimed: Claimed, limits: Limits = Limits()) -> list[FilePart]:
    """Read a claim: a part per run, and one without records for what belongs to none of them. Never raises."""
    report = Report(claimed.path, limits)
    parts: list[FilePart] = []
    problems: list[Issue] = []
    try:
        with time_limit(limits):
            _read_runs(claimed, report, parts, limits)
    except OverLimitError as over:
        problems.append(over.issue(claimed.path))
    except Exception as error:  # noqa: BLE001 - one bad file never sinks the site
        problems.append(failure(claimed.path, error))
    rest = report.take()
    issues = (*rest.issues(), *problems)
    if issues or rest.skipped or not parts:
        parts.append(FilePart(Account(claimed.path, claimed.importer, issues=issues, skipped=dict(rest.skipped))))
    return parts


def _read_runs(claimed: Claimed, report: Report, parts: list[FilePart], limits: Limits) -> None:
    if claimed.size > limits.file_bytes:
        parts.append(
            FilePart(Account(claimed.path, claimed.importer, issues=(too_large(claimed.path, claimed.size, limits),)))
        )
        return
    importer = load_importer(claimed.target)
    for key, items in importer.read(ClaimedFiles(claimed, limits), report):
        for stretch in Starts(items):
            report.budget.spend(cells=_CELLS_OF_RUN)
            run = _Run(report)
            broken = run.take(stretch, claimed.path)
            parts.append(run.part(claimed, key, report.take(), broken, bare=importer.bare))
            if run.ended_early:
                return


class _Run:
    """The records of one run."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._rows = Rows(report)
        self._table = Table(MOST_METRICS)
        self._nameless = Nameless()
        self._events: list[Record] = []
        self._times: list[float] = []
        self._records = 0
        self.ended_early = False
        """Whether reading has cost what it may: no further run is read then."""

    def take(self, items: Iterable[Item], path: str) -> list[Issue]:
        """Use up the records; return what ended them too early, if anything did."""
        broken: list[Issue] = []
        try:
            for item in items:
                self._add(item)
        except OverLimitError as over:
            self.ended_early = True
            broken.append(over.issue(path))
        except Exception as error:  # noqa: BLE001 - what was read before it counts
            broken.append(failure(path, error))
        if (block := self._rows.flush()) is not None:
            self._table.add(self._nameless.without(block))
        if self._rows.facts:
            self._events.append({"type": "fact", "values": self._rows.facts})
        self._nameless.tell(self._report, path)
        if self._table.refused:
            what = f"more than {MOST_METRICS:,} metrics: the others are left out"
            self._report.note(what, "Log large tables as artifacts.", where=path)
        return broken

    def _add(self, item: Item) -> None:
        if isinstance(item, Columns):
            self._records += item.steps.size
            self._add_columns(self._rows.flush())  # in the order in which they came
            self._add_columns(item)
            return
        self._records += 1
        if item.get("type", "log") == "log":
            self._add_columns(self._rows.add(item))
            return
        time = as_time(item.get("time"))
        if time == time:  # noqa: PLR0124 - not NaN
            self._times.append(time)
        if item.get("type") != "sync":
            self._report.budget.spend_event(item)
            self._events.append(item)

    def _add_columns(self, block: Columns | None) -> None:
        if block is not None:
            self._report.budget.spend(block.steps.size, self._table.add(self._nameless.without(block)))

    def part(self, claimed: Claimed, key: str, report: Report, broken: list[Issue], *, bare: bool) -> FilePart:
        """Return all of it."""
        times = [*self._times, *(self._table.times_seen() or ())]
        series, single = without_single_values(self._table.series())
        self._events += single
        self._table = Table(MOST_METRICS)  # what was collected is in memory once
        self._events = _as_json(self._events)
        account = Account(
            path=claimed.path,
            importer=claimed.importer,
            bare=bare and not any(event.get("type") == "end" for event in self._events),
            bytes=claimed.size,
            sha256=_digest(self._events, series),
            records=self._records,
            accepted=max(0, claimed.size - report.rejected - report.pending),
            rejected=report.rejected,
            rejected_lines=report.rejected_lines,
            pending=report.pending,
            first_time=min(times, default=None),
            last_time=max(times, default=None),
            issues=(*report.issues(), *broken),
            key=key,
            skipped=dict(report.skipped),
        )
        return FilePart(account, self._events, series, {name: summarise(one) for name, one in series.items()})


def _as_json(events: list[Record]) -> list[Record]:
    """Return records that JSON can hold: importers of others may yield numpy scalars, tuples, numbers as keys."""
    try:
        json.dumps(events, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        plain: list[Record] = json.loads(json.dumps(events, default=_plain, skipkeys=True))
        return plain
    return events


def _plain(value: object) -> object:
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "ndim", 0) == 0 else str(value)


def _digest(events: list[Record], series: Mapping[str, Series]) -> str:
    """What was read, in its order, not the files: a database holds other runs too, and grows with them."""
    digest = hashlib.sha256(json.dumps(events).encode("utf-8", "surrogatepass"))
    for name, one in series.items():
        digest.update(f"\0{name}\0{one.steps.size}\0".encode("utf-8", "surrogatepass"))
        for array in (one.steps, one.values, one.times):
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
