"""What the experiment notes of its trials: ``experiment_state-….json``. Pickles in it are never opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xreport.importers.forms.documents import (
    DocumentError,
    decode_object,
    dict_of,
    list_of,
    number_of,
    read_document,
    text_of,
)
from xreport.importers.kit.protocol import Files
from xreport.importers.kit.report import Report


@dataclass(frozen=True, slots=True)
class State:
    """The state of a trial: ``PENDING``, ``RUNNING``, ``PAUSED``, ``TERMINATED`` or ``ERROR``."""

    status: str
    started: float | None = None
    last: float | None = None
    """When it reported last."""
    trainable: str = ""
    metric: str = ""
    """By which the trials are compared, where the experiment was told."""


def read_states(files: Files, paths: Sequence[str], report: Report) -> dict[str, State]:
    """Return the states by the names of the trials' folders. An experiment that was resumed has several files."""
    found: dict[str, State] = {}
    for path in sorted(paths):  # each is named after the time of its start
        document = read_document(files, path, report, what="the state of the experiment")
        metric = text_of(dict_of(document, "runner_data"), "_metric")
        for described, lived in _trials(document):
            folder = text_of(described, "relative_logdir") or text_of(described, "logdir")
            name = folder.replace("\\", "/").rstrip("/").rpartition("/")[2]
            started = number_of(lived.get("start_time", described.get("start_time")))
            if name:
                trainable = text_of(described, "trainable_name")
                last = number_of(lived.get("last_result_time"))
                found[name] = State(text_of(described, "status"), started or None, last or None, trainable, metric)
    return found


def _trials(document: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield what each trial is, and what became of it."""
    for entry in list_of(document, "trial_data"):
        parts = entry if isinstance(entry, list) else [entry]
        yield _object(parts[0] if parts else None), _object(parts[1] if len(parts) > 1 else None)
    for entry in list_of(document, "checkpoints"):  # before version 2.7
        yield _object(entry), {}


def _object(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            return decode_object(value.encode("utf-8", "replace"))
        except DocumentError:
            return {}
    return value if isinstance(value, dict) else {}
