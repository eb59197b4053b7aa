"""The journal: the append-only file of one writer, one ``write(2)`` per record. Standard library only.

What holds when `Journal.append` has returned: the operating system has every byte of the record, and no later failure
of this writer (a full disk, a kill, a signal handler) can damage it. Nothing here truncates, rewrites or deletes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import zlib
from threading import RLock

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

SUFFIX = ".jsonl"

_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | _FLAGS
_READ = os.O_RDONLY | _FLAGS
_CHUNK = 1 << 17  # bytes read back at a time: others wait meanwhile, and memory holds them twice
_MOST_TRIES = 8  # of telling what lies before, while signal handlers append more
_LOST = (errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # of a sync: not written, and never will be

# What the end of the file is like, as far as one can know.
_CLEAN = 0  # a newline
_BUSY = 1  # an append is under way; who holds the lock and sees this, is a signal handler that interrupted it
_TORN = 2  # an append failed: perhaps half a line


def _read_at(descriptor: int, size: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, size)


class System:
    """The calls that a journal makes to the operating system, in one place: a test can fail or shorten any of them."""

    makedirs = staticmethod(os.makedirs)
    open = staticmethod(os.open)
    write = staticmethod(os.write)
    read_at = staticmethod(getattr(os, "pread", _read_at))
    fstat = staticmethod(os.fstat)
    close = staticmethod(os.close)
    fsync = staticmethod(os.fsync)
    datasync = staticmethod(getattr(os, "fdatasync", os.fsync))


SYSTEM = System()


class Checkpoint:
    """The first ``bytes`` bytes of a journal: how many lines they hold that are not empty, and their CRC-32."""

    __slots__ = ("_last", "bytes", "count", "crc32")

    def __init__(self, count: int = 0, size: int = 0, crc32: int = 0, last: bytes = b"\n") -> None:
        self.count = count
        self.bytes = size
        self.crc32 = crc32
        self._last = last

    def after(self, chunk: bytes) -> Checkpoint:
        """Return the checkpoint that lies further on by the next bytes of the file."""
        if not chunk:
            return self
        lines = chunk.count(b"\n")
        before = self._last + chunk
        if b"\n\n" in before:
            lines -= sum(before.startswith(b"\n\n", at) for at in range(len(chunk)))
        return Checkpoint(self.count + lines, self.bytes + len(chunk), zlib.crc32(chunk, self.crc32), chunk[-1:])


class Journal:
    """The file of one writer: created here, and never opened for writing again.

    Args:
        path: A file that does not exist yet, in a folder that does.
        system: The calls to the operating system.
        levels: How many folders above the file may have got a new name in them, the file's own included.

    Raises:
        OSError: The file cannot be created.
    """

    def __init__(self, path: str, system: System = SYSTEM, levels: int = 2) -> None:
        self.path = path
        self._system = system
        self._write: Callable[[int, bytes], int] = system.write
        self._lock = RLock()
        self._state = _CLEAN
        self._ending = b"\n"  # what ends a torn line
        self._cuts = 0  # how many signal handlers appended within an append
        self._read = Checkpoint()
        self._settled = 0  # size of the file after its last checkpoint
        self._levels = levels
        self._sync_lock = RLock()
        self._sync_failed = False
        self._file = system.open(path, _CREATE, 0o666)
        self._reader: int | None = None
        self._inode: tuple[int, int] | None = None
        # A journal that cannot be looked at can still be written.
        with contextlib.suppress(OSError):
            state = system.fstat(self._file)
            self._inode = (state.st_dev, state.st_ino)
            self._reader = system.open(path, _READ, 0)

    def append(self, line: bytes) -> None:
        r"""Write one record; ``line`` ends with ``\n``.

        A signal handler may call this while it is under way: its record is written at once, on a line of its own.

        Raises:
            OSError: The record is not in the file, or not whole; the next one starts on a new line.
        """
        with self._lock:
            state = self._state
            if state != _CLEAN:
                line = self._ending + line
                self._cuts += state == _BUSY
            cuts = self._cuts
            self._state = _BUSY
            try:
                written = self._write(self._file, line)
                if written != len(line):
                    self._write_rest(line[written:], cuts)
                if self._state != _BUSY:
                    raise _interrupted()  # noqa: TRY301 -- that the handler failed makes this one fail
            except BaseException:
                self._state = _TORN
                raise
            if state != _BUSY:
                self._state = _CLEAN
                if state:
                    self._ending = b"\n"

    def _write_rest(self, rest: bytes, cuts: int) -> None:
        """After a short write the disk is full, or a quota is reached: going on tells which."""
        while self._cuts == cuts:
            # A refused record that lacks nothing but its newline must not become whole by that of the next one.
            self._ending = b"~\n" if rest == b"\n" else b"\n"
            if not rest:
                return
            written = self._write(self._file, rest)
            if not written:
                raise OSError(errno.EIO, "nothing could be written")
            rest = rest[written:]
        raise _interrupted()

    def append_checkpoint(self, make_line: Callable[[Checkpoint | None], bytes]) -> None:
        """Append a record that tells what lies before it; the checkpoint is None where the file cannot be read back.

        The file is read back, not counted along: right whatever interrupted an append, and logging does not pay for it.

        Raises:
            OSError: As `append`.
        """
        while self._read_chunk():  # not under one lock: others go on appending
            pass
        with self._lock:
            if self._state == _TORN:
                self.append(b"")  # only ends the torn line: it is part of what lies before
            if not any(self._append_seal(make_line) for _ in range(_MOST_TRIES)):
                self.append(make_line(None))
            with contextlib.suppress(OSError):
                self._settled = self._size()

    def _append_seal(self, make_line: Callable[[Checkpoint | None], bytes]) -> bool:
        """Append what tells of all that lies before; return False, and append nothing, where that cannot be told."""
        while self._read_chunk():
            pass
        if self._reader is None or self._state != _CLEAN:
            return False  # in a signal handler the line that it interrupted is not whole yet
        self._state = _BUSY
        cuts = self._cuts
        sealed = False
        try:
            grown = self._has_grown()
            line = make_line(self._read)
            # A signal handler that has appended since the last bytes were read makes this wrong: then once more. None
            # can run between this check and the write.
            if self._cuts == cuts and not grown:
                written = self._write(self._file, line)
                sealed = True
                if written != len(line):
                    self._write_rest(line[written:], cuts)
            if self._state != _BUSY:
                raise _interrupted()  # noqa: TRY301 -- as in `append`
        except BaseException:
            self._state = _TORN
            raise
        self._state = _CLEAN
        return sealed

    def _has_grown(self) -> bool:
        """Whether the file holds more than what was read."""
        try:
            return self._size() > self._read.bytes
        except OSError:
            return False

    def _size(self) -> int:
        return self._system.fstat(self._file).st_size

    def _read_chunk(self) -> bool:
        """Read on; return whether there may be more."""
        with self._lock:
            if self._reader is None or self._state == _BUSY:
                return False
            read = self._read
            try:
                chunk = self._system.read_at(self._reader, _CHUNK, read.bytes)
            except OSError:
                self._reader = None
                return False
            self._read = read.after(chunk)
            return len(chunk) == _CHUNK

    def sync(self) -> None:
        """Return when everything appended so far is on the disk; others may append meanwhile.

        Raises:
            OSError: It may not be there. Retrying is no use: the system has forgotten which bytes were not written.
        """
        # One at a time: the system tells of a failure once, and not to everyone who waits for the same bytes.
        with self._sync_lock:
            if self._sync_failed:
                raise OSError(errno.EIO, "an earlier sync failed")
            try:
                self._system.datasync(self._file)
                self._sync_folders()
            except OSError:
                self._sync_failed = True
                raise
        if self._write is _refuse:  # closed by another thread: perhaps it was another file that was synced
            raise OSError(errno.EBADF, "the journal is closed")

    def _sync_folders(self) -> None:
        """Make the name of the new file last, and those of the new folders that it is in."""
        folder = self.path
        for _ in range(self._levels):
            folder = os.path.dirname(folder)
            with contextlib.suppress(OSError):  # a folder that may not be read
                self._sync_folder(self._system.open(folder, _READ, 0))
            if self._sync_failed:
                raise OSError(errno.EIO, "a folder could not be synced")
        self._levels = 0

    def _sync_folder(self, descriptor: int) -> None:
        try:
            self._system.fsync(descriptor)
        except OSError as error:
            # A system that cannot sync folders needs no such care.
            self._sync_failed = error.errno in _LOST
        finally:
            self._system.close(descriptor)

    @property
    def settled(self) -> bool:
        """Whether nothing was appended since the last checkpoint."""
        return self._size() == self._settled

    @property
    def lost(self) -> bool:
        """Whether what is appended goes nowhere: the file was deleted, or its descriptor closed or taken by others."""
        try:
            state = self._system.fstat(self._file)
        except OSError as error:
            return error.errno == errno.EBADF
        return state.st_nlink == 0 or not self._is_ours(state)

    def _is_ours(self, state: os.stat_result) -> bool:
        return self._inode in (None, (state.st_dev, state.st_ino))

    def abandon(self) -> None:
        """In a forked child: give up the parent's journal, without its lock, which a thread left behind may hold."""
        self._lock = RLock()
        self._sync_lock = RLock()
        self.close()

    def close(self) -> None:
        """Close the file. Failures do not matter: nothing waits to be written."""
        with self._lock:
            self._write = _refuse
            for descriptor in (self._file, self._reader):
                with contextlib.suppress(OSError):
                    if descriptor is not None and self._is_ours(self._system.fstat(descriptor)):
                        self._system.close(descriptor)
            self._reader = None


def _interrupted() -> OSError:
    return OSError(errno.EINTR, "a signal handler logged in the middle of a record")


def _refuse(_file: int, _line: bytes) -> int:
    raise OSError(errno.EBADF, "the journal is closed")
