"""CRC-32C as TFRecord files have it ("masked"), for thousands of records at once.

A CRC is linear: zeros before the data change nothing when it starts from 0, and starting from all ones is the same as
inverting the first four bytes. So records of any length become the rows of one matrix, aligned at the right, and each
step takes 4 bytes of all of them through two tables.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]

_POLYNOMIAL: Final = 0x82F63B78
_MASK: Final = 0xA282EAD8
_ALL: Final = 0xFFFFFFFF
_HALF: Final = np.uint32(0xFFFF)
_HALF_BITS: Final = np.uint32(16)
_LANE: Final = 1 << 10
"""A record longer than four of these is cut into lanes of so many bytes, which go through the tables side by side."""


def crc_rows(rows: Bytes) -> Words:
    """Return the masked CRC-32C of each row of equal length, at least 4 bytes."""
    return _mask(_finish(_padded(rows)))


def crc_each(records: Sequence[bytes | memoryview]) -> Words:
    """Return the masked CRC-32C of records of any length."""
    found = np.empty(len(records), np.uint32)
    widths: dict[int, list[int]] = {}
    for at, record in enumerate(records):
        size = len(record)
        if size < 4 or size > 4 * _LANE:
            found[at] = _crc_long(record) if size >= 4 else _crc_short(record)
        else:
            widths.setdefault(1 << (size - 1).bit_length(), []).append(at)
    for width, places in widths.items():
        matrix = np.zeros((len(places), width), np.uint8)
        for row, at in zip(matrix, places, strict=True):
            data = np.frombuffer(records[at], np.uint8)
            row[width - data.size :] = data
            row[width - data.size :][:4] ^= 0xFF
        found[places] = _finish(matrix)
    return _mask(found)


def _padded(rows: Bytes) -> Bytes:
    """Return rows whose length is a multiple of 4, with the first four bytes of the data inverted."""
    count, size = rows.shape
    matrix = np.zeros((count, size + -size % 4), np.uint8)
    data = matrix[:, -size:]
    data[:] = rows
    data[:, :4] ^= 0xFF
    return matrix


def _finish(matrix: Bytes) -> Words:
    crc: Words = _run(matrix) ^ np.uint32(_ALL)
    return crc


def _run(matrix: Bytes) -> Words:
    """Take all rows through the tables, starting from 0. The length is a multiple of 4."""
    low, high = _tables()
    words = np.ascontiguousarray(matrix.view("<u4").T)
    crc: Words = np.zeros(len(matrix), np.uint32)
    for word in words:
        np.bitwise_xor(crc, word, out=crc)
        upper = high[crc >> _HALF_BITS]
        crc = low[crc & _HALF]
        np.bitwise_xor(crc, upper, out=crc)
    return crc


def _mask(crc: Words) -> Words:
    masked: Words = ((crc >> np.uint32(15)) | (crc << np.uint32(17))) + np.uint32(_MASK)
    return masked


def _crc_short(data: bytes | memoryview) -> int:
    table = _byte_table().tolist()
    crc = _ALL
    for byte in bytes(data):
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ _ALL


def _crc_long(data: bytes | memoryview) -> int:
    size = len(data)
    lanes = -(-size // _LANE)
    matrix = np.zeros(lanes * _LANE, np.uint8)
    matrix[-size:] = np.frombuffer(data, np.uint8)
    matrix[-size:][:4] ^= 0xFF
    zero, one, two, three = (table.tolist() for table in _shift_tables())
    crc = 0
    for lane in _run(matrix.reshape(lanes, _LANE)).tolist():
        crc = lane ^ zero[crc & 0xFF] ^ one[crc >> 8 & 0xFF] ^ two[crc >> 16 & 0xFF] ^ three[crc >> 24]
    return crc ^ _ALL


@functools.cache
def _byte_table() -> Words:
    crc = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        crc = (crc >> np.uint32(1)) ^ (crc & np.uint32(1)) * np.uint32(_POLYNOMIAL)
    return crc


@functools.cache
def _tables() -> tuple[Words, Words]:
    """What the lower and the upper half of a state become after 4 bytes."""
    tables = [_byte_table()]
    for _ in range(3):
        tables.append(tables[0][tables[-1] & 0xFF] ^ (tables[-1] >> 8))
    one, two, three, four = tables
    half = np.arange(1 << 16)
    return four[half & 0xFF] ^ three[half >> 8], two[half & 0xFF] ^ one[half >> 8]


@functools.cache
def _shift_tables() -> tuple[Words, ...]:
    """What each byte of a state becomes after a lane of zeros."""
    low, high = _tables()
    tables = []
    for shift in (0, 8, 16, 24):
        crc = np.arange(256, dtype=np.uint32) << np.uint32(shift)
        for _ in range(_LANE // 4):
            crc = low[crc & _HALF] ^ high[crc >> _HALF_BITS]
        tables.append(crc)
    return tuple(tables)
