"""CatBoost's ``catboost_info``: tables of errors, their directions, and event files with the same values.

Columns are called as CatBoost calls them: of several evaluation sets the last one, by which the best model is chosen,
has the plain name (``test/Logloss``), and those before it are counted (``test/Logloss:0``).
"""

from __future__ import annotations

import math
import posixpath
import struct
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from xreport.format.limits import EXACT, MOST_TIME
from xreport.importers.forms.cells import read_rows
from xreport.importers.forms.documents import peek, read_bytes
from xreport.importers.kit.columns import Column, Columns
from xreport.importers.kit.fields import start
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Refusal
from xreport.importers.kit.report import Report

_TABLES: Final = {"test_error.tsv": "test/", "learn_error.tsv": "learn/"}
_TIMES: Final = "time_left.tsv"
_TRAINING: Final = "catboost_training.json"
_HEAD: Final = b"iter\t"
_EVENTS: Final = "events.out.tfevents"
_FIRST: Final = struct.Struct("<12xBd")
"""An event after its length and checksum: the key of its first field, and the time."""
_DOUBLE: Final = 1 << 3 | 1
_META: Final = 1 << 16
_DIRECTIONS: Final = {"Min": "min", "Max": "max"}
_NAMELESS: Final = {"", "experiment"}
"""What CatBoost calls a training that nobody gave a name."""
_FIX: Final = "Restore the file from a copy, or train again."


class CatBoostImporter:
    """Reads ``catboost_info``: one run, whatever CatBoost wrote there beside each other.

    Read: errors of training and evaluation sets, their directions, the name, when it began and ended.
    Left: the event files, which hold the same in fewer digits.
    """

    name = "catboost"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each folder with tables of errors."""
        folders: dict[str, list[str]] = {}
        for path in listing.files:
            folder, name = posixpath.split(path)
            if name in _TABLES and listing.head(path, len(_HEAD)) == _HEAD:
                folders.setdefault(folder, []).append(path)
        return [_claim(listing, folder, paths) for folder, paths in folders.items()] or Refusal("no tables of CatBoost")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run."""
        yield "", _records(files, report)


def _claim(listing: Listing, folder: str, tables: list[str]) -> Claim:
    more = [path for name in (_TIMES, _TRAINING) if listing.is_file(path := posixpath.join(folder, name))]
    events = [
        path
        for path in listing.folder(folder)
        if posixpath.dirname(posixpath.dirname(path)) == folder
        and posixpath.basename(posixpath.dirname(path)).startswith(("learn", "test"))
        and posixpath.basename(path).startswith(_EVENTS)
    ]
    return Claim(folder, (*sorted(tables, reverse=True), *more, *events))


def _records(files: Files, report: Report) -> Iterator[Item]:
    named = {posixpath.basename(path): path for path in files.claim.files}
    meta = _meta(files, named.get(_TRAINING))
    name = meta.get("name")
    begun, passed = _begun(files), _passed(files, named, report)
    yield start(time=begun, name=name if isinstance(name, str) and name not in _NAMELESS else "")
    directions = {
        (group, metric.get("name")): _DIRECTIONS.get(str(metric.get("best_value")))
        for group in ("learn", "test")
        for metric in _listed(meta.get(f"{group}_metrics"))
        if isinstance(metric, dict) and isinstance(metric.get("name"), str)
    }
    for table, prefix in _TABLES.items():
        if table not in named:
            continue
        block = _errors(files, named[table], prefix, report)
        for key in block.metrics:
            group, _, column = key.partition("/")
            direction = directions.get((group, column)) or directions.get((group, column.rpartition(":")[0]))
            if direction:
                yield {"type": "metric", "key": key, "direction": direction}
        yield block
    if begun is not None and passed is not None:
        yield {"type": "update", "time": begun + passed}


def _meta(files: Files, path: str | None) -> dict[str, Any]:
    """What stands before the values: it is whole while CatBoost still writes."""
    if path is None:
        return {}
    try:
        with files.open(path) as stream:
            found = peek(stream.read(_META) or b"")
    except OSError:
        return {}
    meta = found.get("meta") if isinstance(found, dict) else None
    return meta if isinstance(meta, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _errors(files: Files, path: str, prefix: str, report: Report) -> Columns:
    header, *rows = _table(files, path, report) or [["iter"]]
    numbers = np.array([[_number(cell) for cell in row] for row in rows], np.float64).reshape(len(rows), len(header))
    known = np.abs(numbers[:, 0]) < EXACT
    if not known.all():
        report.note("a row has no iteration: it is left out", _FIX, where=path)
    numbers = numbers[known]
    steps = numbers[:, 0].astype(np.int64)
    metrics: dict[str, Column] = {prefix + name: (None, numbers[:, at]) for at, name in enumerate(header) if at}
    return Columns(steps, np.full(steps.size, np.nan), metrics)


def _table(files: Files, path: str, report: Report) -> list[list[str]]:
    data = read_bytes(files, path, report)
    return [] if data is None else [row.cells for row in read_rows(data, path, report, _FIX, delimiter="\t")]


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _begun(files: Files) -> float | None:
    """Return the time of the first event, the only one that CatBoost writes down."""
    for path in files.claim.files:
        if posixpath.basename(path).startswith(_EVENTS):
            try:
                with files.open(path) as stream:
                    head = stream.read(_FIRST.size) or b""
            except OSError:
                continue
            if len(head) == _FIRST.size and (found := _FIRST.unpack(head))[0] == _DOUBLE and 0 < found[1] < MOST_TIME:
                return float(found[1])
    return None


def _passed(files: Files, named: dict[str, str], report: Report) -> float | None:
    """Return the seconds that the training took: CatBoost writes milliseconds, and no clock."""
    rows = _table(files, named[_TIMES], report) if _TIMES in named else []
    last = _number(rows[-1][1]) if len(rows) > 1 and len(rows[-1]) > 1 else math.nan
    return last / 1000 if math.isfinite(last) else None
