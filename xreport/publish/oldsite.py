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
from xreport.publish.modes import Modes, write_file
from xreport.render.sitefile import SiteFile
from xreport.version import __version__


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

    def reuse(self, files: Sequence[SiteFile], staging: Path, modes: Modes) -> dict[str, Entry]:
        """Link into the new site what was made under the same key and still has its bytes.

        What is another user's, or has another mode than a new file gets, is copied: the mode of a link is the mode of
        the old site's file, and readers of the old site must not notice before the new one stands.

        In one process: file systems make links in one folder one after the other anyway.
        """
        kept: dict[str, Entry] = {}
        if self.manifest.version != __version__:
            return kept  # the same key may mean other bytes
        for file in files:
            entry = self.manifest.files.get(file.path)
            if entry is None or entry.key != file.key:
                continue
            if self._take(file.path, entry, staging / file.path, modes):
                kept[file.path] = entry
        return kept

    def _take(self, path: str, entry: Entry, target: Path, modes: Modes) -> bool:
        if not self._link(path, target):
            return False
        found = _read_intact(target, entry)
        if found is not None and modes.fit(found[1]):
            return True
        target.unlink()
        if found is None:
            return False
        write_file(target, found[0])
        return True

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


def _read_intact(file: Path, entry: Entry) -> tuple[bytes, os.stat_result] | None:
    """Return the bytes of a file and what it is, or None where they are not the entry's.

    Bytes are compared, not sizes: a site built over an edited one equals a site built from nothing.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(file, flags)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size != entry.bytes:
            return None
        content = stream.read()
    return (content, status) if hashlib.sha256(content).hexdigest() == entry.sha256 else None
