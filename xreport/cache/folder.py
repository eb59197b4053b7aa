"""Folders that are ours alone: checked once, then everything in them goes by their handle, so that no link leads out.

Windows opens nothing relative to a folder, has no owners that Python tells, and keeps profiles apart by access lists:
there the path takes the place of the handle, links are looked for before a file is opened, and owner and mode are not
checked.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o700
UNFINISHED: Final = re.compile(r"new-[0-9a-f]{32}")
"""Names of files that are being written."""

_RELATIVE: Final = {os.open, os.mkdir, os.rename, os.unlink, os.rmdir} <= os.supports_dir_fd and hasattr(
    os, "O_NOFOLLOW"
)
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class UnusableError(Exception):
    """Why a folder or a key of the cache is not used, and what to do about it, in words."""


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder that belongs to this user, and that nobody else can write to.

    Attributes:
        handle: None where the system opens nothing relative to a folder.
    """

    path: Path
    handle: int | None

    @classmethod
    def open(cls, path: Path) -> Folder:
        """Open a folder; one that is missing is made, closed to others.

        Raises:
            UnusableError: It is a link, no folder, somebody else's, open to others, or cannot be made.
        """
        if not path.is_absolute():
            raise UnusableError(f"{path} is no absolute path. Set HOME, or name a folder with --cache.")
        if path.name in {"", ".."}:
            raise UnusableError(f"{path} is no folder of its own. Name another one with --cache.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _enter(path, path, None)
        except OSError as error:
            raise UnusableError(
                f"{path} cannot be used: {_reason(error)}. Name another folder with --cache."
            ) from error

    def folder(self, name: str) -> Folder:
        """Open a folder in this one, as `open`. It is ours by its name: that others can look into it is mended.

        Raises:
            UnusableError: As `open`.
        """
        path = self.path / name
        try:
            inner = _enter(path, self._at(name), self.handle)
            _close_to_others(inner)
        except OSError as error:
            raise UnusableError(f"{path} cannot be used: {_reason(error)}. Remove it.") from error
        return inner

    def close(self) -> None:
        """Give the handle back."""
        if self.handle is not None:
            os.close(self.handle)

    @contextmanager
    def reading(self, name: str) -> Iterator[tuple[int, os.stat_result]]:
        """Open a file of ours for reading; give its handle and status. Raises `OSError`, also for what is no file."""
        if self.handle is None and _is_link((self.path / name).lstat()):
            raise OSError(f"{name} is a link")
        handle = os.open(self._at(name), os.O_RDONLY | _FLAGS, dir_fd=self.handle)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or not is_ours(status):
                raise OSError(f"{name} is no file of ours")
            yield handle, status
        finally:
            os.close(handle)

    def write(self, name: str, *contents: bytes) -> None:
        """Write a file whole, or not at all; readable by us alone. Raises `OSError`."""
        fresh = f"new-{secrets.token_hex(16)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
        handle = os.open(self._at(fresh), flags, 0o600, dir_fd=self.handle)
        try:
            try:
                for content in contents:
                    rest = memoryview(content)
                    while rest:
                        rest = rest[os.write(handle, rest) :]
            finally:
                os.close(handle)
            os.replace(self._at(fresh), self._at(name), src_dir_fd=self.handle, dst_dir_fd=self.handle)
        except BaseException:
            with suppress(OSError):
                self.remove(fresh)
            raise

    def remove(self, name: str) -> None:
        """Remove a file. Raises `OSError`."""
        os.unlink(self._at(name), dir_fd=self.handle)

    def remove_folder(self, name: str) -> None:
        """Remove a folder in this one that is empty. Raises `OSError`."""
        os.rmdir(self._at(name), dir_fd=self.handle)

    def entries(self) -> Iterator[tuple[str, os.stat_result]]:
        """Yield name and status of all that is ours in this folder; of a link, its own. Raises `OSError`."""
        with os.scandir(self.path if self.handle is None else self.handle) as found:
            for entry in found:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # removed while we looked
                if is_ours(status):
                    yield entry.name, status

    def _at(self, name: str) -> str:
        return name if self.handle is not None else os.path.join(self.path, name)  # noqa: PTH118 - a name, or a path


def read_exactly(handle: int, size: int) -> bytes:
    """Return so many bytes of a file, fewer only at its end. Raises `OSError`."""
    data = os.read(handle, size)
    while len(data) < size and (more := os.read(handle, size - len(data))):
        data += more
    return data


def is_ours(status: os.stat_result) -> bool:
    """Return whether a file belongs to this user; true where files have no owners."""
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _enter(path: Path, name: str | Path, above: int | None) -> Folder:
    with suppress(FileExistsError):
        os.mkdir(name, PRIVATE, dir_fd=above)
    if not _RELATIVE:
        _refuse(path, path.lstat())
        return Folder(path, None)
    try:
        handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _FLAGS, dir_fd=above)
    except OSError:
        _refuse(path, os.stat(name, dir_fd=above, follow_symlinks=False))
        raise
    try:
        _refuse(path, os.fstat(handle))
    except UnusableError:
        os.close(handle)
        raise
    return Folder(path, handle)


def _refuse(path: Path, status: os.stat_result) -> None:
    """Raise what is wrong with a folder, if anything is."""
    if _is_link(status):
        raise UnusableError(f"{path} is a link. Name the folder that it leads to, or remove the link.")
    if not stat.S_ISDIR(status.st_mode):
        raise UnusableError(f"{path} is no folder. Name another one, or remove it.")
    if not is_ours(status):
        raise UnusableError(f"{path} belongs to another user. Name a folder of your own with --cache.")
    if hasattr(os, "geteuid") and status.st_mode & 0o022:
        raise UnusableError(f"others can write to {path}. Close it (chmod 700), or name another folder with --cache.")


def _close_to_others(folder: Folder) -> None:
    if folder.handle is not None and stat.S_IMODE(os.fstat(folder.handle).st_mode) != PRIVATE:
        os.fchmod(folder.handle, PRIVATE)


def _is_link(status: os.stat_result) -> bool:
    # A junction of Windows is a folder to all but its tag.
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
