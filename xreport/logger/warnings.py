"""Warnings of the logger: one line on stderr, once per kind, and never an error of their own."""

from __future__ import annotations

import contextlib
import sys

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

    Warn = Callable[[str, str], None]  # `Warnings.once`


_ONE_IS_ENOUGH = frozenset(("ENOSPC", "EDQUOT", "EROFS"))
"""Errors that all calls meet as long as they last: what they mean for one record says it for all."""


class Warnings:
    """The warnings of one run."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def once(self, kind: str, message: str) -> None:
        """Print ``message``, unless one of this kind was printed before."""
        reason = kind.partition(":")[0]
        kind = reason if reason in _ONE_IS_ENOUGH else kind
        if kind in self._given or (reason == "EAGAIN" and self._given):  # that follows from what was told
            return
        self._given.add(kind)
        # stderr may be gone, closed, or in the middle of a write that a signal handler interrupted.
        with contextlib.suppress(Exception):
            print(f"xreport: {message}", file=sys.stderr, flush=True)  # noqa: T201
