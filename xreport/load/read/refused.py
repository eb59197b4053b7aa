"""Files that were passed over: what is said of those that a reader may miss."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from xreport.errors import Issue
from xreport.importers import Refusal
from xreport.load.find.claimed import ReadUnit
from xreport.model import PassedOver
from xreport.text import plural

_LOG: Final = re.compile(
    r".*\.(?:log|jsonl|ndjson)|(?:.*[^a-z])?(?:metrics|history|progress|scalars)\.[a-z]+", re.DOTALL
)
_MOST_NAMED: Final = 5
_NO_LOG: Final = {"empty", "a known file that is no log"}


def refused_together(refused: Sequence[tuple[ReadUnit, Refusal]]) -> list[Issue]:
    """Return an issue for each source and tool whose files are not read: one run of a tool has many files."""
    found: dict[tuple[int, Refusal], list[str]] = {}
    for unit, refusal in refused:
        if refusal.once and refusal.fix:
            found.setdefault((unit.source, refusal), []).append(unit.path)
    return [
        Issue(paths[0], f"{refusal.reason}{_and_more(paths)}", refusal.fix) for (_, refusal), paths in found.items()
    ]


def named_by_rules(refused: Sequence[tuple[ReadUnit, Refusal]], known: Collection[int]) -> dict[int, list[Issue]]:
    """Return, by source, an issue for each file that a rule would read, where no run was found in the source."""
    found: dict[int, list[Issue]] = {}
    for unit, refusal in refused:
        if refusal.rule and unit.source not in known and len(found.setdefault(unit.source, [])) < _MOST_NAMED:
            fix = f"Put this rule into xreport.toml: {refusal.rule}"
            found[unit.source].append(Issue(unit.path, "looks like a log, and nothing reads it by itself", fix))
    return found


def _and_more(paths: Sequence[str]) -> str:
    return f" (and {plural(len(paths) - 1, 'more file')} like it)" if len(paths) > 1 else ""


def passed_over(refused: Sequence[tuple[ReadUnit, Refusal]]) -> list[PassedOver]:
    """Return the files that look like logs by their names or their lines, and of which no issue tells.

    Those come first that a rule would read.
    """
    found = [
        PassedOver(unit.path, refusal.reason, refusal.rule)
        for unit, refusal in refused
        if not refusal.fix and (refusal.rule or _is_called_log(unit.path, refusal.reason))
    ]
    return sorted(found, key=lambda one: not one.rule)


def _is_called_log(path: str, reason: str) -> bool:
    return reason not in _NO_LOG and _LOG.fullmatch(path.rpartition("/")[2].lower()) is not None
