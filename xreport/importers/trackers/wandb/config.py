"""The config of a run: its params."""

from __future__ import annotations

from typing import Any, Final

from xreport.format.records import NON_FINITE
from xreport.importers.forms.plain_yaml import YamlError, read_yaml
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import REPR
from xreport.importers.trackers.wandb.folder import CONFIG, RunFolder
from xreport.importers.trackers.wandb.items import Parts, put
from xreport.text import json_number

_OWN: Final = ("_wandb", "wandb_version")
_WRAPPED: Final = {"desc", "value"}


class Config:
    """Collects what the log says of the config; the file is asked where the log says nothing."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def update(self, parts: Parts, value: Any) -> None:
        """Take a value."""
        if parts and parts[0] not in _OWN:
            put(self._tree, parts, value)

    def remove(self, parts: Parts) -> None:
        """Take a value back."""
        tree: Any = self._tree
        for part in parts[:-1]:
            tree = tree.get(part) if isinstance(tree, dict) else None
        if parts and isinstance(tree, dict):
            tree.pop(parts[-1], None)

    def read(self, folder: RunFolder, report: Report) -> None:
        """Take the file, unless the log said anything."""
        data = b"" if self._tree else folder.read(CONFIG)
        if not data.strip():
            return
        try:
            document = read_yaml(data)
        except YamlError:
            document = None
        if not isinstance(document, dict):
            what = "the config cannot be read: the run has no params"
            report.note(what, "Restore the file; it must be YAML.", where=folder.find(CONFIG))
            return
        for key, value in document.items():
            self.update((key,), value)

    def params(self) -> dict[str, Any]:
        """Return all values, as records hold them."""
        return {key: _plain(_unwrap(value)) for key, value in self._tree.items()}


def _unwrap(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) and "value" in value and value.keys() <= _WRAPPED else value


def _plain(value: Any) -> Any:
    # What decodes JSON and YAML has limited the depth.
    if isinstance(value, dict):
        return {str(key): _plain(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    if isinstance(value, float):
        return json_number(value)
    if isinstance(value, str) and value in NON_FINITE:
        return {REPR: value, "xreport:type": "builtins.str"}
    return str(value) if isinstance(value, str) else value
