"""What results of benchmarks have in common: many numbers with a unit, of one commit on one machine.

A result is a run. Commit and machine are params, for they are what tells one result from another: runs whose params
are equal are repetitions of one measurement, and only those are averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from xreport.importers.forms.documents import documents, list_of, read_document
from xreport.importers.kit.decode import HugeNumber
from xreport.importers.kit.fields import said
from xreport.importers.kit.protocol import Claim, Files, Listing, Record, Refusal
from xreport.importers.kit.report import Report

SECONDS: Final = "s"
MOST_BENCHMARKS: Final = 100_000


@dataclass(slots=True)
class Scores:
    """The numbers of one result, by name. Of several numbers of one name the last counts, and ``again`` is counted."""

    values: dict[str, Any] = field(default_factory=dict)
    again: int = 0
    _like: dict[str, Record] = field(default_factory=dict)

    def add(self, name: str, value: Any, *, unit: str = "", direction: str = "") -> None:
        """Take a number, or a text or None that stands in its place.

        Args:
            name: The metric.
            value: What was measured; a number that no double holds is kept as text.
            unit: Its unit.
            direction: ``min`` or ``max``, where the tool says which is better.
        """
        if name in self.values:
            self.again += 1
        self.values[name] = str(value) if isinstance(value, HugeNumber) else value
        like = said({"unit": unit, "direction": direction})
        if like and value is not None:
            self._like[name] = like

    def records(self) -> Iterator[Record]:
        """Yield the numbers, and what they are like."""
        for name, like in self._like.items():
            yield {"type": "metric", "key": name, **like}
        if self.values:
            yield {"type": "summary", "values": self.values}


def claim_results(listing: Listing, sign: bytes, is_result: Callable[[Any], bool], tool: str) -> list[Claim] | Refusal:
    """Return a claim for each document that begins as a result of the tool does."""
    claims = [Claim(path, (path,)) for path in documents(listing, sign, is_result)]
    return claims or Refusal(f"no JSON of {tool}")


def read_result(files: Files, report: Report, tool: str) -> dict[str, Any] | None:
    """Return the document of a claim of one file, or None after saying why it has no ``benchmarks``."""
    (path,) = files.claim.files
    found = read_document(files, path, report, what=f"the result of {tool}")
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
