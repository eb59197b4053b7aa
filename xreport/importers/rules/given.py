"""Tables that are named as a source themselves, and that nothing else recognises: the points of one run, or its trials.

Whoever names a table means it. It is one run where a step counts up, or where all columns are losses and scores of a
training; in all other tables a row is a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.step_names import ALSO_OF_DATA, STEP_NAMES, are_whole, counts_up
from xreport.importers.lines.appended import with_attempts
from xreport.importers.lines.bare import BareLog
from xreport.importers.lines.bare_steps import is_measured, is_time
from xreport.importers.lines.csv.flavours import Flavour
from xreport.importers.lines.csv.sheet import Sheet, read_sheet
from xreport.importers.lines.csv.trials import read_trials
from xreport.text.metric_words import DETECTION, ERRORS, HEADLINES, LOSS, OTHER_SCORES, WEAK_SCORES

_TABLES: Final = (".csv", ".tsv", ".parquet", ".json")
_PLANNED: Final = re.compile(r"s$|^total|^max|^num")
"""What names say that count steps done, and steps planned as well: ``epochs`` is a param of trials."""
_RESULTS: Final = LOSS | ERRORS | DETECTION | HEADLINES | OTHER_SCORES | WEAK_SCORES
_WORDS: Final = re.compile(r"[a-z]+[0-9]*")
_FEWEST: Final = 2


class GivenImporter:
    """Reads a table that is named as a source itself, and that nothing else recognises."""

    name = "table"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim it."""
        found = [path for path in listing.files if _is_table(listing, path)]
        return [Claim(path, (path,)) for path in found] or Refusal("no table")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield one run, or a run a row."""
        path = files.claim.at
        sheet = read_sheet(files, path, report)
        if sheet is None:
            return
        if not is_of_one_run(sheet):
            yield from read_trials(sheet, Flavour("table", "trials"), report)
            return
        log = BareLog(report.collected)
        for row in sheet.rows:
            said = {name: value for name, value in zip(sheet.names, row, strict=True) if value is not None}
            log.add(said, lambda what, fix: report.note(what, fix, where=path))
        yield "", with_attempts(log.items(), lambda what, fix: report.note(what, fix, where=path))


def is_of_one_run(sheet: Sheet) -> bool:
    """Whether the rows of a table are points of one run: a step counts up, or there is nothing but what it logged."""
    columns = {
        name: [row[at] for row in sheet.rows if row[at] is not None] for at, name in enumerate(sheet.names) if name
    }
    numbers = {name for name, cells in columns.items() if cells and all(map(_is_number, cells))}
    if len(sheet.rows) < _FEWEST or not numbers:
        return False
    logged = {name for name in numbers if _is_logged(name)}
    texts = {name for name, cells in columns.items() if cells and name not in numbers and not is_time(name)}
    names = {name.lower(): name for name in columns}
    steps = [names[name] for name in STEP_NAMES if names.get(name) in numbers]
    steps = [name for name in steps if len(columns[name]) * 2 >= len(sheet.rows) and _counts(columns[name])]
    only = logged | {name for name in numbers if is_time(name)}
    if not texts and any(not _is_doubtful(name) or numbers - only <= set(steps) for name in steps):
        return bool(logged)
    return not texts and numbers == only and any(map(is_measured, numbers)) and not _are_equal(columns, logged)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _counts(cells: list[Any]) -> bool:
    values = np.array(cells, np.float64)
    return are_whole(values) and counts_up(values)


def _is_doubtful(name: str) -> bool:
    """Whether a column of this name may as well hold what was chosen for each of several runs."""
    return name.lower() in ALSO_OF_DATA or _PLANNED.search(name.lower()) is not None


def _is_logged(name: str) -> bool:
    """Whether a column of this name is a loss or a score; a learning rate may have been chosen."""
    words = set(_WORDS.findall(name.lower()))
    return (is_measured(name) and "lr" not in words) or not _RESULTS.isdisjoint(words)


def _are_equal(columns: dict[str, list[Any]], names: set[str]) -> bool:
    """Whether no column varies: then rows are no points of a curve."""
    return all(len(set(columns[name])) < _FEWEST for name in names)


def _is_table(listing: Listing, path: str) -> bool:
    if not path.lower().endswith(_TABLES):
        return False
    # A JSON document may be anything; an array is a table.
    return not path.lower().endswith(".json") or listing.head(path, 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
