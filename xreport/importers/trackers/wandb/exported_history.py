"""Histories that W&B's API exports: rows as JSON, and Parquet files with a column per key."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from xreport.format.limits import MOST_TIME
from xreport.format.records import FORMAT
from xreport.importers.forms.documents import DocumentError, check_size
from xreport.importers.forms.parquet import MissingError, Parquet, ParquetError, opened
from xreport.importers.kit.columns import Column, Columns
from xreport.importers.kit.protocol import Files, ImportedRun, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_fact
from xreport.importers.trackers.wandb.folder import RunFolder
from xreport.importers.trackers.wandb.history import History
from xreport.importers.trackers.wandb.media import Media
from xreport.importers.trackers.wandb.summary import OWN, Summary

_LARGEST: Final = 64 << 20
_NAMED: Final = re.compile(r"run-(.+)-history(?::.*)?", re.IGNORECASE)
_WORDS: Final = re.compile(r"[-_. ]*(?:run|wandb)?[-_. ]*history[-_. ]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"double|float|halffloat|u?int(?:8|16|32|64)")
_STEP, _TIME = "_step", "_timestamp"
_MISSING: Final = "reading W&B's Parquet files needs pyarrow"
_INSTALL: Final = "pip install 'xreport[parquet]'"


def read_json(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the run of a history as JSON: a list of rows, or, as pandas writes it, a column of rows per key."""
    path = files.claim.at
    try:
        data = files.read(path, _LARGEST)
        check_size(data, files.limits)
        rows = list(_rows(json.loads(data.decode("utf-8-sig"))))
    except DocumentError as error:
        report.note(f"cannot be read: {error}", error.fix, where=path)
    except OSError as error:
        report.note(f"cannot be read: {error.strerror}", "Check the file; up to 64 MiB are read.", where=path)
    except (ValueError, RecursionError):
        report.note("not a history as JSON", "Export it again: json.dump(list(run.scan_history()), file).", where=path)
    else:
        yield "", _of_rows(rows, files, report)


def _rows(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict) and all(isinstance(column, dict) for column in document.values()):
        for at in dict.fromkeys(key for column in document.values() for key in column):
            yield {name: column[at] for name, column in document.items() if column.get(at) is not None}
    elif isinstance(document, list) and all(isinstance(row, dict) for row in document):
        # scan_history() gives every row every key.
        yield from ({key: value for key, value in row.items() if value is not None} for row in document)
    else:
        raise ValueError("no rows")


def _of_rows(rows: list[dict[str, Any]], files: Files, report: Report) -> Iterator[Item]:
    path = files.claim.at
    history = History(report, path, Summary({}), Media(RunFolder(files, report), report))
    for row in rows:
        try:
            history.add(row)
        except RecursionError:
            report.note("a row is nested too deep: it is left out", "Export the history again.", where=path)
    blocks = list(history.rows.take())
    yield _start(path, blocks[0].times if blocks else ())
    yield from blocks
    yield from history.histograms.records()
    facts = history.facts()
    if facts:
        yield {"type": "fact", "values": facts}
    yield {"type": "end", "status": "finished"}


def read_parquet(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the run of a history as Parquet; nothing, and an issue, where there is no library for it."""
    path = files.claim.at
    try:
        with opened(files, path) as table:
            if _STEP not in table.names:
                report.note("no column _step: this is no history of W&B", "Move it out of the source.", where=path)
                return
            if not _is_number(table.schema.field(_STEP)):
                report.note("the column _step holds no numbers", "Download the file again.", where=path)
                return
            yield "", _of_batches(table, path, report)
    except MissingError:
        report.note(_MISSING, _INSTALL, where=path)
    except ParquetError as error:
        report.note(error.what, error.fix, where=path)
    except (OSError, ValueError) as error:
        what = f"cannot be read: {(str(error).splitlines() or ['not Parquet'])[0][:200]}"
        report.note(what, "Download the file again.", where=path)


def _of_batches(table: Parquet, path: str, report: Report) -> Iterator[Item]:
    facts: dict[str, Any] = {}
    started = False
    for batch in _until_it_ends(table, path, report):
        columns = _flat(batch)
        known, kept = _steps(columns.pop(_STEP))
        times = _times(columns.pop(_TIME, None), kept)
        if not started:
            started = True
            yield _start(path, times)
        metrics: dict[str, Column] = {}
        for name, column in columns.items():
            if name not in OWN:
                _add(name, column, kept, metrics, facts)
        yield Columns(known, times, metrics)
    if not started:
        yield _start(path, ())
    if facts:
        yield {"type": "fact", "values": facts}
    yield {"type": "end", "status": "finished"}


def _steps(column: Any) -> tuple[Any, Any]:
    """Return the steps, and which rows have one: a row without a step is none."""
    if "int" in str(column.type):
        return column.drop_null().to_numpy(zero_copy_only=False).astype(np.int64), np.asarray(column.is_valid())
    steps = column.cast("float64").to_numpy(zero_copy_only=False)
    kept = np.abs(steps) < 2.0**63
    return steps[kept].astype(np.int64), kept


def _until_it_ends(table: Parquet, path: str, report: Report) -> Iterator[Any]:
    """Yield the batches that can be read: they make the run."""
    try:
        yield from table.batches()
    except ParquetError as error:
        report.note(error.what, error.fix, where=path)


def _flat(batch: Any) -> dict[str, Any]:
    """Columns by name; those of structures are joined with a slash."""
    found: dict[str, Any] = {}
    pending = [(name, batch.column(at)) for at, name in enumerate(batch.schema.names)]
    while pending:
        name, column = pending.pop(0)
        if str(column.type).startswith("struct"):
            names = [field.name for field in column.type]
            pending[:0] = [(f"{name}/{below}", part) for below, part in zip(names, column.flatten(), strict=True)]
        else:
            found[name] = column
    return found


def _times(column: Any, kept: Any) -> Any:
    if column is None or not _is_number(column):
        return np.full(int(kept.sum()), np.nan)
    times = column.cast("float64", safe=False).to_numpy(zero_copy_only=False)[kept]
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(times) < MOST_TIME, times, np.nan)


def _is_number(column: Any) -> bool:
    return bool(_NUMBER.fullmatch(str(column.type)))


def _add(name: str, column: Any, kept: Any, metrics: dict[str, Column], facts: dict[str, Any]) -> None:
    valid = np.asarray(column.is_valid())[kept]
    if not valid.any():
        return
    if _is_number(column):
        values = column.cast("float64", safe=False).to_numpy(zero_copy_only=False)[kept]
        rows = None if valid.all() else np.flatnonzero(valid).astype(np.int64)
        metrics[name] = rows, values if rows is None else values[rows]
    else:
        facts[name] = as_fact(_plain(column[int(np.flatnonzero(kept)[np.flatnonzero(valid)[-1]])].as_py()))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | dict | list | None) else str(value)


def _start(path: str, times: Any) -> Record:
    """The run is called as the file, or as the folder that its name is in, without the words that say nothing."""
    for part in reversed(path.split("/")[-2:]):
        if named := _NAMED.fullmatch(part):
            name = named[1]
            break
    else:
        stem = path.rpartition("/")[2].rpartition(".")[0]
        name = _WORDS.sub("", stem) or _WORDS.sub("", path.split("/")[-2] if "/" in path else "") or stem
    first = next((float(time) for time in times if math.isfinite(time)), None)
    said: Mapping[str, Any] = {"name": name} | ({} if first is None else {"time": first})
    return {"xreport": FORMAT, "type": "start", **said}
