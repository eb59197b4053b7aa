"""Which files are TensorBoard's, run by run. Names tell, and the first bytes of each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from xreport.importers.kit.heads import Head
from xreport.importers.kit.protocol import Aside, Claim, Listing
from xreport.importers.lines.csv.importer import SUFFIXES, flavour_of
from xreport.importers.lines.journal import JournalImporter
from xreport.importers.lines.jsonl import JsonlImporter
from xreport.importers.trackers.tensorboard.crc import crc_each
from xreport.importers.trackers.tensorboard.events import Event, read_event
from xreport.importers.trackers.tensorboard.frames import FOOTER, HEADER
from xreport.importers.trackers.tensorboard.places import fold, folder_of, in_order, to_hint
from xreport.importers.trackers.tensorboard.wire import WireError

HPARAMS: Final = "hparams.yaml"
"""What Lightning writes beside its event files."""
EMPTY: Final = "TensorBoard files without events"
HEAD: Final = 4096
"""So much of an event file is looked at before it is read."""
_LINES: Final = "metrics.json"
"""The JSON lines of detectron2."""
_FEW_EVENTS: Final = 4
_NAME: Final = re.compile(r"(?:^|\.)tfevents(?:\.|$)")


def claim_runs(listing: Listing) -> Iterator[Claim | Aside]:
    """Yield a claim for each run."""
    folders: dict[str, list[str]] = {}
    for path in listing.files:
        if is_event_file(path):
            folders.setdefault(folder_of(path), []).append(path)
    tags = {folder: tag for folder, paths in folders.items() if (tag := _first_tag(listing, folder, paths)) is not None}
    runs = fold(tags, {folder: paths for folder, paths in folders.items() if folder not in tags})
    used = {folder for at, places in runs.items() for folder in (at, *places)}
    empty = tuple(path for folder in folders if folder not in used for path in folders[folder])
    if empty:
        yield Aside(empty, EMPTY)
    for at, places in runs.items():
        own = [at] if at in folders and at not in places else []
        events = [path for folder in (*own, *places) for path in in_order(folders[folder])]
        context = tuple(path for folder in places if listing.is_file(path := _in(folder, HPARAMS)))
        yield Claim(at, (*events, *_logs_beside(listing, at)), context, to_hint(places))


def is_event_file(path: str) -> bool:
    """Whether a file has the name of an event file: ``events.out.tfevents.…``, whatever its prefix and its end.

    The word stands between dots, as all writers put it: ``test_tfevents.py`` is a program.
    """
    return _NAME.search(path.rpartition("/")[2]) is not None


def _in(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _first_tag(listing: Listing, folder: str, paths: list[str]) -> str | None:
    """Return the first tag in a folder (empty where it cannot be told), None when there is nothing but beginnings."""
    tag = None
    for path in in_order(paths):
        head = listing.head(path, HEAD)
        events, end = first_events(head)
        found = next((slot.tag for event in events for slot in event.slots), "")
        if found:
            return found
        more = len(head) < listing.size(path) or not _is_begun(head[end:])
        if more or any(event.values or event.others for event in events):
            tag = ""
    return "" if tag is None and listing.is_file(_in(folder, HPARAMS)) else tag


def _is_begun(data: bytes) -> bool:
    """Whether these last bytes of a file are nothing, or the beginning of a record: not damage."""
    if len(data) < HEADER:
        return True
    size = int.from_bytes(data[:8], "little")
    return size + HEADER + FOOTER > len(data) and crc_each([data[:8]])[0] == int.from_bytes(data[8:HEADER], "little")


def first_events(data: bytes) -> tuple[list[Event], int]:
    """Return the events that the first bytes of a file hold, and where they end. Checksums are not looked at."""
    events: list[Event] = []
    at = 0
    while at + HEADER <= len(data) and len(events) < _FEW_EVENTS:
        start = at + HEADER
        end = start + int.from_bytes(data[at : at + 8], "little")
        if end + FOOTER > len(data):
            break
        try:
            events.append(read_event(data[start:end]))
        except WireError:
            break
        at = end + FOOTER
    return events, at


def _logs_beside(listing: Listing, folder: str) -> list[str]:
    """Return the log that the same program wrote beside its event files, as Dreamer does: it tells of the same run."""
    own = [path for path in listing.folder(folder) if folder_of(path) == folder]
    lines = [path for path in own if path.endswith(".jsonl") or path.rpartition("/")[2] == _LINES]
    if len(lines) == 1 and _is_bare(listing, lines[0]):
        return lines
    tables = [path for path in own if path.lower().endswith(SUFFIXES) and _is_curve(listing, path)]
    return tables if len(tables) == 1 and not lines else []


def _is_bare(listing: Listing, path: str) -> bool:
    data = listing.head(path, HEAD)
    head = Head(path, data, whole=listing.size(path) <= len(data))
    return JournalImporter().sniff(head) is not None and JsonlImporter().sniff(head) is None


def _is_curve(listing: Listing, path: str) -> bool:
    flavour = flavour_of(listing, path)
    return flavour is not None and flavour.kind == "curve"
