"""Guild AI: the folder of a run, whose attributes and scalars lie in a hidden ``.guild`` in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any, Final

from xreport.format.records import SINCE
from xreport.importers.forms.plain_yaml import YamlError, read_yaml
from xreport.importers.forms.settings import as_params, without_folders
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.trackers.tensorboard.attempts import Attempt
from xreport.importers.trackers.tensorboard.claims import is_event_file
from xreport.importers.trackers.tensorboard.places import Place, folder_of, in_order, to_hint
from xreport.importers.trackers.tensorboard.reading import RunReader, find_attempts

OWN: Final = "Guild's own notes of a run"
STAGED: Final = "runs of Guild that never began"
_HOME: Final = ".guild"
_SIGN: Final = f"{_HOME}/attrs/id"
_READ: Final = (
    "attrs/id",
    "attrs/flags",
    "attrs/label",
    "attrs/started",
    "attrs/stopped",
    "attrs/exit_status",
    "opref",
)
_FIX: Final = "Restore the file from a copy: all else of the run is read."
_LARGEST: Final = 1 << 20


class GuildImporter:
    """Reads the runs of Guild AI: each folder with a ``.guild/attrs`` in it is one.

    Read: flags as params, scalars, label, operation, times, exit status. Left: the command and its environment, names
    of hosts and users, what was printed, copies of the source.
    """

    name = "guild"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim the notes and scalars of each run; what else lies in its folder is for others."""
        roots = [path.removesuffix(_SIGN).rstrip("/") for path in listing.files if f"/{path}".endswith(f"/{_SIGN}")]
        return list(_claims(listing, roots)) or Refusal("no run of Guild")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a folder, if it began."""
        run = _Run(files, report)
        if run.attribute("started") is None:
            report.skip(STAGED)
        else:
            for attempt in find_attempts(files):
                yield "", run.items(attempt)


def _claims(listing: Listing, roots: list[str]) -> Iterator[Claim | Aside]:
    for root in roots:
        home = f"{root}/{_HOME}" if root else _HOME
        inside = listing.folder(home)
        events = [path for path in inside if folder_of(path) == home and is_event_file(path)]
        events += [path for path in listing.folder(root) if folder_of(path) == root and is_event_file(path)]
        notes = [path for name in _READ if listing.is_file(path := f"{home}/{name}")]
        places = {folder: Place() for folder in dict.fromkeys(map(folder_of, events))}
        # What is claimed beside event files would be taken for a log of the same run.
        yield Claim(root, tuple(in_order(events) or notes), tuple(notes), to_hint(places))
        others = tuple(path for path in inside if path not in events)
        if others:
            yield Aside(others, OWN)


class _Run:
    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        self._home = posixpath.join(files.claim.at, _HOME)

    def attribute(self, name: str) -> Any:
        """Return what Guild noted under a name, None for nothing; each note is a file of YAML."""
        path = f"{self._home}/attrs/{name}"
        if path not in {*self._files.claim.files, *self._files.claim.context}:
            return None
        try:
            return read_yaml(self._files.read(path, _LARGEST))
        except (YamlError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._report.note(f"a note of Guild cannot be read: {reason}", _FIX, where=path)
            return None

    def items(self, attempt: Attempt) -> Iterator[Item]:
        """Yield the records of an attempt."""
        id_, label = self.attribute("id"), self.attribute("label")
        key = id_ if isinstance(id_, str) and id_.isalnum() else ""
        params = self.attribute("flags")
        params = as_params(params) if isinstance(params, dict) else {}
        short = key[:8] or posixpath.basename(self._files.claim.at)
        began = {"attempt": attempt.number, SINCE: attempt.since} if attempt.since is not None else {}
        yield began | start(
            run=key[:100],
            time=_seconds(self.attribute("started")),
            project=self._operation(),
            name=f"{short} {label}".strip() if isinstance(label, str) else short,
            seed=take_seed(params),
            params=params,
        )
        if attempt.files:
            for item in RunReader(self._files, self._report, attempt).records():
                if not isinstance(item, dict) or item.get("type") != "start":
                    yield item
        if attempt.is_last:
            yield from self._end()

    def _operation(self) -> str:
        """Return what was run: the last word of its reference, ``script:… '' '' train.py``."""
        path = f"{self._home}/opref"
        try:
            words = self._files.read(path, _LARGEST).decode("utf-8", "replace").split()
        except OSError:
            return ""
        return without_folders(words[-1].strip("'")).removesuffix(".py") if words else ""

    def _end(self) -> Iterator[Record]:
        status = self.attribute("exit_status")
        if isinstance(status, int) and not isinstance(status, bool):
            # As Guild has it: what was stopped from outside has a status below zero.
            ends = "finished" if status == 0 else "killed" if status < 0 else "failed"
            error = f"exit status {status}" if status > 0 else ""
            yield {
                "type": "end", "status": ends, **said({"time": _seconds(self.attribute("stopped")), "error": error})
            }  # fmt: skip


def _seconds(value: Any) -> float | None:
    """Return microseconds of Unix time as seconds."""
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1e17
    return value / 1e6 if is_number else None
