"""What a run was measured on, as its params and its data say it: an environment, a data set, a task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from xreport.format.records import Scalar
from xreport.importers import Record
from xreport.importers.forms.settings import without_folders
from xreport.text import flatten

_KINDS: Final = {"env": "env", "environment": "env", "dataset": "dataset", "task": "task"}
_ENDINGS: Final = ("", "_id", "_name")
_NAMES: Final = {name + ending: kind for name, kind in _KINDS.items() for ending in _ENDINGS}
"""The last part of a param's name, and what it says."""
_OF_OBJECTS: Final = {"id", "name"}
_PHASES: Final = {"train", "training", "fit", "val", "valid", "validate", "eval", "test", "predict", "none", "null"}
"""What tools call a task, or the lack of one, that tells nothing of what was measured."""
_LONGEST: Final = 100
_NO_NAME: Final = re.compile(r"[\[({<\n]")


def measured_on(params: Mapping[str, Scalar]) -> dict[str, str]:
    """Return what flat params say that a run was measured on, and the name of the param that says so.

    ``env``, ``env_id``, ``env_name``, ``environment``, ``dataset`` and ``task`` say it, with or without levels above
    them, and so do ``dataset.name`` and ``env.id``; of several of a kind those of the highest level.
    """
    found: dict[str, list[tuple[int, str, str]]] = {}
    for key, value in params.items():
        kind, depth = _kind(key)
        name = _name(value) if kind else ""
        if name:
            found.setdefault(kind, []).append((depth, key, name))
    names: dict[str, str] = {}
    for said in found.values():
        top = min(depth for depth, _, _ in said)
        for depth, key, name in said:
            if depth == top:
                names.setdefault(name, key)
    return names


def said_by(events: Iterable[Record]) -> set[str]:
    """Return the names of what records say that a run was measured on."""
    names: set[str] = set()
    for event in events:
        data = event.get("data")
        for source in data if isinstance(data, list) else [data]:
            name = source.get("name") if isinstance(source, dict) else source
            names.update([name] if isinstance(name, str) and name else ())
        params = event.get("params")
        if isinstance(params, dict):
            flat = flatten(params)
            names.update(measured_on({key: value for key, value in flat.items() if isinstance(value, str | int)}))
    return names


def _kind(key: str) -> tuple[str, int]:
    """Return what a param says, "" for most, and at which level it stands."""
    *above, last = key.lower().replace("-", "_").split(".")
    if last in _OF_OBJECTS and above:
        return _KINDS.get(above[-1], ""), len(above) - 1
    return _NAMES.get(last, ""), len(above)


def _name(value: Scalar) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    name = without_folders(str(value)).strip()
    return "" if len(name) > _LONGEST or _NO_NAME.search(name) or name.lower() in _PHASES else name
