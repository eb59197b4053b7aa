"""CSV files that W&B's web pages export: the table of runs, and charts.

The table of runs does not tell params from results. A text is a param; a number is a result where its name says so
(``val/loss``, ``accuracy``), else a param.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np

from xreport.format.limits import EXACT
from xreport.format.records import FORMAT, NON_FINITE
from xreport.importers.kit.budget import VALUE, OverLimitError
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.params import as_param, nest, take_seed
from xreport.importers.kit.protocol import Files, ImportedRun, Item, Record
from xreport.importers.kit.report import Report

_OWN: Final = {
    "Name", "State", "Notes", "User", "Tags", "Created", "Runtime", "Sweep", "ID", "Group", "Job Type", "Commit",
    "Updated", "End Time", "Hostname", "Host", "GitHub", "GPU Count", "GPU Type", "Agent", "Heartbeat At",
}  # fmt: skip
_TOLD: Final = {"State", "Notes", "User", "Tags", "Created", "Runtime", "Sweep"}
_ENDS: Final = {"finished": "finished", "failed": "failed", "crashed": "killed", "killed": "killed"}
_RANGE: Final = ("__MIN", "__MAX")
_RESULT: Final = re.compile(
    r"(?:^|[/_. -])(?:loss|acc|accuracy|f1|auc|auroc|error|err|score|precision|recall|mse|mae|rmse|r2|perplexity|ppl|"
    r"bleu|rouge|map|miou|iou|dice|reward|return|train|val|valid|validation|test|eval|top[15]|wer|cer|best|epoch|"
    r"global_step)(?:$|[/_. -]|\d)",
    re.IGNORECASE,
)
_HYPER: Final = re.compile(r"(?:num|max|n|size|batch|weight|dir|path|file|per|steps|seed)(?:$|[/_. -])", re.IGNORECASE)
_COPY_FIX: Final = "Export the file again."
_MOST_RUNS: Final = 100_000
_LONGEST_RUN: Final = 1e10
_SCIENTIFIC: Final = re.compile(r"-?\d+(?:\.\d+)?e[-+]?\d{1,3}")


def is_runs_table(names: Sequence[str]) -> bool:
    """Return whether these are the columns of the table of runs."""
    return "Name" in names and len(_TOLD.intersection(names)) >= 3


def is_chart(names: Sequence[str]) -> bool:
    """Return whether these are the columns of a chart: an axis, and lines with their ranges."""
    known = set(names)
    return len(names) > 1 and any(" - " in name and name + _RANGE[0] in known for name in names[1:])


class ExportedRuns:
    """The runs of the exported files of one folder."""

    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        self._rows: dict[str, dict[str, str]] = {}
        self._counts: dict[str, int] = {}
        self._series: dict[str, dict[str, Columns]] = {}

    def runs(self) -> Iterator[ImportedRun]:
        """Yield the runs by name; of equal names in the table the later ones get a number."""
        for path in self._files.claim.files:
            self._read(path)
        for name in dict.fromkeys([*self._rows, *self._series]):
            yield name, self._records(name)

    def _read(self, path: str) -> None:
        try:
            with self._files.open(path) as raw:
                text = io.TextIOWrapper(io.BufferedReader(raw), "utf-8-sig", "replace", newline="")  # type: ignore[type-var]
                rows = csv.reader(text)
                names = next(rows, [])
                if is_runs_table(names):
                    self._read_table(names, rows, path)
                elif is_chart(names):
                    self._read_chart(names, rows, path)
        except OverLimitError as over:
            self._report.end_early(over, where=path)
        except csv.Error as error:
            self._report.note(f"not CSV: {error}", _COPY_FIX, where=path)
        except OSError as error:
            what = f"cannot be read: {error.strerror or 'unknown reason'}"
            self._report.note(what, "Check the file and its permissions.", where=path)

    def _read_table(self, names: list[str], rows: Iterator[list[str]], path: str) -> None:
        for row in rows:
            if len(row) != len(names):
                if row:
                    what = "a row has more or fewer cells than there are columns: it is left out"
                    self._report.reject(sum(map(len, row)), what, _COPY_FIX, where=path)
                continue
            if len(self._rows) >= _MOST_RUNS:
                self._report.note(f"more than {_MOST_RUNS:,} runs: the others are left out", _COPY_FIX, where=path)
                break
            cells = dict(zip(names, row, strict=True))
            self._report.collected.spend(1, VALUE * len(row) + sum(map(len, row)) // VALUE)
            name, number = cells["Name"], self._counts.get(cells["Name"], 1)
            while name in self._rows:
                number += 1
                name = f"{cells['Name']} ({number})"
            self._counts[cells["Name"]] = number
            self._rows[name] = cells

    def _read_chart(self, names: list[str], rows: Iterator[list[str]], path: str) -> None:
        known = set(names)
        lines = [at for at, name in enumerate(names) if at and " - " in name and name + _RANGE[0] in known]
        axis: list[float] = []
        values: list[list[float | None]] = [[] for _ in lines]
        try:
            for row in filter(None, rows):
                self._report.collected.spend(1, VALUE * (1 + len(lines)))
                axis.append(math.nan if (first := _number(row[0])) is None else first)
                for column, at in zip(values, lines, strict=True):
                    column.append(_number(row[at]) if at < len(row) else None)
        except OverLimitError as over:
            self._report.end_early(over, where=path)
            del axis[min(map(len, values), default=0) :]  # the time may end within a row
            values = [column[: len(axis)] for column in values]
        points = np.array(axis, np.float64)
        for column, at in zip(values, lines, strict=True):
            run, _, metric = names[at].rpartition(" - ")
            chosen = np.array([value is not None for value in column], np.bool_)
            numbers = np.array([value for value in column if value is not None], np.float64)
            steps, times = _axis(names[0], points[chosen])
            self._series.setdefault(run, {})[metric] = Columns(steps, times, {metric: (None, numbers)})

    def _records(self, name: str) -> Iterator[Item]:
        cells = self._rows.get(name, {})
        params, scores = _sort(cells)
        start = _start(name, cells, params)
        yield start
        yield from self._series.get(name, {}).values()
        scores = {key: value for key, value in scores.items() if key not in self._series.get(name, {})}
        status = _ENDS.get(cells["State"].lower()) if "State" in cells else "finished"
        if scores:
            # What a run that did not finish logged last is no result of it.
            yield {"type": "summary", "values": scores} if status == "finished" else {"type": "log", "metrics": scores}
        if status is not None:
            end: Record = {"type": "end", "status": status}
            runtime = _number(cells.get("Runtime", ""))
            yield end | (
                {"time": start["time"] + runtime}
                if "time" in start and runtime is not None and 0 <= runtime < 1e10
                else {}
            )


def _number(text: str) -> float | None:
    """A cell without a number is no value; NaN is one."""
    try:
        return float(text)
    except ValueError:
        return None


def _axis(name: str, points: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[Any, Any]:
    """Steps and times of the points of a line, by what its axis is."""
    count = points.size
    nothing = np.full(count, np.nan)
    if name == "Wall Time":
        return np.arange(count), points / 1000 if count and np.nanmax(points) > 1e11 else points
    whole = np.isfinite(points).all() and (np.abs(points) < EXACT).all() and (points == np.floor(points)).all()
    return (points.astype(np.int64) if whole else np.arange(count)), nothing


def _sort(cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return params and scores."""
    params: dict[str, Any] = {}
    scores: dict[str, Any] = {}
    for key, cell in cells.items():
        if key in _OWN or not cell or key.startswith("_"):
            continue
        value = _cell(cell)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        name = key.rpartition("/")[2]
        result = cell in NON_FINITE or (is_number and _RESULT.search(key) and not _HYPER.search(name))
        (scores if result else params)[key] = value
    return params, scores


def _cell(cell: str) -> Any:
    if cell in {"true", "false"}:
        return cell == "true"
    value = as_param(cell)
    # JavaScript writes 1e-7 what Python writes as 1e-07: the same number.
    number = float(cell) if value == cell and _SCIENTIFIC.fullmatch(cell) else math.nan
    return number if math.isfinite(number) else value


def _start(name: str, cells: dict[str, str], params: dict[str, Any]) -> Record:
    nested = nest(params)
    seed = take_seed(nested)
    job, sweep = cells.get("Job Type", ""), cells.get("Sweep", "")
    tags = [tag.strip() for tag in cells.get("Tags", "").split(",")]
    fields = {
        "time": _time(cells.get("Created", "")),
        "name": name,
        "params": nested,
        "seed": seed,
        "group": cells.get("Group", "") or (f"sweep {sweep}" if sweep else ""),
        "tags": list(dict.fromkeys(tag for tag in [*tags, job] if tag)),
        "notes": "" if cells.get("Notes") in {None, "-"} else cells["Notes"],
        "environment": {"commit": cells["Commit"]} if cells.get("Commit") else {},
    }
    said = {key: value for key, value in fields.items() if value not in (None, "", [], {})}
    return {"xreport": FORMAT, "type": "start", **said}


def _time(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo else None
