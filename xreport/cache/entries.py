"""The entries of one report."""

from __future__ import annotations

import hmac
import os
import re
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from xreport.cache.eviction import DAY, sweep
from xreport.cache.folder import Folder, UnusableError, read_exactly
from xreport.cache.key import read_key
from xreport.text import short_hash

MOST: Final = 512 << 20
"""Bytes of the largest entry."""

_MAGIC: Final = b"xreport\1"
_CODE: Final = 32  # bytes of the code that a key makes of an entry
_HEAD: Final = len(_MAGIC) + _CODE
_KIND: Final = re.compile(r"[a-z]{1,16}")


class Cache:
    """What is kept of one report. Get one from `open_cache`; it is closed as a context manager.

    Where something cannot be read or written, it is not kept: nothing here raises.
    """

    def __init__(self, base: Folder, folder: Folder, key: bytes) -> None:
        self._base = base
        self._folder = folder
        self._key = key
        self._stale = time.time() - DAY

    @property
    def path(self) -> Path:
        """The folder of the cache, with the entries of all reports."""
        return self._base.path

    def read(self, kind: str, what: str) -> bytes | None:
        """Return what was kept, or None when nothing was, or when it is not exactly what this user wrote here.

        Args:
            kind: What it is, in lower-case letters.
            what: What tells it from others of its kind.
        """
        name = _name(kind, what)
        try:
            with self._folder.reading(name) as (handle, status):
                if not _HEAD <= status.st_size <= _HEAD + MOST:
                    return None
                head = read_exactly(handle, _HEAD)
                content = read_exactly(handle, status.st_size - _HEAD)
                if not hmac.compare_digest(head, self._head(name, content)):
                    return None
                if status.st_mtime < self._stale:
                    self._use(name, handle)
                return content
        except OSError:
            return None

    def write(self, kind: str, what: str, content: bytes) -> None:
        """Keep bytes under a name, instead of what was there."""
        name = _name(kind, what)
        if len(content) <= MOST:
            with suppress(OSError):
                self._folder.write(name, self._head(name, content), content)

    def __enter__(self) -> Self:
        """Return the cache itself."""
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """Remove what is old or too much, where that is due, and close the folders."""
        with suppress(OSError):
            sweep(self._base, time.time())
        self._folder.close()
        self._base.close()

    def _head(self, name: str, content: bytes) -> bytes:
        # Names have one form and the folder's name a fixed length, so that no two entries are the same text.
        code = hmac.new(self._key, f"{self._folder.path.name}/{name}/".encode(), "sha256")
        code.update(content)
        return _MAGIC + code.digest()

    def _use(self, name: str, handle: int) -> None:
        """Say that an entry is still in use: those that are not are removed."""
        with suppress(OSError):
            os.utime(handle if os.utime in os.supports_fd else self._folder.path / name)


def _name(kind: str, what: str) -> str:
    assert _KIND.fullmatch(kind)
    return f"{kind}-{short_hash(what, 32)}"


def open_cache(report: Sequence[str], folder: Path) -> tuple[Cache | None, str]:
    """Open what is kept of a report.

    Args:
        report: What tells it from other reports: its configuration, its sources.
        folder: Where to keep it, with what is kept of other reports: `users_cache`, or one that the user named.

    Returns:
        The cache; or None, and in words why the build has to do without. There are no words where there is nothing to
        mend: in CI without a key.
    """
    with ExitStack() as stack:
        try:
            key = read_key(folder)
            if key is None:
                return None, ""
            base = Folder.open(folder)
            stack.callback(base.close)
            cache = Cache(base, base.folder(f"report-{short_hash(repr(tuple(report)), 32)}"), key)
        except UnusableError as why:
            return None, f"Nothing is kept between builds: {why}"
        stack.pop_all()
        return cache, ""
