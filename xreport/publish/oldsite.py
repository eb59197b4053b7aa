"""The site that is published already, as a source of files that need not be made again."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xreport.publish.manifest import Entry, Manifest
from xreport.render.sitefile import SiteFile
from xreport.version import __version__

FILE_MODE = 0o644
FOLDER_MODE = 0o755
"""Modes of everything published, whatever the umask."""


@dataclass(frozen=True, slots=True)
class OldSite:
    """The published site. It stays readable by its handle when another build exchanges it meanwhile.

    Attributes:
        handle: Of its folder, or None where paths relative to a handle do not exist.
    """

    folder: Path
    manifest: Manifest
    handle: int | None

    @classmethod
    def open(cls, folder: Path, manifest: Manifest) -> OldSite:
        """Return the site in a folder; it may be empty, or missing."""
        able = {os.open, os.link} <= os.supports_dir_fd and folder.is_dir()
        return cls(folder, manifest, os.open(folder, os.O_RDONLY) if able else None)

    def close(self) -> None:
        """Give the handle back."""
        if self.handle is not None:
            os.close(self.handle)

    def reuse(self, files: Sequence[SiteFile], staging: Path) -> dict[str, Entry]:
        """Link into the new site what was made under the same key and still has its bytes.

        In one process: file systems make links in one folder one after the other anyway.
        """
        kept: dict[str, Entry] = {}
        if self.manifest.version != __version__:
            return kept  # the same key may mean other bytes
        for file in files:
            entry = self.manifest.files.get(file.path)
            if entry is not None and entry.key == file.key and self._take(file.path, entry, staging / file.path):
                kept[file.path] = entry
        return kept

    def _take(self, path: str, entry: Entry, target: Path) -> bool:
        if not self._link(path, target):
            return False
        if _is_intact(target, entry):
            return True
        target.unlink()
        return False

    def _link(self, path: str, target: Path) -> bool:
        source = path if self.handle is not None else self.folder / path
        try:
            os.link(source, target, src_dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return False
        except (OSError, NotImplementedError):
            return self._copy(path, target)
        return True

    def _copy(self, path: str, target: Path) -> bool:
        with suppress(OSError):
            shutil.copyfile(self.folder / path, target, follow_symlinks=False)
            return True
        target.unlink(missing_ok=True)
        return False


def _is_intact(file: Path, entry: Entry) -> bool:
    """Compare bytes, not sizes: a site built over an edited one equals a site built from nothing."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(file, flags)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size != entry.bytes:
            return False
        if stat.S_IMODE(status.st_mode) != FILE_MODE:
            with suppress(OSError):
                file.chmod(FILE_MODE)
        return hashlib.sha256(stream.read()).hexdigest() == entry.sha256
