"""Sacred: the folders of its FileStorageObserver."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from xreport.format.limits import LARGEST_IMAGE
from xreport.format.media_types import IMAGE_SUFFIXES
from xreport.importers.forms.documents import (
    PEEKED,
    dict_of,
    list_of,
    number_of,
    peek,
    read_document,
    seconds,
    text_of,
)
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.images import image_record
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step

OWN: Final = "Sacred's copies of sources and resources"
QUEUED: Final = "queued run of Sacred that never began"
_RUN: Final = "run.json"
_ENDS: Final = {
    "COMPLETED": "finished", "FAILED": "failed", "INTERRUPTED": "killed", "TIMEOUT": "killed", "DIED": "killed",
}  # fmt: skip
_FRAME: Final = re.compile(r'File "([^"\n]*)", line (\d+), in (\S+)')
_STORED: Final = re.compile(r".*_([0-9a-f]{32})(?:\.[^./]*)?", re.DOTALL)
_PARTS: Final = re.compile(r"[\\/]+")
_OBSERVED: Final = {_RUN, "config.json", "metrics.json", "info.json", "cout.txt"}
_FIX: Final = "Restore the file from a copy."


class SacredImporter:
    """Reads the runs that Sacred's FileStorageObserver writes: each numbered folder is a run.

    Read: configuration (arrays of numpy as lists), seed, metrics with steps and times, result and ``info`` as summary,
    status, failure, times, comment, main file, packages, commit, Python, processor; artifacts and resources, images.
    Left: captured output, sources, names of hosts and users, variables of the environment, absolute paths. Values that
    were written as Python objects stay what the JSON says: nothing is ever unpickled.
    """

    name = "sacred"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each folder whose ``run.json`` is one of Sacred, with all that is in it."""
        roots = [
            posixpath.dirname(path)
            for path in listing.files
            if posixpath.basename(path) == _RUN and is_run(peek(listing.head(path, PEEKED)))
        ]
        if not roots:
            return Refusal("no run.json of Sacred")
        return _claims(listing, roots)

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a folder, unless it waits for somebody to begin it."""
        reading = _Folder(files, report)
        if text_of(reading.run, "status") == "QUEUED":
            report.skip(QUEUED)
            return
        yield "", reading.items()


def is_run(found: Any) -> bool:
    """Return whether a document, or its beginning, is the description of a run of Sacred."""
    experiment = dict_of(found, "experiment")
    told = isinstance(found, dict) and ("meta" in found or "host" in found or "command" in found)
    return told and "name" in experiment and bool({"mainfile", "base_dir", "sources"} & experiment.keys())


def _claims(listing: Listing, roots: list[str]) -> Iterator[Claim | Aside]:
    known = set(roots)
    for root in roots:
        begin = len(root) + 1 if root else 0
        inside = [path for path in listing.folder(root) if not _is_of_other(path, begin, known)]
        yield Claim(root, tuple(inside))
    for home in sorted({posixpath.dirname(root) for root in roots if root}):
        start_ = f"{home}/" if home else ""
        own = [path for part in ("_sources", "_resources") for path in listing.folder(f"{start_}{part}")]
        if own:
            yield Aside(tuple(own), OWN)


def _is_of_other(path: str, begin: int, known: set[str]) -> bool:
    """Whether a file lies in a run that lies in this one."""
    folder = posixpath.dirname(path)
    while len(folder) >= begin and folder:
        if folder in known and len(folder) + 1 != begin:
            return True
        folder = posixpath.dirname(folder)
    return False


class _Folder:
    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        self._start = f"{files.claim.at}/" if files.claim.at else ""
        self._paths = set(files.claim.files)
        run = self._document(_RUN)
        self.run: dict[str, Any] = run if isinstance(run, dict) else {}

    def items(self) -> Iterator[Item]:
        run = self.run
        yield self._describe(run)
        yield from self._metrics()
        yield from self._summary(run)
        yield from self._artifacts(run)
        heartbeat = seconds(text_of(run, "heartbeat"))
        if heartbeat is not None:
            yield {"type": "update", "time": heartbeat}
        status = _ENDS.get(text_of(run, "status"))
        if status:
            yield _end(run, status)

    def _document(self, name: str) -> Any:
        path = self._start + name
        return read_document(self._files, path, self._report, what=name) if path in self._paths else None

    def _describe(self, run: dict[str, Any]) -> Record:
        experiment, meta = dict_of(run, "experiment"), dict_of(run, "meta")
        config = plain(self._document("config.json"))
        params = config if isinstance(config, dict) else {}
        project = text_of(experiment, "name")
        number = posixpath.basename(self._files.claim.at)
        command = text_of(run, "command")
        return start(
            time=seconds(text_of(run, "start_time")) or seconds(text_of(run, "queue_time")),
            project=project,
            name="-".join(filter(None, (project, number))),
            seed=take_seed(params),
            params=params,
            # A command other than the main one is another kind of run.
            tags=[] if command in {"", "main"} else [command],
            notes=text_of(meta, "comment") or text_of(dict_of(meta, "options"), "--comment"),
            environment=_environment(run, experiment),
            data=list(_resources(run)),
        )

    def _metrics(self) -> Iterator[Item]:
        found = self._document("metrics.json")
        where = f"{self._start}metrics.json"
        for name, entry in found.items() if isinstance(found, dict) else ():
            places, values = list_of(entry, "steps"), [_number(one) for one in list_of(entry, "values")]
            moments: list[Any] = list_of(entry, "timestamps")
            if not (len(places) == len(values) == len(moments)):
                self._report.note("steps, times and values of a metric differ in number", _FIX, where=where)
            moments += [None] * (len(values) - len(moments))
            rows = []
            for step, stamp, value in zip(map(as_step, places), moments, values, strict=False):
                if step is None or value is None:
                    self._report.reject(0, "a step or a value that is no number: it is left out", _FIX, where=where)
                    continue
                time = seconds(stamp) if isinstance(stamp, str) else None
                rows.append((step, np.nan if time is None else time, value))
            if rows:
                numbers, times, column = zip(*rows, strict=True)
                steps, stamps = np.array(numbers, np.int64), np.array(times, np.float64)
                yield Columns(steps, stamps, {name: (None, np.array(column, np.float64))})

    def _summary(self, run: dict[str, Any]) -> Iterator[Record]:
        result, info = plain(run.get("result")), plain(self._document("info.json"))
        values: dict[str, Any] = {}
        if result is not None:
            values["result"] = result
        if isinstance(info, dict) and info:
            values["info"] = info
        if values:
            yield {"type": "summary", "values": values}

    def _artifacts(self, run: dict[str, Any]) -> Iterator[Record]:
        named = [name for name in list_of(run, "artifacts") if isinstance(name, str)]
        # Those of a run that was cut down are files that nobody named yet.
        others = [path[len(self._start) :] for path in self._files.claim.files]
        for name in dict.fromkeys([*named, *others]):
            path = self._start + name
            if name in _OBSERVED:
                continue
            if path not in self._paths:
                yield {"type": "artifact", "path": _PARTS.split(name)[-1], "role": "output"}
                continue
            size = self._files.size(path)
            image = None
            if size <= LARGEST_IMAGE and name.lower().endswith(IMAGE_SUFFIXES):
                try:
                    image = image_record(self._files.read(path, LARGEST_IMAGE), name)
                except OSError:
                    image = None
            yield image or {"type": "artifact", "path": name, "bytes": size, "role": "output"}


def _end(run: dict[str, Any], status: str) -> Record:
    trace = [line for line in list_of(run, "fail_trace") if isinstance(line, str)]
    frames = [f"{_PARTS.split(file)[-1]}:{line} in {name}" for file, line, name in _FRAME.findall("".join(trace))]
    return {
        "type": "end",
        "status": status,
        **said(
            {
                "time": seconds(text_of(run, "stop_time")),
                "error": trace[-1].strip() if trace and status == "failed" else "",
                "traceback": "\n".join(frames) if status == "failed" else "",
            }
        ),
    }


def _environment(run: dict[str, Any], experiment: dict[str, Any]) -> dict[str, Any]:
    host = dict_of(run, "host")
    repository = next((one for one in list_of(experiment, "repositories") if isinstance(one, dict)), {})
    packages: dict[str, str] = {}
    for line in list_of(experiment, "dependencies"):
        name, _, version = (line if isinstance(line, str) else "").partition("==")
        if name and version:
            packages[name] = version
    systems = [one for one in list_of(host, "os") if isinstance(one, str)]
    dirty = repository.get("dirty")
    return said(
        {
            "commit": text_of(repository, "commit"),
            "dirty": dirty if isinstance(dirty, bool) else None,
            "script": _PARTS.split(text_of(experiment, "mainfile"))[-1],
            "python": text_of(host, "python_version"),
            "platform": systems[0].lower() if systems else "",
            "packages": packages,
            "hardware": said({"cpu": text_of(host, "cpu")}),
        }
    )


def _resources(run: dict[str, Any]) -> Iterator[dict[str, str]]:
    for entry in list_of(run, "resources"):
        texts = [one for one in entry if isinstance(one, str)] if isinstance(entry, list) else []
        if not texts:
            continue
        stored = _STORED.fullmatch(texts[-1])
        yield said({"name": _PARTS.split(texts[0])[-1], "version": stored[1] if stored else ""})


def _number(value: Any) -> float | None:
    """A value of a metric, also where it was written as an object of numpy."""
    found = number_of(plain(value))
    try:
        return None if found is None else float(found)
    except OverflowError:
        return float("inf") if found is not None and found > 0 else float("-inf")


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value as data: what Sacred wrote of Python's objects as the values in them, none is ever made."""
    if depth > 50:
        return None
    if isinstance(value, list):
        return [plain(one, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    if "py/object" in value:
        inner = next((key for key in ("values", "value") if key in value), "")
        return plain(value[inner], depth + 1) if inner else str(value["py/object"])
    for key in ("py/tuple", "py/set"):
        if key in value:
            return plain(value[key], depth + 1)
    return {name: plain(one, depth + 1) for name, one in value.items()}
