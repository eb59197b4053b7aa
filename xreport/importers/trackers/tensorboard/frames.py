"""TFRecord framing: a file to records whose checksums agree, in bounded memory whatever the file holds.

A record is its length (8 bytes), the CRC of those, the data, and the CRC of the data. Lengths lead from one record to
the next, so a damaged length loses the way; it is found again at the next 12 bytes that are a length with its CRC.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from xreport.importers.trackers.tensorboard.crc import Bytes, crc_each, crc_rows
from xreport.importers.trackers.tensorboard.trouble import Trouble
from xreport.model import Ints

CHUNK: Final = 4 << 20
MOST_RECORD: Final = 64 << 20
HEADER: Final = 12
FOOTER: Final = 4
_AROUND: Final = HEADER + FOOTER
_FEW: Final = 16
_LENGTH = struct.Struct("<Q").unpack_from


@dataclass(frozen=True, slots=True)
class Frames:
    """Whole records.

    Attributes:
        data: Bytes that hold them.
        starts, sizes: Where the data of each begins, and how long it is; int64 (n,).
    """

    data: bytes
    starts: Ints
    sizes: Ints

    def rows(self, chosen: Ints, size: int) -> Bytes:
        """Return the data of records of one size as the rows of a matrix."""
        return _rows(self.data, self.starts[chosen], size)


def _rows(data: bytes, starts: Ints, size: int) -> Bytes:
    if not len(starts):
        return np.zeros((0, size), np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(data, np.uint8), size)
    rows: Bytes = windows[starts]
    return rows


def read_frames(stream: BinaryIO, trouble: Trouble) -> Iterator[Frames]:
    """Yield the records of a stream; what is damaged or not finished is said in ``trouble``."""
    return _Reader(stream, trouble).frames()


class _Reader:
    def __init__(self, stream: BinaryIO, trouble: Trouble) -> None:
        self.stream = stream
        self.trouble = trouble
        self.data = b""
        self.at = 0  # where in the file the data begins
        self.ended = False

    def frames(self) -> Iterator[Frames]:
        want = CHUNK
        while self.fill(want) or self.data:
            starts, sizes, end = _walk(self.data)
            good = _good_headers(self.data, starts)
            if good < len(starts):
                end = int(starts[good]) - HEADER
            starts, sizes = starts[:good], sizes[:good]
            matches = _good_data(self.data, starts, sizes)
            # A record that was cut off, with others written behind it: its end is somewhere in the next one.
            cut = good and not matches[-1] and len(self.data) - end >= HEADER and not self.next_size(end)
            if cut:
                starts, sizes, matches, end = starts[:-1], sizes[:-1], matches[:-1], int(starts[-1]) - HEADER
            if len(starts):
                yield self.matching(starts, sizes, matches)
            self.drop(end)
            if cut:
                self.resynchronise()
            want = CHUNK if good else self.go_on()
            if not want:
                break
        if self.data:
            self.trouble.unfinished(self.at, self.data)

    def go_on(self) -> int:
        """Deal with data that does not begin with a whole record. Return how much to read, 0 when all is done."""
        size = self.next_size()
        if size > MOST_RECORD:
            self.pass_over(size)
            return CHUNK
        if self.ended and (len(self.data) < HEADER or not self.data.strip(b"\0")):
            return 0
        if self.ended and size and not _find_headers(self.data)[1:].size:
            return 0
        if len(self.data) >= HEADER and (self.ended or not size):
            self.resynchronise()
        return size or CHUNK

    def fill(self, want: int) -> bool:
        """Read until there are so many bytes, or no more."""
        parts = [self.data]
        missing = want - len(self.data)
        while missing > 0 and not self.ended:
            part = self.stream.read(missing) or b""
            self.ended = not part
            parts.append(part)
            missing -= len(part)
        grown = len(parts) > 1 and bool(parts[1])
        self.data = b"".join(parts)
        return grown

    def drop(self, size: int) -> None:
        self.data = self.data[size:]
        self.at += size

    def matching(self, starts: Ints, sizes: Ints, matches: NDArray[np.bool_]) -> Frames:
        """Leave out the records whose data is not what was written."""
        for start, size in zip(starts[~matches].tolist(), sizes[~matches].tolist(), strict=True):
            self.trouble.damaged(self.at + start - HEADER, size + _AROUND)
        return Frames(self.data, starts[matches], sizes[matches])

    def next_size(self, at: int = 0) -> int:
        """Return how many bytes the record takes that begins there, 0 when its length is damaged or missing."""
        if len(self.data) - at < HEADER or not _good_headers(self.data, np.array([at + HEADER])):
            return 0
        return int(_LENGTH(self.data, at)[0]) + _AROUND

    def pass_over(self, size: int) -> None:
        """Go on after a record that is too large to be held."""
        self.trouble.too_large(self.at, min(size, self.trouble.left(self.at)))
        self.at += len(self.data)
        left = size - len(self.data)
        self.data = b""
        while left > 0 and (part := self.stream.read(min(left, CHUNK))):
            left -= len(part)
            self.at += len(part)

    def resynchronise(self) -> None:
        """Drop bytes up to the next header."""
        headers = _find_headers(self.data)
        later = headers[headers > 0]
        # The last bytes may be the beginning of a header.
        end = int(later[0]) if later.size else len(self.data) if self.ended else len(self.data) - HEADER + 1
        self.trouble.lost(self.at, end)
        self.drop(end)


def _walk(data: bytes) -> tuple[Ints, Ints, int]:
    """Follow the lengths. Return where the data of each whole record begins, its size, and where the last one ends."""
    starts: list[int] = []
    sizes: list[int] = []
    at, last = 0, len(data) - _AROUND
    while at <= last:
        size = _LENGTH(data, at)[0]
        if at + size > last:
            break
        at += HEADER
        starts.append(at)
        sizes.append(size)
        at += size + FOOTER
    return np.array(starts, np.int64), np.array(sizes, np.int64), at


def _words(data: bytes, places: Ints) -> Ints:
    words: Ints = _rows(data, places, 4).view("<u4").ravel().astype(np.int64)
    return words


def _good_headers(data: bytes, starts: Ints) -> int:
    """Return how many of the records have the right CRC of their length, up to the first that has not."""
    if not len(starts):
        return 0
    bad = crc_rows(_rows(data, starts - HEADER, 8)) != _words(data, starts - FOOTER)
    return int(bad.argmax()) if bad.any() else len(starts)


def _good_data(data: bytes, starts: Ints, sizes: Ints) -> NDArray[np.bool_]:
    found = np.empty(len(starts), np.uint32)
    left = np.ones(len(starts), bool)
    for size, count in zip(*(part.tolist() for part in np.unique(sizes, return_counts=True)), strict=True):
        if count >= _FEW and size >= 4:
            same = sizes == size
            found[same] = crc_rows(_rows(data, starts[same], size))
            left &= ~same
    if left.any():
        view = memoryview(data)
        places = zip(starts[left].tolist(), sizes[left].tolist(), strict=True)
        found[left] = crc_each([view[start : start + size] for start, size in places])
    good: NDArray[np.bool_] = found == _words(data, starts + sizes)
    return good


def _find_headers(data: bytes) -> Ints:
    """Return where a length that can be one is followed by its CRC. An event is never empty."""
    if len(data) < HEADER:
        return np.zeros(0, np.int64)
    near = np.frombuffer(data, np.uint8)
    count = near.size - HEADER + 1
    likely = (near[5 : 5 + count] == 0) & (near[6 : 6 + count] == 0) & (near[7 : 7 + count] == 0)
    likely &= (near[:count] | near[1 : 1 + count] | near[2 : 2 + count] | near[3 : 3 + count]) != 0
    places = np.flatnonzero(likely & (near[4 : 4 + count] == 0))
    good = crc_rows(_rows(data, places, 8)) == _words(data, places + 8) if places.size else np.zeros(0, bool)
    found: Ints = places[good]
    return found
