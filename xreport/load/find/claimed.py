"""Files that an importer claimed: what it is shown of a source, and what it can open of a claim."""

from __future__ import annotations

import errno
import io
import os
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from xreport.beneath import open_beneath
from xreport.importers.kit.protocol import Claim
from xreport.importers.registry import Entry
from xreport.load.find.discover import FoundFile
from xreport.settings import Limits


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim, and the files behind it. To the rest of this room it is what a `FoundFile` is: something to read.

    Attributes:
        importer: Who reads it.
        files: Those of the claim, then its context.
    """

    source: int
    root: str
    path: str
    importer: str
    target: str = field(compare=False)
    version: str = field(compare=False)
    claim: Claim = field(compare=False)
    files: tuple[FoundFile, ...] = field(compare=False)

    @property
    def size(self) -> int:
        """Bytes that belong to it; the context is not counted."""
        return sum(file.size for file in self.files[: len(self.claim.files)])

    @property
    def location(self) -> str:
        """What tells it from all others; no file to open."""
        return os.path.join(self.root, f"{self.importer}:{self.path}")  # noqa: PTH118 - no path


ReadUnit = FoundFile | Claimed
"""What is read, and cached, in one go."""


class SourceListing:
    """See `xreport.importers.kit.protocol.Listing`."""

    def __init__(self, files: Iterable[FoundFile], limits: Limits = Limits()) -> None:
        self.limits = limits
        self._by_path = {file.path: file for file in files}
        self._paths = sorted(self._by_path)

    @property
    def files(self) -> Sequence[str]:
        """All paths, sorted."""
        return self._paths

    def folder(self, path: str) -> Sequence[str]:
        """Return the paths below a folder."""
        if not path:
            return self._paths
        # "0" is the character after "/".
        return self._paths[bisect_left(self._paths, f"{path}/") : bisect_left(self._paths, f"{path}0")]

    def is_file(self, path: str) -> bool:
        """Return whether there is such a file."""
        return path in self._by_path

    def size(self, path: str) -> int:
        """Return the size of a file."""
        return self._by_path[path].size

    def head(self, path: str, size: int = 4096) -> bytes:
        """Return the first bytes of a file."""
        try:
            with self.open(path) as file:
                return file.read(size)
        except OSError:
            return b""

    def open(self, path: str) -> BinaryIO:
        """Open a file, unbuffered."""
        return _open(self._by_path[path])

    def location(self, path: str) -> str:
        """Return the full name of a file."""
        return self._by_path[path].location

    # -- for the one who asks the importers ---------------------------------------------------------

    def found(self, path: str) -> FoundFile:
        """Return what was found at a path."""
        return self._by_path[path]

    def without(self, paths: Iterable[str]) -> SourceListing:
        """Return what is left for those who are asked next."""
        gone = set(paths)
        return SourceListing((file for path, file in self._by_path.items() if path not in gone), self.limits)


class ClaimedFiles:
    """See `xreport.importers.kit.protocol.Files`."""

    def __init__(self, claimed: Claimed, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._claim = claimed.claim
        self._by_path = {file.path: file for file in claimed.files}

    @property
    def claim(self) -> Claim:
        """The claim that is read."""
        return self._claim

    def size(self, path: str) -> int:
        """Return the size of a file."""
        return self._found(path).size

    def open(self, path: str) -> BinaryIO:
        """Open a file, unbuffered."""
        return _open(self._found(path))

    def read(self, path: str, most: int = 16 << 20) -> bytes:
        """Return a whole file."""
        with self.open(path) as file:
            data = io.BytesIO()
            while part := file.read(min(1 << 20, most + 1 - data.tell())):
                data.write(part)
                if data.tell() > most:
                    raise OSError(errno.EFBIG, "larger than such a file is")
            return data.getvalue()

    def location(self, path: str) -> str:
        """Return the full name of a file."""
        return self._found(path).location

    def _found(self, path: str) -> FoundFile:
        try:
            return self._by_path[path]
        except KeyError:
            raise FileNotFoundError(errno.ENOENT, "not among the files of the claim", path) from None


def _open(file: FoundFile) -> BinaryIO:
    return os.fdopen(open_beneath(file.root, file.names), "rb", buffering=0)


def claimed_by(entry: Entry, claim: Claim, listing: SourceListing, sample: FoundFile) -> Claimed:
    """Return a claim with its files; what the listing does not have is left out."""
    own = tuple(path for path in dict.fromkeys(claim.files) if listing.is_file(path))
    shared = tuple(path for path in dict.fromkeys(claim.context) if listing.is_file(path) and path not in own)
    return Claimed(
        source=sample.source,
        root=sample.root,
        path=claim.at or ".",
        importer=entry.name,
        target=entry.target,
        version=entry.version,
        claim=Claim(claim.at, own, shared, claim.hint),
        files=tuple(listing.found(path) for path in (*own, *shared)),
    )
