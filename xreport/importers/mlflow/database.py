"""SQLite databases of MLflow 1.x to 3.x, opened to be read and nothing else."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from xreport.importers.mlflow.artifacts import artifacts_by_run
from xreport.importers.mlflow.filestore import DELETED
from xreport.importers.mlflow.layout import TRACES
from xreport.importers.mlflow.points import make_points
from xreport.importers.mlflow.related import Related, text
from xreport.importers.mlflow.run import MlflowRun, milliseconds, records
from xreport.importers.protocol import Files, ImportedRun
from xreport.importers.report import Report
from xreport.importers.sqlite import has_tables, is_readable, opened, tables_of

_TABLES: Final = {"experiments", "runs", "metrics", "params", "tags"}
_SIGNS: Final = (b"lifecycle_stage", b"run_uuid", b"artifact_uri")
_LARGEST: Final = 1.7976931348623157e308
"""What MLflow writes into a database for an infinite value."""
_FIX: Final = "Restore the database from a copy, or mend it with the sqlite3 tool."

Row = tuple[Any, ...]


def looks_like_mlflow(location: str) -> bool:
    """Return whether a database has the tables of MLflow. A database that cannot be read has none."""
    return has_tables(location, _TABLES)


def was_mlflow(location: str, head: bytes) -> bool:
    """Return whether a database that cannot be read has names of MLflow's columns in its first bytes.

    It is claimed, so that a copy that was cut off is an issue, and not passed over as some binary.
    """
    return all(sign in head for sign in _SIGNS) and not is_readable(location)


def read_database(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the runs of a database that were not deleted."""
    path = files.claim.files[0]
    try:
        with opened(files, path) as connection:
            yield from _Database(connection, files, report).runs()
    except sqlite3.Error as error:
        report.note(f"the database cannot be read: {error}", _FIX, where=path)


class _Database:
    def __init__(self, connection: sqlite3.Connection, files: Files, report: Report) -> None:
        self._connection = connection
        self._report = report
        self._files = files
        self._path = files.claim.files[0]
        self._tables = tables_of(connection)
        self._experiments = {
            id_: (text(name), stage)
            for id_, name, stage in self._rows("experiments", "experiment_id name lifecycle_stage")
        }

    def runs(self) -> Iterator[ImportedRun]:
        """Yield the runs by id; rows of the other tables come in the same order, one run at a time."""
        artifacts = artifacts_by_run((*self._files.claim.files, *self._files.claim.context))
        by_run = "ORDER BY run_uuid, rowid"
        params = _ByRun(self._rows("params", "run_uuid key value", by_run))
        tags = _ByRun(self._rows("tags", "run_uuid key value", by_run))
        metrics = _ByRun(self._rows("metrics", "run_uuid key value timestamp step is_nan", by_run))
        related = Related(self._rows)
        columns = "run_uuid name status start_time end_time lifecycle_stage experiment_id"
        for id_, name, status, started, ended, stage, experiment in self._rows("runs", columns, "ORDER BY run_uuid"):
            project, project_stage = self._experiments.get(experiment, ("", None))
            if not isinstance(id_, str):
                self._report.note("a run whose id is no text: it is left out", _FIX, where=self._path)
                continue
            if "deleted" in {stage, project_stage}:
                self._report.skip(DELETED)
                continue
            run = MlflowRun(
                id=id_,
                experiment=project,
                name=text(name),
                status=text(status),
                started=milliseconds(started),
                ended=milliseconds(ended),
                params={text(row[1]): text(row[2]) for row in params.take(id_)},
                tags={text(row[1]): text(row[2]) for row in tags.take(id_)},
                data=related.data.get(id_, []),
                models=related.models.get(id_, []),
                facts=related.facts.get(id_, {}),
                artifacts=list(artifacts.get(id_, ())),
            )
            self._take_metrics(run, metrics.take(id_))
            yield id_, records(run, self._files, self._report)
        for (count,) in (
            self._connection.execute("SELECT count(*) FROM trace_info") if "trace_info" in self._tables else ()
        ):
            if count:
                self._report.skip(TRACES, count)

    def _take_metrics(self, run: MlflowRun, rows: Iterator[Row]) -> None:
        found: dict[str, list[tuple[int, float, int]]] = {}
        for _, key, value, stamp, step, is_nan in rows:
            if type(value) is not float or type(stamp) is not int or type(step) is not int or type(key) is not str:
                number = _number(value)
                if number is None or not isinstance(stamp, int) or not isinstance(step, int | None):
                    what = "a metric's row whose value, time or step is no number: it is left out"
                    self._report.reject(0, what, _FIX, where=f"{self._path}#{run.id}")
                    continue
                key, value, step = text(key), number, step or 0  # noqa: PLW2901
            if is_nan == 1:
                value = math.nan  # noqa: PLW2901
            elif abs(value) == _LARGEST:
                value = math.copysign(math.inf, value)  # noqa: PLW2901
            found.setdefault(key, []).append((stamp, value, step))
        run.metrics = {key: make_points(points) for key, points in found.items()}

    def _rows(self, table: str, columns: str, order: str = "") -> Iterator[Row]:
        """Return rows; a column that this version of MLflow does not have yet is NULL, a missing table empty."""
        known = self._tables.get(table, set())
        chosen = ", ".join(f'"{name}"' if name in known else "NULL" for name in columns.split())
        if not known:
            return iter(())
        return iter(self._connection.execute(f'SELECT {chosen} FROM "{table}" {order}'))  # noqa: S608 - ours alone


class _ByRun:
    """Rows that come sorted by run, taken run by run, so that no more than one run is in memory."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next: Row | None = next(rows, None)

    def take(self, run: str) -> Iterator[Row]:
        """Yield the rows of a run; those of runs that came before, and were not asked for, are passed over."""
        while (row := self._next) is not None:
            # SQLite sorts NULL and numbers before texts, and bytes after them.
            if isinstance(row[0], bytes) or (isinstance(row[0], str) and row[0] > run):
                return
            if row[0] == run:
                yield row
            self._next = next(self._rows, None)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def artifact_files(paths: Sequence[str]) -> list[str]:
    """Return the files among these that runs stored."""
    return [file.path for files in artifacts_by_run(paths).values() for file in files]
