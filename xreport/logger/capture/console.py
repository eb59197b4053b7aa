"""The end of what a script prints. What is printed still goes where it went."""

from __future__ import annotations

import os
import sys
import time
from collections import deque

from xreport.format.limits import LONGEST_TAIL

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any, Literal

    from xreport.logger.run import Run

_FIRST_RECORD, _LONGEST_WAIT = 10.0, 3_600.0  # seconds between records: a killed run has one, a long one not many
_STREAMS: tuple[Literal["stdout", "stderr"], ...] = ("stdout", "stderr")


class Capture:
    """Stands before ``sys.stdout`` and ``sys.stderr`` until the run ends."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._process = os.getpid()
        self._tees: dict[Literal["stdout", "stderr"], Tee] = {}
        self._wait = _FIRST_RECORD
        self._due = time.monotonic() + self._wait

    def start(self) -> None:
        """Begin."""
        for name in _STREAMS:
            stream = getattr(sys, name)
            if stream is not None:  # a program without a console
                self._tees[name] = tee = Tee(stream, self._written)
                setattr(sys, name, tee)
        self._run.before_end.append(self.stop)

    def stop(self) -> None:
        """Give the streams back, and log their ends."""
        for name, tee in self._tees.items():
            tee.close_tail()
            if getattr(sys, name) is tee:  # else somebody stands before it, and goes on writing through it
                setattr(sys, name, tee.stream)
        self._log()

    def _written(self) -> None:
        if time.monotonic() < self._due or os.getpid() != self._process:
            return
        self._wait = min(2 * self._wait, _LONGEST_WAIT)
        self._due = time.monotonic() + self._wait
        self._log()

    def _log(self) -> None:
        for name, tee in self._tees.items():
            if tee.changed:
                tee.changed = False
                self._run.log_console(name, tee.tail())


class Tee:
    """A stream that remembers the end of what is written to it; everything else is as with the stream itself."""

    def __init__(self, stream: Any, written: Any) -> None:
        self.stream = stream
        self.changed = False
        self._written = written
        self._kept: deque[str] = deque()
        self._size = 0

    def write(self, text: str) -> int:
        """Write."""
        count: int = self.stream.write(text)
        if self._written is not None:
            try:
                self._keep(text)
            except Exception:  # noqa: BLE001 -- printing goes on whatever happens to the tail of it
                self._written = None
        return count

    def writelines(self, lines: Any) -> None:
        """Write each of the lines."""
        for line in lines:
            self.write(line)

    def _keep(self, text: str) -> None:
        # No lock: a fork or a signal handler may come in between. At worst some text is lost from the tail.
        self._kept.append(text)
        self._size += len(text)
        self.changed = True
        if self._size > 4 * LONGEST_TAIL:
            tail = self.tail()
            self._kept.clear()
            self._kept.append(tail)
            self._size = len(tail)
        self._written()

    def tail(self) -> str:
        """Return the end of what was written; of a line that was written over, as progress bars are, what is seen."""
        lines = "".join(list(self._kept)).split("\n")
        seen = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
        return seen.encode("utf-8", "backslashreplace")[-LONGEST_TAIL:].decode(errors="ignore")

    def close_tail(self) -> None:
        """Remember no more."""
        self._written = None

    def __getattr__(self, name: str) -> Any:
        """Return what the stream has: ``encoding``, ``fileno``, ``isatty``, ``flush``, ``buffer``, ..."""
        return getattr(self.__dict__["stream"], name)

    def __iter__(self) -> Any:
        return iter(self.stream)

    def __enter__(self) -> Any:
        self.stream.__enter__()
        return self

    def __exit__(self, *error: object) -> Any:
        return self.stream.__exit__(*error)
