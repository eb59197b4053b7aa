"""Rendering the frames beside other work: MkDocs takes about a second, whatever was logged."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from xreport.cache import Cache
from xreport.errors import FrameError, XReportError
from xreport.frame import render_frames
from xreport.frame.frameset import FrameSet
from xreport.settings import Config

_STOPPING = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C reaches all processes of a command; a build that ends early terminates this one."""


def begin_frames(config: Config, cache: Cache | None) -> Callable[[], FrameSet]:
    """Begin to render the frames in a process of their own; call what is returned to wait for them.

    Where the system cannot fork, or another thread runs that a fork would cut off, they are rendered when they are
    asked for.
    """
    render = partial(render_frames, config=config, cache=cache)
    if sys.platform != "linux" or threading.active_count() > 1:
        return render
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(writer, render), daemon=True)
    process.start()
    writer.close()

    def finish() -> FrameSet:
        # A process that was killed leaves its work to this one.
        outcome: FrameSet | tuple[str, str] | None = None
        with suppress(EOFError, OSError):
            outcome = reader.recv()
        reader.close()
        process.join()
        if isinstance(outcome, tuple):
            raise FrameError(*outcome)
        return outcome or render()

    return finish


def _send(writer: Connection, render: Callable[[], FrameSet]) -> None:
    for number in _STOPPING:
        signal.signal(number, _stop)
    try:
        writer.send(render())
    except XReportError as error:
        writer.send((error.message, error.fix))
    finally:
        writer.close()


def _stop(_number: int, _frame: object) -> None:
    """Leave by an exception, so that the temporary folder is removed; what asks a second time must not cut that off."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(1)
