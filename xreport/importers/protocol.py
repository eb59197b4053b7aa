"""What an importer is, and what it yields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from xreport.importers.columns import Columns
from xreport.importers.heads import Head
from xreport.importers.report import Report

Record = dict[str, Any]
"""A record of the format in ``docs/reference/record-format.md`` that is not a log record."""

Item = Record | Columns
"""Log records come as columns: a million dicts would cost ten times what their numbers do."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is passed over. It is counted by reason; with a ``fix`` it is an issue as well."""

    reason: str
    fix: str = ""


class Importer(Protocol):
    """Reads one kind of file."""

    name: str
    bare: bool
    """True where the format has no end record: a run that was read is a finished one."""

    def sniff(self, head: Head) -> Refusal | None:
        """Return why this importer cannot read the file, or None when it can."""

    def read(self, stream: BinaryIO, report: Report) -> Iterator[Item]:
        """Yield the records of the file; say in ``report`` what became of every byte. Raises `OSError` only."""
