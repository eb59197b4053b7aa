"""Bytes of a file, damaged by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence

WORDS = (b"null", b"[]", b"{}", b'""', b"-1", b"true", b"1.5", b"[[1]]")
"""Values that take the place of another one: sound text that says something odd."""


def mutate(data: bytes, chance: random.Random, odd: Sequence[bytes], counts: Sequence[int] = (1, 1, 2, 5, 20)) -> bytes:
    """Change, drop, double, swap or insert a few bytes; or, now and then, take all from somewhere on.

    Args:
        data: The file.
        chance: Decides everything: the same seed, the same damage.
        odd: What to insert: bytes that mean something to a reader of the format, or to no reader.
        counts: How many changes; one of these.
    """
    found = bytearray(data)
    for _ in range(chance.choice(counts)):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(8)
        if kind == 0 and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del found[at : at + chance.randrange(1, 30)]
        elif kind == 2:
            found[at:at] = chance.choice(odd)
        elif kind == 3:
            found[at:at] = found[at : at + chance.randrange(1, 80)]
        elif kind == 4:
            found[at : at + chance.randrange(1, 9)] = chance.randbytes(chance.randrange(1, 9))
        elif kind == 5:
            found[at : at + chance.randrange(1, 9)] = chance.choice(odd)
        elif kind == 6:
            end = min((found.find(mark, at) for mark in b",}\n" if found.find(mark, at) >= 0), default=len(found))
            begin = max(found.rfind(mark, 0, end) for mark in b":\t,[") + 1
            found[begin:end] = chance.choice(WORDS)
        elif chance.random() < 0.2:
            del found[at:]
    return bytes(found)
