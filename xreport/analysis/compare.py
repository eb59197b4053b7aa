"""One run against another: what changed, what it bought, said in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xreport.analysis.changes import (
    NOT_LOGGED,
    FieldChange,
    MetricChange,
    Missing,
    ParamChange,
    field_changes,
    metric_change,
    param_changes,
)
from xreport.analysis.metrics import Metric
from xreport.model import Run
from xreport.settings import Config
from xreport.text import format_number, format_signed, plural

__all__ = [
    "NOT_LOGGED",
    "Difference",
    "FieldChange",
    "MetricChange",
    "Missing",
    "ParamChange",
    "find_baseline",
    "param_changes",
    "what_changed",
]

MOST_NAMED = 4
"""A sentence names this many params, and counts the rest."""
MOST_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs from a reference run.

    Attributes:
        reference: Id of the reference run.
        fields: Algorithm, data, seed and commit, as far as they differ.
        primary: The change of the primary metric, or None without one.
        sentence: All of it in one sentence.
        result: What it bought alone, or nothing without a primary metric.
    """

    reference: str
    params: tuple[ParamChange, ...]
    fields: tuple[FieldChange, ...]
    primary: MetricChange | None
    sentence: str
    result: str

    def field(self, key: str) -> FieldChange | None:
        """Return the change of algorithm, data, seed or commit, or None where it is the same."""
        return next((change for change in self.fields if change.key == key), None)


def what_changed(run: Run, reference: Run, primary: Metric | None, role: str = "") -> Difference:
    """Return what differs between a run and a reference, and what it bought.

    The role says what the reference is: ``"baseline"`` makes the sentence begin with "Against baseline 'rf-100': …".
    """
    params = param_changes(reference, run)
    fields = field_changes(reference, run)
    change = metric_change(reference, run, primary) if primary else None
    name = f"{role} '{reference.name}'" if role else f"'{reference.name}'"
    result = _result(change, primary) if change and primary else ""
    sentence = f"Against {name}: {_said(params, fields)}{f'; {result}' if result else ''}."
    return Difference(reference.id, params, fields, change, sentence, result)


def _said(params: Sequence[ParamChange], fields: Sequence[FieldChange]) -> str:
    """The changes in words; a seed is named as a field, so its param is not said again."""
    told = [f"{change.key} {_cut(change.before)} → {_cut(change.after)}" for change in fields if change.key != "commit"]
    counted = [change for change in params if change.key != "seed" or not any(f.key == "seed" for f in fields)]
    told += [f"{c.key} {_cut(c.before_text)} → {_cut(c.after_text)}" for c in counted[:MOST_NAMED]]
    if len(counted) > MOST_NAMED:
        told.append(plural(len(counted) - MOST_NAMED, "more param"))
    if told:
        return ", ".join(told)
    return "another commit, else the same" if fields else "the same configuration"


def _result(change: MetricChange, metric: Metric) -> str:
    unit = f" {metric.unit}" if metric.unit else ""
    if change.before is None and change.after is None:
        return f"{metric.name} {NOT_LOGGED.value} by either"
    before, after = _two_numbers(change.before, change.after)
    if change.difference is None:
        return f"{metric.name} {before} → {after}"
    if change.difference == 0:
        return f"{metric.name} the same ({after}{unit})"
    verdict = {True: ", better", False: ", worse", None: ""}[change.better]
    return f"{metric.name} {format_signed(change.difference, 3)}{unit} ({before} → {after}){verdict}"


def _two_numbers(before: float | None, after: float | None) -> tuple[str, str]:
    """Both values in as few digits as tell them apart, from four on; 17 tell any two apart."""
    for digits in range(4, 18):
        texts = [NOT_LOGGED.value if value is None else format_number(value, digits) for value in (before, after)]
        if texts[0] != texts[1] or before == after:
            break
    return texts[0], texts[1]


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def find_baseline(runs: Sequence[Run], config: Config) -> Run | None:
    """Return the run that the configuration names as baseline: by id, else ``tag:NAME``, else by name.

    Where several match, a finished one wins over others, then the one that started last.
    """
    wanted = config.baseline
    if not wanted:
        return None
    tag = wanted.removeprefix("tag:") if wanted.startswith("tag:") else None
    matches = [run for run in runs if run.id == wanted]
    matches = matches or [run for run in runs if (run.name == wanted if tag is None else tag in run.tags)]
    return max(matches, key=lambda run: (run.status == "finished", run.started or 0.0, run.id), default=None)
