"""A table whose rows are points to the records of one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from xreport.format.records import FORMAT
from xreport.importers.forms.settings import read_settings, without_folders
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.columns import Column, Columns
from xreport.importers.kit.main_metrics import main_metric
from xreport.importers.kit.params import SEED_KEYS, as_param, nest, take_seed
from xreport.importers.kit.private import PRIVATE
from xreport.importers.kit.protocol import Files, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.step_names import is_step
from xreport.importers.lines.appended import with_attempts
from xreport.importers.lines.bare import Stream
from xreport.importers.lines.bare_steps import choose_steps, choose_times, steps_of
from xreport.importers.lines.csv.cells import is_missing
from xreport.importers.lines.csv.flavours import Flavour
from xreport.importers.lines.csv.header import HEAD, LONG_HEAD, Header, read_header
from xreport.importers.lines.csv.stretches import Stretches

_CONFIG: Final = "config/"
_MOST_ROWS: Final = 0.5


def header_of(files: Files, path: str) -> Header | None:
    """Return the header of a file. Raises `OSError`."""
    with files.open(path) as stream:
        data = stream.read(HEAD) or b""
        if b"\n" not in data.strip():
            data += stream.read(LONG_HEAD) or b""
        return read_header(data, whole=len(data) >= files.size(path))


def read_curve(
    files: Files, path: str, flavour: Flavour, report: Report, settings: Sequence[str] = ()
) -> Iterator[Item]:
    """Yield the run that a table of points is, attempt by attempt."""
    items = _items(files, path, flavour, report, settings)
    return with_attempts(items, lambda what, fix: report.note(what, fix, where=path))


def _items(files: Files, path: str, flavour: Flavour, report: Report, settings: Sequence[str]) -> Iterator[Item]:
    header = header_of(files, path)
    start: Record = {"xreport": FORMAT, "type": "start"} | ({"project": flavour.project} if flavour.project else {})
    params: dict[str, Any] = {}
    for name in settings:
        params |= read_settings(files, name, report)
    if header is None:
        report.note("the first line holds no names of columns", "Restore the file from a copy.", where=path)
        yield start
        return
    count, columns, texts, missing = collect(files, path, header, flavour.step, report)
    params |= _constants(columns, texts)
    columns = columns if missing else _without_missing(columns, flavour.step)
    block = points(count, columns, flavour.step, path, report)
    seed = take_seed(params)
    seed = _seed_of(block.metrics) if seed is None else seed
    yield start | ({"params": params} if params else {}) | ({"seed": seed} if seed is not None else {})
    yield block
    yield from main_metric(flavour.name, block.metrics)
    facts = facts_of(texts)
    if facts:
        yield {"type": "fact", "values": facts}


def facts_of(texts: dict[str, str]) -> dict[str, str]:
    """Return what may be shown of the texts in a table."""
    return {
        key: without_folders(text)
        for key, text in texts.items()
        if key.lower() not in PRIVATE and not key.startswith("hist_stats/")
    }


def collect(
    files: Files, path: str, header: Header, step: str, report: Report
) -> tuple[int, dict[str, Column], dict[str, str], bool]:
    """Return the number of rows, the columns of numbers, the last text of the others, and whether cells are empty."""
    stream = Stream(report.collected)
    texts: dict[str, str] = {}
    missing = False
    try:
        with files.open(path) as opened:
            for block in Stretches(header, step or _first_name(header), path, report).read(opened):
                if block.count:
                    stream.add(block.count, block.columns)
                for name, text in block.texts.items():
                    report.collected.keep(texts, name, text)
                missing = missing or block.missing
    except OverLimitError as over:
        report.end_early(over, where=path)
    count, columns = stream.joined() if stream.keys() else (0, {})
    return count, columns, texts, missing


def _first_name(header: Header) -> str:
    known = [name for name in header.names if is_step(name)]
    return known[0] if known else next(filter(None, header.names))


def points(count: int, columns: dict[str, Column], step: str, path: str, report: Report) -> Columns:
    """Return the rows as log records: their step, their time, and a metric for each other column."""
    columns = dict(columns)
    steps = steps_of(count, columns, step) if step else None
    if steps is not None:
        del columns[step]
    elif step and step in columns:
        what = "a step is not a whole number: rows are counted instead"
        report.note(what, "Log an integer step.", where=path)
        steps = np.arange(count)
    else:
        steps, used = choose_steps(count, columns)
        columns.pop(used, None)
    columns.pop("", None) if _is_counter(count, columns.get("")) else None
    times, used = choose_times(count, columns)
    columns.pop(used, None)
    return Columns(steps, times, {name or "(no name)": column for name, column in columns.items()})


def _is_counter(count: int, column: Column | None) -> bool:
    """Whether this is the index that pandas writes, 0, 1, 2 and so on."""
    return column is not None and column[0] is None and np.array_equal(column[1], np.arange(count))


def _constants(columns: dict[str, Column], texts: dict[str, str]) -> dict[str, Any]:
    """Take out what RLlib repeats in each row: the settings, as ``config/…``."""
    found: dict[str, Any] = {}
    for name in [name for name in columns if name.startswith(_CONFIG)]:
        rows, values = columns[name]
        if rows is None and values.size and np.all(values == values[0]):
            value = float(values[0])
            found[name.removeprefix(_CONFIG).replace("/", ".")] = int(value) if value.is_integer() else value
            del columns[name]
    for name in [name for name in texts if name.startswith(_CONFIG) and name not in columns]:
        text = texts.pop(name)
        if not is_missing(text):
            found[name.removeprefix(_CONFIG).replace("/", ".")] = as_param(without_folders(text))
    return nest(found)


def _without_missing(columns: dict[str, Column], step: str) -> dict[str, Column]:
    """Return the columns without the NaN that stand for "not logged"; the same columns where none does.

    None does where a cell is empty, a row has all metrics, or most rows have none. Even where some do, those of a row
    without any number are values, for something was logged there, and so are those of a column without any number: both
    are of a training that diverged.
    """
    metrics = {name: column for name, column in columns.items() if name not in {step, ""} and not is_step(name)}
    if any(rows is not None for rows, _ in metrics.values()):
        return columns
    known = {name: ~np.isnan(values) for name, (_, values) in metrics.items()}
    partly = [mask for mask in known.values() if mask.any()]
    counts = np.sum(partly, axis=0) if len(partly) > 1 else np.empty(0)
    if not counts.size or counts.max() == len(partly) or np.mean(counts > 0) <= _MOST_ROWS:
        return columns
    kept = {name: mask | (counts == 0) for name, mask in known.items() if mask.any()}
    return columns | {
        name: (np.flatnonzero(mask), metrics[name][1][mask]) for name, mask in kept.items() if not mask.all()
    }


def _seed_of(metrics: dict[str, Column]) -> int | None:
    for key in SEED_KEYS:
        values = metrics[key][1] if key in metrics else np.empty(0)
        if values.size and np.all(values == values[0]) and float(values[0]).is_integer():
            del metrics[key]
            return int(values[0])
    return None
