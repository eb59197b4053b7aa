"""SQLite databases of MLflow 1.x to 3.x, opened to be read and nothing else."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from xreport.importers.forms.sqlite import FAULTS, FIX, Database, Row, is_of_tool, read_database
from xreport.importers.kit.protocol import Files, ImportedRun, Listing
from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.artifacts import artifacts_by_run
from xreport.importers.trackers.mlflow.filestore import DELETED
from xreport.importers.trackers.mlflow.layout import TRACES
from xreport.importers.trackers.mlflow.points import Points
from xreport.importers.trackers.mlflow.related import Related, text
from xreport.importers.trackers.mlflow.run import QUEUED, MlflowRun, milliseconds, never_began, records

_TABLES: Final = {"experiments", "runs", "metrics", "params", "tags"}
_SIGNS: Final = (b"lifecycle_stage", b"run_uuid", b"artifact_uri")
_RUN: Final = 500
_METRIC: Final = 500
"""Bytes that a run and a metric take besides their texts, roughly."""
_LARGEST: Final = 1.7976931348623157e308
"""What MLflow writes into a database for an infinite value."""


def is_mlflow(listing: Listing, path: str) -> bool:
    """Return whether a database has the tables of MLflow."""
    return is_of_tool(listing, path, _TABLES, _SIGNS)


def read_runs(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the runs of a database that began and were not deleted."""
    path = files.claim.files[0]
    return read_database(files, path, report, lambda database: _Reading(database, files, report).runs())


class _Values:
    """The values of a metric, row by row."""

    def __init__(self) -> None:
        self._stamps, self._values, self._steps = array("q"), array("d"), array("q")

    def add(self, stamp: int, value: float, step: int) -> None:
        self._stamps.append(stamp)
        self._values.append(value)
        self._steps.append(step)

    def points(self) -> Points:
        """Return all of them."""
        return Points(
            np.frombuffer(self._stamps, np.int64),
            np.frombuffer(self._values, np.float64),
            np.frombuffer(self._steps, np.int64),
        )


class _Reading:
    def __init__(self, database: Database, files: Files, report: Report) -> None:
        self._database = database
        self._report = report
        self._files = files
        self._path = files.claim.files[0]
        self._runs: dict[str, MlflowRun] = {}
        self._values: dict[str, dict[str, _Values]] = {}

    def runs(self) -> Iterator[ImportedRun]:
        """Yield the runs by id, with all that was read before something ended the reading; then raise that."""
        related = Related(self._rows, self._database.keep)
        ended: Exception | None = None
        try:
            self._take_runs()
            self._take_texts()
            related.read()
            self._take_metrics()
        except FAULTS as error:
            ended = error
        artifacts = artifacts_by_run((*self._files.claim.files, *self._files.claim.context))
        for id_ in sorted(self._runs):
            run = self._runs.pop(id_)
            run.data = related.data.get(id_, [])
            run.models = related.models.get(id_, [])
            run.facts = related.facts.get(id_, {})
            run.artifacts = list(artifacts.get(id_, ()))
            run.metrics = {key: values.points() for key, values in self._values.pop(id_, {}).items()}
            if never_began(run):
                self._report.skip(QUEUED)
                continue
            yield id_, records(run, self._files, self._report)
        if ended is not None:
            raise ended
        if "trace_info" in self._database.tables:
            for (count,) in self._database.rows("SELECT count(*) FROM trace_info"):
                if count:
                    self._report.skip(TRACES, count)

    def _take_runs(self) -> None:
        experiments = {
            id_: (text(name), stage)
            for id_, name, stage in self._rows("experiments", "experiment_id name lifecycle_stage")
        }
        columns = "run_uuid name status start_time end_time lifecycle_stage experiment_id"
        for id_, name, status, started, ended, stage, experiment in self._rows("runs", columns):
            project, project_stage = experiments.get(experiment, ("", None))
            if not isinstance(id_, str):
                self._report.note("a run whose id is no text: it is left out", FIX, where=self._path)
                continue
            if "deleted" in {stage, project_stage}:
                self._report.skip(DELETED)
                continue
            self._database.keep(id_, text(name), more=_RUN)
            self._runs[id_] = MlflowRun(
                id=id_,
                experiment=project,
                name=text(name),
                status=text(status),
                started=milliseconds(started),
                ended=milliseconds(ended),
            )

    def _take_texts(self) -> None:
        for table in ("params", "tags"):
            for id_, name, said in self._rows(table, "run_uuid key value"):
                run = self._runs.get(id_)
                if run is not None:
                    key, value = text(name), text(said)
                    self._database.keep(key, value)
                    (run.params if table == "params" else run.tags)[key] = value

    def _take_metrics(self) -> None:
        runs, found = self._runs, self._values
        for id_, key, value, stamp, step, is_nan in self._rows(
            "metrics", "run_uuid key value timestamp step is_nan", "ORDER BY rowid"
        ):
            if id_ not in runs:
                continue
            if type(value) is not float or type(stamp) is not int or type(step) is not int or type(key) is not str:
                number = _number(value)
                if number is None or not isinstance(stamp, int) or not isinstance(step, int | None):
                    what = "a metric's row whose value, time or step is no number: it is left out"
                    self._report.reject(0, what, FIX, where=f"{self._path}#{id_}")
                    continue
                key, value, step = text(key), number, step or 0  # noqa: PLW2901
            if is_nan == 1:
                value = math.nan  # noqa: PLW2901
            elif abs(value) == _LARGEST:
                value = math.copysign(math.inf, value)  # noqa: PLW2901
            own = found.get(id_)
            if own is None:
                own = found[id_] = {}
            values = own.get(key)
            if values is None:
                self._database.keep(key, more=_METRIC)
                values = own[key] = _Values()
            values.add(stamp, value, step)

    def _rows(self, table: str, columns: str, order: str = "") -> Iterator[Row]:
        """Return rows; a column that this version of MLflow does not have yet is NULL, a missing table empty."""
        known = self._database.tables.get(table, set())
        chosen = ", ".join(f'"{name}"' if name in known else "NULL" for name in columns.split())
        if not known:
            return iter(())
        return self._database.rows(f'SELECT {chosen} FROM "{table}" {order}')  # noqa: S608 - ours alone


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def artifact_files(paths: Sequence[str]) -> list[str]:
    """Return the files among these that runs stored."""
    return [file.path for files in artifacts_by_run(paths).values() for file in files]
