"""A run that another process began, found again by its folder: to log to it, and to end it."""

from __future__ import annotations

import json
import os
import re
import time

from xreport.errors import XReportError
from xreport.journal import SUFFIX
from xreport.logger.failure import describe_error
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import Writer

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

_IDENTITY = ("run", "attempt", "project", "name")
_TAIL = 4096  # bytes at the end of a journal, in which its last steps are looked for
_STEP = re.compile(rb'^\{"step": ?(-?\d{1,18})\b', re.MULTILINE)


class AttachedRun(Run):
    """A process's part in a run that another one began: it has a journal of its own, made by the first record.

    Args:
        folder: The folder of the run.

    Raises:
        XReportError: The folder holds no journal.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        place = os.path.abspath(folder)
        found = list(_read_journals(place))
        if not found:
            raise XReportError(f"There is no run in {place}.", "pass what `xreport start` has printed")
        # The newest attempt counts; in it, the writer that began is the one that ends the run.
        newest = max(_attempt(start) for start, _ in found)
        first = min((start for start, _ in found if _attempt(start) == newest), key=_began)
        identity = {key: first[key] for key in _IDENTITY if key in first} | {"attempt": newest}
        warnings = Warnings()
        super().__init__(identity, {}, Writer(place, identity, {}, warnings=warnings), warnings)
        self._main = str(first.get("writer", ""))
        self._step = max(step for _, step in found)

    @property
    def complete(self) -> bool:
        """Whether everything that was logged here is written."""
        return not self._writer.dropped

    def end(self, error: str | None = None) -> bool:
        """End the run, in place of the process that began it; with an error, as failed."""
        status = "finished" if error is None else "failed"
        end = {"type": "end", "time": round(time.time(), 3), "status": status, "writer": self._main}
        self._ended = True
        return self._writer.close(end | describe_error(error))


def _read_journals(folder: str) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the start record of each journal, and the highest step at its end, or -1."""
    if not os.path.isdir(folder):
        return
    for name in os.listdir(folder):
        if name.endswith(SUFFIX):
            with open(os.path.join(folder, name), "rb") as file:
                start = _start(file.readline())
                if start is not None:
                    yield start, _last_step(file)


def _start(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:  # torn or damaged
        return None
    return record if isinstance(record, dict) and record.get("type") == "start" and "run" in record else None


def _last_step(file: BinaryIO) -> int:
    at = file.tell()
    file.seek(max(at, file.seek(0, os.SEEK_END) - _TAIL))
    return max(map(int, _STEP.findall(file.read())), default=-1)


def _attempt(start: dict[str, Any]) -> int:
    attempt = start.get("attempt")
    return attempt if isinstance(attempt, int) else 1


def _began(start: dict[str, Any]) -> float:
    began = start.get("time")
    return began if isinstance(began, int | float) else float("inf")
