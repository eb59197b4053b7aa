"""Any text that a program printed, read by patterns that somebody gave.

A named group is a metric, called as the group is, with ``__`` for ``/``; ``step`` and ``time`` are what they say, and
``param_…`` is a param. Colours are removed, and progress bars are taken apart, before the patterns see a line.

Some patterns take for ever on some lines. The engine is one that takes the syntax of Python's, and stops after a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import regex

from xreport.format.records import FORMAT
from xreport.importers.forms.settings import without_folders
from xreport.importers.kit.budget import VALUE, OverLimitError
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.params import as_param, nest, take_seed
from xreport.importers.kit.protocol import Files, ImportedRun, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step
from xreport.importers.lines.csv.cells import as_number
from xreport.importers.lines.csv.trials import as_time
from xreport.settings import ImportRule

_LONGEST: Final = 10_000
_RECORD: Final = 5  # what a record takes besides its values, as so many of them
_COLOURS: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_PARAM: Final = "param_"


def read_console(files: Files, path: str, rule: ImportRule, report: Report) -> Iterator[ImportedRun]:
    """Yield the run that a text is, if any line of it matches."""
    reading = _Reading(path, rule, report)
    try:
        with files.open(path) as stream:
            for data, kind in read_lines(stream, report):
                if kind != "too long":
                    reading.take(data.decode("utf-8", "replace"), unfinished=kind == "tail")
    except OverLimitError as over:
        report.end_early(over, where=reading.where())
        if not reading.matches:
            return
    if reading.matches:
        yield "", reading.items()
    else:
        fix = "Mend the pattern; `(?P<loss>…)` finds a metric. Or let the rule name other files."
        report.note("no line matches the pattern", fix, where=path)


class _Reading:
    """Collects what the lines of a file say."""

    def __init__(self, path: str, rule: ImportRule, report: Report) -> None:
        self._path = path
        self._rule = rule
        self._report = report
        self._patterns = [regex.compile(pattern) for pattern in rule.pattern]
        self._line = 0
        self._step: int | None = None
        self._params: dict[str, Any] = {}
        self._records: list[Record] = []
        self.matches = 0

    def take(self, text: str, *, unfinished: bool) -> None:
        """Read a stretch of lines."""
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        for line in lines:
            self._line += 1
            for part in line.rstrip("\r").split("\r"):
                plain = _COLOURS.sub("", part)[:_LONGEST]
                for pattern in self._patterns:
                    found = self._search(pattern, plain)
                    if found is None:
                        continue
                    if unfinished:
                        what = "the last line has no line end: it may be unfinished"
                        self._report.wait(len(line), what, "It is read when the line has ended.", where=self.where())
                        return
                    self._take(found.groupdict())

    def _search(self, pattern: Any, text: str) -> Any:
        try:
            return pattern.search(text, timeout=self._report.budget.seconds_left())
        except TimeoutError:
            raise OverLimitError("seconds", self._report.budget.limits) from None

    def where(self) -> str:
        """Return the line that is read."""
        return f"{self._path}:{self._line}"

    def _take(self, groups: dict[str, str | None]) -> None:
        self.matches += 1
        said = {name: text.strip() for name, text in groups.items() if text is not None and text.strip()}
        step = said.pop("step", None)
        if step is not None:
            number = as_number(step.replace(",", ""))
            self._step = as_step(number) if number is not None else None
            if self._step is None:
                self._note("what the group step finds is no whole number: matches are counted instead")
        time = said.pop("time", None)
        metrics: dict[str, float] = {}
        for name, text in said.items():
            if name.startswith(_PARAM) and name != _PARAM:
                self._params[name.removeprefix(_PARAM).replace("__", ".")] = as_param(without_folders(text))
                continue
            value = as_number(text.rstrip(",;%"))
            if value is None:
                self._note(f"what the group {name} finds is no number: it is left out")
            else:
                metrics[name.replace("__", "/")] = value
        if metrics:
            self._report.collected.spend(1, VALUE * (_RECORD + len(metrics)))
            record: Record = {"step": len(self._records) if self._step is None else self._step, "metrics": metrics}
            stamp = None if time is None else as_time(as_number(time) if as_number(time) is not None else time)
            self._records.append(record if stamp is None else record | {"time": stamp})

    def _note(self, what: str) -> None:
        self._report.note(what, "Mend the pattern, so that it finds numbers only.", where=self.where())

    def items(self) -> Iterator[Item]:
        """Yield what was found."""
        params = dict(self._params)
        seed = take_seed(params)
        start: Record = {"xreport": FORMAT, "type": "start"}
        start |= {"project": self._rule.project} if self._rule.project else {}
        start |= {"seed": seed} if seed is not None else {}
        yield start | ({"params": nest(params)} if params else {})
        yield from self._records
