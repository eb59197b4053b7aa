"""Logged names as labels of a figure: one line, nothing that breaks XML or the text around it, not too long."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"


def label(text: str, limit: int = 40) -> str:
    """Return text as one clean line of at most ``limit`` columns, shortened in its middle.

    The middle goes first because names of runs differ at their end (``…-lr0.1-seed3``).
    """
    clean = one_line(text) or "(no name)"
    if columns(clean) <= limit:
        return clean
    room = max(1, limit - 1)
    tail = room * 2 // 5
    return _take(clean, room - tail) + ELLIPSIS + _take(clean[::-1], tail)[::-1]


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
