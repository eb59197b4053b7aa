"""What somebody has said how to read: the rules ``[[import]]`` of the configuration.

A rule travels in the hint of its claim, so that reading needs no configuration, and a changed rule is a changed claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

import msgspec

from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.lines.csv.flavours import Flavour
from xreport.importers.lines.csv.importer import read_table
from xreport.settings import ImportRule


class RuleImporter:
    """Reads what ``[[import]]`` in the configuration names: any console log by a pattern, and tables of any kind.

    Args:
        rules: In their order; the first that matches a file counts.
    """

    name = "import"
    bare = True

    def __init__(self, rules: Sequence[ImportRule] = ()) -> None:
        self.rules = rules
        self.used: set[ImportRule] = set()
        """The rules that matched a file so far."""

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim the files that the rules name."""
        if not self.rules:
            return Refusal("no [[import]] in the configuration")
        return list(self._claims(listing)) or Refusal("no file that [[import]] names")

    def _claims(self, listing: Listing) -> Iterator[Claim]:
        for path in listing.files:
            rule = next((rule for rule in self.rules if names(rule, path)), None)
            if rule is not None:
                self.used.add(rule)
                yield Claim(path, (path,), hint=msgspec.json.encode(rule).decode())

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the runs of a file."""
        rule = msgspec.json.decode(files.claim.hint, type=ImportRule)
        if rule.kind == "pattern":
            from xreport.importers.rules.console import read_console  # and its engine, which most reports do not need

            yield from read_console(files, files.claim.at, rule, report)
        elif rule.kind != "together" and rule.kind != "apart":  # noqa: PLR1714 - types are narrowed by it
            flavour = Flavour(
                "import", rule.kind, rule.step, rule.run, (), rule.params, rule.metrics, rule.project, named=True
            )
            yield from read_table(files, flavour, report)


def names(rule: ImportRule, path: str) -> bool:
    """Whether a rule is for a file: a pattern without ``/`` is one of names, any other of paths."""
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path if "/" in pattern else name, pattern) for pattern in rule.files)
