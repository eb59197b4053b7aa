"""What differs between a run and the runs it is measured against, and what it bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xreport.analysis.compare import Difference, what_changed
from xreport.analysis.metrics import Metric
from xreport.model import Run
from xreport.pages import limits

MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from the run compared with."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What differs from another run, of this name and slug, and what it bought."""

    name: str
    slug: str
    sentence: str
    changes: tuple[Change, ...]
    more: int


def difference(title: str, run: Run, reference: Run, primary: Metric | None) -> DifferenceView:
    """Return how the run differs from another one of its task, which the title names: "the baseline"."""
    found = what_changed(run, reference, primary, title)
    changes = list(_changes(found))
    return DifferenceView(
        name=limits.name(reference.name),
        slug=reference.slug,
        # The table below names what changed; the sentence need only say what it bought.
        sentence=f"Against {title}: {found.result}."
        if changes and found.result
        else limits.value(found.sentence, 1_000),
        changes=tuple(changes[:MOST_CHANGES]),
        more=max(0, len(changes) - MOST_CHANGES),
    )


def _changes(difference: Difference) -> Sequence[Change]:
    changes = [Change(key, limits.name(before), limits.name(after)) for key, before, after in difference.fields]
    changes += [
        Change(limits.name(change.key), limits.name(change.before_text), limits.name(change.after_text))
        for change in difference.params
    ]
    return changes
