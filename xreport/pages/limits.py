"""How much one page shows: the one table of limits. What is beyond them is counted in words, and in the downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xreport import text

LARGEST_PAGE: Final = 1_500_000
"""Characters of a page's HTML; one that comes out larger is made again with the next stricter of `STRICTER`."""
STRICTER: Final = ((2_000, 1_000), (400, 300), (120, 100), (80, 30), (60, 10), (40, 3))
"""Characters of a text, and entries of a list, on a page that would be too large."""
MOST_NAME: Final = 200
"""Characters of a name: of a run, a task, a configuration."""
MOST_VALUE: Final = 5_000
"""Characters of a param, an output, a message."""
MOST_NOTES: Final = 20_000
MOST_TAGS: Final = 60
MOST_ISSUES: Final = 20
MOST_ATTEMPTS: Final = 50
MOST_PARAMS: Final = 500
MOST_METRICS: Final = 500
MOST_DATA: Final = 200
MOST_FACTS: Final = 300
MOST_ARTIFACTS: Final = 300
MOST_FILES: Final = 200
MOST_ENVIRONMENT: Final = 200
MOST_PACKAGES: Final = 1_000
MOST_PROJECTS: Final = 20
MOST_OWNERS: Final = 100
MOST_USAGE: Final = 300
MOST_DUPLICATES: Final = 200
MOST_REPEATS: Final = 20
MOST_PENDING: Final = 300
MOST_PASSED: Final = 20
MOST_TRIED: Final = 300
MOST_LABELS: Final = 100
MOST_DRAWN: Final = 200
"""Tasks, and projects, of which figures are made."""
MOST_TASKS: Final = 30
"""Tasks beside each other in one table."""


def name(shown: str) -> str:
    """Return a name as a page shows it: the end of a very long one says as much as its beginning."""
    if len(shown) <= MOST_NAME:
        return shown
    return f"{shown[: MOST_NAME * 3 // 4]}…{shown[-MOST_NAME // 4 :]}"


def value(shown: str, most: int = MOST_VALUE) -> str:
    """Return a text as a page shows it: of a very long one the beginning, and how long it is."""
    return shown if len(shown) <= most else f"{shown[:most]}… ({len(shown):,} characters)"


def more(items: Sequence[object], most: int, noun: str, where: str = "") -> str:
    """Return how many entries of a list are left out, in words, and where they are; nothing if none is."""
    hidden = len(items) - most
    return f"and {text.plural(hidden, f'more {noun}')}{f', {where}' if where else ''}" if hidden > 0 else ""
