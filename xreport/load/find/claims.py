"""Who reads which files: importers of folders are asked in their order, what is left is looked at file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from xreport.errors import Issue
from xreport.importers import Refusal
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.protocol import Aside, Claim, FolderImporter, Unread
from xreport.importers.registry import GIVEN, OURS, RULED, Entry, is_plain_lines, load_importer, others, wanted
from xreport.importers.rules.given import GivenImporter
from xreport.importers.rules.importer import RuleImporter
from xreport.load.find.claimed import Claimed, ReadUnit, SourceListing, claimed_by
from xreport.load.find.discover import FoundFile
from xreport.load.find.guard import time_limit
from xreport.settings import ImportRule, Limits

FILES: Final = "journal, jsonl"
"""The importers that look at each file by itself."""


@dataclass(slots=True)
class Claims:
    """What is to be read, and what the importers said."""

    units: list[ReadUnit] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    refusals: dict[int, dict[str, str]] = field(default_factory=dict)
    """By source and importer of folders: why it found nothing for itself there."""
    refused: dict[int, Counter[str]] = field(default_factory=dict)
    """By source: why files that nobody claimed were passed over."""
    unread: dict[tuple[int, str], Unread] = field(default_factory=dict)
    """By source and path: what looks like a log, and nobody has claimed."""
    _named: set[int] = field(default_factory=set)

    def refuse(self, unit: ReadUnit, refusal: Refusal) -> Issue | None:
        """Note why a file was passed over, and return what is to be said of it: one that looks like a log is named."""
        self.refused.setdefault(unit.source, Counter())[refusal.reason] += 1
        if refusal.fix and not refusal.once:
            return Issue(unit.path, refusal.reason, refusal.fix)
        unread = self.unread.get((unit.source, unit.path))
        if unread is None:
            return None
        self._named.add(unit.source)
        return Issue(unread.path, unread.what, unread.fix)

    def unrecognised(self, sources: Sequence[Path], known: set[int]) -> list[Issue]:
        """Return an issue for each source that has files, no run in any of them, and none that was named already."""
        return [
            Issue(sources[source].name or ".", "nothing in it is recognised as a log", self._reasons(source))
            for source in self.refused
            if source not in known | self._named
        ]

    def _reasons(self, source: int) -> str:
        reasons = {entry.name: entry.missing for entry in OURS} | self.refusals.get(source, {})
        said = [f"{name}: {reason}" for name, reason in reasons.items()]
        files = "; ".join(f"{count:,} × {reason}" for reason, count in self.refused[source].most_common())
        return f"Name another folder, or write an importer. What they said: {'. '.join(said)}. {FILES}: {files}."


def claim_files(
    files: Sequence[FoundFile],
    rules: Sequence[ImportRule] = (),
    given: Collection[int] = (),
    limits: Limits = Limits(),
) -> Claims:
    """Ask the importers of folders about all files. Never raises.

    Args:
        files: Of all sources.
        rules: What the configuration says how files are read; it comes before all importers.
        given: The sources that are files themselves: a table that is named is meant.
        limits: What each importer may cost that looks through the files of a source, and a look into one of them.
    """
    claims = Claims()
    rules = [rule for rule in rules if not rule.joins]
    if not rules and all(is_plain_lines(file.names[-1]) for file in files):
        # Journals alone: nobody else need be asked, and no package be looked for.
        claims.units += files
        return claims
    more, issues = others()
    claims.issues += issues
    ruled = RuleImporter(rules)
    for source, group in groupby(files, key=lambda file: file.source):
        asking = _Asking(claims, source, list(group), limits)
        asking.ask((*OURS, *more), before=ruled, after=GivenImporter() if source in given else None)
    for rule in rules:
        if rule not in ruled.used:
            what = f"[[import]]: no file matches {', '.join(rule.files)}"
            claims.issues.append(Issue("the configuration", what, "Mend the pattern of files, or remove the rule."))
    return claims


class _Asking:
    """The files of one source, and who takes them."""

    def __init__(self, claims: Claims, source: int, files: list[FoundFile], limits: Limits) -> None:
        self._claims = claims
        self._limits = limits
        self._files = files
        self._source = source
        self._taken: set[str] = set()
        self._refusals = claims.refusals.setdefault(source, {})

    def ask(self, entries: Sequence[Entry], before: RuleImporter, after: GivenImporter | None) -> None:
        asked = wanted(entries, {file.names[-1] for file in self._files})
        self._refusals |= {entry.name: entry.missing for entry in entries if entry not in asked}
        entries = (*((RULED,) if before.rules else ()), *asked, *((GIVEN,) if after else ()))
        listing = SourceListing(self._files if entries else (), self._limits)
        for entry in entries:
            importer = {RULED: before, GIVEN: after}.get(entry)
            taken = self._ask(entry, listing, importer)
            listing = listing.without(taken) if taken else listing
            self._taken |= taken
        self._refusals.pop(RULED.name, None)
        self._refusals.pop(GIVEN.name, None)
        self._claims.units += [file for file in self._files if file.path not in self._taken]

    def _ask(self, entry: Entry, listing: SourceListing, importer: FolderImporter | None) -> set[str]:
        taken: set[str] = set()
        claims: list[Claimed] = []
        asides: list[Aside] = []
        try:
            with time_limit(self._limits):
                answer = (importer or load_importer(entry.target)).claim(listing)
                if isinstance(answer, Refusal):
                    self._refusals[entry.name] = answer.reason
                    return taken
                for said in answer:
                    if isinstance(said, Claim):
                        claims.append(claimed_by(entry, said, listing, self._files[0]))
                    elif isinstance(said, Aside):
                        asides.append(said)
                    else:
                        self._claims.unread[self._source, said.path] = said
        except OverLimitError:
            self._refusals[entry.name] = "it took too long"
            what = f"looking at the files took longer than limits.seconds = {self._limits.seconds:,}: it reads none"
            fix = "Raise limits.seconds in the configuration, or name a smaller folder."
            self._claims.issues.append(Issue(f"importer {entry.name}", what, fix))
            return taken
        except Exception as error:  # noqa: BLE001 - an importer of somebody else never sinks the site
            self._refusals[entry.name] = "it failed"
            what = f"cannot look at the files ({type(error).__name__}: {str(error)[:200]})"
            self._claims.issues.append(Issue(f"importer {entry.name}", what, "Report it to those who wrote it."))
            return taken
        for claimed in claims:
            taken.update(claimed.claim.files)
            self._claims.units.append(claimed)
        for aside in asides:
            own = [path for path in aside.files if listing.is_file(path) and path not in taken]
            taken.update(own)
            if own:
                self._claims.skipped[aside.reason] += len(own)
        return taken
