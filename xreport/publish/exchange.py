"""The moment a new site takes the place of the old one."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from xreport.publish.foreign import owned, rescue
from xreport.publish.locks import locked
from xreport.publish.manifest import NAME, PENDING, Manifest
from xreport.publish.modes import write_file
from xreport.publish.paths import RESERVED
from xreport.publish.seam import reached
from xreport.publish.staging import sibling

Way = Literal["exchange", "renames", "in place"]

NOTES: dict[Way, str] = {
    "exchange": "",
    "renames": "{out} cannot be exchanged at once here: it was moved away and the new site moved in",
    "in place": "{out} cannot be exchanged (a mount point?): it was written in place, new files first, pages next",
}
"""What the user should know of the way a site was put in its place."""

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
_MOUNTED = {errno.EBUSY, errno.EXDEV}


def put(staging: Path, out: Path, manifest: Manifest) -> Way:
    """Put the finished site in its place; return in which way.

    Afterwards the staging folder holds the old site, or nothing.
    """
    with locked(out.parent):
        owned(out)  # a stranger may have moved in since we looked
        if not out.exists():
            reached("rename")
            staging.rename(out)
            return "exchange"
        try:
            return _replace(staging, out)
        except OSError as error:
            if error.errno not in _MOUNTED:
                raise
        put_in_place(staging, out, manifest)
        return "in place"


def _replace(staging: Path, out: Path) -> Way:
    reached("exchange")
    try:
        exchange(staging, out)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        _two_renames(staging, out)
        rescue(staging, out)
        return "renames"
    rescue(staging, out)
    return "exchange"


def exchange(one: Path, other: Path) -> None:
    """Exchange two folders atomically, or raise OSError: ENOSYS where there is no such call."""
    call = _renameat2()
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


@cache
def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    call.restype = ctypes.c_int
    return call


def _two_renames(staging: Path, out: Path) -> None:
    aside = sibling(out, "old-")
    reached("rename old")
    out.rename(aside)
    try:
        reached("rename new")
        staging.rename(out)
    except OSError:
        aside.rename(out)
        raise
    aside.rename(staging)


def put_in_place(staging: Path, out: Path, manifest: Manifest) -> None:
    """Move the new files into a folder that cannot be exchanged: pages only once all they load is there."""
    with locked(out):
        previous = owned(out)
        reached("pending")
        _move(staging / NAME, out / PENDING, keep=True)
        _make_folders(staging, out, manifest)
        for path in sorted(manifest.files, key=lambda path: (path.endswith(".html"), path == "index.html", path)):
            reached("move")
            _move(staging / path, out / path)
        for path in sorted(previous.files.keys() - manifest.files.keys() if previous else ()):
            reached("unlink")
            (out / path).unlink(missing_ok=True)
            _prune((out / path).parent, out)
        reached("manifest")
        _move(staging / NAME, out / NAME)
        (out / PENDING).unlink()


def _make_folders(staging: Path, out: Path, manifest: Manifest) -> None:
    """Make the folders of the new site, with the modes they have in staging, before anything is moved into them."""
    folders = {parent for path in manifest.files for parent in PurePosixPath(path).parents} - {PurePosixPath()}
    for folder in sorted(folders):
        target, mode = out / folder, stat.S_IMODE((staging / folder).stat().st_mode)
        target.mkdir(exist_ok=True)
        if stat.S_IMODE(target.stat().st_mode) != mode:
            target.chmod(mode)


def _move(source: Path, target: Path, *, keep: bool = False) -> None:
    """Rename a file, or across file systems copy it under a temporary name and rename that."""
    if not keep:
        try:
            source.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        else:
            return
    beside = target.with_name(f"{RESERVED}{target.name[:120]}")
    beside.unlink(missing_ok=True)  # what a killed build left there has a mode of its own
    write_file(beside, source.read_bytes())
    beside.replace(target)


def _prune(folder: Path, out: Path) -> None:
    """Remove folders that became empty."""
    with suppress(OSError):
        while folder != out:
            folder.rmdir()
            folder = folder.parent
