"""What an importer keeps in memory until a file is read to its end."""

from __future__ import annotations

from typing import Final

from xreport.settings import Limits

_OWN: Final = 16
"""Bytes that a text takes besides its letters, roughly."""


class TooMuchError(Exception):
    """Reading a file has cost what it may: what was read until then counts. ``what`` names the limit."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


class Kept:
    """Counts texts that are kept: together they may be half as large as a file that is in memory as a whole.

    Half, because what becomes of them is in memory beside them for a while.
    """

    def __init__(self, limits: Limits) -> None:
        self._most = limits.document_bytes // 2
        self._bytes = 0

    def keep(self, *texts: str, more: int = 0) -> None:
        """Account for texts, and for bytes beside them. Raises `TooMuchError`."""
        self._bytes += sum(map(len, texts)) + _OWN * len(texts) + more
        if self._bytes > self._most:
            what = f"holds more than {self._most:,} bytes of texts that are kept, half of limits.document_bytes"
            raise TooMuchError(f"{what}: the rest is not read", "Raise limits.document_bytes in the configuration.")
