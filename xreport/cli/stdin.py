"""The lines of stdin as they come, passed on to stdout byte by byte."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 20
_ENDS = re.compile(rb"[\r\n]+")  # a progress bar ends its lines with \r


def read_lines(output: BinaryIO | None) -> Iterator[str]:
    """Yield each line as soon as it is there; ``output`` gets all bytes, at once and unchanged."""
    rest = b""
    with _interrupts_ignored():
        while chunk := sys.stdin.buffer.read1(_CHUNK):  # type: ignore[union-attr] # what has come, not a full chunk
            output = _pass_on(chunk, output)
            *lines, rest = _ENDS.split(rest + chunk)
            if len(rest) > _LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            yield from (line.decode(errors="replace") for line in lines)
    if rest:
        yield rest.decode(errors="replace")


def _pass_on(chunk: bytes, output: BinaryIO | None) -> BinaryIO | None:
    """Return where to go on writing: nowhere, once the reader has gone. Logging goes on."""
    try:
        if output is not None:
            output.write(chunk)
            output.flush()
    except OSError:
        # What is still buffered must not fail once more when the command ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return None
    return output


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl-C ends the program at the other end of the pipe, whose last lines are still to be read."""
    if sys.stdin.isatty():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
