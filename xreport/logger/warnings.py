"""Warnings of the logger: one line on stderr, once per kind, and never an error of their own."""

from __future__ import annotations

import contextlib
import sys

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

    Warn = Callable[[str, str], None]  # `Warnings.once`


class Warnings:
    """The warnings of one run."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def once(self, kind: str, message: str) -> None:
        """Print ``message``, unless one of this kind was printed before."""
        if kind in self._given:
            return
        self._given.add(kind)
        # stderr may be gone, closed, or in the middle of a write that a signal handler interrupted.
        with contextlib.suppress(Exception):
            print(f"xreport: {message}", file=sys.stderr, flush=True)  # noqa: T201
