"""The first bytes of a file, and what they tell about the rest."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.lines import CHUNK

SHORT = CHUNK
"""Bytes that are looked at first: most files are read at once."""
LONG = 2 << 20
"""Bytes that are looked at when the first line does not end in those: some logs begin with a line of settings."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOST_LINES = 50


@dataclass(frozen=True)
class Head:
    """The beginning of a file.

    Attributes:
        path: Source-relative path with ``/``.
        data: The first bytes, a byte order mark included.
        whole: Whether these are all bytes of the file.
    """

    path: str
    data: bytes
    whole: bool

    @property
    def name(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.path).name

    @property
    def named_jsonl(self) -> bool:
        """Whether the name says that this is JSON lines: then its problems are issues, not another kind of file."""
        return self.name.lower().endswith((".jsonl", ".ndjson"))

    @property
    def utf16(self) -> bool:
        """Whether this is UTF-16 text that begins with an object."""
        # One NUL may be damage, of which a line dies and not the file.
        is_wide = self.data[:2] in {b"{\0", b"\0{"} and self.data[:4].count(0) == 2
        return is_wide or self.data.startswith(_UTF16)

    @cached_property
    def text(self) -> bytes:
        """The bytes from the first one that is not blank."""
        return self.data.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")

    @cached_property
    def lines(self) -> list[bytes]:
        """The first complete lines, blank ones left out; the last line of the file counts without a newline."""
        *lines, rest = self.text.split(b"\n", _MOST_LINES)
        if self.whole and len(lines) < _MOST_LINES:
            lines.append(rest)
        return [line for line in lines if line.strip()]

    @cached_property
    def first(self) -> dict[str, Any] | None:
        """The object on the first line, or None when there is none."""
        end = self.text.find(b"\n")
        return _object(self.text[: end if end >= 0 else None]) if end >= 0 or self.whole else None

    @cached_property
    def objects(self) -> list[dict[str, Any] | None]:
        """The first lines as objects; None for one that is not."""
        return [_object(line) for line in self.lines]


_decoder = LineDecoder()


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        return _decoder.decode(line)
    except BadLineError:
        return None
