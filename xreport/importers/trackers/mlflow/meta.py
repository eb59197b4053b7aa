"""The ``meta.yaml`` of experiments, runs, data sets and models: texts and nothing that could be executed.

The events of the parser are used, not its objects: tags are ignored, references are refused, depth is limited.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from xreport.importers.kit.protocol import Files
from xreport.importers.kit.report import Report

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST: Final = 20
_LARGEST: Final = 1 << 20
_NULLS: Final = {"null", "Null", "NULL", "~", ""}

Meta = dict[str, Any]
"""Values are texts, None, lists and dicts."""


class BadMetaError(ValueError):
    """The text is no YAML mapping of plain values."""


def parse_meta(data: bytes) -> Meta:
    """Return the mapping of a document.

    Raises:
        BadMetaError: It is none, or uses what ``meta.yaml`` never does.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(data, Loader=_LOADER):
            builder.take(event)
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        problem = getattr(error, "problem", None) or str(error)
        raise BadMetaError(problem.splitlines()[0] if problem else "not YAML") from None
    if not isinstance(builder.whole, dict):
        raise BadMetaError("not a mapping")
    return builder.whole


class _Builder:
    """Events to one value, without recursion."""

    def __init__(self) -> None:
        self.whole: Any = None
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise BadMetaError("uses references")
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in {None, ""}
            self._put(None if plain and event.value in _NULLS else event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(value)
            self._open.append(value)
            self._keys.append(None)
            if len(self._open) > _DEEPEST:
                raise BadMetaError("nested too deeply")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._keys.pop()

    def _put(self, value: Any) -> None:
        if not self._open:
            if self.whole is not None:
                raise BadMetaError("several documents")
            self.whole = value
            return
        place = self._open[-1]
        if isinstance(place, list):
            place.append(value)
        elif self._keys[-1] is None:
            if isinstance(value, dict | list):
                raise BadMetaError("a key is no text")
            self._keys[-1] = "" if value is None else value
        else:
            place[self._keys[-1]] = value
            self._keys[-1] = None


def read_meta(files: Files, path: str, report: Report) -> Meta:
    """Return what a ``meta.yaml`` says; where it cannot be read, note why and return nothing."""
    try:
        return parse_meta(files.read(path, _LARGEST))
    except BadMetaError as error:
        report.reject(files.size(path), f"not a valid meta.yaml: {error}", "Restore it from a copy.", where=path)
    except OSError as error:
        report.note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", where=path)
    return {}


def text_of(meta: Meta, *keys: str) -> str:
    """Return the first of these values that is a text and not empty."""
    return next((value for key in keys if isinstance(value := meta.get(key), str) and value), "")
