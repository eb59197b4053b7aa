"""Bare JSONL: any file of one object per line, as scripts and other tools have always written it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.heads import Head
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.private import PRIVATE
from xreport.importers.kit.protocol import Item, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_number
from xreport.importers.lines.appended import with_attempts
from xreport.importers.lines.bare import BareLog
from xreport.importers.lines.bare_steps import is_measured, is_order
from xreport.importers.lines.fast import read_flat

_SIBLINGS = {"wandb-metadata.json", "wandb-summary.json", "trainer_state.json", "package.json", "tokenizer.json"}
"""Files beside logs that are none, whatever their lines look like."""
_BEGUN_ENDS = {"", ".jsonl", ".ndjson", ".log", ".txt", ".out"}
"""How files end whose one line may be the first of a log. All else is a document: a notebook, a map of sources."""
_LOGS = re.compile(r"(?:^|train|[^a-z])logs?(?![a-z])|metrics|history|progress|scalars")
"""What the name of a file says that holds a log, whatever its keys are."""
_ADDRESS = "node_ip"
_WAIT_FIX = "It is read when the rest has been written."


class JsonlImporter:
    """Reads lines of objects. Without that name, a file must begin with two lines of objects, or look like a log.

    Args:
        step: The column of steps, where the tool that wrote the log is known.
    """

    name = "jsonl"
    bare = True

    def __init__(self, step: str = "") -> None:
        self._step = step

    def sniff(self, head: Head) -> Refusal | None:
        """Look at the first lines."""
        if not head.data.strip():
            return Refusal("empty")
        if head.utf16:
            return Refusal("not UTF-8 (it is UTF-16)", "Convert the file to UTF-8.")
        if head.named_jsonl:
            return _refuse_text(head)
        if not head.text.startswith(b"{"):
            return Refusal("binary" if b"\0" in head.data else "not JSON lines")
        if head.name in _SIBLINGS:
            return Refusal("a known file that is no log")
        return _refuse_document(head) or _refuse_text(head)

    def read(self, stream: BinaryIO, report: Report) -> Iterator[Item]:
        """Yield a start record, the columns, and the last value of all that is not a number; so for each attempt."""
        where = report.path
        return with_attempts(self.items(stream, report), lambda what, fix: report.note(what, fix, where=where))

    def items(self, stream: BinaryIO, report: Report) -> Iterator[Item]:
        """Yield the same with all attempts in one block."""
        reading = _Reading(report, self._step)
        try:
            reading.lines(stream)
        except OverLimitError as over:
            report.end_early(over)
        return reading.log.items()


def _refuse_document(head: Head) -> Refusal | None:
    if not head.objects or head.objects[0] is None:
        return Refusal("single JSON document")
    if len(head.objects) == 1:
        # One line may be a log that has only begun.
        log = PurePosixPath(head.name.lower()).suffix in _BEGUN_ENDS and head.whole
        return None if log else Refusal("single JSON document")
    return Refusal("not JSON lines") if head.objects[1] is None else None


def _refuse_text(head: Head) -> Refusal | None:
    """Data sets are JSON lines too. A log has numbers."""
    objects = [found for found in head.objects if found is not None]
    if not objects or (len(objects) < 2 and len(objects) < len(head.objects)):
        return None  # what is damaged, or still being written, may be the line that tells
    if not any(map(_has_number, objects)):
        return Refusal("JSON lines without numbers")
    if len(objects) > 1 and not _LOGS.search(head.name.lower()) and all(map(_is_example, objects)):
        return Refusal("JSON lines without a step, a time, or the name of a metric: a data set")
    return None


def _is_example(line: dict[str, Any]) -> bool:
    """Whether a line may be one of a data set: texts or fractions, and no key that tells of a training."""
    return _tells_of_values(line) and not _tells_of_training(line)


def _tells_of_values(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_tells_of_values, value.values()))
    if isinstance(value, float):
        return isfinite(value)  # what diverges was trained
    return isinstance(value, str) and as_number(value, _unsaid) is None


def _tells_of_training(line: dict[str, Any]) -> bool:
    return any(
        is_order(key) or is_measured(key) or (isinstance(value, dict) and _tells_of_training(value))
        for key, value in line.items()
    )


def _unsaid(_what: str, _fix: str) -> None:
    pass


def _has_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_number, value.values()))
    return as_number(value, _unsaid) is not None


class _Reading:
    def __init__(self, report: Report, step: str) -> None:
        self.report = report
        self.decoder = LineDecoder()
        self.log = BareLog(report.collected, step)

    def lines(self, stream: BinaryIO) -> None:
        for data, kind in read_lines(stream, self.report):
            if kind == "tail":
                self.tail(data)
            elif kind == "lines":
                self.stretch(data)

    def stretch(self, data: bytes) -> None:
        # The first line may be of another kind than the rest.
        cut = data.find(b"\n") + 1 if self.report.records == 0 else 0
        if cut:
            self.line(data[: cut - 1], cut)
        rest = data[cut:]
        if rest and not self.fast(rest):
            for line in rest.split(b"\n")[:-1]:
                self.line(line, len(line) + 1)

    def fast(self, data: bytes) -> bool:
        found = read_flat(data) if self.report.records else None
        if found is None:
            return False
        count, columns = found
        self.report.accept(len(data), lines=count, records=count)
        self.log.add_columns(count, columns)
        return True

    def tail(self, data: bytes) -> None:
        if not data.strip(b"\0"):
            self.report.wait(
                len(data), "ends in NUL bytes: the rest of the file was lost", "Nothing before them is lost."
            )
            return
        try:
            # Some tools end the file without a newline. A whole object cannot be the beginning of a longer one.
            self.decoder.decode(data)
        except BadLineError:
            self.report.wait(len(data), "the last line is not finished", _WAIT_FIX)
        else:
            self.line(data, len(data))

    def line(self, line: bytes, size: int) -> None:
        if not line.strip():
            self.report.accept(size, records=0)
            return
        try:
            record = self.decoder.decode(line)
        except BadLineError as error:
            self.report.reject(size, error.what, error.fix)
            return
        for what, fix in self.decoder.notes.items():
            self.report.note(what, fix)
        if _ADDRESS in record:  # as Ray's results, whatever the file is called
            record = {key: value for key, value in record.items() if key not in PRIVATE}
        self.log.add(record, self.report.note)
        self.report.accept(size)
