"""Parquet files: told by their footers without any library, read with pyarrow, which is an extra (``[parquet]``).

What a file holds stands in its footer, so that what it costs is known before it is read. Columns that nobody needs are
not read at all, and texts that repeat are in memory once, as they are in the file: a few bytes can stand for much.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from xreport.importers.kit.kept import TooMuchError
from xreport.importers.kit.protocol import Files, Listing
from xreport.importers.kit.report import Report
from xreport.settings import Limits

MAGIC: Final = b"PAR1"
_MOST_FOOTER: Final = 8 << 20
_MOST_FIELDS: Final = 1_000_000
"""Of the description of a file: its columns times its groups of rows."""
_BATCH: Final = 8192
_BATCH_BYTES: Final = 16 << 20
_BATCH_CELLS: Final = 500_000
_BUFFER: Final = 1 << 20
_GROUPS: Final = 4
"""How many times ``limits.document_bytes`` a group of rows may take when it is unpacked."""
_MISSING: Final = "Parquet is read with pyarrow, which is not installed"
_INSTALL: Final = "Install xreport[parquet], then build again."
_FIX: Final = "Restore the file from a copy, or export it again."


class ParquetError(TooMuchError):
    """A file is not read, or not to its end."""


class MissingError(ParquetError):
    """There is no library."""


def has_columns(listing: Listing, path: str, *names: str) -> bool:
    """Return whether a file is Parquet whose footer names all these columns.

    Names stand in the footer with their length before them; that tells them from parts of other names.
    """
    footer = _footer(listing, path)
    return bool(footer) and all(bytes((len(name),)) + name.encode() in footer for name in names)


def _footer(listing: Listing, path: str) -> bytes:
    try:
        with listing.open(path) as file:
            length = _footer_length(file)
            file.seek(-8 - length, os.SEEK_END)
            return file.read(length) if length else b""
    except OSError:
        return b""


def _footer_length(file: BinaryIO) -> int:
    """The bytes of a file's description, 0 where it has none that is to be read."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size < 12 or file.read(4) != MAGIC:
        return 0
    file.seek(size - 8)
    length = int.from_bytes(file.read(4), "little")
    return length if file.read(4) == MAGIC and length <= min(size - 12, _MOST_FOOTER) else 0


class Parquet:
    """A file that is open, and found to cost no more than it may.

    Attributes:
        schema: That of Arrow; texts are dictionaries of texts.
        names: Of the columns that are read.
    """

    def __init__(self, source: Any, limits: Limits, wanted: Collection[str] | None, weight: int) -> None:
        self._source = source
        self._limits = limits
        self.schema = source.schema_arrow
        self.names = [name for name in self.schema.names if wanted is None or name in wanted]
        self._columns = None if wanted is None else self.names
        self._size = self._check(weight)

    def _check(self, weight: int) -> int:
        """Return how many rows are taken at once."""
        about, limits = self._source.metadata, self._limits
        if about.num_rows > limits.rows:
            what = f"holds {about.num_rows:,} rows, more than limits.rows = {limits.rows:,}: it is not read"
            raise ParquetError(what, "Raise limits.rows in the configuration, or export fewer rows.")
        if about.num_columns * about.num_row_groups > _MOST_FIELDS:
            raise ParquetError(f"has more than {_MOST_FIELDS:,} parts: it is not read", _FIX)
        rows = widest = 0
        most = limits.document_bytes * _GROUPS
        for place in range(about.num_row_groups):
            # Not its columns: pyarrow 26 ends the process where what a damaged file says of one makes no sense.
            group = about.row_group(place)
            size = group.total_byte_size
            rows += group.num_rows
            if min(group.num_rows, size) < 0:
                raise ParquetError("says that it holds less than nothing: it is not read", _FIX)
            if size > most:
                what = (
                    f"a group of rows takes {size:,} bytes, more than {_GROUPS} × limits.document_bytes: it is not read"
                )
                raise ParquetError(what, "Raise limits.document_bytes in the configuration, or write smaller groups.")
            widest = max(widest, size // max(1, group.num_rows))
        cells = rows * len(self.names)
        if rows > limits.rows or cells * weight > limits.cells:
            what = f"holds {rows:,} rows and {cells:,} values, more than limits.rows or limits.cells: it is not read"
            raise ParquetError(what, "Raise limits.rows and limits.cells in the configuration, or export less.")
        return max(1, min(_BATCH, _BATCH_BYTES // max(1, widest), _BATCH_CELLS // max(1, len(self.names))))

    def batches(self) -> Iterator[Any]:
        """Yield the record batches. Raises `ParquetError`, also when they take too long or are too many."""
        import pyarrow as pa

        limits, rows = self._limits, 0
        begun = time.process_time()
        try:
            for batch in self._source.iter_batches(self._size, columns=self._columns, use_threads=False):
                rows += batch.num_rows
                if rows > limits.rows:
                    what = f"holds more rows than it says, and than limits.rows = {limits.rows:,}: the rest is not read"
                    raise ParquetError(what, _FIX)
                if pa.total_allocated_bytes() > limits.document_bytes * _GROUPS:
                    what = f"takes more memory than {_GROUPS} × limits.document_bytes: the rest is not read"
                    raise ParquetError(what, "Raise limits.document_bytes in the configuration, or export less.")
                if time.process_time() - begun > limits.seconds:
                    what = (
                        f"takes more than limits.seconds = {limits.seconds:g} of processor time: the rest is not read"
                    )
                    raise ParquetError(what, "Raise limits.seconds in the configuration, or export less.")
                yield batch
        except _faults() as error:
            raise _damaged(error) from None


def _faults() -> tuple[type[Exception], ...]:
    import pyarrow as pa

    return pa.ArrowException, OSError, ValueError, OverflowError, MemoryError, IndexError, KeyError


def _damaged(error: Exception) -> ParquetError:
    reason = str(error).partition("\n")[0][:120]
    return ParquetError("the Parquet file cannot be read to its end", f"{_FIX} pyarrow says: {reason}")


@contextmanager
def opened(files: Files, path: str, wanted: Collection[str] | None = None, weight: int = 1) -> Iterator[Parquet]:
    """Open a file of a claim.

    Args:
        files: Those of the claim.
        path: The file.
        wanted: The columns that are read; all of them by default.
        weight: For how many of ``limits.cells`` a value counts that is no number of an array.

    Raises:
        ParquetError: It cannot be read, or costs more than it may.
        OSError: It cannot be opened.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingError(_MISSING, _INSTALL) from None
    with files.open(path) as raw:
        if (size := raw.seek(0, os.SEEK_END)) > files.limits.file_bytes:
            what = f"is larger ({size:,} bytes) than limits.file_bytes = {files.limits.file_bytes:,}: it is not read"
            raise ParquetError(what, "Raise limits.file_bytes in the configuration, or export less.")
        if not _footer_length(raw):
            raise ParquetError("the Parquet file cannot be read to its end", f"{_FIX} It has no footer, or a huge one.")
        options = {
            "pre_buffer": False,
            "buffer_size": _BUFFER,
            "thrift_string_size_limit": _MOST_FOOTER,
            "thrift_container_size_limit": _MOST_FIELDS,
        }
        try:
            with pq.ParquetFile(pa.PythonFile(raw, mode="r"), **options) as plain:
                known = set(plain.schema_arrow.names)
                texts = [one.path for one in plain.schema if one.physical_type == "BYTE_ARRAY" and one.path in known]
                source = pq.ParquetFile(
                    pa.PythonFile(raw, mode="r"), metadata=plain.metadata, read_dictionary=texts, **options
                )
                opened = Parquet(source, files.limits, wanted, weight)
        except _faults() as error:
            raise _damaged(error) from None
        yield opened


def values_of(column: Any) -> list[Any]:
    """Return the values of a column as Python has them; equal texts are one object."""
    if not hasattr(column, "dictionary"):
        found: list[Any] = column.to_pylist()
        return found
    known = column.dictionary.to_pylist()
    return [None if at is None else known[at] for at in column.indices.to_pylist()]


def read_rows(
    files: Files, path: str, report: Report, wanted: Collection[str] | None = None, weight: int = 1
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file, and say in ``report`` what is wrong with it. Damage that is found late ends them."""
    try:
        with opened(files, path, wanted, weight) as source:
            for batch in source.batches():
                try:
                    columns = [values_of(column) for column in batch.columns]
                except (ValueError, OverflowError, ArithmeticError):
                    # Times before Christ, texts that are none.
                    report.reject(0, "rows that are no values of Python: they are left out", _FIX, where=path)
                    continue
                names = batch.schema.names
                for row in zip(*columns, strict=True):
                    yield dict(zip(names, row, strict=True))
    except TooMuchError as error:
        report.reject(files.size(path) if isinstance(error, MissingError) else 0, error.what, error.fix, where=path)
