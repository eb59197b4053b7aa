"""Parts kept between builds: a file that has not changed since the last build is not read again."""

from __future__ import annotations

import hashlib

from xreport.cache import Cache
from xreport.cache.installed import packages_state, program_state
from xreport.importers.registry import packages_at_hand
from xreport.load.find.claimed import ReadUnit
from xreport.load.find.discover import FoundFile
from xreport.load.read.codec import decode_result
from xreport.load.read.part import Result
from xreport.settings import Limits


class Parts:
    """The parts that a cache keeps, by the location of the file that each was read from.

    Args:
        limits: What reading may cost: what was read under other limits is read again.
    """

    def __init__(self, cache: Cache, limits: Limits) -> None:
        self._cache = cache
        self._limits = limits

    def get(self, unit: ReadUnit) -> Result | None:
        """Return what was read from a file or claim when it looked the same as now."""
        data = self._cache.read("part", _what(unit))
        return None if data is None else decode(unit, data, self._limits)

    def put(self, unit: ReadUnit, data: bytes) -> None:
        """Keep what was encoded with `key_of` the file or claim."""
        self._cache.write("part", _what(unit), data)


def decode(unit: ReadUnit, data: bytes, limits: Limits) -> Result | None:
    """Return what the bytes hold of a file or claim, or None when they are damaged or too old."""
    return decode_result(data, key_of(unit, limits))


def key_of(unit: ReadUnit, limits: Limits) -> str:
    """Return what a part depends on: the state of its files, what may be read of them, and the code that reads them."""
    reader = f"{limits}|{program_state()}"
    if isinstance(unit, FoundFile):
        return f"{_state(unit)}|{reader}"
    digest = hashlib.sha256()
    for file in unit.files:
        digest.update(_state(file).encode("utf-8", "surrogatepass") + b"\0")
    # What was refused for want of a package is asked again when the package is there.
    packages = packages_state() if unit.version else packages_at_hand()
    return f"{unit.path}|{unit.claim.hint}|{digest.hexdigest()}|{unit.target}@{unit.version}|{packages}|{reader}"


def _state(file: FoundFile) -> str:
    return f"{file.path}|{file.size}|{file.mtime_ns}|{file.ctime_ns}|{file.inode}"


def _what(unit: ReadUnit) -> str:
    return f"{unit.source}|{unit.location}"
