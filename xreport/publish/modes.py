"""The modes of what is published: those that the umask gives."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from xreport.publish.paths import RESERVED


@dataclass(frozen=True, slots=True)
class Modes:
    """What a new file and a new folder get.

    Attributes:
        file: Mode of a file.
        folder: Mode of a folder.
        owner: Number of the user whose a new file is.
    """

    file: int
    folder: int
    owner: int

    @classmethod
    def inside(cls, folder: Path) -> Modes:
        """Find out by making one of each, and removing it.

        The umask can be read on Linux alone without setting it for all threads, and is not all: default ACLs and file
        systems without modes have their say.
        """
        file, below = folder / f"{RESERVED}file", folder / f"{RESERVED}folder"
        write_file(file, b"")
        below.mkdir()
        made = file.stat()
        found = cls(stat.S_IMODE(made.st_mode), stat.S_IMODE(below.stat().st_mode), made.st_uid)
        file.unlink()
        below.rmdir()
        return found

    def fit(self, status: os.stat_result) -> bool:
        """Whether a file is as if we had made it now."""
        return stat.S_IMODE(status.st_mode) == self.file and status.st_uid == self.owner


def write_file(target: Path, content: bytes) -> None:
    """Write a new file, with the mode that the umask gives it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(target, flags, 0o666), "wb", buffering=0) as stream:
        rest = memoryview(content)
        while rest:
            rest = rest[stream.write(rest) :]
