"""The transaction log of a run, ``run-<id>.wandb``: what holds the bytes of its records together.

It is the log format of LevelDB behind a header of its own, as SwanLab's is. The file is cut into blocks of 32 KiB; a
record that does not fit into the rest of a block is continued in the next. Each fragment has a checksum, so damage
never goes unnoticed, and what follows is found again: at the fragment right after it if that one is whole, else at the
next block.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from xreport.importers.kit.report import Report

BLOCK: Final = 32 << 10
MAGIC: Final = b":W&B\xe1\xbe"
MOST_RECORD: Final = 64 << 20

_HEADER: Final = len(MAGIC) + 1  # and the version
_VERSION: Final = 0
_FRAGMENT: Final = struct.Struct("<IHB")  # checksum of type and data, length of the data, type
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4

_COPY_FIX = "Restore the file from a copy, if there is one. All other records are read."
_WAIT_FIX = "It is read when the run has written the rest; of a run that was killed it is lost."


def read_log(
    stream: BinaryIO, report: Report, where: str, *, magic: bytes = MAGIC, version: int = _VERSION
) -> Iterator[bytes]:
    """Yield the records of a log; say in ``report`` what is damaged or not finished. Raises `OSError` only.

    Args:
        stream: The log, from its beginning.
        report: Takes what is wrong.
        where: What the log is called.
        magic: The six bytes that it begins with: other tools write the same format with bytes of their own.
        version: That which follows them.
    """
    return _Log(stream, report, where, magic, version).records()


class _Log:
    def __init__(self, stream: BinaryIO, report: Report, where: str, magic: bytes, version: int) -> None:
        self._magic = magic
        self._version = version
        self._stream = stream
        self._report = report
        self._where = where
        self._parts: list[bytes] | None = None  # the fragments of a record whose end is to come
        self._held = 0  # bytes of the file that they are
        self._zeros = 0  # NUL bytes up to here, which are the end of the file unless something follows

    def records(self) -> Iterator[bytes]:
        block = self._read_block()
        if len(block) < _HEADER:
            what = "the log has only begun" if block else "the log is empty"
            self._report.wait(len(block), what, "The run was stopped before it logged anything.", where=self._where)
            return
        self._check_header(block)
        at = _HEADER
        while block:
            yield from self._fragments(block, at)
            block = self._read_block()
            at = 0
        self._finish()

    def _read_block(self) -> bytes:
        parts = []
        size = BLOCK
        while size and (part := self._stream.read(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _check_header(self, block: bytes) -> None:
        if not block.startswith(self._magic):
            self._reject(_HEADER, "the beginning of the log is damaged")
        elif (version := block[len(MAGIC)]) != self._version:
            age = "a newer" if version > self._version else "an older"
            what = f"the log is of {age} version: only what this version knows is read"
            self._report.note(what, "Update xreport, or the tool that wrote the log.", where=self._where)

    def _fragments(self, block: bytes, at: int) -> Iterator[bytes]:
        while at + _FRAGMENT.size <= BLOCK and at < len(block):
            if not any(block[at : at + _FRAGMENT.size]) and not block[at:].strip(b"\0"):
                self._zeros += len(block) - at
                return
            self._bury_zeros()
            end = _end_of(block, at)
            if end is None:
                self._wait(len(block) - at)
                return
            if _is_whole(block, at, end):
                record = self._take(block[at + _FRAGMENT.size : end], block[at + 6], end - at)
                if record is not None:
                    yield record
            elif end <= BLOCK and _follows(block, end):
                self._lose(end - at)
            else:
                self._lose(len(block) - at)
                return
            at = end

    def _take(self, data: bytes, kind: int, size: int) -> bytes | None:
        """Return the record that a fragment completes."""
        if kind in (_FULL, _FIRST):
            self._drop("a record breaks off: its end was never written")
            if kind == _FULL:
                return data
            self._parts, self._held = [data], size
            return None
        if self._parts is None or kind not in (_MIDDLE, _LAST):
            self._reject(size, "a record whose beginning is lost")
            return None
        self._parts.append(data)
        self._held += size
        if self._held > MOST_RECORD:
            self._drop("a record is larger than 64 MiB")
            return None
        if kind == _MIDDLE:
            return None
        record = b"".join(self._parts)
        self._parts, self._held = None, 0
        return record

    def _lose(self, size: int) -> None:
        self._drop("a record has lost its end")
        self._reject(size, "damaged: a checksum does not match")

    def _drop(self, what: str) -> None:
        if self._parts is not None:
            self._reject(self._held, what)
        self._parts, self._held = None, 0

    def _bury_zeros(self) -> None:
        if self._zeros:
            self._drop("a record has lost its end")
            self._reject(self._zeros, "holds NUL bytes: this part of the file was lost by the disk or the file system")
            self._zeros = 0

    def _reject(self, size: int, what: str) -> None:
        self._report.reject(size, what, _COPY_FIX, where=self._where)

    def _wait(self, size: int) -> None:
        self._report.wait(self._held + size, "the last record is not finished", _WAIT_FIX, where=self._where)
        self._parts, self._held = None, 0

    def _finish(self) -> None:
        if self._parts is not None:
            self._wait(0)
        if self._zeros >= _FRAGMENT.size:
            what = "ends in NUL bytes: the machine stopped before the file system had written the rest"
            self._report.wait(self._zeros, what, "Nothing before them is lost.", where=self._where)


def _end_of(block: bytes, at: int) -> int | None:
    """Return where a fragment ends by its own word, or None where that is beyond the end of the file."""
    if at + _FRAGMENT.size > len(block):
        return None
    _, length, _ = _FRAGMENT.unpack_from(block, at)
    end: int = at + _FRAGMENT.size + length
    return None if len(block) < end <= BLOCK else end


def _is_whole(block: bytes, at: int, end: int) -> bool:
    checksum, _, _ = _FRAGMENT.unpack_from(block, at)
    return end <= len(block) and zlib.crc32(block[at + 6 : end]) == checksum


def _follows(block: bytes, at: int) -> bool:
    """Whether reading can go on here: at a whole fragment, or at the end of the block."""
    if at + _FRAGMENT.size > len(block):
        return at + _FRAGMENT.size > BLOCK
    end = _end_of(block, at)
    return end is not None and _is_whole(block, at, end)
