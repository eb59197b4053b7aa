"""The runs of this process that are not finished: who is current, what a fork does to them, how the process ends."""

from __future__ import annotations

import atexit
import os
import sys

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from types import TracebackType
    from typing import NoReturn

    from xreport.logger.run import Run

_open: list[Run] = []
_failures: list[BaseException] = []
"""What is ending the interpreter, as soon as that is known."""
_watching: list[bool] = []


def add(run: Run) -> None:
    """Make a run the current one, and finish it at the end of the interpreter at the latest."""
    _watch_exit()
    _open[:] = [one for one in _open if not one.ended] + [run]


def current() -> Run | None:
    """Return the newest run that is not finished."""
    return next((run for run in reversed(_open) if not run.ended), None)


def of_folder(folder: str) -> Run | None:
    """Return the run of this folder that is open in this process, if there is one."""
    return next((run for run in reversed(_open) if not run.ended and run.dir == folder), None)


def _after_fork() -> None:
    for run in _open:
        run.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


# -- the end of the interpreter -----------------------------------------------------------------------


def _watch_exit() -> None:
    """Learn how the interpreter ends. Hooks that are there already are called as before."""
    if _watching:
        return
    _watching.append(True)
    atexit.register(_finish_all)
    hook, leave = sys.excepthook, sys.exit

    def excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _failures.append(error)
        hook(kind, error, trace)

    def exit_with(status: object = None, /) -> NoReturn:
        # Python tells nobody else the exit status: neither the excepthook nor atexit.
        if status not in (None, 0):
            _failures.append(SystemExit(status))
        leave(status)  # type: ignore[arg-type]

    sys.excepthook = excepthook
    sys.exit = exit_with


def _finish_all() -> None:
    for run in reversed(_open):
        if _failures:
            run.finish("failed", _failures[-1])
        else:
            run.finish()
