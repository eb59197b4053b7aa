"""Logged names as labels of a figure: one line, nothing that breaks XML or the text around it, not too long."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
_BETWEEN = frozenset(" _-./")
"""What stands between the words of a name."""
SEPARATOR = " · "
"""Between the parts of a configuration's name."""


def label(text: str, limit: int = 40) -> str:
    """Return text as one clean line of at most ``limit`` columns.

    Names of configurations (``net · hidden_size=64 · lr=0.1``) keep their values and lose words, or letters, of their
    keys. Others lose their middle, because names of runs differ at their end (``…-lr0.1-seed3``).
    """
    clean = one_line(text) or "(no name)"
    if columns(clean) <= limit:
        return clean
    if SEPARATOR in clean:
        shorter = (_abbreviate(clean, most) for most in (16, 12, 10, 8, 6, 5, 4, 3))
        fitting = next((short for short in shorter if columns(short) <= limit), None)
        if fitting is not None:
            return fitting
    room = max(1, limit - 1)
    tail = room * 2 // 5
    return _take(clean, room - tail) + ELLIPSIS + _take(clean[::-1], tail)[::-1]


def _abbreviate(text: str, most: int) -> str:
    """Return the name of a configuration with at most so many letters per key, and twice as many per word."""
    parts = []
    for part in text.split(SEPARATOR):
        key, equals, value = part.partition("=")
        # Of a nested key the last part says most.
        short = key.rpartition(".")[2] if equals and columns(key) > most else key
        parts.append(_cut(short, most if equals else 2 * most) + equals + value)
    return SEPARATOR.join(parts)


def _cut(text: str, room: int) -> str:
    """Return text of at most so many columns, cut between words where one of them fits."""
    if columns(text) <= room:
        return text
    fits = len(_take(text, room - 1))
    words = next((end for end in range(fits, 0, -1) if text[end] in _BETWEEN), fits)
    return text[:words].rstrip() + ELLIPSIS


def one_line(text: str) -> str:
    """Return text without what XML forbids, what reorders its surroundings, and towers of combining marks."""
    # Nothing longer is ever shown; a name of a megabyte must not cost a second.
    text = text if len(text) <= 2000 else text[:1000] + ELLIPSIS + text[-999:]
    if text.isascii() and text.isprintable():
        return text.strip()
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in {"Zs", "Zl", "Zp"} or char in "\t\r\n":
            kept.append(" ")
        elif marks <= 2 and category not in {"Cc", "Cf", "Cs", "Cn"}:
            kept.append(char)
    return " ".join("".join(kept).split())


def columns(text: str) -> int:
    """Return about how wide text is: wide East Asian characters and emoji take two columns, marks none."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _take(text: str, room: int) -> str:
    used = 0
    for position, char in enumerate(text):
        used += _width(char)
        if used > room:
            return text[:position]
    return text
