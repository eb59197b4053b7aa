"""The runs of a file store: a folder each, a file per param, tag and metric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xreport.importers.kit.protocol import Files, ImportedRun
from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.artifacts import ArtifactFile, artifacts_by_run
from xreport.importers.trackers.mlflow.meta import Meta, read_meta, text_of
from xreport.importers.trackers.mlflow.points import parse_points
from xreport.importers.trackers.mlflow.run import (
    QUEUED,
    DataUse,
    MlflowRun,
    Model,
    has_ended,
    milliseconds,
    never_began,
    records,
)
from xreport.importers.trackers.mlflow.shown import describe_model

DELETED: Final = "deleted MLflow run"
_LARGEST_TEXT: Final = 1 << 20
_LARGEST_METRIC: Final = 1 << 30


def read_run(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the run of a folder, unless it was deleted or never began."""
    reading = _Folder(files, report)
    if reading.deleted:
        report.skip(DELETED)
        return
    run = reading.run()
    if never_began(run):
        report.skip(QUEUED)
        return
    yield "", records(run, files, report)


class _Folder:
    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        claim = files.claim
        self._start = f"{claim.at}/" if claim.at else ""
        self._own = [path for path in claim.files if path.startswith(self._start)]
        self._meta = self._describe(f"{self._start}meta.yaml")
        experiment = claim.at.rpartition("/")[0]
        self._store = f"{experiment}/" if experiment else ""
        self._experiment = self._shared(f"{self._store}meta.yaml")

    @property
    def deleted(self) -> bool:
        """Whether the run, or all of its experiment, was deleted."""
        return "deleted" in (self._meta.get("lifecycle_stage"), self._experiment.get("lifecycle_stage"))

    def run(self) -> MlflowRun:
        """Return all that the folder holds."""
        meta = self._meta
        status = text_of(meta, "status")
        run = MlflowRun(
            id=text_of(meta, "run_id", "run_uuid") or self._start.rstrip("/").rpartition("/")[2],
            experiment=text_of(self._experiment, "name"),
            name=text_of(meta, "run_name", "name"),
            status=status,
            started=milliseconds(meta.get("start_time")),
            ended=milliseconds(meta.get("end_time")),
            params=self._texts("params/"),
            tags=self._texts("tags/"),
        )
        ended = has_ended(status)
        for key, path in self._values("metrics/"):
            data = self._read(path, _LARGEST_METRIC)
            if data is not None:
                run.metrics[key] = parse_points(data, path, self._report, ended=ended)
        run.data = list(self._data())
        run.models = list(self._models())
        run.artifacts = self._artifacts(run.id)
        return run

    def _describe(self, path: str) -> Meta:
        if path in self._own:
            return read_meta(self._files, path, self._report)
        what = "a run without its meta.yaml: status, start and name are unknown"
        self._report.note(what, "Restore meta.yaml from a copy.", where=path)
        return {}

    def _shared(self, path: str) -> Meta:
        if path in self._files.claim.context:
            return read_meta(self._files, path, self._report)
        return {}

    def _values(self, part: str) -> Iterator[tuple[str, str]]:
        """Yield the key and path of each file of a part; keys may hold ``/``."""
        start = self._start + part
        yield from ((path.removeprefix(start), path) for path in self._own if path.startswith(start))

    def _texts(self, part: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, path in self._values(part):
            data = self._read(path, _LARGEST_TEXT)
            if data is not None:
                found[key] = self._decode(data, path)
        return found

    def _decode(self, data: bytes, path: str) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            self._report.note("not UTF-8: what cannot be read is shown as �", "Save it as UTF-8.", where=path)
            return data.decode("utf-8", "replace")

    def _read(self, path: str, most: int) -> bytes | None:
        try:
            return self._files.read(path, most)
        except OSError as error:
            self._report.note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", where=path)
            return None

    def _data(self) -> Iterator[DataUse]:
        for key, path in self._values("inputs/"):
            if not key.endswith("/meta.yaml"):
                continue
            use = read_meta(self._files, path, self._report)
            source = text_of(use, "source_id")
            meta = self._shared(f"{self._store}datasets/{source}/meta.yaml") if source else {}
            tags = use.get("tags")
            context = text_of(tags, "mlflow.data.context") if isinstance(tags, dict) else ""
            if meta:
                yield DataUse(text_of(meta, "name"), text_of(meta, "digest"), text_of(meta, "source"), context)
            elif source and text_of(use, "source_type") in {"", "DATASET"}:
                what = "the data set of an input is missing"
                self._report.note(what, "Restore the experiment's folder datasets/.", where=path)

    def _models(self) -> Iterator[Model]:
        ids = {key.split("/")[0] for key, _ in self._values("outputs/") if "/" in key}
        for id_ in sorted(ids):
            start = f"{self._store}models/{id_}/"
            meta = self._shared(f"{start}meta.yaml")
            stored = [path for path in self._files.claim.context if path.startswith(f"{start}artifacts/")]
            size = sum(map(self._files.size, stored)) if stored else None
            described = f"{start}artifacts/MLmodel"
            data = (self._read(described, _LARGEST_TEXT) or b"") if described in stored else b""
            kind = text_of(meta, "model_type") or describe_model(data)
            yield Model(id_, text_of(meta, "name"), size, kind)

    def _artifacts(self, run: str) -> list[ArtifactFile]:
        inside = [ArtifactFile(key, path) for key, path in self._values("artifacts/")]
        if inside:
            return inside
        return artifacts_by_run(self._files.claim.files).get(run, [])
