"""What the journals of a run say that others have begun: who began it, which attempt it is, how far it came."""

from __future__ import annotations

import json
import os
import re

from xreport.format.journal import SUFFIX

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

_IDENTITY = ("run", "attempt", "project", "name")
_TAILS = (4 << 10, 256 << 10, 16 << 20)  # bytes at the end of a journal in which its last steps are looked for
# System metrics have seconds in place of steps.
_STEP = re.compile(rb'^\{"step": ?(-?\d{1,18})\b(?!,"time":[0-9.]+,"metrics":\{"system/)', re.MULTILINE)
_END = re.compile(rb'^\{"type": ?"end"', re.MULTILINE)


class Earlier:
    """What is there of a run.

    Attributes:
        starts: The start records.
        attempt: The newest attempt.
        first: The start record of the writer that began it.
        last_step: The highest step at the ends of the journals; -1 where there is none.
        ended: Whether a journal of the newest attempt has an end record.
    """

    def __init__(self, found: list[tuple[dict[str, Any], int, bool]]) -> None:
        self.starts = [start for start, _, _ in found]
        self.attempt = max(map(attempt_of, self.starts))
        self.newest = [start for start in self.starts if attempt_of(start) == self.attempt]
        self.first = min(self.newest, key=_began)
        self.last_step = max(step for _, step, _ in found)
        self.ended = any(ended for start, _, ended in found if attempt_of(start) == self.attempt)

    @property
    def identity(self) -> dict[str, Any]:
        """What every start record of the run says."""
        return {key: self.first[key] for key in _IDENTITY if key in self.first} | {"attempt": self.attempt}

    def field(self, key: str) -> Any:
        """Return a field of the description: what the last start record that has it says."""
        said = [start for start in sorted(self.starts, key=lambda one: (attempt_of(one), _began(one))) if key in start]
        return said[-1][key] if said else None


def read_earlier(folder: str) -> Earlier | None:
    """Return what is there of the run of a folder, or None.

    Raises:
        OSError: A journal cannot be read.
    """
    found = list(_read_journals(folder))
    return Earlier(found) if found else None


def attempt_of(start: dict[str, Any]) -> int:
    """Return the attempt that a start record is of."""
    attempt = start.get("attempt")
    return attempt if isinstance(attempt, int) else 1


def _read_journals(folder: str) -> Iterator[tuple[dict[str, Any], int, bool]]:
    """Yield the start record of each journal, the highest step at its end, and whether it has ended."""
    if not os.path.isdir(folder):
        return
    for name in os.listdir(folder):
        if name.endswith(SUFFIX):
            with open(os.path.join(folder, name), "rb") as file:
                start = _start(file.readline())
                if start is not None:
                    yield start, *_ending(file)


def _start(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:  # torn or damaged
        return None
    return record if isinstance(record, dict) and record.get("type") == "start" and "run" in record else None


def _ending(file: BinaryIO) -> tuple[int, bool]:
    at = file.tell()
    size = file.seek(0, os.SEEK_END)
    ended = False
    for tail in _TAILS:
        file.seek(max(at, size - tail))
        content = file.read()
        ended = ended or _END.search(content) is not None
        steps = [int(found) for found in _STEP.findall(content)]
        if steps or size - tail <= at:
            return max(steps, default=-1), ended
    return -1, ended


def _began(start: dict[str, Any]) -> float:
    began = start.get("time")
    return began if isinstance(began, int | float) else float("inf")
