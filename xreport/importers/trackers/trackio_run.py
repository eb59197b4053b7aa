"""A run of Trackio, wherever its rows come from, and the records that it becomes."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from xreport.format.limits import LARGEST_IMAGE, MOST_BINS, MOST_ROWS
from xreport.importers.forms.documents import list_of, number_of, seconds, text_of
from xreport.importers.kit.fields import start
from xreport.importers.kit.images import image_record
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Files, Record
from xreport.importers.kit.report import Report

_TYPE: Final = "_type"
_TABLE: Final = "trackio.table"
_HISTOGRAM: Final = "trackio.histogram"
_IMAGE: Final = "trackio.image"
MOST_ALERTS: Final = 100
_DEEPEST: Final = 40


class Row(NamedTuple):
    """What was logged at once."""

    step: int | None
    time: float | None
    values: dict[str, Any]


@dataclass(slots=True)
class TrackioRun:
    """Everything is what the store holds."""

    id: str
    name: str
    project: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    alerts: list[tuple[Any, Any, Any, Any]] = field(default_factory=list)
    artifacts: list[Record] = field(default_factory=list)
    rows: Iterable[Row] = field(default_factory=list)
    system: Iterable[Row] = field(default_factory=list)


def decode_blob(blob: Any) -> dict[str, Any] | None:
    """Return the object that a column of JSON holds, None where it holds none."""
    if not isinstance(blob, str | bytes):
        return None
    try:
        found = json.loads(blob)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and not _is_deep(found, 0) else None


def _is_deep(value: Any, depth: int) -> bool:
    if depth > _DEEPEST:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_is_deep(one, depth + 1) for one in inner if isinstance(one, dict | list))


def records(run: TrackioRun, files: Files, report: Report) -> Iterator[Record]:
    """Yield a run as the logger would have written it."""
    config = {key: value for key, value in run.config.items() if not key.startswith("_")}
    begun = seconds(text_of(run.config, "_Created"))
    described = start(
        run=run.id,
        time=begun,
        project=run.project,
        name=run.name,
        group=text_of(run.config, "_Group"),
        seed=take_seed(config),
        params=config,
    )
    yield described
    for row in run.rows:
        begun = row.time if begun is None else begun
        numbers = {key: value for key, value in row.values.items() if not _is_object(value)}
        if numbers:
            yield _log(row.step, row.time, numbers)
        for key, value in row.values.items():
            if _is_object(value):
                record = _object(key, value, row, files, report)
                if record:
                    yield record
    for row in run.system:
        begun = row.time if begun is None else begun
        passed = int(row.time - begun) if row.time is not None and begun is not None else None
        yield _log(passed, row.time, {f"system/{key}": value for key, value in row.values.items()})
    for stamp, title, text, step in run.alerts[:MOST_ALERTS]:
        said = ": ".join(str(one) for one in (title, text) if one)
        note: Record = {"type": "note", "notes": said + (f" (step {step})" if step is not None else "")}
        time = seconds(stamp) if isinstance(stamp, str) else None
        yield note if time is None else note | {"time": time}
    yield from run.artifacts


def _log(step: int | None, time: float | None, metrics: dict[str, Any]) -> Record:
    record: Record = {"metrics": metrics}
    if step is not None:
        record["step"] = step
    if time is not None:
        record["time"] = time
    return record


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get(_TYPE), str)


def _object(key: str, value: dict[str, Any], row: Row, files: Files, report: Report) -> Record | None:
    """Return a table, histogram or image; None for what is not taken over, which is counted."""
    where = {name: one for name, one in (("step", row.step), ("time", row.time)) if one is not None}
    kind = value[_TYPE]
    found: Record | None = None
    if kind == _TABLE:
        found = _table(list_of(value, "_value"))
    elif kind == _HISTOGRAM:
        found = _histogram(list_of(value, "bins"), list_of(value, "values"))
    elif kind == _IMAGE:
        return _image(key, value, row, files, report)
    if found is None:
        report.skip("a logged object of Trackio of another kind")
        return None
    return {**found, "key": key, **where}


def _table(rows: list[Any]) -> Record | None:
    whole = [row for row in rows if isinstance(row, dict)]
    if not whole:
        return None
    columns = list(dict.fromkeys(str(name) for row in whole for name in row))
    cells = [[row.get(name) for name in columns] for row in whole[:MOST_ROWS]]
    return {"type": "table", "columns": columns, "rows": cells, "count": len(whole)}


def _histogram(edges: list[Any], counts: list[Any]) -> Record | None:
    limits = [number_of(one) for one in edges]
    numbers = [number_of(one) for one in counts]
    if None in limits or None in numbers or not 0 < len(numbers) <= MOST_BINS or len(limits) != len(numbers) + 1:
        return None
    return {"type": "histogram", "edges": limits, "counts": numbers}


def _image(key: str, value: dict[str, Any], row: Row, files: Files, report: Report) -> Record | None:
    """The image, where its file lies in the folder of media beside the database; nothing else is ever opened."""
    name = text_of(value, "file_path").replace("\\", "/")
    path = posixpath.join(posixpath.dirname(files.claim.at), "media", name)
    data = b""
    if name and path in files.claim.files:
        try:
            data = files.read(path, LARGEST_IMAGE)
        except OSError:
            data = b""
    found = image_record(data, key, step=row.step, time=row.time, caption=text_of(value, "caption"))
    if found is None:
        report.skip("an image of Trackio that is not there, or is none")
    return found
