"""Opening what surely lies in its source folder: no link is followed on the way, and nothing waits on a pipe."""

from __future__ import annotations

import errno
import os
import stat
from typing import Final

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOLDER: Final = _FLAGS | getattr(os, "O_DIRECTORY", 0)
_STEP: Final = _FOLDER | getattr(os, "O_NOFOLLOW", 0)
_LAST: Final = _FLAGS | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
BY_FOLDER: Final = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether names can be looked up in a folder that is open. Else a folder may become a link between check and use."""


def open_beneath(root: str, names: tuple[str, ...]) -> int:
    """Return a descriptor of the regular file ``root/*names``; the caller closes it.

    Raises:
        OSError: It is not there, or it or a folder on the way is a link, or it is no regular file.
    """
    descriptor = _open_chain(root, names) if BY_FOLDER else os.open(_checked(root, names), _LAST)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return descriptor


def open_root(root: str) -> int:
    """Return a descriptor of a source folder, where `BY_FOLDER` holds; the caller closes it. Raises `OSError`."""
    return os.open(root, _FOLDER)


def open_folder(root: int, names: tuple[str, ...]) -> int:
    """Return a descriptor of a folder beneath another one that is open; the caller closes it.

    Raises:
        OSError: It is not there, or it or a folder on the way is a link.
    """
    if not names:
        return os.dup(root)
    current = os.open(names[0], _STEP, dir_fd=root)
    for name in names[1:]:
        above = current
        try:
            current = os.open(name, _STEP, dir_fd=above)
        finally:
            os.close(above)
    return current


def _open_chain(root: str, names: tuple[str, ...]) -> int:
    """Open one name after the other, so that a folder cannot become a link between a check and its use."""
    *folders, last = names
    current = os.open(root, _FOLDER)
    try:
        for name in folders:
            above, current = current, os.open(name, _STEP, dir_fd=current)
            os.close(above)
        return os.open(last, _LAST, dir_fd=current)
    finally:
        os.close(current)


def _checked(root: str, names: tuple[str, ...]) -> str:
    path = root
    for name in names:
        path = os.path.join(path, name)  # noqa: PTH118 - names may be no text
        if os.path.islink(path):  # noqa: PTH114
            raise OSError(errno.ELOOP, "a symbolic link")
    return path
