"""The manifest: which files of a published site are ours, what each was made from, and its bytes."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from xreport.publish.paths import RESERVED, problem
from xreport.version import __version__

NAME = f"{RESERVED}manifest.json"
PENDING = f"{RESERVED}pending.json"
"""The manifest of a site that is being written in place: what it lists is ours although the old manifest does not."""

FORMAT = 1
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A published file: the key it was made under, and the SHA-256 and number of its bytes."""

    key: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a site, by path.

    Attributes:
        sha256: Of the file that it was read from, which stands for all bytes of the site; empty where there is none.
    """

    files: Mapping[str, Entry] = field(default_factory=dict)
    version: str = __version__
    sha256: str = field(default="", compare=False)

    def dump(self) -> bytes:
        """Return the manifest as JSON: no times, sorted, one file a line."""
        lines = ",\n".join(
            f"{json.dumps(path)}: {json.dumps([entry.key, entry.sha256, entry.bytes])}"
            for path, entry in sorted(self.files.items())
        )
        head = f'"format": {FORMAT},\n"version": {json.dumps(self.version)},\n'
        return f'{{"generator": "xreport",\n{head}"files": {{\n{lines}\n}}}}\n'.encode()


def owned_files(folder: Path) -> Manifest | None:
    """Return what of a folder is ours, or None when nothing says so."""
    manifest, pending = read_manifest(folder), read_manifest(folder, PENDING)
    if pending is None:
        return manifest
    # Written in place and interrupted: ours too, but with bytes that nobody vouches for.
    return Manifest({**pending.files, **(manifest.files if manifest else {})}, version="")


def read_manifest(folder: Path, name: str = NAME) -> Manifest | None:
    """Return the manifest of a folder, or None when it has none that we wrote."""
    file = folder / name
    try:
        with os.fdopen(os.open(file, _FLAGS), "rb") as opened:
            if file.is_symlink() or not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                return None
            content = opened.read()
    except OSError:
        return None
    return _parsed(content)


@lru_cache(maxsize=2)
def _parsed(content: bytes) -> Manifest | None:
    """Return what a manifest says; that of one site is asked for several times while it gives way to the next."""
    try:
        stored = json.loads(content)
        if stored["generator"] != "xreport" or stored["format"] != FORMAT:
            return None
        files = {path: Entry(str(key), str(sha), int(size)) for path, (key, sha, size) in stored["files"].items()}
        version = str(stored["version"])
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    # A manifest that names files outside the folder is not of our making.
    if any(problem(path) for path in files):
        return None
    return Manifest(files, version, hashlib.sha256(content).hexdigest())
