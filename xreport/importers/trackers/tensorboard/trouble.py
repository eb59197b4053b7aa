"""What can be wrong with an event file, said to the report."""

from __future__ import annotations

import re
from typing import Final

from xreport.importers.kit.report import Report

_HOST: Final = re.compile(r"((?:^|[./])tfevents\.\d+)\.[^/]+$")
_COPY: Final = "Copy the file again from where it was written; all other records are read."


def without_host(path: str) -> str:
    """Return the path of an event file up to its time: what follows is the name of the host, and the process."""
    return _HOST.sub(r"\1.…", path)


class Trouble:
    """Says what is wrong with one file, and where.

    Args:
        report: Takes the issues.
        path: Source-relative path of the file.
        size: Its size in bytes.
    """

    def __init__(self, report: Report, path: str, size: int) -> None:
        self._report = report
        self._path = without_host(path)
        self._size = size

    def left(self, at: int) -> int:
        """Return how many bytes there are from a position on."""
        return max(0, self._size - at)

    def damaged(self, at: int, size: int) -> None:
        """A record does not have its checksum."""
        self._report.reject(size, "a record whose checksum does not agree is left out", _COPY, where=self._where(at))

    def lost(self, at: int, size: int) -> None:
        """The length of a record is damaged: what follows is passed over up to the next record."""
        what = "damaged: what lies between two records is left out"
        self._report.reject(size, what, _COPY, where=self._where(at))

    def garbled(self, at: int, size: int) -> None:
        """A record has the right checksum, and is no event."""
        what = "a record that is no TensorBoard event is left out"
        self._report.reject(
            size, what, "Write event files with TensorFlow, PyTorch or TensorBoard.", where=self._where(at)
        )

    def too_large(self, at: int, size: int) -> None:
        """A record is larger than anything worth reading."""
        what = "a record of more than 64 MiB is left out"
        self._report.reject(size, what, "Log large tensors as files of their own.", where=self._where(at))

    def unfinished(self, at: int, tail: bytes) -> None:
        """The file ends amid a record."""
        if tail.strip(b"\0"):
            what, fix = "the last record is not finished", "It is read when the rest has been written."
        else:
            what, fix = "ends in NUL bytes: the rest of the file was lost", "Nothing before them is lost."
        self._report.wait(len(tail), what, fix, where=self._where(at))

    def _where(self, at: int) -> str:
        return f"{self._path} (byte {at:,})"
