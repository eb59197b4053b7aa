"""CodeCarbon: ``emissions.csv``, a row for each tracker. What it measured belongs to a run that another tool logged."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from xreport.importers.forms.cells import header_cells, read_rows
from xreport.importers.forms.documents import read_bytes, seconds
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Record, Refusal
from xreport.importers.kit.report import Report

BESIDE: Final = "beside"
"""The key of a start record that says: these values belong to another run, and how to find it."""
TASKS: Final = "CodeCarbon's tasks inside a run"
_NEEDED: Final = {"timestamp", "project_name", "duration", "emissions", "energy_consumed"}
_TASK: Final = "task_name"
_NEEDED_OF_TASKS: Final = {_TASK, "run_id", "emissions", "energy_consumed"}
_NAMED: Final = re.compile(r"emissions.*\.csv(?:(?:_\d+)?\.bak)?", re.DOTALL | re.IGNORECASE)
"""Where a new version has other columns, it puts the table that it finds aside as ``emissions.csv.bak``."""
_AMOUNTS: Final = {
    "energy_consumed": "energy_kwh",
    "cpu_energy": "cpu_energy_kwh",
    "gpu_energy": "gpu_energy_kwh",
    "ram_energy": "ram_energy_kwh",
    "emissions": "emissions_kg",
    "water_consumed": "water_l",
    "duration": "tracked_seconds",
}
"""What adds up over several trackers: CodeCarbon's column, and what it is called here."""
_TEXTS: Final = {"country_name": "country", "cloud_provider": "cloud_provider", "cloud_region": "cloud_region"}
_SCORES: Final = {"energy_kwh": "kWh", "emissions_kg": "kg"}
_FIX: Final = "Restore the file from a copy. All other rows are read."


class CodeCarbonImporter:
    """Reads ``emissions.csv`` of CodeCarbon: each tracker is put to the run that it watched, else it is a run itself.

    Read: energy (whole, and of processor, graphics card, memory), emissions, water, duration, country, hardware.
    Of several rows of one tracker the last one counts, for each holds all before it.
    The tasks of a tracker are parts of it: their file is read only where the whole is missing, and added up.
    Left: coordinates, powers at the end.
    """

    name = "codecarbon"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each table that has CodeCarbon's columns."""
        tables = {path: set(header_cells(listing.head(path), ",")) for path in listing.files if _is_named(path)}
        whole = [path for path, columns in tables.items() if columns >= _NEEDED and _TASK not in columns]
        folders = {posixpath.dirname(path) for path in whole}
        found: list[Claim | Aside] = [Claim(path, (path,)) for path in whole]
        for path, columns in tables.items():
            if columns >= _NEEDED_OF_TASKS:
                alone = posixpath.dirname(path) not in folders
                found.append(Claim(path, (path,)) if alone else Aside((path,), TASKS))
        return found or Refusal("no emissions.csv of CodeCarbon")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield a run for each tracker."""
        (path,) = files.claim.files
        data = read_bytes(files, path, report)
        if data is None:
            return
        trackers = _last_of_each(_rows(data, path, report))
        for key, row in trackers.items():
            yield key, _records(row, posixpath.dirname(path), len(trackers), report, path)


def _is_named(path: str) -> bool:
    return _NAMED.fullmatch(posixpath.basename(path)) is not None


def _rows(data: bytes, path: str, report: Report) -> Iterator[dict[str, str]]:
    header, *rows = [row.cells for row in read_rows(data, path, report, _FIX)] or [[]]
    return (dict(zip(map(str.strip, header), row, strict=True)) for row in rows)


def _last_of_each(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Rows by tracker, what its tasks took added up. Versions without ids wrote one row each."""
    found: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, 1):
        key = row.get("run_id", "").strip() or f"row-{number}"
        found[key] = _added(found[key], row) if _TASK in row and key in found else row
    return found


def _added(before: Mapping[str, str], row: Mapping[str, str]) -> dict[str, str]:
    pairs = {column: (_number(before.get(column, "")), _number(row.get(column, ""))) for column in _AMOUNTS}
    sums = {
        column: repr(one + other) for column, (one, other) in pairs.items() if one is not None and other is not None
    }
    return {**row, **sums}


def _records(row: Mapping[str, str], folder: str, count: int, report: Report, path: str) -> Iterator[Record]:
    amounts = {}
    for column, name in _AMOUNTS.items():
        value = _number(row.get(column, ""))
        if value is not None:
            amounts[name] = value
        elif column in _NEEDED:
            report.reject(0, f"a row whose {column} is no number", _FIX, where=path)
    # The clock of the machine, without its zone.
    ended = seconds(row.get("timestamp", ""))
    passed = amounts.get("tracked_seconds")
    begun = ended - passed if ended is not None and passed is not None and 0 <= passed < 1e10 else None
    id_, experiment, project = (row.get(key, "").strip() for key in ("run_id", "experiment_id", "project_name"))
    cpus, memory = _number(row.get("cpu_count", "")), _number(row.get("ram_total_size", ""))
    yield start(
        time=begun,
        project="" if project == "codecarbon" else project,
        name=f"emissions-{id_[:8]}" if id_ else "",
        environment=said(
            {
                "python": row.get("python_version", ""),
                "hardware": said(
                    {
                        "cpu": row.get("cpu_model", ""),
                        "cpus": int(cpus) if cpus is not None and 0 < cpus < 1e6 else None,
                        "gpu": row.get("gpu_model", ""),
                        "memory_gb": memory,
                    }
                ),
            }
        ),
        beside={
            "ids": [one for one in (id_, experiment) if one],
            "tracker": id_,
            "folder": folder,
            "trackers": count,
            "begun": begun,
            "ended": ended,
            "amounts": amounts,
            "texts": {name: row[column] for column, name in _TEXTS.items() if row.get(column)},
        },
    )
    yield from amount_records([(amounts, {name: row[column] for column, name in _TEXTS.items() if row.get(column)})])
    if ended is not None:
        yield {"type": "update", "time": ended}


def amount_records(measured: Sequence[tuple[Mapping[str, float], Mapping[str, str]]]) -> Iterator[Record]:
    """Yield what some trackers measured of one run: amounts add up, of texts the last counts."""
    total: dict[str, Any] = {}
    for amounts, texts in measured:
        for name, value in amounts.items():
            total[name] = total.get(name, 0.0) + value
        total |= texts
    if not total:
        return
    yield {"type": "update", "environment": total}
    for name, unit in _SCORES.items():
        if name in total:
            yield {"type": "metric", "key": name, "unit": unit, "direction": "min"}
    scores = {name: total[name] for name in _SCORES if name in total}
    if scores:
        yield {"type": "summary", "values": scores}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value - value == 0 else None
