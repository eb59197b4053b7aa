"""SQLite databases of other tools, opened to be read and nothing else: never written, never migrated, never mended."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from xreport.importers.protocol import Files

MAGIC: Final = b"SQLite format 3\0"
SIDE_FILES: Final = ("-wal", "-journal")
"""What SQLite puts beside a database that is being written, or that a crash left."""
_MOST_TEXT: Final = 32 << 20


def has_tables(location: str, names: set[str]) -> bool:
    """Return whether a database has these tables. One that cannot be read has none."""
    return set(tables_at(location)) >= names


def tables_at(location: str) -> dict[str, set[str]]:
    """Return the columns of each table of a database, which is none where it cannot be read."""
    try:
        with closing(_connect(location, immutable=True)) as connection:
            return tables_of(connection)
    except sqlite3.Error:
        return {}


def is_readable(location: str) -> bool:
    """Return whether SQLite can tell the tables of a database: of one that was cut off, it cannot."""
    try:
        with closing(_connect(location, immutable=True)) as connection:
            tables_of(connection)
    except sqlite3.Error:
        return False
    return True


@contextmanager
def opened(files: Files, path: str) -> Iterator[sqlite3.Connection]:
    """Open a database of a claim to be read, with what is beside it. Raises `sqlite3.Error` and `OSError`."""
    beside = [path + end for end in SIDE_FILES if path + end in files.claim.files and files.size(path + end)]
    if not beside:
        with closing(_connect(files.location(path), immutable=True)) as connection:
            yield connection
        return
    # What somebody is writing, or what a crash left, is beside the database. SQLite would mend it: in a copy of ours.
    with tempfile.TemporaryDirectory(prefix="xreport-") as folder:
        for name in (path, *beside):
            with files.open(name) as source, (Path(folder) / f"copy.db{name[len(path) :]}").open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        with closing(_connect(str(Path(folder) / "copy.db"), immutable=False)) as connection:
            yield connection


def _connect(location: str, *, immutable: bool) -> sqlite3.Connection:
    address = f"file:{quote(os.fsencode(location))}"
    connection = sqlite3.connect(f"{address}?mode=ro&immutable=1" if immutable else f"{address}?mode=rw", uri=True)
    # The file is somebody else's: no code in it is run, and no value of it fills the memory.
    connection.execute("PRAGMA trusted_schema = OFF")
    if immutable:
        connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_TEXT)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def tables_of(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the columns of each true table: no views, and nothing virtual."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
    names = [str(name) for name, _ in rows]
    columns = "SELECT name FROM pragma_table_info(?)"
    return {name: {str(row[0]) for row in connection.execute(columns, (name,))} for name in names}
