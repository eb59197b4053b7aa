"""The seal of a journal: sync and end records say how many bytes lie before them, and their CRC-32."""

from __future__ import annotations

import zlib
from typing import Any

from xreport.importers.kit.report import Report

_FIX = "Restore the file from a copy. Its values are shown as they are; do not trust those of this part."


class Seal:
    """Checks a journal from one sync record to the next, so that damage is blamed on the part that has it."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._crc = 0
        self._bytes = 0
        self._since = 0  # where the part begins that is not checked yet
        self._shift = 0  # bytes that earlier damage added to the file

    def feed(self, data: bytes) -> None:
        """Go on by these bytes."""
        self._crc = zlib.crc32(data, self._crc)
        self._bytes += len(data)

    def check(self, record: dict[str, Any]) -> None:
        """Compare the bytes so far with what a record that comes right after them says."""
        size, crc = _natural(record.get("bytes")), _natural(record.get("crc32"))
        if size is None or crc is None:
            return
        if size == self._bytes - self._shift and crc == self._crc:
            self._report.verified += self._bytes - self._since
        else:
            self._report.note("damaged between sync points: the lines before this one are not those written", _FIX)
        # The record's word counts from here on: later parts are checked against it, not against the damage.
        self._since = self._bytes
        self._shift = self._bytes - size
        self._crc = crc


def _natural(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None
