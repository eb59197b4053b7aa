"""Trackio: its SQLite databases, one for each project, and the Parquet files that it makes of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from xreport.importers.forms.documents import seconds
from xreport.importers.forms.parquet import has_columns, read_rows
from xreport.importers.forms.sqlite import FAULTS, FIX, MAGIC, SIDE_FILES, Database, read_database, tables_at
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step
from xreport.importers.trackers.trackio_run import MOST_ALERTS, Row, TrackioRun, decode_blob, records

OWN: Final = "Trackio's own (locks, artifacts, traces)"
AGAIN: Final = "the Parquet of a Trackio database beside it"
TRACES: Final = "Trackio trace"
_NEEDED: Final = {"timestamp", "run_name", "step", "metrics"}
_SYSTEM: Final = "_system"
_CONFIGS: Final = "_configs"
_KINDS: Final = (_SYSTEM, _CONFIGS, "_traces", "_artifacts", "_artifact_versions", "_artifact_aliases")
_STRUCTURE: Final = {"id", "run_id", "timestamp", "run_name", "step", "log_id", "space_id", "created_at"}
_EXPORT: Final = "Export it again."
_CELL: Final = 8
"""For how many values of an array a value of a row counts, which is kept with its name."""
_RUN: Final = 1000
"""Bytes that a run takes besides its texts, roughly."""


class TrackioImporter:
    """Reads Trackio's databases, of versions with and without run ids, and its Parquet files where there is none.

    Read: configuration, group, start; every logged number with step and time; texts as facts; tables, histograms,
    images; system metrics; alerts as notes; artifacts with their versions. A database is opened to be read only.
    Left: names of users, traces (counted), files of artifacts, audio and video. Nothing in it tells that a run has
    ended.
    """

    name = "trackio"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each database with its media, and each Parquet file of metrics that has no database beside it."""
        databases = [path for path in listing.files if path.endswith(".db") and _is_ours(listing, path)]
        tables = [path for path in listing.files if path.endswith(".parquet") and _is_metrics(listing, path)]
        if not databases and not tables:
            return Refusal("no database of Trackio")
        return _claims(listing, databases, tables)

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the runs of a database."""
        if files.claim.at.endswith(".parquet"):
            yield from _Tables(files, report).runs()
            return
        yield from read_database(files, files.claim.at, report, lambda database: _Runs(database, files, report).runs())


def _is_ours(listing: Listing, path: str) -> bool:
    if listing.head(path, len(MAGIC)) != MAGIC:
        return False
    return (tables_at(listing, path) or {}).get("metrics", set()) >= _NEEDED


def _is_metrics(listing: Listing, path: str) -> bool:
    if path.removesuffix(".parquet").endswith(_KINDS):
        return False
    return has_columns(listing, path, "id", "timestamp", "run_name", "step")


def _claims(listing: Listing, databases: Sequence[str], tables: Sequence[str]) -> Iterator[Claim | Aside]:
    taken: set[str] = set()
    for path in databases:
        stem = path.removesuffix(".db")
        folder, name = posixpath.split(stem)
        media = listing.folder(posixpath.join(folder, "media", name))
        own = [path, *(path + end for end in SIDE_FILES if listing.is_file(path + end)), *media]
        taken.update(own)
        yield Claim(path, tuple(own))
        beside = [stem + kind + ".parquet" for kind in ("", *_KINDS) if listing.is_file(f"{stem}{kind}.parquet")]
        taken.update(beside)
        yield Aside(tuple(beside), AGAIN)
        rest = [f"{stem}.lock", f"{path}-shm"]
        yield Aside(tuple(one for one in rest if listing.is_file(one)), OWN)
    for path in tables:
        if path in taken:
            continue
        stem = path.removesuffix(".parquet")
        folder, name = posixpath.split(stem)
        parts = [one for kind in (_SYSTEM, _CONFIGS) if listing.is_file(one := f"{stem}{kind}.parquet")]
        yield Claim(path, (path, *parts, *listing.folder(posixpath.join(folder, "media", name))))
        rest = [one for kind in _KINDS[2:] if listing.is_file(one := f"{stem}{kind}.parquet")]
        yield Aside(tuple(rest), OWN)


class _Runs:
    """The runs of a database."""

    def __init__(self, database: Database, files: Files, report: Report) -> None:
        self._database = database
        self._files = files
        self._report = report
        self._path = files.claim.at
        self._tables = database.tables
        self._ended: Exception | None = None

    def runs(self) -> Iterator[ImportedRun]:
        """Yield the runs in the order in which they began; raise what ends the reading, after what was read."""
        project = posixpath.basename(self._path).removesuffix(".db")
        for key, run in self._identities().items():
            run.project = project
            run.config = self._config(key)
            run.alerts = list(islice(self._of("alerts", "timestamp title text step", key), MOST_ALERTS))
            run.artifacts = list(self._artifacts(key))
            run.rows = self._rows("metrics", key)
            run.system = self._rows("system_metrics", key)
            yield key, records(run, self._files, self._report)
            if self._ended is not None:
                raise self._ended
        if "traces" in self._tables:
            for (count,) in self._database.rows('SELECT count(*) FROM "traces"'):
                if count:
                    self._report.skip(TRACES, count)

    def _identities(self) -> dict[str, TrackioRun]:
        """Runs by what tells them apart: the id, or the name in databases that have no ids yet."""
        found: dict[str, TrackioRun] = {}
        for table in ("metrics", "configs", "system_metrics"):
            columns = self._tables.get(table, set())
            if "run_name" not in columns:
                continue
            id_ = "run_id" if "run_id" in columns else "NULL"
            place = "id" if "id" in columns else "rowid"
            seen: set[tuple[Any, Any]] = set()
            for one in self._database.rows(f'SELECT {id_}, run_name FROM "{table}" ORDER BY {place}'):  # noqa: S608 - ours
                if one in seen:
                    continue
                seen.add(one)
                run_id, name = map(_text, one)
                self._database.keep(run_id, name, more=_RUN)
                key = run_id or name
                if not key:
                    what = "rows without the name of their run: they are left out"
                    self._report.reject(0, what, FIX, where=f"{self._path}#{table}")
                elif key not in found or not found[key].name:
                    found[key] = TrackioRun(id=run_id, name=name)
        return found

    def _of(self, table: str, columns: str, key: str, order: str = "timestamp, id") -> Iterator[tuple[Any, ...]]:
        known = self._tables.get(table, set())
        if "run_name" not in known:
            return iter(())
        chosen = ", ".join(name if name in known else "NULL" for name in columns.split())
        own = "run_id" if "run_id" in known else "run_name"
        sorted_by = ", ".join(one for one in order.split(", ") if one in known) or "rowid"
        query = f'SELECT {chosen} FROM "{table}" WHERE {own} = ? ORDER BY {sorted_by}'  # noqa: S608 - ours
        return self._database.rows(query, (key,))

    def _rows(self, table: str, key: str) -> Iterator[Row]:
        for stamp, step, blob in self._until_it_ends(self._of(table, "timestamp step metrics", key)):
            values = decode_blob(blob)
            if values is None:
                what = "a row whose metrics are no JSON object: it is left out"
                self._report.reject(0, what, FIX, where=f"{self._path}#{key}")
                continue
            yield Row(as_step(step), seconds(_text(stamp)), values)

    def _until_it_ends(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Yield rows that others use up: what ends them too early is raised after the run."""
        try:
            yield from () if self._ended else rows
        except FAULTS as error:
            self._ended = error

    def _config(self, key: str) -> dict[str, Any]:
        config: dict[str, Any] = {}
        for (blob,) in self._of("configs", "config", key, "id"):
            found = decode_blob(blob)
            if found is None:
                what = "a configuration that is no JSON object: it is left out"
                self._report.reject(0, what, FIX, where=f"{self._path}#{key}")
            else:
                self._database.keep(_text(blob))
                config |= found
        return config

    def _artifacts(self, key: str) -> Iterator[dict[str, Any]]:
        if not {"run_artifact_links", "artifact_versions", "artifacts"} <= self._tables.keys():
            return
        for version, direction in self._of("run_artifact_links", "artifact_version_id direction", key, "id"):
            query = (
                'SELECT a.name, a.type, v.version, v.size_bytes FROM "artifact_versions" v '
                'JOIN "artifacts" a ON a.id = v.artifact_id WHERE v.id = ?'
            )
            for name, kind, number, size in self._database.rows(query, (version,)):
                role = "input" if direction == "input" else _text(kind) or "output"
                record = {"type": "artifact", "path": f"{_text(name)}:v{_text(number)}", "role": role}
                count = as_step(size)
                yield record if count is None else record | {"bytes": count}


class _Tables:
    """The Parquet files of a project: whole rows, a column for each metric."""

    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        self._stem = files.claim.at.removesuffix(".parquet")

    def runs(self) -> Iterator[ImportedRun]:
        found: dict[str, TrackioRun] = {}
        for kind in ("", _SYSTEM, _CONFIGS):
            path = f"{self._stem}{kind}.parquet"
            for row in (
                read_rows(self._files, path, self._report, weight=_CELL) if path in self._files.claim.files else ()
            ):
                self._take(row, kind, found, path)
        for key, run in found.items():
            run.project = posixpath.basename(self._stem)
            for rows in (run.rows, run.system):
                if isinstance(rows, list) and all(row.time is not None for row in rows):
                    rows.sort(key=lambda row: row.time or 0.0)  # as from a database
            yield key, records(run, self._files, self._report)

    def _take(self, row: dict[str, Any], kind: str, found: dict[str, TrackioRun], path: str) -> None:
        key = _text(row.get("run_id")) or _text(row.get("run_name"))
        if not key:
            what = "a row without the name of its run: it is left out"
            self._report.reject(0, what, _EXPORT, where=path)
            return
        run = found.setdefault(key, TrackioRun(id=_text(row.get("run_id")), name=_text(row.get("run_name"))))
        values = {name: value for name, value in row.items() if name not in _STRUCTURE and value is not None}
        if kind == _CONFIGS:
            run.config |= values
            return
        rows = run.system if kind else run.rows
        assert isinstance(rows, list)
        rows.append(Row(as_step(row.get("step")), seconds(_text(row.get("timestamp"))), values))


def _text(value: Any) -> str:
    """A text column, whatever is really there."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
