"""How a label is written: names and values of params as people read them, whole wherever 80 letters hold them."""

from __future__ import annotations

import math
import os.path
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from xreport.format.records import Scalar
from xreport.text import format_scalar

LONGEST: Final = 80
"""Letters of a label."""
SEPARATOR: Final = " · "

_NOISY: Final = 8
"""Letters from which on a float is written with no more digits than tell it from the others."""
_FEWEST_DIGITS: Final = 4
_WORTH_CUTTING: Final = 6
"""Letters that values must have in common to be shown without them."""
_ROOMS: Final = (40, 28, 20, 14, 10, 7, 5)
"""Letters of a name or a value where a label would be too long otherwise."""
_WORD_ENDS: Final = re.compile(r"[\s/\\,;:|_=.-]")
_HASH: Final = 10
_IS_HASH: Final = re.compile(r"[0-9a-f]{32,128}")
_DOT: Final = re.compile(r"(?<!\\)\.")


@dataclass(frozen=True, slots=True)
class Part:
    """A param in a label.

    Attributes:
        name: Its name in short.
        value: Its value.
        short: The value without what all its values have in common.
        needed: Whether the label needs it to be told from others.
    """

    name: str
    value: str
    short: str
    needed: bool


def one_line(text: str) -> str:
    """Return a text without breaks and repeated spaces."""
    return " ".join(text.split())


def joined(parts: Sequence[str]) -> str:
    """Return the parts that are not empty as one label."""
    return SEPARATOR.join(part for part in parts if part)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many letters: of a longer one the beginning and the end."""
    if len(text) <= most:
        return text
    tail = (most - 1) // 2
    return f"{text[: most - 1 - tail]}…{text[len(text) - tail :]}"


def fitted(name: str, parts: Sequence[Part], ends: Sequence[str]) -> str:
    """Return a label of at most 80 letters: the algorithm or a name, params, and what else tells it apart.

    What is not needed goes first, then what the values of a param have in common; only then are names and values cut.
    """
    return next(label for label in _tries(one_line(name), parts, [*map(one_line, ends)]) if len(label) <= LONGEST)


def fitted_alike(names: Sequence[str], parts: Sequence[Sequence[Part]], ends: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield labels that are read together: what one has no room for is named of none that can do without.

    Args:
        names: Of each the algorithm, or a name.
        parts: Of each its params, in one order.
        ends: Of each what else tells it apart.
    """
    rows = [*zip(map(one_line, names), parts, ([*map(one_line, own)] for own in ends), strict=True)]
    dropped: set[str] = set()
    while True:
        left = [[part for part in own if part.needed or part.name not in dropped] or own[:1] for own in parts]
        long = [
            own
            for (name, _, end), own in zip(rows, left, strict=True)
            if len(_whole(name, own, end)) > LONGEST and any(_can_go(part, dropped) for part in own)
        ]
        if not long:
            break
        dropped.add([part.name for own in long for part in own if _can_go(part, dropped)][-1])
    for (name, _, end), own in zip(rows, left, strict=True):
        yield fitted(name, own, end)


def _can_go(part: Part, dropped: Collection[str]) -> bool:
    return not part.needed and part.name not in dropped


def _whole(name: str, parts: Sequence[Part], ends: Sequence[str]) -> str:
    return joined([name, *(f"{part.name}={part.value}" for part in parts), *ends])


def _tries(name: str, parts: Sequence[Part], ends: Sequence[str]) -> Iterator[str]:
    left = [*parts]
    yield _whole(name, left, ends)
    for part in reversed(parts):
        if not part.needed and (name or ends or len(left) > 1):
            left.remove(part)
            yield _whole(name, left, ends)
    yield joined([name, *(f"{part.name}={part.short}" for part in left), *ends])
    for room in _ROOMS if left or ends else ():
        values = [f"{cut(part.name, room)}={cut(part.short, room)}" for part in left]
        yield joined([cut(name, room), *values, *(cut(end, room) for end in ends)])
    yield cut(joined([name, *(f"{part.name}={part.short}" for part in left), *ends]), LONGEST)


def ended(label: str, end: str) -> str:
    """Return a label with one more part at its end, which is kept whole as far as half of the letters hold it."""
    end = cut(one_line(end), LONGEST // 2)
    return joined([cut(label, LONGEST - len(SEPARATOR) - len(end)), end])


def short_names(keys: Sequence[str]) -> dict[str, str]:
    """Return the last parts of each key that make it unique: ``model.depth`` → ``depth``; never a number alone."""
    paths = {key: _DOT.split(key) for key in keys}
    found: dict[str, str] = {}
    size = 1
    while len(found) < len(paths):
        lasts = {key: _plain(path[-size:]) for key, path in paths.items()}
        counts = Counter(lasts.values())
        for key, last in lasts.items():
            whole = size >= len(paths[key])
            if key not in found and (whole or (counts[last] == 1 and not last.replace(".", "").isdecimal() and last)):
                found[key] = last or key
        size += 1
    return found


def _plain(path: Sequence[str]) -> str:
    return one_line(re.sub(r"\\([\\.])", r"\1", ".".join(path)))


def value_texts(values: Sequence[Scalar]) -> list[tuple[str, str]]:
    """Return each value of a param as text, and that without what all of them have in common.

    Floats with many digits have as many as tell the values apart, and no fewer than four; hashes have ten.
    """
    texts = [one_line(format_scalar(value)) for value in values]
    hashes = [text[:_HASH] if _IS_HASH.fullmatch(text) else text for text in texts]
    texts = hashes if len(set(hashes)) == len(set(texts)) else texts
    noisy = [place for place, value in enumerate(values) if isinstance(value, float) and len(texts[place]) > _NOISY]
    for digits in range(_FEWEST_DIGITS, 17) if noisy else ():
        fewer = [*texts]
        for place in noisy:
            fewer[place] = _rounded(values[place], digits)
        if len(set(fewer)) == len(set(texts)):
            texts = fewer
            break
    return [*zip(texts, _differing(texts), strict=True)]


def _rounded(value: Scalar, digits: int) -> str:
    return repr(float(f"{value:.{digits}g}")) if isinstance(value, float) and math.isfinite(value) else str(value)


def _differing(texts: Sequence[str]) -> list[str]:
    """Texts without their common beginning and end, cut between words."""
    first, last = min(texts), max(texts)
    if first == last:
        return [*texts]
    begin = _last_end(os.path.commonprefix([first, last]))  # noqa: RUF071 - character by character is meant
    rest = [text[begin:] for text in texts]
    back = [text[::-1] for text in rest]
    end = _last_end(os.path.commonprefix([min(back), max(back)]))  # noqa: RUF071
    shorter = [text[: len(text) - end] for text in rest]
    return [
        f"{'…' if begin else ''}{short}{'…' if end else ''}" if short else text
        for short, text in zip(shorter, texts, strict=True)
    ]


def _last_end(common: str) -> int:
    """How many letters of a common beginning stand before its last word."""
    found = [match.end() for match in _WORD_ENDS.finditer(common)]
    return found[-1] if found and found[-1] >= _WORTH_CUTTING else 0
