"""What reading one file yields besides records: the account of its bytes, and what was wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field

from xreport.errors import Issue
from xreport.text import plural

_MOST_KINDS = 40
_SHOWN_LINES = 5


@dataclass(slots=True)
class _Trouble:
    fix: str
    pending: bool
    lines: list[int] = field(default_factory=list)
    count: int = 0


class Report:
    """Every byte is accepted, rejected or pending; every problem is an issue, equal ones of one file are one issue.

    Args:
        path: Source-relative path of the file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.line = 1
        """Number of the line that is read next."""
        self.records = 0
        self.accepted = 0
        self.rejected = 0
        self.rejected_lines = 0
        self.pending = 0
        self.verified = 0
        self._troubles: dict[str, _Trouble] = {}
        self._untold = 0

    def accept(self, size: int, *, lines: int = 1, records: int = 1) -> None:
        """Account for lines that were read."""
        self.accepted += size
        self.line += lines
        self.records += records

    def reject(self, size: int, what: str, fix: str) -> None:
        """Account for a line that cannot be read."""
        self.note(what, fix)
        self.rejected += size
        self.rejected_lines += 1
        self.line += 1

    def wait(self, size: int, what: str, fix: str) -> None:
        """Account for the unfinished end of the file."""
        self.note(what, fix, pending=True)
        self.pending += size

    def note(self, what: str, fix: str, *, pending: bool = False) -> None:
        """Say what is wrong with the present line without rejecting it. ``what`` must not vary from line to line."""
        trouble = self._troubles.get(what)
        if trouble is None:
            if len(self._troubles) >= _MOST_KINDS:
                self._untold += 1
                return
            trouble = self._troubles[what] = _Trouble(fix, pending)
        trouble.count += 1
        if len(trouble.lines) < _SHOWN_LINES and self.line not in trouble.lines:
            trouble.lines.append(self.line)

    def issues(self) -> list[Issue]:
        """Return one issue per kind of problem, at the first line that has it."""
        found = [
            Issue(f"{self.path}:{trouble.lines[0]}", what + _others(trouble), trouble.fix, pending=trouble.pending)
            for what, trouble in self._troubles.items()
        ]
        if self._untold:
            more = f"{plural(self._untold, 'more problem')} of other kinds"
            found.append(Issue(self.path, more, "Mend the problems listed first, then build again."))
        return found


def _others(trouble: _Trouble) -> str:
    if trouble.count == 1:
        return ""
    shown = ", ".join(map(str, trouble.lines[1:]))
    also = f"; also in line{'s' if len(trouble.lines) > 2 else ''} {shown}" if shown else ""
    return f" ({trouble.count:,} times{also}{', …' if trouble.count > len(trouble.lines) else ''})"
