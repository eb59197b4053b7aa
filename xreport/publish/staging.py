"""The folder a site is built in, beside the output folder, and what killed builds left there."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xreport.folder_lock import lock
from xreport.publish.locks import locked, wait_for_lock
from xreport.publish.paths import RESERVED
from xreport.publish.seam import reached

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
        handle = wait_for_lock(folder)
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


def _is_same(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.lstat())
    except OSError:
        return False


def clean(out: Path) -> None:
    """Remove what killed builds left, and put an old site back that was moved aside and never replaced.

    Only what this user's builds made: in a folder that others can write, one of them could leave a site to put back.
    """
    with locked(out.parent):
        for leftover in _leftovers(out):
            with suppress(OSError), _held(leftover) as is_abandoned:
                if not is_abandoned:
                    continue
                if leftover.name.startswith(prefix(out, "old-")) and not os.path.lexists(out):
                    leftover.rename(out)
                else:
                    shutil.rmtree(leftover)


def _leftovers(out: Path) -> list[Path]:
    found: list[Path] = []
    for folder, roles in ((out.parent, f"{re.escape(prefix(out))}(?:new|old)-"), (out, re.escape(INSIDE))):
        ours = re.compile(f"{roles}[0-9a-f]{{12}}")
        with suppress(OSError), os.scandir(folder) as entries:
            found += [Path(e.path) for e in entries if ours.fullmatch(e.name) and e.is_dir(follow_symlinks=False)]
    return found


@contextmanager
def _held(leftover: Path) -> Iterator[bool]:
    """Hold the lock of a leftover; say whether its build has ended, and was one of this user's."""
    if sys.platform == "win32":
        yield time.time() - leftover.stat().st_mtime > ABANDONED
        return
    try:
        handle = lock(leftover)
    except BlockingIOError:
        handle = None  # its build lives
    try:
        yield handle is not None and os.fstat(handle).st_uid == os.geteuid()
    finally:
        if handle is not None:
            os.close(handle)
