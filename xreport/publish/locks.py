"""Locks on folders: whoever can read a folder can lock it, so nobody is waited for without end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xreport.errors import PublishError
from xreport.folder_lock import lock

if sys.platform != "win32":
    import pwd

PATIENCE = 10.0
"""Seconds to wait for a lock: builds hold one for moments only."""

PAUSE = 0.02
"""Seconds between two tries."""


def wait_for_lock(folder: Path) -> int | None:
    """Lock a folder as `lock` does, and wait for it.

    Raises:
        PublishError: It was held for too long; the message says by whom, where that can be known.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return lock(folder)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise PublishError(
                    f"{folder} is locked by {holder(folder) or 'another process'}: it was waited for {PATIENCE:g} s",
                    "end that process and build again, or publish elsewhere with -o",
                ) from None
        time.sleep(PAUSE)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, where there are locks, for the moment in which sites are exchanged."""
    handle = wait_for_lock(folder)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def holder(folder: Path) -> str:
    """Say which process holds the lock of a folder (``process 17 (python, user eve)``), or ``""``: Linux tells."""
    with suppress(OSError, ValueError):
        status = folder.stat()
        place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            # 1: FLOCK  ADVISORY  WRITE 17 fe:00:4711 0 EOF; those who wait have "->" before their kind.
            _, kind, _, _, pid, where, *_ = line.split()
            if kind == "FLOCK" and where == place and int(pid) > 0:  # 0: a process of another container
                return f"process {pid}{_about(pid)}"
    return ""


def _about(pid: str) -> str:
    if sys.platform == "win32":
        return ""
    folder = Path("/proc", pid)
    try:
        command = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
        number = folder.stat().st_uid
    except OSError:
        return ""  # it has ended, and a child of it holds the lock
    try:
        user = pwd.getpwuid(number).pw_name
    except KeyError:
        user = str(number)
    # A process chooses its name.
    shown = "".join(letter if letter.isprintable() else "?" for letter in command)
    return f" ({shown}, user {user})"
