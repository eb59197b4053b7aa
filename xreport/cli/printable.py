"""Logged text on a terminal and in a Markdown summary: shown as text, never obeyed."""

from __future__ import annotations

import re
import unicodedata

_SHOWN = "\u200c\u200d"
"""Joiners of scripts and emoji: invisible, and harmless."""


def printable(text: str, *, limit: int = 2000, indent: bool = False) -> str:
    """Return text on one line, without anything that a terminal or a CI log obeys.

    Escape sequences, line breaks and characters that turn the reading direction are shown as their code. What a CI log
    obeys is parted by a blank: ``::command`` at the start of a line, ``##[command]`` anywhere. ``indent`` keeps the
    blanks at the start.
    """
    spaced = " ".join(text.split())
    if indent:
        spaced = text[: len(text) - len(text.lstrip(" "))] + spaced
    safe = "".join(character if _is_plain(character) else _code(character) for character in spaced)
    if safe.lstrip().startswith("::"):
        safe = safe.replace("::", ": :", 1)
    return shortened(safe.replace("##[", "## ["), limit)


def printable_fix(text: str) -> str:
    """Return what to do about an issue: a rule that is to be copied, after the first line of it, keeps its lines."""
    first, *rule = text.split("\n")
    lines = ["fix: " + printable(first), *map(printable, rule)]
    return "\n".join(f"    {line}" for line in lines if line.strip())


def code_span(text: str, *, limit: int = 300) -> str:
    """Return text as a Markdown code span, in which neither Markdown nor HTML nor a mention means anything."""
    safe = printable(text, limit=limit).strip() or "(empty)"
    longest = max((len(run) for run in re.findall("`+", safe)), default=0)
    fence = "`" * (longest + 1)
    # The blanks are part of the notation: without them a backtick at either end would join the fence.
    return f"{fence} {safe} {fence}" if longest else f"{fence}{safe}{fence}"


def shortened(text: str, limit: int) -> str:
    """Return text with at most ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _is_plain(character: str) -> bool:
    return not unicodedata.category(character).startswith("C") or character in _SHOWN


def _code(character: str) -> str:
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"
