"""A part: what one file says, before it is known which run it belongs to."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from xreport.analysis.series import summarise
from xreport.beneath import open_beneath
from xreport.errors import Issue
from xreport.format.limits import MOST_METRICS
from xreport.importers import Head, Refusal, Report, choose
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.columns import Columns, Table
from xreport.importers.kit.heads import LONG, SHORT
from xreport.importers.kit.protocol import Importer, Item, Record
from xreport.importers.kit.values import as_time
from xreport.load.find.guard import time_limit
from xreport.load.read.keeping import MOST_SLOTS, Keeper, slot_of
from xreport.load.read.nameless import Nameless
from xreport.load.read.single import without_single_values
from xreport.load.read.starts import Starts
from xreport.model import Series, Summary
from xreport.settings import Limits


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a file.

    Attributes:
        importer: Name of the importer that read it.
        bare: Whether it is the log of another tool, without start and end records.
        bytes: Size; ``accepted``, ``rejected`` and ``pending`` add up to it.
        rejected_lines: How many lines were rejected.
        joined: Checksum of the file together with what was read elsewhere for it; empty where that is nothing.
        verified: Bytes that sync or end records vouch for.
        first_time, last_time: First and last sign of life, None where no record has a time.
        key: What tells the run from others of the same claim.
        skipped: What was passed over on purpose, by reason.
    """

    path: str
    importer: str = ""
    bare: bool = False
    bytes: int = 0
    sha256: str = ""
    records: int = 0
    accepted: int = 0
    rejected: int = 0
    rejected_lines: int = 0
    pending: int = 0
    verified: int = 0
    first_time: float | None = None
    last_time: float | None = None
    issues: tuple[Issue, ...] = ()
    key: str = ""
    skipped: Mapping[str, int] = field(default_factory=dict)
    joined: str = ""

    @property
    def identity(self) -> str:
        """Return the checksum of all that it was read from: files of equal ones say the same."""
        return self.joined or self.sha256


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file, read.

    Attributes:
        events: The records besides log and sync records, in their order; logged objects after the others.
        left_out: How many logged objects were left out, by kind and key (`keeping.name_of`).
    """

    account: Account
    events: list[Record] = field(default_factory=list)
    series: Mapping[str, Series] = field(default_factory=dict)
    summaries: Mapping[str, Summary] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)


Result = FilePart | Refusal | list[FilePart]
"""What a file gives, or a claim."""


def read_part(root: str, names: tuple[str, ...], path: str, limits: Limits = Limits()) -> Result:
    """Read one file. Never raises: what cannot be read is an issue of an empty part."""
    try:
        with time_limit(limits), os.fdopen(open_beneath(root, names), "rb", buffering=0) as raw:
            if (size := os.fstat(raw.fileno()).st_size) > limits.file_bytes:
                return FilePart(Account(path, issues=(too_large(path, size, limits),)))
            return read_stream(raw, path, limits)
    except OverLimitError as over:
        return FilePart(Account(path, issues=(over.issue(path),)))
    except Exception as error:  # noqa: BLE001 - one bad file never sinks the site
        return FilePart(Account(path, issues=(failure(path, error),)))


def too_large(path: str, size: int, limits: Limits) -> Issue:
    """Return what to say of a file that is larger than may be read."""
    what = f"is larger ({size:,} bytes) than a file that is read ({limits.file_bytes:,})"
    return Issue(path, what, "Move it elsewhere, or raise limits.file_bytes in the configuration.")


def failure(path: str, error: Exception) -> Issue:
    """Return what to say when reading a file raised this."""
    return Issue.of_error(path, "cannot be read", error)


def read_stream(raw: BinaryIO, path: str, limits: Limits = Limits()) -> Result:
    """Read a file that is open, from its beginning. A journal of several runs has a part for each."""
    data = _read_up_to(raw, SHORT)
    if len(data) == SHORT and b"\n" not in data and data.lstrip().startswith(b"{"):
        data += _read_up_to(raw, LONG - SHORT)
    end = _read_up_to(raw, 1)
    importer = choose(Head(path, data, whole=not end))
    if isinstance(importer, Refusal):
        return importer
    return _read(importer, _Hashed(data + end, raw), Report(path, limits))


def _read_up_to(raw: BinaryIO, size: int) -> bytes:
    parts = []
    while size and (part := raw.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class _Hashed(io.RawIOBase):
    """A file whose first bytes have been read; hashes and counts what is read through it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest
        self.hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            # The head and as much as makes a full chunk, so that a short file is read in one piece.
            data = self._head + (self._rest.read(size - len(self._head)) or b"" if size > len(self._head) else b"")
            self._head = b""
        else:
            data = self._rest.read(size) or b""
        self.hash.update(data)
        self.size += len(data)
        return data


def _read(importer: Importer, stream: _Hashed, report: Report) -> FilePart | list[FilePart]:
    """Read a file to its part, or to several where it holds several runs or attempts."""
    stretches: list[_Stretch] = []
    try:
        for items in Starts(importer.read(stream, report), journal=not importer.bare):  # type: ignore[arg-type]
            stretches.append(_Stretch(report))
            for item in items:
                stretches[-1].add(item)
    except OverLimitError as over:
        report.end_early(over)
        report.rejected = stream.size - report.accepted - report.pending
    for stretch in stretches:
        stretch.tell()
    if len(stretches) == 1:
        return stretches[0].part(_account(importer, stream, report, stretches[0].signs()))
    parts = []
    for number, stretch in enumerate(stretches):
        account = _account(importer, stream, report, stretch.signs())
        own = replace(account, records=stretch.records, joined=f"{account.sha256}#{number}" if number else "")
        # What is wrong with the file is said once.
        parts.append(stretch.part(replace(own, issues=(), rejected_lines=0) if number else own))
    return parts


class _Stretch:
    """The records of a file from a start record to the next."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._table = Table(MOST_METRICS)
        self._nameless = Nameless()
        self._events: list[Record] = []
        self._objects = Keeper()
        self._times: list[float] = []
        self.records = 0

    def add(self, item: Item) -> None:
        """Take a record, or a block of them. Raises `OverLimitError`."""
        if isinstance(item, Columns):
            self.records += item.steps.size
            self._report.budget.spend(item.steps.size, self._table.add(self._nameless.without(item)))
            return
        self.records += 1
        time = as_time(item.get("time"))
        if time == time:  # noqa: PLR0124 - not NaN
            self._times.append(time)
        if slot := slot_of(item):
            self._report.budget.spend(1)
            self._objects.add(item, slot)
        elif item.get("type") != "sync":
            self._report.budget.spend_event(item)
            self._events.append(item)

    def tell(self) -> None:
        """Say what was left out."""
        report = self._report
        if beyond := self._objects.beyond:
            what = f"logged objects of more than {MOST_SLOTS:,} keys, or more than memory may hold"
            fix = "Log them into more runs, or as artifacts."
            report.note(f"{what}: {beyond:,} are left out", fix, where=report.path)
        self._nameless.tell(report, report.path)
        if self._table.refused:
            what = f"more than {MOST_METRICS:,} metrics: the others are left out"
            report.note(what, "Log large tables as artifacts.")

    def signs(self) -> list[float]:
        """Return the times of its first and last signs of life, and others between them."""
        return [*self._times, *(self._table.times_seen() or ())]

    def part(self, account: Account) -> FilePart:
        """Return all of it, once."""
        series, single = without_single_values(self._table.series())
        events = [*self._events, *single, *self._objects.records()]
        summaries = {key: summarise(one) for key, one in series.items()}
        return FilePart(account, events, series, summaries, self._objects.left_out())


def _account(importer: Importer, stream: _Hashed, report: Report, times: list[float]) -> Account:
    return Account(
        path=report.path,
        importer=importer.name,
        bare=importer.bare,
        bytes=stream.size,
        sha256=stream.hash.hexdigest(),
        records=report.records,
        accepted=report.accepted,
        rejected=report.rejected,
        rejected_lines=report.rejected_lines,
        pending=report.pending,
        verified=report.verified,
        first_time=min(times, default=None),
        last_time=max(times, default=None),
        issues=tuple(report.issues()),
    )
