"""Many metrics that are alike but for what they were measured on (the parts of a benchmark): ranked by their mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, fsum, log
from typing import Final

from xreport.analysis.metric_names import KNOWN, STRONG, is_cost, phase_order, words
from xreport.analysis.metrics import Metric
from xreport.analysis.scoring import raw_score
from xreport.model import Run
from xreport.text.metric_words import UNITS_OF_TIME
from xreport.text.score_rules import LAST

MANY: Final = 10
"""Of fewer one is chosen: they are seldom parts of one thing."""
MANY_TIMES: Final = 3
"""Of times that a tool measured: it has a benchmark beside the others."""
_TIMES: Final = UNITS_OF_TIME | {"s", "min", "h"}
_Kind = tuple[object, ...]


def mean_of_family(best: Metric, candidates: Sequence[Metric], runs: Sequence[Run]) -> Metric | None:
    """Return the metric that is the mean of all that are of the kind of the best one; None where they are few.

    It is the geometric mean of times, which differ by orders of magnitude, and the arithmetic mean of others, over
    those that all of the runs have (else that most have): a mean over other parts would be another number. A whole that
    was logged beside its parts (``mmlu/acc``, ``mmlu_anatomy/acc``) stands for them itself.
    """
    lasts = Counter(_last(metric) for metric in candidates)
    kind = _kind(best, lasts)
    family = [metric for metric in candidates if _kind(metric, lasts) == kind]
    times = kind[-1] == "times"
    least = MANY_TIMES if times and best.logged else MANY
    if len(family) < least or (not times and _is_whole(best, family)):
        return None
    shared = [metric for metric in family if all(raw_score(run, metric) is not None for run in runs)]
    family = shared if len(shared) >= least else family
    known = {run.id: value for run in runs if (value := _mean(run, family, times=times)) is not None}
    if not known:
        return None
    name = f"{'geometric mean' if times else 'mean'} of {len(family):,} {_noun(family, times=times)}"
    return replace(best, name=name, label=name, main=False, goal=None, step_metric="", score=LAST, known=known)


def _last(metric: Metric) -> str:
    """The last part of a name, which says what was measured where the first says on what; "" where there is one."""
    above, _, last = metric.name.rpartition("/")
    return last if above else ""


def _kind(metric: Metric, lasts: Mapping[str, int]) -> _Kind:
    last = _last(metric)
    strong = STRONG.intersection(words(metric.name))
    timed = metric.unit in _TIMES or (not strong and is_cost(metric.name))
    times = metric.direction == "min" and timed
    told: object = last
    if not last or lasts[last] == 1:
        told = frozenset() if times else KNOWN.intersection(words(last or metric.name))
    return (metric.direction, metric.unit, metric.source, phase_order(metric.name), told, "times" if times else "")


def _is_whole(best: Metric, family: Sequence[Metric]) -> bool:
    own = Counter(words(best.name))
    return any(own < Counter(words(metric.name)) for metric in family)


def _noun(family: Sequence[Metric], *, times: bool) -> str:
    """What they are the mean of: the last part of their names, where all have the same."""
    lasts = {_last(metric) for metric in family}
    told = sorted(STRONG.intersection(words(family[0].name)))
    if times:
        return "times"
    return lasts.pop() if len(lasts) == 1 and "" not in lasts else " ".join(told) or "metrics"


def _mean(run: Run, family: Sequence[Metric], *, times: bool) -> float | None:
    values = [raw_score(run, metric) for metric in family]
    found = [value for value in values if value is not None]
    if len(found) < len(values) or (times and min(found) <= 0):
        return None
    return exp(fsum(map(log, found)) / len(found)) if times else fsum(found) / len(found)
