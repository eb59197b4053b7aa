"""What a run says of itself that folders say, too: what it was measured on, and other texts among its params."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
_NO_SETTING: Final = re.compile(
    r"(?:^|_)(?:project|experiment|exp|run|group|tags?|dir|path|folder|root|logs?|logger|output|out|save|file|entity|team|"
    r"user|owner|host|job|study|sweep|trial|name|id|title|label|comment|notes?)(?:_|$)"
)
"""Names of params that name a run or a place."""
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a run says of itself that folders may say, too.

    Attributes:
        measured: What it was measured on.
        settings: Its algorithm, and texts among its params. Those that name the run, its project or a place are none.
    """

    measured: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()


NOTHING: Final = Said()


def said_by(events: Iterable[Record]) -> Said:
    """Return what records say."""
    names: set[str] = set()
    settings: set[str] = set()
    for event in events:
        data = event.get("data")
        for source in data if isinstance(data, list) else [data]:
            name = source.get("name") if isinstance(source, dict) else source
            names.update([name] if isinstance(name, str) and name else ())
        algorithm, params = event.get("algorithm"), event.get("params")
        settings.update([algorithm] if isinstance(algorithm, str) else ())
        if isinstance(params, dict):
            flat = {key: value for key, value in flatten(params).items() if isinstance(value, str | int)}
            names.update(measured_on(flat))
            settings.update(value for key, value in flat.items() if isinstance(value, str) and _is_setting(key))
    return Said(frozenset(names), frozenset(settings))


def _is_setting(key: str) -> bool:
    *above, last = key.lower().replace("-", "_").split(".")
    named = above[-1] if last in _OF_OBJECTS and above else re.sub(r"_(?:name|id)$", "", last)
    return not _NO_SETTING.search(named)


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
