"""A run of MLflow, whichever store it comes from, and the records that it becomes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from xreport.format.records import FORMAT
from xreport.importers.kit.params import as_param, nest, take_seed
from xreport.importers.kit.protocol import Files, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.artifacts import ArtifactFile, artifact_records
from xreport.importers.trackers.mlflow.points import Points, columns_of

QUEUED: Final = "queued MLflow run that never began"
_STATUS: Final = {"1": "RUNNING", "2": "SCHEDULED", "3": "FINISHED", "4": "FAILED", "5": "KILLED"}
_ENDS: Final = {"FINISHED": "finished", "FAILED": "failed", "KILLED": "killed"}
_ROLES: Final = {
    "train": "train", "training": "train",
    "val": "val", "valid": "val", "validation": "val", "eval": "val", "evaluation": "val",
    "test": "test", "testing": "test",
}  # fmt: skip
_TRUE: Final = {"", "true", "True"}
_ALGORITHM: Final = ("estimator_name", "estimator_class")
_PARTS: Final = re.compile(r"[\\/]+")
_ABSOLUTE: Final = re.compile(r"[\\/~]|[A-Za-z]:|file:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DataUse:
    """A data set that a run used. ``source`` is JSON."""

    name: str
    digest: str
    source: str
    context: str


@dataclass(frozen=True, slots=True)
class Model:
    """A logged model (MLflow 3) that a run made, or used where the role says so. ``kind`` is what it is in words."""

    id: str
    name: str
    bytes: int | None = None
    kind: str = ""
    role: str = "model"


@dataclass(slots=True)
class MlflowRun:
    """All values are what the store holds: texts, and milliseconds."""

    id: str
    experiment: str
    name: str = ""
    status: str = ""
    started: int | None = None
    ended: int | None = None
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, Points] = field(default_factory=dict)
    data: list[DataUse] = field(default_factory=list)
    models: list[Model] = field(default_factory=list)
    artifacts: list[ArtifactFile] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def never_began(run: MlflowRun) -> bool:
    """Return whether a run was scheduled and nobody has begun to work on it: it has no value of any metric."""
    return _STATUS.get(run.status, run.status) == "SCHEDULED" and not run.metrics


def has_ended(status: str) -> bool:
    """Return whether a run of this status writes no more."""
    return _STATUS.get(status, status) in _ENDS


def records(run: MlflowRun, files: Files, report: Report) -> Iterator[Item]:
    """Yield a run as the logger would have written it. Both stores go through here, so that they agree."""
    yield _start(run)
    yield from columns_of(run.metrics)
    yield from artifact_records(run.artifacts, _captions(run.tags), files, report)
    for model in sorted(run.models, key=lambda model: (model.name, model.id)):
        caption = f"{model.id} ({model.kind})" if model.kind else model.id
        record: Record = {"type": "artifact", "path": model.name or model.id, "role": model.role, "caption": caption}
        yield record if model.bytes is None else record | {"bytes": model.bytes}
    if run.facts:
        yield {"type": "fact", "values": run.facts}
    status = _ENDS.get(_STATUS.get(run.status, run.status))
    if status:
        end: Record = {"type": "end", "status": status}
        yield end if run.ended is None else end | {"time": run.ended / 1000}


def _start(run: MlflowRun) -> Record:
    tags = run.tags
    params = nest({key: as_param(run.params[key]) for key in sorted(run.params)})
    fields: Record = {
        "time": None if run.started is None else run.started / 1000,
        "project": run.experiment,
        "name": tags.get("mlflow.runName") or run.name,
        "seed": take_seed(params),
        "params": params,
        "algorithm": next((tags[key] for key in _ALGORITHM if tags.get(key)), ""),
        "data": [_data(use) for use in sorted(run.data, key=lambda use: (use.name, use.context, use.digest))],
        "tags": [_tag(key, tags[key]) for key in sorted(tags) if _is_own(key)],
        "notes": tags.get("mlflow.note.content", ""),
        "parent": tags.get("mlflow.parentRunId", ""),
        "environment": _environment(tags),
    }
    logged = {key: value for key, value in fields.items() if value not in (None, "", [], {})}
    return {"xreport": FORMAT, "type": "start", "run": run.id, **logged}


def _is_own(key: str) -> bool:
    return not key.startswith("mlflow.") and key not in _ALGORITHM


def _tag(key: str, value: str) -> str:
    return key if value in _TRUE else f"{key}={value}"


def _environment(tags: Mapping[str, str]) -> dict[str, str]:
    commit = tags.get("mlflow.source.git.commit", "")
    script = tags.get("mlflow.source.name", "")
    if _ABSOLUTE.match(script):
        # Where somebody's home folder is concerns nobody else.
        script = _PARTS.split(script.rstrip("\\/"))[-1]
    return {key: value for key, value in (("commit", commit), ("script", script)) if value}


def _data(use: DataUse) -> dict[str, str]:
    found = {
        "name": use.name,
        "role": _ROLES.get(use.context.lower(), ""),
        "uri": _public_uri(use.source),
        "version": use.digest,
    }
    return {key: value for key, value in found.items() if value}


def _public_uri(source: str) -> str:
    """The address of a data set, without names of users, secrets in queries, and paths of one machine."""
    said = _json(source)
    if not isinstance(said, dict):
        return ""
    uri = next((said[key] for key in ("uri", "url") if isinstance(said.get(key), str)), "")
    try:
        parts = urlsplit(uri)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if len(parts.scheme) < 2 or parts.scheme == "file":
        return ""
    host = f"{parts.hostname or ''}{port}"
    return f"{parts.scheme}://{host}{parts.path}" if parts.netloc else f"{parts.scheme}:{parts.path}"


def _captions(tags: Mapping[str, str]) -> dict[str, str]:
    """What MLflow says of the tables and images that it logged: the kind, by path."""
    said = _json(tags.get("mlflow.loggedArtifacts", ""))
    items: list[Any] = said if isinstance(said, list) else []
    return {
        item["path"]: item["type"]
        for item in items
        if isinstance(item, dict) and isinstance(item.get("path"), str) and isinstance(item.get("type"), str)
    }


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def milliseconds(value: Any) -> int | None:
    """Return a time of a store, or None where there is none."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return int(number) if math.isfinite(number) and 0 < number < 1e15 else None
