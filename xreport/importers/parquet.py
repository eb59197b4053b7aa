"""Parquet files: told by their footers without any library, read with pyarrow, which is an extra (``[parquet]``)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Final

from xreport.importers.protocol import Files, Listing
from xreport.importers.report import Report

MAGIC: Final = b"PAR1"
_MOST_FOOTER: Final = 8 << 20
_BATCH: Final = 8192
_MISSING: Final = "Parquet is read with pyarrow, which is not installed"
_INSTALL: Final = "Install xreport[parquet], then build again."
_FIX: Final = "Restore the file from a copy, or export it again."


def has_columns(listing: Listing, path: str, *names: str) -> bool:
    """Return whether a file is Parquet whose footer names all these columns.

    Names stand in the footer with their length before them; that tells them from parts of other names.
    """
    footer = _footer(listing, path)
    return bool(footer) and all(bytes((len(name),)) + name.encode() in footer for name in names)


def _footer(listing: Listing, path: str) -> bytes:
    if listing.head(path, len(MAGIC)) != MAGIC:
        return b""
    try:
        with open(listing.location(path), "rb") as file:  # noqa: PTH123 - a location of the operating system
            size = file.seek(0, os.SEEK_END)
            if size < 12:
                return b""
            file.seek(size - 8)
            length = int.from_bytes(file.read(4), "little")
            if file.read(4) != MAGIC or not 0 < length <= min(size - 12, _MOST_FOOTER):
                return b""
            file.seek(size - 8 - length)
            return file.read(length)
    except OSError:
        return b""


def read_batches(files: Files, path: str, report: Report) -> Iterator[Any]:
    """Yield the record batches of a file; says in ``report`` what is wrong with it, or that pyarrow is missing."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        report.reject(files.size(path), _MISSING, _INSTALL, where=path)
        return
    try:
        with files.open(path) as raw, pq.ParquetFile(pa.PythonFile(raw, mode="r")) as source:
            yield from source.iter_batches(batch_size=_BATCH)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        reason = str(error).partition("\n")[0][:120]
        report.reject(0, "the Parquet file cannot be read to its end", f"{_FIX} pyarrow says: {reason}", where=path)


def read_rows(files: Files, path: str, report: Report) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file. Damage that is found late ends them."""
    for batch in read_batches(files, path, report):
        try:
            rows = batch.to_pylist()
        except (ValueError, OverflowError, ArithmeticError):
            # Times before Christ, texts that are none.
            report.reject(0, "rows that are no values of Python: they are left out", _FIX, where=path)
            continue
        yield from rows
