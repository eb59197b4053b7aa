"""What differs between two runs: params, fields and metrics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import Final, NamedTuple

from xreport.analysis.levels import typed
from xreport.analysis.metrics import Metric
from xreport.analysis.replicates import seed_of
from xreport.analysis.scoring import raw_score
from xreport.format.records import Scalar
from xreport.model import Run
from xreport.text import format_scalar, natural_key, sort_natural


class Missing(Enum):
    """Stands where nothing was logged, which is neither null nor NaN."""

    NOT_LOGGED = "not logged"


NOT_LOGGED: Final = Missing.NOT_LOGGED


@dataclass(frozen=True, slots=True)
class ParamChange:
    """A param that differs; values of different type differ."""

    key: str
    before: Scalar | Missing
    after: Scalar | Missing

    @property
    def before_text(self) -> str:
        """The value of the reference, as people write it."""
        return _texts(self.before, self.after)[0]

    @property
    def after_text(self) -> str:
        """The value of the run, as people write it."""
        return _texts(self.before, self.after)[1]


class FieldChange(NamedTuple):
    """A field (algorithm, data, commit) that differs, as text."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric of two runs, by their scores; None is not logged.

    ``difference`` is None unless both are finite; ``better`` is None without a direction, or where nothing changed.
    """

    metric: str
    before: float | None
    after: float | None
    difference: float | None
    better: bool | None


def _texts(before: Scalar | Missing, after: Scalar | Missing) -> tuple[str, str]:
    """Both values as text; quoted where text and another type look alike (1 and "1")."""
    first, second = (value.value if isinstance(value, Missing) else format_scalar(value) for value in (before, after))
    if first != second:
        return first, second
    shown = [repr(value) if isinstance(value, str) else format_scalar(value) for value in (before, after)]
    return (shown[0], shown[1])


def param_changes(before: Run, after: Run) -> tuple[ParamChange, ...]:
    """Return the params that differ, in the order people sort their keys."""
    keys = sorted({*before.params, *after.params}, key=lambda key: (natural_key(key), key))
    pairs = [(key, before.params.get(key, NOT_LOGGED), after.params.get(key, NOT_LOGGED)) for key in keys]
    return tuple(ParamChange(*pair) for pair in pairs if not _equal(pair[1], pair[2]))


def _equal(before: Scalar | Missing, after: Scalar | Missing) -> bool:
    if isinstance(before, Missing) or isinstance(after, Missing):
        return before is after
    return typed(before) == typed(after)


def field_changes(before: Run, after: Run) -> tuple[FieldChange, ...]:
    """Return which of algorithm, data, seed and commit differ."""
    pairs = [
        FieldChange("algorithm", before.algorithm, after.algorithm),
        FieldChange("data", data_text(before), data_text(after)),
        FieldChange("seed", _seed_text(before), _seed_text(after)),
        FieldChange("commit", commit_text(before), commit_text(after)),
    ]
    missing = NOT_LOGGED.value
    return tuple(FieldChange(key, old or missing, new or missing) for key, old, new in pairs if old != new)


def data_text(run: Run) -> str:
    """Return the data sources of a run with their versions."""
    labels = {f"{source.identity} ({source.role})" if source.role else source.identity for source in run.data}
    return ", ".join(sort_natural(labels))


def commit_text(run: Run) -> str:
    """Return the short commit, and whether the tree had changes beside it."""
    commit = run.environment.commit[:10]
    return f"{commit} with uncommitted changes" if commit and run.environment.dirty else commit


def _seed_text(run: Run) -> str:
    seed = seed_of(run)
    return "" if seed is None else str(seed)


def metric_change(before: Run, after: Run, metric: Metric) -> MetricChange:
    """Return how one metric differs."""
    old, new = raw_score(before, metric), raw_score(after, metric)
    if old is None or new is None or not (isfinite(old) and isfinite(new)):
        return MetricChange(metric.name, old, new, None, None)
    better = None if metric.direction is None or old == new else metric.is_better(new, old)
    return MetricChange(metric.name, old, new, new - old, better)
