"""Where the runs of a file store are: ``<experiment>/<run>/meta.yaml``, told by names alone wherever they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xreport.importers.kit.protocol import Aside, Claim, Listing
from xreport.importers.trackers.mlflow.artifacts import artifacts_by_run

_RUN_ID: Final = re.compile(r"[0-9a-f]{32}")
_RUN_PARTS: Final = ("metrics/", "params/", "tags/", "artifacts/", "inputs/", "outputs/")
_STORE_PARTS: Final = ("datasets", "models", "tags", "traces", "assessments")
_FEW: Final = 64
_SOURCE_ID: Final = re.compile(rb"^source_id:\s*['\"]?([\w-]+)", re.MULTILINE)

OWN: Final = "MLflow's own (experiments, data sets, models)"
TRACES: Final = "MLflow trace"


def run_folders(listing: Listing) -> list[str]:
    """Return the folders of runs, whether the source is a store, an experiment or a run."""
    metas = {_parent(path) for path in listing.files if _name(path) == "meta.yaml"}
    found = {folder for folder in metas if _is_run(folder, metas, listing)}
    # A run that lost its meta.yaml still has its values.
    for path in listing.files:
        parts = path.split("/")
        for at in range(1, len(parts) - 2):
            folder = "/".join(parts[: at + 1])
            lost = _RUN_ID.fullmatch(parts[at]) and f"{parts[at + 1]}/" in _RUN_PARTS[:3]
            if lost and folder not in found and "/".join(parts[:at]) in metas:
                found.add(folder)
    return sorted(found)


def _is_run(folder: str, metas: set[str], listing: Listing) -> bool:
    if _RUN_ID.fullmatch(_name(folder)):
        return _parent(folder) in metas or _has_parts(folder, listing)
    if not _has_parts(folder, listing):
        return False
    if folder and _parent(folder) in metas:
        return True
    # Nothing above it: an experiment has tags too, and only its words tell it from a run.
    head = listing.head(f"{folder}/meta.yaml" if folder else "meta.yaml")
    return re.search(rb"^run_(?:id|uuid):", head, re.MULTILINE) is not None and b"artifact_uri:" in head


def _has_parts(folder: str, listing: Listing) -> bool:
    start = f"{folder}/" if folder else ""
    return any(path.startswith(_RUN_PARTS, len(start)) for path in listing.folder(folder))


def claims_of_store(listing: Listing, folders: list[str]) -> Iterator[Claim | Aside]:
    """Yield a claim per run, then what else belongs to the store."""
    stores = {_parent(folder): _Experiment(listing, _parent(folder)) for folder in folders if folder}
    elsewhere = artifacts_by_run(path for path in listing.files if "/artifacts/" in path)
    taken: set[str] = set()
    for folder in folders:
        own = list(listing.folder(folder))
        inside = set(own)
        own += [path for _, path in elsewhere.get(_name(folder), ()) if path not in inside]
        taken.update(own)
        context = stores[_parent(folder)].context(folder, listing) if folder else ()
        yield Claim(folder, tuple(own), tuple(context))
    rest = [path for store in stores.values() for path in store.files if path not in taken]
    traces = tuple(path for path in rest if "/traces/" in f"/{path}")
    yield Aside(traces, TRACES)
    yield Aside(tuple(path for path in rest if path not in set(traces)), OWN)


class _Experiment:
    """What runs of one experiment share."""

    def __init__(self, listing: Listing, folder: str) -> None:
        self._start = f"{folder}/" if folder else ""
        meta = f"{self._start}meta.yaml"
        self._meta = (meta,) if listing.is_file(meta) else ()
        self._data = [path for path in listing.folder(f"{self._start}datasets") if _name(path) == "meta.yaml"]
        self.files = [*self._meta, *(path for part in _STORE_PARTS for path in listing.folder(f"{self._start}{part}"))]

    def context(self, run: str, listing: Listing) -> list[str]:
        """Return the files that the reading of a run needs from its experiment."""
        inputs = [path for path in listing.folder(f"{run}/inputs") if _name(path) == "meta.yaml"]
        models = {_name(_parent(path)) for path in listing.folder(f"{run}/outputs")}
        data = self._data
        if inputs and len(data) > _FEW:
            heads = [_SOURCE_ID.search(listing.head(path)) for path in inputs]
            wanted = {match[1].decode() for match in heads if match}
            data = [path for path in data if _name(_parent(path)) in wanted]
        found = [*self._meta, *(data if inputs else ())]
        for model in sorted(models):
            found += listing.folder(f"{self._start}models/{model}")
        return found


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
