"""What is removed from the cache: what has not been used for long, and the oldest of what is too much."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from xreport.cache.folder import UNFINISHED, Folder, UnusableError

DAY: Final = 86400.0
LONGEST: Final = 30 * DAY
"""Seconds after its last use for which an entry is kept; uses are noted once a day."""

MOST: Final = 4 << 30
"""Bytes that the entries of all reports may have together."""

_REPORT: Final = re.compile(r"report-[0-9a-f]{32}")
_ENTRY: Final = re.compile(r"[a-z]{1,16}-[0-9a-f]{32}")
_SWEPT: Final = "swept"
"""A file whose time of change says when the cache was last looked through."""


class _Entry(NamedTuple):
    used: float
    size: int
    report: str
    name: str


def sweep(base: Folder, now: float) -> None:
    """Look through the whole cache, once a day. Raises `OSError`.

    Removed are regular files and empty folders of this user that have names of ours, and nothing else. Other builds may
    read and write meanwhile: what they have opened they keep, what they miss they make again.
    """
    if not _is_due(base, now):
        return
    base.write(_SWEPT)
    kept: list[_Entry] = []
    for report, status in list(base.entries()):
        if _REPORT.fullmatch(report) and stat.S_ISDIR(status.st_mode):
            kept += _sweep_report(base, report, status, now)
        elif UNFINISHED.fullmatch(report) and stat.S_ISREG(status.st_mode) and status.st_mtime < now - DAY:
            base.remove(report)
    _remove_oldest(base, kept)


def _is_due(base: Folder, now: float) -> bool:
    try:
        with base.reading(_SWEPT) as (_, status):
            return not now - DAY < status.st_mtime <= now + DAY
    except OSError:
        return True


def _sweep_report(base: Folder, name: str, status: os.stat_result, now: float) -> Iterator[_Entry]:
    """Remove the old entries of a report; yield the others."""
    try:
        report = base.folder(name)
    except UnusableError:
        return
    empty = True
    try:
        for entry, found in list(report.entries()):
            if not stat.S_ISREG(found.st_mode) or not _ENTRY.fullmatch(entry):
                continue
            longest = DAY if UNFINISHED.fullmatch(entry) else LONGEST
            if found.st_mtime < now - longest:
                with suppress(OSError):
                    report.remove(entry)
            else:
                empty = False
                yield _Entry(found.st_mtime, found.st_size, name, entry)
    finally:
        report.close()
    if empty and status.st_mtime < now - DAY:
        with suppress(OSError):
            base.remove_folder(name)  # which fails where something lies in it that is not ours


def _remove_oldest(base: Folder, entries: list[_Entry]) -> None:
    total = sum(entry.size for entry in entries)
    excess: dict[str, list[str]] = {}
    for entry in sorted(entries):
        if total <= MOST:
            break
        total -= entry.size
        excess.setdefault(entry.report, []).append(entry.name)
    for report, names in excess.items():
        with suppress(UnusableError):
            folder = base.folder(report)
            for name in names:
                with suppress(OSError):
                    folder.remove(name)
            folder.close()
