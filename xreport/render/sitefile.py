"""One file of the site, as the rooms that make files hand it to the room that writes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file to publish.

    Attributes:
        path: Where it lies in the site, ``/`` between components.
        key: Names everything its bytes depend on: equal path and key, equal bytes. A file of the old site with the
            same key is linked instead of being made again.
        make: Returns the bytes; called at most once, maybe in a forked process.
        beside: Names costly work that is kept and shared: of files that follow each other with the same name, one
            process makes all. Empty for none.
        instead: Returns what takes its place where making it raises, given the reason in a sentence: a mistake of ours
            in one file must not end a build. None where the site is nothing without it.
        run: Id of the run that it tells of, where that is one.
    """

    path: str
    key: str
    make: Callable[[], bytes]
    beside: str = ""
    instead: Callable[[str], bytes] | None = None
    run: str = ""

    @classmethod
    def of_bytes(cls, path: str, content: bytes) -> SiteFile:
        """Return a file whose bytes are at hand."""
        return cls(path, hashlib.sha256(content).hexdigest(), partial(bytes, content))

    @classmethod
    def of_file(cls, path: str, source: Path) -> SiteFile:
        """Return a file that is copied from disk when it is needed; it is read once now, to know its key."""
        return cls(path, hashlib.sha256(source.read_bytes()).hexdigest(), source.read_bytes)
