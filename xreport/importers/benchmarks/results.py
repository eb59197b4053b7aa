"""What results of benchmarks have in common: many numbers with a unit, of one commit on one machine.

A result is a run. Commit and machine are params, for they are what tells one result from another: runs whose params
are equal are repetitions of one measurement, and only those are averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from xreport.importers.forms.documents import Pairs, documents, list_of, read_document
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.fields import said
from xreport.importers.kit.protocol import Claim, Files, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_double

SECONDS: Final = "s"
MOST_BENCHMARKS: Final = 100_000
_MOST_NAMED: Final = 100
"""Metrics that are described one by one."""
_MOST_PATTERNS: Final = 90
"""Patterns that describe them: each is held against each name."""
_Like = tuple[str, str]
"""Unit and direction of a metric."""


@dataclass(slots=True)
class Scores:
    """The numbers of one result, by name. Of several numbers of one name the last counts, and ``again`` is counted."""

    values: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    """What is said of benchmarks in words, by name."""
    failures: list[str] = field(default_factory=list)
    """Why benchmarks failed, in their order."""
    again: int = 0
    _like: dict[str, _Like] = field(default_factory=dict)

    def add(self, name: str, value: Any, *, unit: str = "", direction: str = "") -> None:
        """Take a number, or a text in its place.

        Args:
            name: The metric.
            value: What was measured; a number that no double holds is kept as text.
            unit: Its unit.
            direction: ``min`` or ``max``, where the tool says which is better.
        """
        if name in self.values:
            self.again += 1
        self.values[name] = str(value) if isinstance(value, HugeNumber) else value
        if value is not None:
            self._like[name] = unit, direction

    def spread(self, name: str, value: float, unit: str = "") -> None:
        """Take how far the measurements of a benchmark lie apart: a fact, for neither more nor less of it is better."""
        self.facts[name] = f"{as_double(value):.10g} {unit}".rstrip()

    def fail(self, name: str, why: str = "") -> None:
        """Take a benchmark that failed: a fact, and no number, whatever the tool wrote in its place."""
        self.facts[name] = f"failed: {why}" if why else "failed"
        self.failures.append(f"{name}: {why}" if why else name)

    def skip(self, name: str, why: str = "") -> None:
        """Take a benchmark that was not measured, on purpose."""
        self.facts[name] = f"skipped: {why}" if why else "skipped"

    def records(self, failure: str = "") -> Iterator[Record]:
        """Yield what the numbers are like, the numbers, and how it ended where it failed.

        Args:
            failure: Why all of it failed. Else it did where benchmarks failed and none gave a number.
        """
        yield from _described(self._like)
        if not failure and self.failures and not self.values:
            failure = self.failures[0]
        if self.values:
            # What a failed run set as its score would be taken for its result.
            yield {"metrics": self.values} if failure else {"type": "summary", "values": self.values}
        if self.facts:
            yield {"type": "fact", "values": self.facts}
        if failure:
            yield {"type": "end", "status": "failed", "error": failure}


def _described(likes: dict[str, _Like]) -> Iterator[Record]:
    """Yield units and directions: of many metrics one record for all of a group (``*/mean``) where these are alike.

    A result may have ten thousand metrics, of which few are unlike.
    """
    if len(likes) > _MOST_NAMED:
        if len(found := set(likes.values())) == 1:
            yield from _metric("*", found.pop())
            return
        groups: dict[str, set[_Like]] = {}
        for name, like in likes.items():
            groups.setdefault(_pattern(name), set()).add(like)
        alike = {pattern: found.pop() for pattern, found in groups.items() if pattern and len(found) == 1}
        if len(alike) <= _MOST_PATTERNS:
            for pattern, like in alike.items():
                yield from _metric(pattern, like)
            likes = {name: like for name, like in likes.items() if _pattern(name) not in alike}
    for name, like in likes.items():
        yield from _metric(name, like)


def _metric(key: str, like: _Like) -> Iterator[Record]:
    unit, direction = like
    if unit or direction:
        yield {"type": "metric", "key": key, **said({"unit": unit, "direction": direction})}


def _pattern(name: str) -> str:
    """Return what matches a metric and those like it: all of one statistic, or of one benchmark with other params.

    "" for a name that is no pattern but by chance.
    """
    if "*" in name:
        return ""
    ending = name[name.rfind("/") + 1 :]
    if "/" in name and ending.isidentifier():
        return f"*/{ending}"
    stem, bracket, _ = name.partition("(")
    return f"{stem}(*" if bracket else ""


def claim_results(listing: Listing, sign: bytes, is_result: Callable[[Any], bool], tool: str) -> list[Claim] | Refusal:
    """Return a claim for each document that begins as a result of the tool does."""
    claims = [Claim(path, (path,)) for path in documents(listing, sign, is_result)]
    return claims or Refusal(f"no JSON of {tool}")


def read_result(files: Files, report: Report, tool: str, pairs: Pairs | None = None) -> dict[str, Any] | None:
    """Return the document of a claim of one file, or None after saying why it has no ``benchmarks``.

    ``pairs`` makes its objects, where a tool writes keys that are equal.
    """
    (path,) = files.claim.files
    found = read_document(files, path, report, what=f"the result of {tool}", pairs=pairs)
    if found is None:
        return None
    if isinstance(found, dict) and list_of(found, "benchmarks"):
        return found
    report.note("a result without benchmarks", "Remove the file, or run the benchmarks again.", where=path)
    return None


def stem_of(path: str) -> str:
    """Return a file's name without its suffix: the param of results that say nothing of what they measured.

    Two such files, before a change and after it, must not be taken for repetitions.
    """
    return path.rpartition("/")[2].rpartition(".")[0]
