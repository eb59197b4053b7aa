"""What the configuration says of logs that are one run, or are none: ``[[import]]`` of the kinds together and apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xreport.errors import Issue
from xreport.load.find.claimed import Claimed, ReadUnit
from xreport.load.join.writers import Writer, place_of
from xreport.settings import ImportRule


def by_rules(
    writers: Sequence[Writer], rules: Sequence[ImportRule]
) -> tuple[list[list[Writer]], list[Writer], list[Issue]]:
    """Return the groups that the rules make, the runs that no rule speaks of, and the rules that speak of none.

    Of each run the first rule counts that matches its place or one of its files. Where a pattern has a ``*``, what the
    first one of it stands for tells the runs of one rule from each other.
    """
    ours = [rule for rule in rules if rule.joins]
    groups: dict[tuple[ImportRule, str], list[Writer]] = {}
    left: list[Writer] = []
    for one in writers if ours else ():
        said = next(((rule, key) for rule in ours if (key := _key(rule, one)) is not None), None)
        if said is None:
            left.append(one)
        else:
            rule, key = said
            groups.setdefault((rule, key if rule.kind == "together" else one.run), []).append(one)
    used = {rule for rule, _ in groups}
    issues = [_unused(rule) for rule in ours if rule not in used]
    return [sorted(some, key=lambda one: one.order) for some in groups.values()], left if ours else [*writers], issues


def _unused(rule: ImportRule) -> Issue:
    what = f"[[import]]: no log matches {', '.join(rule.files)}"
    return Issue("the configuration", what, "Mend the pattern of files, or remove the rule.")


def speaks_of(rules: Sequence[ImportRule], unit: ReadUnit) -> bool:
    """Return whether a rule says of a log with which others it is one run."""
    ours = [rule for rule in rules if rule.joins]
    return any(_match(rule, _paths_of(unit)) is not None for rule in ours)


def _key(rule: ImportRule, one: Writer) -> str | None:
    return _match(rule, (path for piece in one.pieces for path in _paths_of(piece.file)))


def _match(rule: ImportRule, files: Iterable[str]) -> str | None:
    """Return what the first ``*`` stands for, empty where there is none; None where the rule is for other files."""
    paths = sorted(files)
    for pattern in rule.files:
        first, *more = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
        source = first + "(.*)" + ".*".join(more) if more else first
        for path in paths:
            found = re.fullmatch(source, path if "/" in pattern else path.rpartition("/")[2], re.DOTALL)
            if found:
                return found[1] if more else ""
    return None


def _paths_of(unit: ReadUnit) -> Iterator[str]:
    yield place_of(unit)
    yield from unit.claim.files if isinstance(unit, Claimed) else ()
