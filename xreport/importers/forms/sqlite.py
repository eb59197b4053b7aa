"""SQLite databases of other tools, opened to be read and nothing else: never written, never migrated, never mended.

A database is read where it lies, as if nobody could change it: SQLite then looks at no other file, locks nothing and
writes nothing. What a write-ahead log beside it holds is read from a private copy of both. A rollback journal is never
replayed, for that writes to the database, and removes files that the journal names: beside one a database is not read.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from xreport.importers.kit.kept import Kept, TooMuchError
from xreport.importers.kit.protocol import Files, ImportedRun, Listing
from xreport.importers.kit.report import Report
from xreport.settings import Limits

MAGIC: Final = b"SQLite format 3\0"
_WAL: Final = "-wal"
_JOURNAL: Final = "-journal"
SIDE_FILES: Final = (_WAL, _JOURNAL)
"""What SQLite puts beside a database that is being written, or that a crash left."""
_WAL_MAGIC: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_OPEN_FILES: Final = Path("/proc/self/fd")
_LONGEST: Final = 8 << 20
"""Bytes of a text, a blob or a row."""
_MEMORY: Final = 256 << 20
"""Bytes that SQLite may take, for all databases that are open in this process."""
_SCHEMA: Final = 512 << 10
"""Bytes of a database within which its schema begins."""
_TO_LOOK: Final = 2.0
"""Seconds of processor time for a look at the tables."""
_STEPS: Final = 10_000
"""Steps of SQLite's machine, about a millisecond, after which the clock is asked."""
_SHARE: Final = 0.8
"""How much of the processor time is for the reading; the rest is for what becomes of it."""
_FUNCTIONS: Final = {"count", "like"}
_LIMITS: Final = (
    (sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1 << 20),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 3),
    (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, 8),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 10),
    (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
)
_SETTINGS: Final = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "temp_store = MEMORY",  # what is sorted is not written to a disk, however much a database says that it holds
    f"hard_heap_limit = {_MEMORY}",
    "query_only = ON",
)
_SWITCHES: Final = (
    ("SQLITE_DBCONFIG_DEFENSIVE", True),
    ("SQLITE_DBCONFIG_TRUSTED_SCHEMA", False),
    ("SQLITE_DBCONFIG_ENABLE_TRIGGER", False),
    ("SQLITE_DBCONFIG_ENABLE_VIEW", False),
    ("SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE", True),
)
"""What Python can set from 3.12 on."""

Row = tuple[Any, ...]


class DatabaseError(TooMuchError):
    """A database is not read, or not to its end."""


FIX: Final = "Restore the database from a copy, or mend it with the sqlite3 tool."
FAULTS: Final = (TooMuchError, sqlite3.Error, MemoryError)
"""What reading a database may raise that is no mistake of ours."""


class Database:
    """A database that is open.

    Args:
        connection: Guarded, and closed by who opened it.
        limits: What all rows together may cost.
        clock: Stops SQLite.
    """

    def __init__(self, connection: sqlite3.Connection, limits: Limits, clock: _Clock) -> None:
        self._connection = connection
        self._limits = limits
        self._clock = clock
        self._rows = 0
        self.keep = Kept(limits).keep
        """Accounts for texts that stay in memory until all of the database is read."""
        self.tables = self._true_tables()
        """The columns of each true table: no views, nothing virtual, nothing that is computed."""

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[Row]:
        """Yield the rows of a query. Raises one of `FAULTS`, where they are too many as well."""
        most = self._limits.rows
        try:
            for row in self._connection.execute(query, values):
                if self._rows >= most:
                    what = f"the database holds more rows than limits.rows = {most:,}: the others are not read"
                    raise DatabaseError(what, "Raise limits.rows in the configuration, or split the database.")
                self._rows += 1
                yield row
        except sqlite3.Error as error:
            raise self._clock.reason(error) or error from None

    def _true_tables(self) -> dict[str, set[str]]:
        found = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
        try:
            names = [str(name) for (name,) in self._connection.execute(found)]
            columns = {name: self._columns(name) for name in names}
        except sqlite3.Error as error:
            raise self._clock.reason(error) or error from None
        self._connection.set_authorizer(_only({*columns, "sqlite_master"}))
        return columns

    def _columns(self, table: str) -> set[str]:
        quoted = table.replace('"', '""')
        return {str(row[1]) for row in self._connection.execute(f'PRAGMA table_info("{quoted}")')}


def tables_at(listing: Listing, path: str) -> dict[str, set[str]] | None:
    """Return the columns of each table of a database; None where it cannot be told, in little time, what they are.

    A side file is not looked at: the tables are there before the first row is logged.
    """
    try:
        with listing.open(path) as file, _in_place(file, listing.location(path), listing.limits, _TO_LOOK) as database:
            return database.tables
    except (*FAULTS, OSError):
        return None


def is_of_tool(listing: Listing, path: str, tables: Collection[str], signs: Sequence[bytes]) -> bool:
    """Return whether a database has the tables of a tool.

    One that cannot be looked into counts where its first bytes have signs of the tool, as names of columns are: a copy
    that was cut off is an issue, and not passed over as some binary.
    """
    known = tables_at(listing, path)
    if known is None:
        head = listing.head(path, _SCHEMA)
        return all(sign in head for sign in signs)
    return known.keys() >= set(tables)


def read_database(
    files: Files, path: str, report: Report, runs: Callable[[Database], Iterator[ImportedRun]]
) -> Iterator[ImportedRun]:
    """Yield the runs of a database of a claim; says in ``report`` what is wrong with it. Raises `OSError`."""
    try:
        with _opened(files, path, report) as database:
            yield from runs(database)
    except TooMuchError as error:
        report.note(error.what, error.fix, where=path)
    except MemoryError:
        what = f"the database cannot be read in {_MEMORY >> 20} MiB of memory"
        report.note(what, "Split the database, or write it anew: sqlite3 FILE '.backup COPY'.", where=path)
    except sqlite3.Error as error:
        report.note(f"the database cannot be read: {error}", FIX, where=path)


@contextmanager
def _opened(files: Files, path: str, report: Report) -> Iterator[Database]:
    beside = {end: files.size(path + end) for end in SIDE_FILES if path + end in files.claim.files}
    if beside.get(_JOURNAL) and _first(files, path + _JOURNAL, 1) not in {b"", b"\0"}:
        # Before SQLite changes the database it writes the first byte of the journal; it is zero until then, and again
        # after the change where the journal is kept.
        what = "the database is being written, or its program was ended midway: it may hold half of a change"
        fix = (
            "Build again when its program is done. Where it was ended midway, and you trust this folder, open the "
            "database with it once, or run: sqlite3 FILE '.backup COPY', and build from the copy."
        )
        raise DatabaseError(what, fix)
    limits = files.limits
    with ExitStack() as stack:
        sources = [stack.enter_context(files.open(path))]
        if beside.get(_WAL) and _first(files, path + _WAL, 4) in _WAL_MAGIC:
            sources.append(stack.enter_context(files.open(path + _WAL)))
        before = [_state(source) for source in sources]
        if max(size for size, _ in before) > limits.file_bytes:
            raise _too_large(max(size for size, _ in before), limits)
        where = _copied(sources, limits) if len(sources) > 1 else _in_place(sources[0], files.location(path), limits)
        yield stack.enter_context(where)
        if [_state(source) for source in sources] != before:
            what = "the database was written while it was read: it may be shown with half of a change"
            report.note(what, "Build again when its program is done.", pending=True, where=path)


def _first(files: Files, path: str, size: int) -> bytes:
    with files.open(path) as file:
        return file.read(size)


def _state(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def _too_large(size: int, limits: Limits) -> DatabaseError:
    what = f"the database is larger ({size:,} bytes) than limits.file_bytes = {limits.file_bytes:,}"
    return DatabaseError(what, "Raise limits.file_bytes in the configuration, or split the database.")


# -- where it lies --------------------------------------------------------------------------------


@contextmanager
def _in_place(file: BinaryIO, location: str, limits: Limits, seconds: float | None = None) -> Iterator[Database]:
    """Open the very file that is open already: SQLite takes names only, and may be led to another file by one."""
    before = _open_files()
    name = location if before is None else str(_OPEN_FILES / str(file.fileno()))
    if before is None and not _lies_at(location, file):
        raise _moved()
    connection = sqlite3.connect(f"file:{quote(os.fsencode(name))}?mode=ro&immutable=1", uri=True)
    with closing(connection):
        now = _open_files()
        if not (_lies_at(location, file) if before is None or now is None else _is_opened(file, now - before)):
            raise _moved()
        yield _guarded(connection, limits, seconds)


def _open_files() -> Counter[tuple[int, int]] | None:
    """Device and number of each file that this process has open, where the system tells them."""
    try:
        descriptors = [int(name) for name in os.listdir(_OPEN_FILES)]  # noqa: PTH208 - numbers, not paths
    except OSError:
        return None
    found: Counter[tuple[int, int]] = Counter()
    for descriptor in descriptors:
        with suppress(OSError):  # that of the list itself is closed again
            status = os.fstat(descriptor)
            found[status.st_dev, status.st_ino] += 1
    return found


def _is_opened(file: BinaryIO, opened: Counter[tuple[int, int]]) -> bool:
    """Whether the file is among those that were opened; there are none where SQLite had a descriptor of it left."""
    status = os.fstat(file.fileno())
    return not opened or (status.st_dev, status.st_ino) in opened


def _lies_at(location: str, file: BinaryIO) -> bool:
    return os.path.samestat(os.lstat(location), os.fstat(file.fileno()))


def _moved() -> DatabaseError:
    return DatabaseError("the database was replaced while it was opened", "Build again.")


# -- in a copy ------------------------------------------------------------------------------------


@contextmanager
def _copied(sources: list[BinaryIO], limits: Limits) -> Iterator[Database]:
    """Open a copy of a database and its write-ahead log, in a folder that only the user can look into."""
    with tempfile.TemporaryDirectory(prefix="xreport-") as folder:
        copy = Path(folder) / "copy.db"
        if sum(_state(source)[0] for source in sources) > shutil.disk_usage(folder).free:
            raise OSError(errno.ENOSPC, "no space for a copy of the database and its write-ahead log")
        for source, target in zip(sources, (copy, copy.with_name(copy.name + _WAL)), strict=True):
            _copy(source, target, limits)
        with closing(sqlite3.connect(f"file:{quote(os.fsencode(copy))}?mode=rw", uri=True)) as connection:
            # Alone with it, SQLite keeps the index of the log in memory.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            database = _guarded(connection, limits, None)
            ((pages,), (size,)) = (
                connection.execute(f"PRAGMA {ask}").fetchone() for ask in ("page_count", "page_size")
            )
            if pages * size > limits.file_bytes:
                raise _too_large(pages * size, limits)
            yield database


def _copy(source: BinaryIO, target: Path, limits: Limits) -> None:
    """Copy a file, its holes as holes."""
    size = 0
    with target.open("wb") as file:
        while part := source.read(1 << 20):
            size += len(part)
            if size > limits.file_bytes:
                raise _too_large(size, limits)
            if part.count(0) == len(part):
                file.seek(len(part), os.SEEK_CUR)
            else:
                file.write(part)
        file.truncate(size)


# -- what it may do -------------------------------------------------------------------------------


class _Clock:
    """Stops SQLite after some seconds of processor time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.process_time() + seconds * _SHARE
        self._stopped = False

    def __call__(self) -> bool:
        self._stopped = self._stopped or time.process_time() > self._end
        return self._stopped

    def reason(self, error: sqlite3.Error) -> DatabaseError | None:
        """Return why SQLite was stopped, None where it stopped by itself."""
        if not self._stopped and str(error) != "interrupted":
            return None
        what = f"reading the database ended at limits.seconds = {self._seconds:g} s: the rest is not read"
        return DatabaseError(what, "Raise limits.seconds in the configuration, or split the database.")


def _guarded(connection: sqlite3.Connection, limits: Limits, seconds: float | None) -> Database:
    """The file is somebody else's: no code in it is run, and none of it fills the memory or takes for ever."""
    clock = _Clock(min(limits.seconds, limits.seconds if seconds is None else seconds))
    connection.set_progress_handler(clock, _STEPS)
    for limit, most in _LIMITS:
        connection.setlimit(limit, most)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    for switch, on in _SWITCHES:
        if hasattr(sqlite3, switch):
            connection.setconfig(getattr(sqlite3, switch), on)  # type: ignore[attr-defined,unused-ignore]
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return Database(connection, limits, clock)


def _only(tables: set[str]) -> Callable[..., int]:
    """Return what lets SQLite read these tables, and nothing by way of a view or a trigger."""

    def is_allowed(action: int, first: str | None, second: str | None, _: str | None, within: str | None) -> int:
        if within is None and (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and first in tables)
            or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
            or (action == sqlite3.SQLITE_PRAGMA and first in {"page_count", "page_size"})
        ):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return is_allowed
