"""The private folder that MkDocs works in, and what killed builds left of theirs."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xreport.folder_lock import lock

PREFIX = "xreport-frame-"
ABANDONED = 3600.0
"""Seconds before a folder that nobody holds may go: between making and locking one lies a moment."""


@contextmanager
def work_folder() -> Iterator[Path]:
    """Make a temporary folder, and remove it at the end; before, remove those whose builds were killed.

    It is locked for as long as we live: the kernel drops the lock when we die, however we die.
    """
    _clean(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        handle = _lock(Path(name))
        try:
            yield Path(name)
        finally:
            if handle is not None:
                os.close(handle)


def _clean(temporary: Path) -> None:
    with suppress(OSError):
        for folder in sorted(temporary.glob(f"{PREFIX}*")):
            handle = _lock(folder)
            if handle is None:
                continue  # in use, no folder, or on a system that locks none
            try:
                if _is_abandoned(os.fstat(handle)):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


def _is_abandoned(about: os.stat_result) -> bool:
    return sys.platform != "win32" and about.st_uid == os.getuid() and time.time() - about.st_mtime > ABANDONED


def _lock(folder: Path) -> int | None:
    """Lock a folder; return the handle to close, or None where that is not possible, or another holds it."""
    try:
        return lock(folder)
    except BlockingIOError:
        return None
