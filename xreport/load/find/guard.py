"""A limit of processor time that holds whatever is running: a pattern, a decoder, an importer of somebody else."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Final

from xreport.importers.kit.budget import OverLimitError
from xreport.settings import Limits

_AGAIN: Final = 5
"""After this part of the limit more it is raised again: what was read gets so long to be kept."""


@contextlib.contextmanager
def time_limit(limits: Limits) -> Iterator[None]:
    """Raise `OverLimitError` inside the block when it has taken ``limits.seconds`` of processor time, and again later.

    A signal says so, for which Python looks between any two steps and while it matches expressions. Outside the main
    thread, and on Windows, there is none: there only the checks between blocks of records hold (`Budget.spend`).
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    handler = signal.getsignal(signal.SIGPROF)
    if handler is None:  # somebody's own, that Python could not put back
        yield
        return
    armed = True

    def end(_number: int, _frame: FrameType | None) -> None:
        if armed:
            raise OverLimitError("seconds", limits)

    signal.signal(signal.SIGPROF, end)
    left, interval = signal.setitimer(signal.ITIMER_PROF, limits.seconds, max(limits.seconds / _AGAIN, 0.01))
    began = time.process_time() if left else 0.0
    try:
        try:
            yield
        finally:
            armed = False
    finally:
        # Also where the signal came between the two lines above: the next one is far.
        armed = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        if left:
            spent = time.process_time() - began
            signal.setitimer(signal.ITIMER_PROF, max(left - spent, 0.001), interval)
