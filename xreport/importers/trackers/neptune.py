"""Neptune: the Parquet files of neptune-exporter."""

from __future__ import annotations

import math
import posixpath
import re
from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import numpy as np

from xreport.format.limits import MOST_BINS, MOST_STEP
from xreport.importers.forms.parquet import has_columns, read_rows
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.fields import start
from xreport.importers.kit.kept import Kept, TooMuchError
from xreport.importers.kit.params import nest, take_seed
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.text import short_hash

_COLUMNS: Final = (
    "project_id", "run_id", "attribute_path", "attribute_type", "float_value", "string_set_value",
)  # fmt: skip
_READ: Final = {
    *_COLUMNS, "step", "timestamp", "int_value", "string_value", "bool_value", "datetime_value", "histogram_value",
}  # fmt: skip
_PART: Final = re.compile(r"(.+)_part_(\d+)\.parquet", re.DOTALL)
_SAFE_ID: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}")
_PLAIN: Final = {
    "float": "float_value",
    "int": "int_value",
    "string": "string_value",
    "bool": "bool_value",
    "datetime": "datetime_value",
}
_SERIES: Final = "float_series"
_TEXTS: Final = "string_series"
_MOST_TEXTS: Final = 10_000
_VALUE: Final = 100
_SERIES_OBJECT: Final = 1000
"""Bytes that a value and a series take besides their names, roughly."""
_SYSTEM: Final = "sys/"
_MONITORED: Final = "monitoring/"
_PRIVATE: Final = {"sys/owner", "sys/hostname", "sys/location"}
_FIX: Final = "Export the run again."


class NeptuneImporter:
    """Reads what neptune-exporter saved of Neptune 2 and 3: ``<project>/<run>_part_<n>.parquet``, each run its parts.

    Read: float series with steps and times (a fractional step is kept as the place in the series), parameters,
    tags, name, description, commit, state, failure, creation and end; texts' last values, histograms, names of files.
    Left: files themselves, owners, hosts, captured output. Needs ``xreport[parquet]``.
    """

    name = "neptune"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim the parts of each run together."""
        runs: dict[str, list[tuple[int, str]]] = {}
        for path in listing.files:
            named = _PART.fullmatch(path)
            if named and len(named[2]) < 9 and has_columns(listing, path, *_COLUMNS):
                runs.setdefault(named[1], []).append((int(named[2]), path))
        if not runs:
            return Refusal("no Parquet of neptune-exporter")
        return [Claim(run, tuple(path for _, path in sorted(parts))) for run, parts in sorted(runs.items())]

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of some parts."""
        run = _Run(files, report)
        for path in files.claim.files:
            try:
                for row in read_rows(files, path, report, _READ):
                    run.take(row, path)
            except TooMuchError as error:
                report.reject(0, error.what, error.fix, where=path)
                break
        if run.rows:
            yield "", run.items()


class _Run:
    """The attributes of one run."""

    def __init__(self, files: Files, report: Report) -> None:
        self._report = report
        self._at = files.claim.at
        self._folder = posixpath.basename(posixpath.dirname(files.claim.at))
        self.rows = 0
        self._ids = ("", "")
        self._plain: dict[str, Any] = {}
        self._keep = Kept(files.limits).keep
        self._series: dict[str, tuple[array[int], array[float], array[float]]] = {}
        self._fractions: set[str] = set()
        self._texts: dict[str, Any] = {}
        self._objects: list[Record] = []

    def take(self, row: dict[str, Any], path: str) -> None:
        """Take a row: one value of one attribute."""
        name, kind = row.get("attribute_path"), row.get("attribute_type")
        if not isinstance(name, str) or not isinstance(kind, str):
            self._report.reject(0, "a row without an attribute: it is left out", _FIX, where=path)
            return
        self.rows += 1
        self._ids = (str(row.get("project_id") or "") or self._ids[0], str(row.get("run_id") or "") or self._ids[1])
        if kind == _SERIES:
            self._point(name, row)
        elif kind == _TEXTS:
            if len(self._texts) < _MOST_TEXTS and row.get("string_value") is not None:
                said = str(row["string_value"])
                self._keep(name, said)
                self._texts[name] = said
        elif kind == "histogram_series":
            self._histogram(name, row)
        else:
            self._other(name, kind, row)

    def _other(self, name: str, kind: str, row: dict[str, Any]) -> None:
        self._keep(
            name, *map(str, _listed(row.get("string_set_value"))), str(row.get("string_value") or ""), more=_VALUE
        )
        if kind in {"file", "file_series"}:
            if len(self._objects) < _MOST_TEXTS:
                self._objects.append({"type": "artifact", "path": name})
        elif kind == "string_set":
            self._plain[name] = [one for one in _listed(row.get("string_set_value")) if isinstance(one, str)]
        elif kind in _PLAIN:
            value = row.get(_PLAIN[kind])
            self._plain[name] = value if isinstance(value, str | int | float | datetime | None) else str(value)
        else:
            self._report.skip("an attribute of Neptune of another kind")

    def _point(self, name: str, row: dict[str, Any]) -> None:
        value = row.get("float_value")
        if not isinstance(value, int | float):
            return
        if name not in self._series:
            self._keep(name, more=_SERIES_OBJECT)
            self._series[name] = array("q"), array("d"), array("d")
        steps, times, values = self._series[name]
        step = row.get("step")
        whole = None if step is None else _whole(step)
        if whole is None and step is not None:
            self._fractions.add(name)
        steps.append(len(steps) if whole is None else whole)
        times.append(_time(row.get("timestamp"), math.nan))
        values.append(float(value))

    def _histogram(self, name: str, row: dict[str, Any]) -> None:
        found = row.get("histogram_value")
        edges, counts = (
            (_listed(found.get(key)) for key in ("edges", "values")) if isinstance(found, dict) else ([], [])
        )
        if not 0 < len(counts) <= MOST_BINS or len(edges) != len(counts) + 1 or None in edges or None in counts:
            self._report.skip("a histogram of Neptune that is not shown")
            return
        step = _whole(row.get("step"))
        self._keep(name, more=_VALUE * len(edges))
        record: Record = {"type": "histogram", "key": name, "edges": edges, "counts": counts}
        self._objects.append(record if step is None else record | {"step": step})

    def items(self) -> Iterator[Item]:
        """Yield the run as the logger would have written it."""
        plain = self._plain
        params = {
            name.removeprefix("parameters/"): value
            for name, value in plain.items()
            if not name.startswith((_SYSTEM, _MONITORED, "source_code/")) and not isinstance(value, datetime | list)
        }
        params = {name.replace("/", "."): value for name, value in params.items() if value is not None}
        seed = take_seed(params)
        project, run = self._ids
        yield start(
            run=_run_id(project, run),
            time=_time(plain.get("sys/creation_time"), None),
            project=project.rpartition("/")[2] or self._folder,
            name=_text(plain.get("sys/name")) or _text(plain.get("sys/custom_run_id")) or run,
            seed=seed,
            params=nest(params),
            tags=[*_listed(plain.get("sys/tags")), *_listed(plain.get("sys/group_tags"))],
            notes=_text(plain.get("sys/description")),
            environment={"commit": commit} if (commit := _commit(plain)) else {},
        )
        for name, (steps, times, values) in self._series.items():
            if name in self._fractions:
                # Steps between integers: the order of the points tells as much, and no two become one.
                what = "steps that are no integers: the place in the series stands for them"
                self._report.note(what, "Nothing need be done; values and times are exact.", where=f"{self._at}#{name}")
                steps = array("q", range(len(values)))  # noqa: PLW2901
            numbers, stamps = np.array(steps, np.int64), np.array(times, np.float64)
            yield Columns(numbers, stamps, {_shown(name): (None, np.array(values, np.float64))})
        facts = {name: value for name, value in self._texts.items() if not name.startswith(_MONITORED)}
        lists = {name: value for name, value in plain.items() if isinstance(value, list) and not _is_system(name)}
        facts |= {name: ", ".join(value) for name, value in lists.items()}
        if facts:
            yield {"type": "fact", "values": facts}
        yield from self._objects
        yield from self._end()

    def _end(self) -> Iterator[Record]:
        plain = self._plain
        last = _time(plain.get("sys/modification_time"), None)
        ended: Record = {} if last is None else {"time": last}
        if _text(plain.get("sys/state")).lower() in {"running", "active"}:
            yield {"type": "update", **ended}
        else:
            yield {"type": "end", "status": "failed" if plain.get("sys/failed") is True else "finished", **ended}


def _shown(name: str) -> str:
    """What Neptune watched of the machine is of the system, as everywhere here."""
    return f"system/{name.removeprefix(_MONITORED)}" if name.startswith(_MONITORED) else name


def _is_system(name: str) -> bool:
    return name.startswith((_SYSTEM, "source_code/"))


def _run_id(project: str, run: str) -> str:
    """Ids of Neptune are unique in their project only."""
    safe = run if _SAFE_ID.fullmatch(run) else "run"
    return f"{safe.strip('.')}-{short_hash(f'{project}/{run}', 6)}" if run else ""


def _commit(plain: dict[str, Any]) -> str:
    names = ("source_code/git/commit/id", "source_code/git/commit_id", "source_code/git/commit/commit_id")
    return next((_text(plain[name]) for name in names if plain.get(name)), "")


def _whole(step: Any) -> int | None:
    """A decimal step as an integer, None where it is none."""
    try:
        number = int(step)
        return number if number == step and abs(number) < MOST_STEP else None
    except (TypeError, ValueError, ArithmeticError):
        return None


def _time(value: Any, otherwise: Any) -> Any:
    try:
        return value.timestamp() if isinstance(value, datetime) else otherwise
    except (ValueError, OverflowError):
        return otherwise


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
