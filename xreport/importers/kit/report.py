"""What reading one file yields besides records: the account of its bytes, and what was wrong with them."""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field

from xreport.errors import Issue
from xreport.importers.kit.budget import Budget, OverLimitError
from xreport.settings import Limits
from xreport.text import plural

_MOST_KINDS = 40
_SHOWN_LINES = 5
_LONGEST = 1_000


@dataclass(slots=True)
class _Trouble:
    fix: str
    pending: bool
    places: list[str] = field(default_factory=list)
    count: int = 0


class Report:
    """Every byte is accepted, rejected or pending; every problem is an issue, equal ones of one file are one issue.

    Args:
        path: Source-relative path of the file.
        limits: What reading it may cost.
    """

    def __init__(self, path: str, limits: Limits = Limits()) -> None:
        self.path = path
        self.budget = Budget(limits)
        """Counts what importers yield; it is counted by those who take it."""
        self.collected = Budget(limits)
        """Counts what importers hold before they yield it; they count it themselves."""
        self._begin()

    def _begin(self) -> None:
        self.line = 1
        """Number of the line that is read next."""
        self.records = 0
        self.accepted = 0
        self.rejected = 0
        self.rejected_lines = 0
        self.pending = 0
        self.verified = 0
        self.skipped: Counter[str] = Counter()
        """What was passed over on purpose, by reason."""
        self._troubles: dict[str, _Trouble] = {}
        self._untold = 0

    def take(self) -> Report:
        """Return all that was reported so far, and begin anew."""
        taken = copy(self)
        self._begin()
        return taken

    def accept(self, size: int, *, lines: int = 1, records: int = 1) -> None:
        """Account for lines that were read."""
        self.accepted += size
        self.line += lines
        self.records += records

    def reject(self, size: int, what: str, fix: str, *, where: str = "") -> None:
        """Account for a line that cannot be read."""
        self.note(what, fix, where=where)
        self.rejected += size
        self.rejected_lines += 1
        self.line += 1

    def wait(self, size: int, what: str, fix: str, *, where: str = "") -> None:
        """Account for the unfinished end of the file."""
        self.note(what, fix, pending=True, where=where)
        self.pending += size

    def end_early(self, over: OverLimitError, *, where: str = "") -> None:
        """Say that reading ended because it has cost what it may; what was read counts."""
        self.note(over.what, over.fix, where=where or self.path)
        self.budget.closed = True

    def skip(self, reason: str, count: int = 1) -> None:
        """Count what is passed over on purpose."""
        self.skipped[reason] += count

    def note(self, what: str, fix: str, *, pending: bool = False, where: str = "") -> None:
        """Say what is wrong without rejecting it. ``what`` must not vary from line to line.

        Args:
            what: What is wrong, in one sentence.
            fix: What the reader can do about it.
            pending: Whether it only waits for something that is still being written.
            where: The place, as ``path:line`` or whatever people find it by; the present line when empty.
        """
        what = what[:_LONGEST]
        trouble = self._troubles.get(what)
        if trouble is None:
            if len(self._troubles) >= _MOST_KINDS:
                self._untold += 1
                return
            trouble = self._troubles[what] = _Trouble(fix, pending)
        trouble.count += 1
        place = where or f"{self.path}:{self.line}"
        if len(trouble.places) < _SHOWN_LINES and place not in trouble.places:
            trouble.places.append(place)

    def issues(self) -> list[Issue]:
        """Return one issue per kind of problem, at the first line that has it."""
        found = [
            Issue(trouble.places[0], what + _others(trouble), trouble.fix, pending=trouble.pending)
            for what, trouble in self._troubles.items()
        ]
        if self._untold:
            more = f"{plural(self._untold, 'more problem')} of other kinds"
            found.append(Issue(self.path, more, "Mend the problems listed first, then build again."))
        return found


def _others(trouble: _Trouble) -> str:
    if trouble.count == 1:
        return ""
    first, *others = trouble.places
    file = first.rpartition(":")[0]
    lines = [place.removeprefix(f"{file}:") for place in others]
    if all(map(str.isdecimal, lines)):
        shown = f"in line{'s' if len(lines) > 1 else ''} {', '.join(lines)}"
    else:
        shown = f"in {', '.join(others)}"
    also = f"; also {shown}" if others else ""
    return f" ({trouble.count:,} times{also}{', …' if trouble.count > _SHOWN_LINES else ''})"
