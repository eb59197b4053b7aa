"""The cache of parts: a file that has not changed since the last build is not read again.

A folder serves one report: entries that the last load did not use are removed. Damaged entries are ignored.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import zlib
from pathlib import Path

from xreport.config import Limits
from xreport.importers import Refusal
from xreport.load.claimed import Claimed, Unit
from xreport.load.codec import decode_part, decode_parts
from xreport.load.discover import Found
from xreport.load.part import Part
from xreport.text import short_hash
from xreport.version import __version__

Result = Part | Refusal | list[Part]
"""What a file gives, or a claim."""

_ENTRY = re.compile(r"[0-9a-f]{24}\.part")


class Cache:
    """A folder of parts, by the location of the file that each was read from.

    Args:
        folder: Made when missing; where it cannot be written to, nothing is cached.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._used: set[str] = set()

    def get(self, unit: Unit) -> Result | None:
        """Return what was read from a file or claim when it looked the same as now."""
        name = _name(unit)
        self._used.add(name)
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        return decode(unit, data, self._limits)

    def put(self, unit: Unit, data: bytes) -> None:
        """Keep what was encoded with `key_of` the file or claim."""
        path = self._folder / _name(unit)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(data)
            fresh.replace(path)

    def prune(self) -> None:
        """Remove the entries that nothing asked for."""
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if _ENTRY.fullmatch(path.name) and path.name not in self._used:
                    path.unlink()


def decode(unit: Unit, data: bytes, limits: Limits) -> Result | None:
    """Return what the bytes hold of a file or claim, or None when they are damaged or too old."""
    if isinstance(unit, Claimed):
        return decode_parts(data, key_of(unit, limits))
    return decode_part(data, key_of(unit, limits))


def key_of(unit: Unit, limits: Limits) -> str:
    """Return what a part depends on: the state of its files, what may be read of them, and the code that reads them."""
    reader = f"{limits}|{_code()}"
    if isinstance(unit, Found):
        return f"{_state(unit)}|{reader}"
    digest = hashlib.sha256()
    for file in unit.files:
        digest.update(_state(file).encode("utf-8", "surrogatepass") + b"\0")
    return f"{unit.path}|{unit.claim.hint}|{digest.hexdigest()}|{unit.target}@{unit.version}|{reader}"


def _state(file: Found) -> str:
    return f"{file.path}|{file.size}|{file.mtime_ns}|{file.ctime_ns}|{file.inode}"


def _name(unit: Unit) -> str:
    return f"{short_hash(f'{unit.source}|{unit.location}', 24)}.part"


@functools.cache
def _code() -> str:
    """The version, and a checksum of the code: in a checkout it changes without the version."""
    package = Path(__file__).parent.parent
    paths = [package / "text.py", package / "errors.py", package / "analysis" / "series.py"]
    paths += sorted(
        [*(package / "model").glob("*.py"), *(package / "importers").rglob("*.py"), *(package / "load").glob("*.py")]
    )
    crc = 0
    for path in paths:
        crc = zlib.crc32(path.read_bytes(), crc)
    return f"{__version__}-{crc:08x}"
