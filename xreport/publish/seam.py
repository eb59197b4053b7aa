"""A seam for tests: every step that changes what others see is announced here first."""

from __future__ import annotations

from collections.abc import Callable


def _silent(_step: str) -> None:
    """Nothing listens outside tests."""


announce: Callable[[str], None] = _silent


def reached(step: str) -> None:
    """Say that a step comes next; a test may end the process here."""
    announce(step)
