"""The folder a site is built in, beside the output folder, and what killed builds left there."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xreport.publish.paths import RESERVED
from xreport.publish.seam import reached

if sys.platform != "win32":
    import fcntl

INSIDE = f"{RESERVED}work-"
"""Prefix of a staging folder inside the output folder, where the output folder is a mount point."""

ABANDONED = 86400.0
"""Seconds after which a leftover counts as abandoned where folders cannot be locked."""


def prefix(out: Path, role: str = "") -> str:
    """Return how the names of our own folders beside the output folder begin."""
    return f".{out.name}.xreport-{role}"


def sibling(out: Path, role: str) -> Path:
    """Return a new name beside the output folder."""
    return out.parent / f"{prefix(out, role)}{secrets.token_hex(6)}"


@contextmanager
def staging_folder(out: Path, *, inside: bool) -> Iterator[Path]:
    """Make a staging folder, locked for as long as we live, and remove it at the end, whatever it holds by then.

    The lock tells other builds that the folder is in use; the kernel drops it when we die, however we die.
    """
    while True:
        folder = out / f"{INSIDE}{secrets.token_hex(6)}" if inside else sibling(out, "new-")
        folder.mkdir(mode=0o700, parents=True)
        handle = lock(folder, wait=True)
        if folder.is_dir() and (handle is None or _is_same(handle, folder)):
            break
        if handle is not None:
            os.close(handle)  # a cleaner was quicker than our lock
    try:
        yield folder
    finally:
        reached("remove")
        shutil.rmtree(folder, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def lock(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder; return the handle to close, or None when it is taken or the system cannot lock folders."""
    if sys.platform == "win32":
        return None
    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        if handle is not None:
            os.close(handle)
        return None
    return handle


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, where there are locks, for the moment in which sites are exchanged."""
    handle = lock(folder, wait=True)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _is_same(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.lstat())
    except OSError:
        return False


def clean(out: Path) -> None:
    """Remove what killed builds left, and put an old site back that was moved aside and never replaced."""
    with locked(out.parent):
        for leftover in _leftovers(out):
            handle = lock(leftover, wait=False)
            if not _abandoned(leftover, handle):
                continue
            with suppress(OSError):
                if leftover.name.startswith(prefix(out, "old-")) and not os.path.lexists(out):
                    leftover.rename(out)
                else:
                    shutil.rmtree(leftover)
            if handle is not None:
                os.close(handle)


def _leftovers(out: Path) -> list[Path]:
    found: list[Path] = []
    for folder, start in ((out.parent, prefix(out)), (out, INSIDE)):
        with suppress(OSError), os.scandir(folder) as entries:
            found += [Path(e.path) for e in entries if e.name.startswith(start) and e.is_dir(follow_symlinks=False)]
    return found


def _abandoned(leftover: Path, handle: int | None) -> bool:
    if sys.platform == "win32":
        return time.time() - leftover.stat().st_mtime > ABANDONED
    return handle is not None
