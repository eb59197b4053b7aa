"""What other tables of a database say of its runs: data sets, models, traces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from xreport.importers.trackers.mlflow.run import DataUse, Model

Rows = Callable[[str, str], Iterator[tuple[Any, ...]]]
"""Returns the rows of a table: its name, and the columns with blanks between them. A missing table is empty."""
Keep = Callable[..., None]
"""Accounts for texts that stay in memory."""

_CONTEXT: Final = "mlflow.data.context"
_TRACE_OF: Final = "mlflow.sourceRun"
_USE: Final = 200
"""Bytes that something takes that is told of a run, besides its texts, roughly."""


class Related:
    """Read at once: these tables are small beside those of metrics."""

    def __init__(self, rows: Rows, keep: Keep) -> None:
        self._rows = rows
        self._keep = keep
        self.data: dict[str, list[DataUse]] = {}
        self.models: dict[str, list[Model]] = {}
        self.facts: dict[str, dict[str, Any]] = {}

    def read(self) -> None:
        """Read all tables. What was read before an error counts."""
        names = self._read_models()
        self._read_inputs(names)
        self._read_versions()
        self._read_traces()

    def _read_models(self) -> dict[str, str]:
        """Take the logged models (MLflow 3); return the names of all of them."""
        names: dict[str, str] = {}
        columns = "model_id name source_run_id lifecycle_stage model_type"
        for id_, name, run, stage, kind in self._rows("logged_models", columns):
            self._keep(text(id_), text(name), text(kind))
            names[text(id_)] = text(name)
            if stage != "deleted" and isinstance(run, str):
                self.models.setdefault(run, []).append(Model(text(id_), text(name), kind=text(kind)))
        return names

    def _read_inputs(self, models: dict[str, str]) -> None:
        datasets: dict[Any, tuple[str, str, str]] = {}
        for id_, *said in self._rows("datasets", "dataset_uuid name digest dataset_source"):
            name, digest, place = map(text, said)
            self._keep(text(id_), name, digest, place)
            datasets[id_] = name, digest, place
        contexts: dict[Any, str] = {}
        for id_, key, said in self._rows("input_tags", "input_uuid name value"):
            if key == _CONTEXT:
                self._keep(text(id_), text(said))
                contexts[id_] = text(said)
        columns = "input_uuid source_type source_id destination_type destination_id"
        for id_, source_type, source, destination_type, destination in self._rows("inputs", columns):
            kinds = source_type, destination_type
            if kinds == ("DATASET", "RUN") and source in datasets:
                name, digest, place = datasets[source]
                self._keep(text(destination), more=_USE)
                self.data.setdefault(destination, []).append(DataUse(name, digest, place, contexts.get(id_, "")))
            elif kinds == ("RUN_INPUT", "MODEL_INPUT"):
                model = text(destination)
                self._keep(model, more=_USE)
                self.models.setdefault(source, []).append(Model(model, models.get(model, ""), role="input"))

    def _read_versions(self) -> None:
        found: dict[str, list[str]] = {}
        for name, version, run, stage in self._rows("model_versions", "name version run_id current_stage"):
            if isinstance(run, str) and run:
                said = f" ({stage})" if isinstance(stage, str) and stage not in {"", "None"} else ""
                registered = f"{text(name)} v{text(version)}{said}"
                self._keep(run, registered)
                found.setdefault(run, []).append(registered)
        for run, names in found.items():
            self.facts.setdefault(run, {})["mlflow/registered as"] = ", ".join(sorted(names))

    def _read_traces(self) -> None:
        for key, run in self._rows("trace_request_metadata", "key value"):
            if key == _TRACE_OF and isinstance(run, str):
                if run not in self.facts:
                    self._keep(run, more=_USE)
                facts = self.facts.setdefault(run, {})
                facts["mlflow/traces"] = facts.get("mlflow/traces", 0) + 1


def text(value: Any) -> str:
    """Return a value of a text column, whatever is really there."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
