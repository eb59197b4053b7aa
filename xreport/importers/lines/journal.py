"""Journals: what the logger writes, or anything that writes the record format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from xreport.format.records import FORMAT, Scalar
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.columns import Columns, transpose
from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.heads import Head
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.protocol import Item, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step, as_time, numbers_of
from xreport.importers.lines.fast import read_logs
from xreport.importers.lines.seal import Seal

_WRITER = re.compile(r"[0-9a-f]{16}\.jsonl")
_SPECIAL = b'{"type"'
_START = b'{"xreport"'
_CHECKED = ("sync", "end")
_OWN_KEYS = ("type", "step", "time")
_TEXT_FIX = "Log text as run.summary[...], a param or a note."


class JournalImporter:
    """Reads journals. Begins with a start record, or has a journal's name when that record is damaged."""

    name = "journal"
    bare = False

    def sniff(self, head: Head) -> Refusal | None:
        """Look at the first line."""
        first = head.first
        if first is not None and ("xreport" in first or first.get("type") == "start"):
            return None
        if _WRITER.fullmatch(head.name) and not head.utf16:
            known = [record for record in head.objects if record is not None]
            if not known or any("type" in record or isinstance(record.get("metrics"), dict) for record in known):
                return None
        return Refusal("not a journal")

    def read(self, stream: BinaryIO, report: Report) -> Iterator[Item]:
        """Yield the records; log records as columns."""
        yield from _Reading(report).items(stream)


class _Row(NamedTuple):
    step: int
    time: float
    metrics: dict[str, float]


class _Reading:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.seal = Seal(report)
        self.decoder = LineDecoder()
        self.logs = 0
        self.facts: dict[str, Any] = {}

    def items(self, stream: BinaryIO) -> Iterator[Item]:
        try:
            for data, kind in read_lines(stream, self.report):
                if kind == "lines":
                    yield from self.lines(data)
                elif kind == "too long":
                    self.seal.feed(data)
                else:
                    self.tail(data)
        except OverLimitError as over:
            self.report.end_early(over)
        if self.facts:
            yield {"type": "fact", "values": self.facts}

    def tail(self, data: bytes) -> None:
        if data.strip(b"\0"):
            self.report.wait(
                len(data), "the last line is not finished", "It is read when the run has written the rest."
            )
        else:
            what = "ends in NUL bytes: the machine stopped before the file system had written the rest"
            self.report.wait(len(data), what, "Nothing before them is lost.")

    def lines(self, data: bytes) -> Iterator[Item]:
        for piece in _pieces(data):
            block = None if piece.startswith((_SPECIAL, _START)) else read_logs(piece)
            if block is None:
                yield from self.one_by_one(piece)
            else:
                self.seal.feed(piece)
                self.logs += block.steps.size
                self.report.accept(len(piece), lines=block.steps.size, records=block.steps.size)
                yield block

    def one_by_one(self, data: bytes) -> Iterator[Item]:
        rows: list[_Row] = []
        for line in data.split(b"\n")[:-1]:
            try:
                record = self.record(line)
            except BadLineError as error:
                self.report.reject(len(line) + 1, error.what, error.fix)
                record = None
            self.seal.feed(line + b"\n")
            if isinstance(record, _Row):
                rows.append(record)
            elif record is not None:
                if rows and record.get("type") == "start":  # what was logged before it is of another run
                    yield _block(rows)
                    rows = []
                yield record
        if rows:
            yield _block(rows)

    def record(self, line: bytes) -> Record | _Row | None:
        if not line.strip():
            self.report.accept(len(line) + 1, records=0)
            return None
        record = self.decoder.decode(line)
        for what, fix in self.decoder.notes.items():
            self.report.note(what, fix)
        kind = record.get("type", "log")
        if kind in _CHECKED:
            self.seal.check(record)
        elif kind == "start":
            self._begin(record)
        found = self.log(record) if kind == "log" else self.placed(record)
        self.report.accept(len(line) + 1)
        return found

    def _begin(self, start: Record) -> None:
        """Take a start record: one amid a file begins what another writer has sealed, from its first byte on."""
        self.seal = Seal(self.report)
        self.logs = 0
        if _newer(start.get("xreport")):
            what = "written in a newer record format: only what this version knows is read"
            self.report.note(what, "Update xreport.")

    def placed(self, record: Record) -> Record:
        """Return an object or event without a step that is none: what it says is worth more than where it stood."""
        if record.get("step") is None or as_step(record["step"]) is not None:
            return record
        self.report.note(
            "a step that is no integer, of a record that is no log: the record is kept without it",
            'Write whole numbers, {"type": "table", "key": "t", "step": 3}, or no step.',
        )
        return {key: value for key, value in record.items() if key != "step"}

    def log(self, record: Record) -> _Row:
        step = as_step(record.get("step", self.logs))
        if step is None:
            raise BadLineError("the step is not a 64-bit integer", "Log an integer step.")
        metrics = record.get("metrics")
        if metrics is None:
            # A flat line, appended by hand.
            metrics = {key: value for key, value in record.items() if key not in _OWN_KEYS}
        elif not isinstance(metrics, dict):
            raise BadLineError("the metrics are not an object", 'Write {"step": 1, "metrics": {"loss": 0.3}}.')
        self.logs += 1
        return _Row(step, as_time(record.get("time")), self.numbers(metrics))

    def numbers(self, metrics: dict[str, Any]) -> dict[str, float]:
        return numbers_of(metrics, self.report.note, self.keep)

    def keep(self, key: str, fact: Scalar) -> None:
        what = "a metric value is not a number: it is left out, and the last one kept as text where none is a number"
        self.report.note(what, _TEXT_FIX)
        self.report.collected.keep(self.facts, key, fact)


def _block(rows: list[_Row]) -> Columns:
    return Columns(
        np.array([row.step for row in rows], np.int64),
        np.array([row.time for row in rows], np.float64),
        transpose([row.metrics for row in rows]),
    )


def _newer(version: Any) -> bool:
    return isinstance(version, int) and version > FORMAT


def _pieces(data: bytes) -> Iterator[bytes]:
    """Cut whole lines into single records that are not logs, and the lines between them."""
    at = 0
    while at < len(data):
        if data.startswith((_SPECIAL, _START), at):
            end = data.find(b"\n", at) + 1
        else:
            end = data.find(b"\n" + _SPECIAL, at) + 1 or len(data)
        yield data[at:end]
        at = end
