"""What differs between a run and the runs it is measured against, and what it bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xreport.analysis.compare import Difference, what_changed
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.links import Link, Links

LINKS = Links("../")
MOST_CHANGES = 8


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from the run compared with."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What differs from another run, and what it bought."""

    reference: Link
    sentence: str
    changes: tuple[Change, ...]
    more: int
    compare: str


def differences(run: Run, task: TaskStudy, study: Study) -> list[DifferenceView]:
    """Return how the run differs from the baseline and from the best run of its task."""
    references: list[tuple[str, Run]] = []
    if study.baseline is not None and study.task_of[study.baseline.id] is task:
        references.append(("the baseline", study.baseline))
    best = task.best_run()
    if best is not None and (not references or references[0][1].id != best.id):
        references.append(("the best run", best))
    return [
        _difference(title, run, reference, task, study) for title, reference in references if reference.id != run.id
    ]


def _difference(title: str, run: Run, reference: Run, task: TaskStudy, study: Study) -> DifferenceView:
    primary = task.ranking.metric if task.ranking else None
    difference = what_changed(run, reference, study.metrics, primary, title)
    changes = list(_changes(difference))
    return DifferenceView(
        reference=LINKS.run(reference),
        # The table below names what changed; the sentence need only say what it bought.
        sentence=f"Against {title}: {difference.result}."
        if changes and difference.result
        else limits.value(difference.sentence, 1_000),
        changes=tuple(changes[:MOST_CHANGES]),
        more=max(0, len(changes) - MOST_CHANGES),
        compare=LINKS.compare([reference.slug, run.slug]),
    )


def _changes(difference: Difference) -> Sequence[Change]:
    changes = [Change(key, limits.name(before), limits.name(after)) for key, before, after in difference.fields]
    changes += [
        Change(limits.name(change.key), limits.name(change.before_text), limits.name(change.after_text))
        for change in difference.params
    ]
    return changes
