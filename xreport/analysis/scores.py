"""Which scores count, and under what key they are paired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from xreport.analysis.metrics import Metric
from xreport.analysis.replicates import Replicates, seed_of
from xreport.analysis.scoring import raw_score, score
from xreport.analysis.stats import mean_ci
from xreport.model import Run
from xreport.text import format_number

SeedKey = tuple[str, int | str]

_FEW_POINTS: Final = 3
"""Curves of fewer points may be equal by chance."""


@dataclass(frozen=True, slots=True)
class Unscored:
    """A run that does not count in the ranking, and why; diverged runs are named, as leaving them out flatters."""

    run: str
    reason: str
    diverged: bool = False
    """Whether it ended well, with a score that is not finite."""


def counts(run: Run, metric: Metric) -> bool:
    """Whether the score of a run may be averaged.

    That of a finished run does. A failed or killed one stopped somewhere on its way, so its last value is no result; it
    counts only where the user set the score, which says that it is one. Running and stalled runs never count yet.
    """
    return run.status == "finished" or (run.status in {"failed", "killed"} and metric.name in run.scores)


def run_scores(runs: Iterable[Run], metric: Metric) -> dict[str, float]:
    """Return the counted scores of runs, by their ids."""
    found = {run.id: score(run, metric) for run in runs if counts(run, metric)}
    return {key: value for key, value in found.items() if value is not None}


def seed_scores(replicates: Replicates, metric: Metric) -> dict[SeedKey, float]:
    """Return the counted scores by seed; repeats of a seed are averaged, runs without a seed stand for themselves.

    Repeats are not new evidence: counting them as such would make intervals too narrow. Runs without a seed that have
    the same curve are repeats too, or one training that was written down twice.
    """
    values: dict[SeedKey, list[float]] = {}
    for run in replicates.runs:
        value = score(run, metric) if counts(run, metric) else None
        if value is not None:
            values.setdefault(seed_key(run, metric.name), []).append(value)
    return {key: mean_ci(repeats).mean for key, repeats in values.items()}


def seed_key(run: Run, metric: str) -> SeedKey:
    """Return what runs of two configurations are paired by: the seed; a run without one is paired with nothing.

    Without a seed, runs whose curves of the metric are equal, as far as single precision goes, are one.
    """
    seed = seed_of(run)
    if seed is not None:
        return "seed", seed
    curve = run.summaries.get(metric)
    if curve is None or curve.n < _FEW_POINTS or curve.minimum is None or curve.minimum == curve.maximum:
        return "run", run.id
    numbers = (curve.last, curve.minimum, curve.maximum, curve.mean, curve.tail_mean)
    return "curve", " ".join([f"{curve.n} {curve.last_step}", *(f"{number:.6g}" for number in numbers)])


def unscored_runs(replicates: Replicates, metric: Metric) -> tuple[Unscored, ...]:
    """Return the runs of a configuration that do not count, each with the reason."""
    found = [entry for run in replicates.runs if (entry := _unscored(run, metric)) is not None]
    return tuple(sorted(found, key=lambda entry: (entry.run, entry.reason)))


def _unscored(run: Run, metric: Metric) -> Unscored | None:
    if not counts(run, metric):
        return Unscored(run.id, run.status)
    value = raw_score(run, metric)
    if value is None:
        return Unscored(run.id, f"{metric.name} not logged")
    return (
        None
        if score(run, metric) is not None
        else Unscored(run.id, f"{metric.name} is {format_number(value)}", diverged=True)
    )
