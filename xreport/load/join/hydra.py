"""What Hydra wrote beside a log: its config gives the params of every run that was found in its folder.

Hydra hides it in ``.hydra``; discovery passes over hidden folders, save for these files. What a run says itself counts
more, and journals, which say all they know, are left alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from xreport.beneath import open_beneath
from xreport.errors import Issue
from xreport.format.records import FORMAT
from xreport.importers import Record
from xreport.importers.forms.plain_yaml import MOST_BYTES, YamlError, read_yaml
from xreport.importers.forms.settings import as_params, description, without_folders_inside
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.find.discover import HYDRA, HYDRA_FILES, FoundFile
from xreport.load.read.part import FilePart
from xreport.text import flatten

_CONFIG, _OVERRIDES = HYDRA_FILES
_FACT: Final = "hydra overrides"
_JOURNAL: Final = "journal"

Read = tuple[ReadUnit, FilePart]


def join_settings(read: Sequence[Read], settings: Sequence[FoundFile]) -> tuple[list[Read], list[Issue]]:
    """Return the parts with the params of the nearest ``.hydra`` above them, and what is wrong with those files."""
    if not settings:
        return list(read), []
    jobs = _Jobs(settings)
    return [(unit, _tried(unit, part, jobs)) for unit, part in read], jobs.issues


class _Jobs:
    """The folders of Hydra's jobs; their files are read when a run is found in them."""

    def __init__(self, settings: Sequence[FoundFile]) -> None:
        self._files = {(file.source, file.path): file for file in settings}
        self._known: dict[tuple[int, str], Record | None] = {}
        self.issues: list[Issue] = []

    def above(self, source: int, folder: str) -> Record | None:
        """Return what the job says in whose folder, or below it, a run is."""
        key = (source, folder)
        if key not in self._known:
            found = self._read(source, folder)
            if found is None and folder:
                found = self.above(source, folder.rpartition("/")[0])
            self._known[key] = found
        return self._known[key]

    def _read(self, source: int, folder: str) -> Record | None:
        start = f"{folder}/{HYDRA}/" if folder else f"{HYDRA}/"
        config = self._document(source, start + _CONFIG)
        overrides = self._document(source, start + _OVERRIDES)
        if config is None and overrides is None:
            return None
        found: Record = description(as_params(config)) if isinstance(config, dict) else {}
        if isinstance(overrides, list) and overrides:
            found["facts"] = {_FACT: " ".join(without_folders_inside(str(one)) for one in overrides)}
        return found

    def _document(self, source: int, path: str) -> Any:
        file = self._files.get((source, path))
        if file is None:
            return None
        try:
            with os.fdopen(open_beneath(file.root, file.names), "rb") as opened:
                return read_yaml(opened.read(MOST_BYTES + 1))
        except (YamlError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            what = f"the settings cannot be read: {reason}"
            self.issues.append(Issue(path, what, "Restore the file, or remove it: everything else is read."))
            return None


def _tried(unit: ReadUnit, part: FilePart, jobs: _Jobs) -> FilePart:
    """A run whose settings cannot be joined is read without them."""
    try:
        return _joined(unit, part, jobs)
    except Exception as error:  # noqa: BLE001 - one bad file never sinks the site
        jobs.issues.append(Issue.of_error(unit.path, "the settings of Hydra cannot be joined to the run", error))
        return part


def _joined(unit: ReadUnit, part: FilePart, jobs: _Jobs) -> FilePart:
    account = part.account
    if account.importer == _JOURNAL or not account.records:
        return part
    found = jobs.above(unit.source, _folder_of(unit))
    if not found:
        return part
    events = [dict(event) for event in part.events]
    start = next((event for event in events if event.get("type") == "start"), None)
    if start is None:
        start = {"xreport": FORMAT, "type": "start"}
        events.insert(0, start)
    own = [event["params"] for event in events if isinstance(event.get("params"), dict)]
    known = {key for params in own for key in flatten(params)}
    start["params"] = _merged(_without(found.get("params", {}), known), _dict(start.get("params")))
    if "seed" in found and not any("seed" in event for event in events):
        start["seed"] = found["seed"]
    if "facts" in found:
        events.append({"type": "fact", "values": found["facts"]})
    digest = hashlib.sha256(f"{account.identity}|{sorted(map(repr, found.items()))}".encode("utf-8", "surrogatepass"))
    return replace(part, account=replace(account, joined=digest.hexdigest()), events=events)


def _folder_of(unit: ReadUnit) -> str:
    """The folder that a run lies in; a claim of a folder lies in itself."""
    if isinstance(unit, Claimed):
        at = unit.claim.at
        return at.rpartition("/")[0] if at in unit.claim.files else at
    return unit.path.rpartition("/")[0]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _merged(params: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    found = dict(params)
    for key, value in own.items():
        before = found.get(key)
        found[key] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return found


def _without(params: dict[str, Any], known: set[str], prefix: str = "") -> dict[str, Any]:
    """Return the params without those, by their flat names, that the run says itself."""
    found: dict[str, Any] = {}
    for key, value in params.items():
        name = next(iter(flatten({key: None}, prefix)))
        if isinstance(value, dict) and value:
            below = _without(value, known, f"{name}.")
            found |= {key: below} if below else {}
        elif name not in known:
            found[key] = value
    return found
