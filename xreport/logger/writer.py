"""The writer: one process's part in a run. Keeps a journal of its own, open and in sync, whatever happens around it."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time

from xreport.format.journal import SUFFIX, SYSTEM, Checkpoint, Journal, System
from xreport.format.records import FORMAT
from xreport.logger.encoding import encode_record

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

    from xreport.logger.warnings import Warnings

DURABILITIES = ("periodic", "fsync", "os")
SYNC_SECONDS = 5.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0  # seconds until a journal that could not be opened is tried again
_MOST_FAILED_SYNCS = 3  # one after the other
_MOST_SUBJECTS = 20  # that a warning calls by their names
_NO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.EROFS, getattr(errno, "ENOTSUP", errno.ENOSYS))
_GONE = (errno.EBADF, errno.ESTALE)  # the journal, not the disk, is what failed


class Writer:
    """Appends records to a journal of this process, and to a new one after a fork or a failure.

    Args:
        folder: The run's folder; made when missing.
        identity: What every start record of the run says.
        details: What the first one says besides.
        warnings: Where failures are told.
        durability: ``"periodic"`` syncs every 5 s from a helper thread, ``"fsync"`` each record, ``"os"`` never.
        strict: Raise what goes wrong, instead of counting drops.
        system: The calls to the operating system.
    """

    def __init__(  # noqa: PLR0913 -- made in one place only
        self,
        folder: str,
        identity: Mapping[str, object],
        details: Mapping[str, object],
        *,
        warnings: Warnings,
        durability: str = "periodic",
        strict: bool = False,
        system: System = SYSTEM,
    ) -> None:
        self.folder = folder
        self.dropped = 0
        self._subjects: set[str] = set()
        self._identity = identity
        self._details = details
        self._warnings = warnings
        self._durability = durability
        self._sync_each = durability == "fsync"
        self._strict = strict
        self._system = system
        self._journal: Journal | None = None
        self._id = ""
        self._origin: dict[str, object] = {}
        self._closed = False
        self._failed_syncs = 0
        self._left = False  # whether a journal was left behind that was not synced
        self._levels = 2  # the run's folder may be one that another process has just made
        self._told = 0  # how many drops a record tells of
        self._wait = _FIRST_WAIT
        self._retry_at = 0.0
        self._begin_process()

    def _begin_process(self) -> None:
        """Make what does not survive a fork: locks and threads."""
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._helper: threading.Thread | None = None

    def after_fork(self) -> None:
        """In a forked child: leave the parent's journal alone; the first record opens one of its own."""
        self._begin_process()
        self.dropped = self._told = 0
        journal, self._journal = self._journal, None
        if journal is not None:
            journal.abandon()
            self._origin = {"forked_from": self._id}

    # -- records --------------------------------------------------------------------------------------

    def append(self, line: bytes) -> bool:
        """Write one record; return whether the operating system has all of it."""
        journal = self._journal
        try:
            if journal is None:
                journal = self.open()
            journal.append(line)
        except OSError as error:
            return self._append_again(journal, line, error)
        if self._sync_each and not self._sync(journal):
            return self.drop(OSError(errno.EIO, "a record was not synced"))
        return True

    def _append_again(self, journal: Journal | None, line: bytes, error: OSError) -> bool:
        if journal is None or error.errno not in _GONE:
            return self.drop(error)
        try:
            self._replace(journal)
            self.open().append(line)
        except OSError as second:
            return self.drop(second)
        return True

    def drop(self, error: Exception, subject: str = "") -> bool:
        """Count a record that was not written, and say so once for each subject (what it was); return False."""
        with self._lock:
            self.dropped += 1
        if self._strict:
            raise error
        consequence = "a record was not written; training goes on, and the run will tell how many are missing"
        self._warn(error, consequence, self._named(subject))
        return False

    def _named(self, subject: str) -> str:
        """Return the subject, but of a script that makes up ever new ones only the first."""
        if subject and len(self._subjects) < _MOST_SUBJECTS:
            self._subjects.add(subject)
        return subject if subject in self._subjects else ""

    def _warn(self, error: Exception, consequence: str, subject: str = "") -> None:
        if isinstance(error, OSError) and error.errno:
            kind, reason = errno.errorcode.get(error.errno, "OSError"), error.strerror
        else:
            kind, reason = type(error).__name__, str(error)
        about = f"{subject}: " if subject else ""
        self._warnings.once(f"{kind}: {about}{consequence}", f"{about}{reason}: {consequence}")

    def begin(self) -> None:
        """Open the journal before the first record needs it.

        Raises:
            OSError: It cannot be opened, and the run is strict.
        """
        try:
            self.open()
        except OSError as error:
            if self._strict:
                raise
            self._warn(error, f"nothing can be logged to {self.folder} at present; training goes on, and so do tries")

    # -- the journal ----------------------------------------------------------------------------------

    def open(self) -> Journal:
        """Return the journal; make it, where there is none.

        Raises:
            OSError: It cannot be made, now or a moment ago.
        """
        with self._lock:
            if self._journal is not None:
                return self._journal
            if self._closed:
                raise OSError(errno.EBADF, "the run is finished")
            if time.monotonic() < self._retry_at:
                raise OSError(errno.EAGAIN, "the journal could not be opened a moment ago")
            try:
                self._journal = self._open()
            except OSError:
                self._retry_at = time.monotonic() + self._wait
                self._wait = min(2 * self._wait, _LONGEST_WAIT)
                raise
            self._details = {}
            self._wait = _FIRST_WAIT
            self._start_helper()
            return self._journal

    def _open(self) -> Journal:
        """Make a journal with its start record; one that cannot take that is left behind, empty or torn."""
        self._levels = max(self._levels, 1 + _count_missing(self.folder))
        self._system.makedirs(self.folder, exist_ok=True)
        writer = os.urandom(8).hex()
        start = self._start_line(writer)
        journal = Journal(os.path.join(self.folder, writer + SUFFIX), self._system, self._levels)
        try:
            journal.append(start)
        except OSError:
            journal.close()
            raise
        self._id = writer
        return journal

    def _start_line(self, writer: str) -> bytes:
        """Return the start record; of a description that no reader would take, params and the like are left out."""
        start = {"xreport": FORMAT, "type": "start", "writer": writer, "time": _now(), **self._origin, **self._identity}
        try:
            return encode_record({**start, **self._details})
        except ValueError as error:
            self.drop(error, "what init was given")
        short = {key: value for key, value in self._details.items() if not isinstance(value, dict)}
        try:
            return encode_record({**start, **short})
        except ValueError:
            return encode_record(start)

    def _replace(self, journal: Journal) -> None:
        """Go on in a new journal, when next one is needed."""
        with self._lock:
            if self._journal is journal:
                self._journal = None
                self._left = True
                self._origin = {"continues": self._id}
        journal.close()

    # -- sync -----------------------------------------------------------------------------------------

    def _start_helper(self) -> None:
        if self._durability == "os" or self._helper is not None:
            return
        self._helper = threading.Thread(target=self._keep_synced, args=(self._stop,), name="xreport-sync", daemon=True)
        # At the end of the interpreter no thread can be started; the end record syncs.
        with contextlib.suppress(RuntimeError):
            self._helper.start()

    def _keep_synced(self, stop: threading.Event) -> None:
        while not stop.wait(SYNC_SECONDS):
            try:
                self._checkpoint()
            except Exception as error:  # noqa: BLE001 -- strict mode raises in the caller's thread only
                self._warn(error, "the journal could not be synced")

    def checkpoint(self) -> bool:
        """Write a sync record if there is anything new, and sync.

        Return whether everything since the last call is on the disk, also what other journals took.
        """
        synced = self._checkpoint()
        left, self._left = self._left, False
        return synced and not left

    def _checkpoint(self) -> bool:
        journal = self._journal
        if journal is None:
            return not self.dropped
        if journal.lost:
            return self._abandon(journal, OSError(errno.ESTALE, "the journal was deleted or closed by someone else"))
        try:
            if not journal.settled or self.dropped != self._told:
                journal.append_checkpoint(self._sync_line)
        except OSError as error:
            self._warn(error, "no sync record was written")
        return self._sync(journal) and self._durability != "os"

    def _sync_line(self, checkpoint: Checkpoint | None) -> bytes:
        self._told = self.dropped
        return encode_record({"type": "sync", "time": _now(), **_totals(checkpoint, self.dropped)})

    def _sync(self, journal: Journal) -> bool:
        if self._durability == "os":
            return True
        try:
            journal.sync()
        except OSError as error:
            return self._abandon(journal, error)
        self._failed_syncs = 0
        return True

    def _abandon(self, journal: Journal, error: OSError) -> bool:
        """After a failed sync: nothing more is claimed for this journal, a new one goes on; return False."""
        with self._lock:
            if self._journal is not journal:  # another thread was faster, or the run has ended
                return False
            self._failed_syncs += 1
            if error.errno in _NO_SYNC or self._failed_syncs >= _MOST_FAILED_SYNCS:
                self._durability, self._sync_each = "os", False
                self._warn(error, "the disk cannot be synced; records are safe from a kill, not from a power loss")
                return False
            self._warn(error, "the journal could not be synced; the run goes on in a new one")
            failed = {"type": "sync_failed", "time": _now(), "writer": self._id, "error": str(error.strerror)}
            self._replace(journal)
            with contextlib.suppress(OSError):
                self.open().append(encode_record(failed))
        return False

    # -- the end --------------------------------------------------------------------------------------

    def close(self, end: Mapping[str, object] | None) -> bool:
        """Write the end record, or in a forked child a last sync record; sync, and close the journal."""
        with self._lock:
            if self._closed:
                return False
            try:
                if end is not None:
                    self._retry_at = 0.0
                    self.open()
                return self._close(end)
            except OSError as error:
                self._warn(error, "the end of the run was not written, it will look as if it had been killed")
                return False
            finally:
                self._closed = True
                self._stop.set()

    def _close(self, end: Mapping[str, object] | None) -> bool:
        journal = self._journal
        if journal is None:
            return True

        def end_line(checkpoint: Checkpoint | None) -> bytes:
            return encode_record({**(end or {}), **_totals(checkpoint, self.dropped)})

        try:
            journal.append_checkpoint(self._sync_line if end is None else end_line)
            return self._sync(journal)
        finally:
            after, self._journal = self._journal, None
            journal.close()
            if after not in (None, journal):  # the sync has failed, which is told in a new one
                after.close()


def _count_missing(folder: str) -> int:
    """Return how many folders of a path are not there."""
    missing = 0
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        missing += 1
    return missing


def _totals(checkpoint: Checkpoint | None, dropped: int) -> dict[str, int]:
    totals = {"dropped": dropped} if dropped else {}
    if checkpoint is not None:
        totals |= {"count": checkpoint.count, "bytes": checkpoint.bytes, "crc32": checkpoint.crc32}
    return totals


def _now() -> float:
    return round(time.time(), 3)
