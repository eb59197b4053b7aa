"""Which tables in text are logs, and which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from xreport.importers.forms.settings import beside
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Refusal, Unread
from xreport.importers.kit.report import Report
from xreport.importers.lines.bare_steps import is_measured
from xreport.importers.lines.csv.curves import read_curve
from xreport.importers.lines.csv.flavours import Flavour, recognise
from xreport.importers.lines.csv.header import HEAD, LONG_HEAD, Header, read_header
from xreport.importers.lines.csv.long import read_long
from xreport.importers.lines.csv.monitor import read_monitor
from xreport.importers.lines.csv.sheet import read_sheet
from xreport.importers.lines.csv.trials import read_trials
from xreport.importers.lines.csv.unknown import unread

SUFFIXES: Final = (".csv", ".tsv")
_TEXTS: Final = (".log", ".txt", ".out", ".dat")
"""Names of texts of any kind: Keras' own example calls its table ``training.log``."""
_PROGRESS: Final = "progress.txt"
_LOGS: Final = re.compile(r"[^.]*(?:log|metric|history|progress|result|scalar)[^.]*", re.DOTALL)
"""Names without a suffix that may be those of logs."""
_OF_RL: Final = {"stable-baselines3", "baselines"}


class CsvImporter:
    """Reads the CSV logs of Lightning, Keras, stable-baselines3, baselines, RLlib, Ultralytics, and others like them.

    A row is a point, where a column of steps counts up; tables of trials of scikit-learn, Optuna and MLflow have a run
    a row, long tables several rows a run.
    """

    name = "csv"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside | Unread] | Refusal:
        """Claim what the first lines show to be a log; monitor files of one folder together."""
        found: dict[str, Flavour] = {}
        others: list[Unread] = []
        for path in listing.files:
            header = head_of(listing, path) if _may_be(path) else None
            flavour = _flavour(path, header) if header else None
            if flavour is not None:
                found[path] = flavour
            elif header and path.lower().endswith(SUFFIXES) and (said := unread(path, header)) is not None:
                others.append(said)
        answer: list[Claim | Unread] = [*_claims(listing, found), *others]
        return answer or Refusal("no CSV with the columns of a known tool, or with steps")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a claim, or the runs of a table of them."""
        yield from read_table(files, from_hint(files.claim.hint), report)


def read_table(files: Files, flavour: Flavour, report: Report) -> Iterator[ImportedRun]:
    """Yield the runs of a table, whoever said how it is read. Its file is the first of the claim."""
    first, *others = files.claim.files
    if flavour.kind == "monitor":
        yield "", read_monitor(files, [first, *others], report)
    elif flavour.kind == "curve":
        yield "", _joined(read_curve(files, first, flavour, report, files.claim.context), files, others, report)
    elif (sheet := read_sheet(files, first, report)) is not None:
        yield from read_long(sheet, flavour, report) if flavour.kind == "long" else read_trials(sheet, flavour, report)


def _joined(curve: Iterator[Item], files: Files, monitors: list[str], report: Report) -> Iterator[Item]:
    """Add the episodes of the same training."""
    yield from curve
    for item in read_monitor(files, monitors, report) if monitors else ():
        yield item | {"type": "update"} if isinstance(item, dict) and item.get("type") == "start" else item


def flavour_of(listing: Listing, path: str) -> Flavour | None:
    """Return what a file is, None where it is no log."""
    header = head_of(listing, path) if _may_be(path) else None
    return _flavour(path, header) if header else None


def _may_be(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith((*SUFFIXES, *_TEXTS)) or _LOGS.fullmatch(name) is not None


def _flavour(path: str, header: Header) -> Flavour | None:
    """Return what a table is; one in a text of any name is a log only where a column says what trainings log."""
    flavour = recognise(path, header)
    name = path.rpartition("/")[2].lower()
    if flavour is None or name.endswith(SUFFIXES) or name == _PROGRESS:
        return flavour
    return flavour if flavour.kind == "curve" and any(map(is_measured, header.names)) else None


def head_of(listing: Listing, path: str) -> Header | None:
    """Return the header of a file, whose names of columns may be long."""
    size = listing.size(path)
    data = listing.head(path, HEAD)
    if b"\n" not in data.strip() and size > len(data):
        data = listing.head(path, LONG_HEAD)
    return read_header(data, whole=len(data) >= size)


def _claims(listing: Listing, found: dict[str, Flavour]) -> Iterator[Claim]:
    counts: dict[str, int] = {}
    monitors: dict[str, list[str]] = {}
    for path, flavour in found.items():
        folder = path.rpartition("/")[0]
        counts[folder] = counts.get(folder, 0) + (flavour.kind == "curve")
        if flavour.kind == "monitor":
            monitors.setdefault(folder, []).append(path)
    for path, flavour in found.items():
        if flavour.kind == "monitor":
            continue
        folder = path.rpartition("/")[0]
        # Settings, and episodes, are those of a run where no other lies beside it.
        alone = counts[folder] == 1 and flavour.kind == "curve"
        settings = [name for name in beside(path, flavour.settings) if listing.is_file(name)] if alone else []
        episodes = monitors.pop(folder, []) if alone and flavour.name in _OF_RL else []
        yield Claim(path, (path, *episodes), tuple(settings), to_hint(flavour))
    for folder, paths in monitors.items():
        yield Claim(folder, tuple(paths), hint=to_hint(found[paths[0]]))


def to_hint(flavour: Flavour) -> str:
    """Return how a table is read as the hint of its claim."""
    return msgspec.json.encode(flavour).decode()


def from_hint(hint: str) -> Flavour:
    """Return how a table is read."""
    return msgspec.json.decode(hint, type=Flavour)
