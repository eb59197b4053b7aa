"""Systems that fail, stop short, kill or remember: what stands between a journal and the operating system here."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xreport.format.journal import System
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import Writer

CALLS = ("makedirs", "open", "write", "read_at", "fstat", "close", "fsync", "datasync")
IDENTITY = {"run": "r", "attempt": 1, "project": "p", "name": "n"}


def make_run(folder: Path | str, system: System | None = None, **options: Any) -> Run:
    """Return a run in this very folder, on this system."""
    warnings = Warnings()
    writer = Writer(
        str(folder), IDENTITY, {"params": {"lr": 1}}, warnings=warnings, system=system or System(), **options
    )
    writer.begin()
    return Run(IDENTITY, {}, writer, warnings)


def fault(name: str) -> OSError:
    """Return the error of this name, as the system raises it."""
    number = getattr(errno, name)
    return OSError(number, os.strerror(number))


class Between(System):
    """Shows each call to a function, in the order in which they are made, before it is made."""

    def __init__(self) -> None:
        self.made = 0
        for call in CALLS:
            setattr(self, call, self._wrapped(call, getattr(System, call)))

    def _wrapped(self, call: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def shown(*arguments: Any, **options: Any) -> Any:
            self.made += 1
            return self.on(call, real, arguments, options)

        return shown

    def on(self, call: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Make the call, or do something else."""
        return real(*arguments, **options)


class Failing(Between):
    """Fails one kind of call, from the first-th on (counted from 0), as often as told; or after having made it."""

    def __init__(self, kind: str, error: str = "EIO", first: int = 0, times: int = 0, *, after: bool = False) -> None:
        super().__init__()
        self.kind, self.error, self.first, self.times, self.after = kind, error, first, times, after
        self.seen = 0

    def on(self, call: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        if call == self.kind:
            self.seen += 1
            if self.first < self.seen <= self.first + self.times:
                if self.after:
                    real(*arguments, **options)
                raise fault(self.error)
        return real(*arguments, **options)


class Deadly(Between):
    """Kills its process before, within or after its Nth call."""

    def __init__(self, nth: int, when: str) -> None:
        super().__init__()
        self.nth, self.when = nth, when

    def on(self, call: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        if self.made != self.nth:
            return real(*arguments, **options)
        if self.when == "after":
            real(*arguments, **options)
        elif self.when == "within" and call == "write":
            os.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("dead")


class Short(System):
    """Writes so many bytes at each of the first calls that it is told to shorten, then does what comes ``then``."""

    def __init__(self, *lengths: int, then: str = "all", skip: int = 1) -> None:
        self.lengths = list(lengths)
        self.then = then
        self.skip = skip
        self.write = self._write  # type: ignore[assignment, method-assign]

    def _write(self, file: int, data: bytes) -> int:
        if self.skip:
            self.skip -= 1
            return os.write(file, data)
        if self.lengths:
            return os.write(file, data[: self.lengths.pop(0)])
        if self.then == "all":
            return os.write(file, data)
        then, self.then = self.then, "all"
        if then == "nothing":
            return 0
        raise fault(then)
