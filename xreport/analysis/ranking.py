"""The ranking of a task: which configuration is best, what is not significantly worse, and what did not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from xreport.analysis.history import Champion, history
from xreport.analysis.metrics import Metric
from xreport.analysis.replicates import Replicates
from xreport.analysis.scores import Unscored, counts, seed_scores, unscored_runs
from xreport.analysis.scoring import score
from xreport.analysis.stats import ALPHA, Comparison, Estimate, compare, holm, mean_ci
from xreport.analysis.tasks import Task
from xreport.model import Run
from xreport.text import natural_key

__all__ = [
    "BestOverSteps",
    "Champion",
    "Ranking",
    "Standing",
    "Unscored",
    "Verdict",
    "best_over_steps",
    "counts",
    "history",
    "rank",
    "score",
]

Verdict = Literal["best", "tied", "worse", "not enough seeds"]


@dataclass(frozen=True, slots=True)
class BestOverSteps:
    """The best value that any counted run of a configuration reached on its way; shown, never averaged or ranked."""

    value: float
    step: int
    run: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One configuration in a ranking.

    Attributes:
        estimate: Mean and interval of the scores; ``n`` counts seeds, as repeats of one seed are averaged first.
        best: Best value over all steps of its counted runs, or None when no series was logged.
        rank: 1 for the best mean; equal means share a rank.
        verdict: best, tied (not significantly worse after Holm's correction), worse, or not enough seeds to say.
        comparison: This configuration minus the best one; None for the best.
        p: The p-value of the comparison, adjusted for the number of comparisons; None where there is none.
        unscored: Runs of the configuration that do not count.
    """

    replicates: Replicates
    estimate: Estimate
    best: BestOverSteps | None
    rank: int
    verdict: Verdict
    comparison: Comparison | None
    p: float | None
    unscored: tuple[Unscored, ...]

    @property
    def tied(self) -> bool:
        """Whether it is set in bold: the best, and everything that was compared and is not significantly worse."""
        return self.verdict in {"best", "tied"}

    @property
    def best_over_steps(self) -> float | None:
        """The value of ``best``."""
        return self.best.value if self.best else None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The configurations of a task by one metric, best first; those without any score are in ``unscored`` only."""

    task: Task
    metric: Metric
    standings: tuple[Standing, ...]
    unscored: tuple[Unscored, ...]

    def best_run(self, standing: Standing) -> Run | None:
        """Return the run of a configuration that scores best; of equal ones the first."""
        scored = [(score(run, self.metric), run) for run in standing.replicates.runs if counts(run, self.metric)]
        found = [(self.metric.sort_key(value), run.id, run) for value, run in scored if value is not None]
        return min(found, key=lambda item: item[:2])[2] if found else None


def rank(task: Task, replicates: Sequence[Replicates], metric: Metric, alpha: float = ALPHA) -> Ranking:
    """Return the ranking of a task's configurations by the means of their scores.

    Every other configuration is compared with the best one; p-values are adjusted by Holm's method over all comparisons
    that have enough seeds. One that has not is flagged, never called tied.

    Raises:
        ValueError: The metric has no direction, so there is no best.
    """
    if metric.direction is None:
        raise ValueError(f"no direction is known for the metric {metric.name!r}")
    scored = [(item, seed_scores(item, metric)) for item in replicates]
    scored = [(item, values) for item, values in scored if values]
    means = {item.fingerprint: mean_ci(list(values.values())) for item, values in scored}
    scored.sort(key=lambda pair: (metric.sort_key(means[pair[0].fingerprint].mean), *_name_key(pair[0])))
    comparisons = [compare(values, scored[0][1], alpha=alpha) for _, values in scored[1:]]
    adjusted = _adjusted(comparisons)
    standings = [
        _standing(item, means, metric, comparison, p, alpha)
        # The best one is compared with nothing; without any score both lists are one longer than there are scores.
        for (item, _), comparison, p in zip(scored, [None, *comparisons], [None, *adjusted], strict=False)
    ]
    unscored = [entry for item in replicates for entry in unscored_runs(item, metric)]
    return Ranking(task, metric, _with_ranks(standings), tuple(sorted(unscored, key=lambda entry: entry.run)))


def _name_key(replicates: Replicates) -> tuple[object, str]:
    return natural_key(replicates.label), replicates.fingerprint


def _adjusted(comparisons: Sequence[Comparison]) -> list[float | None]:
    """P-values after Holm; comparisons without one take no part."""
    known = [comparison.p for comparison in comparisons if comparison.p is not None]
    corrected = iter(holm(known))
    return [None if comparison.p is None else next(corrected) for comparison in comparisons]


def _standing(  # noqa: PLR0913, PLR0917 - one row, one constructor
    item: Replicates,
    means: dict[str, Estimate],
    metric: Metric,
    comparison: Comparison | None,
    p: float | None,
    alpha: float,
) -> Standing:
    if comparison is None:
        verdict: Verdict = "best"
    elif p is None:
        verdict = "not enough seeds"
    else:
        verdict = "tied" if p >= alpha else "worse"
    return Standing(
        replicates=item,
        estimate=means[item.fingerprint],
        best=best_over_steps(item, metric),
        rank=0,
        verdict=verdict,
        comparison=comparison,
        p=p,
        unscored=unscored_runs(item, metric),
    )


def _with_ranks(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    ranked: list[Standing] = []
    for position, standing in enumerate(standings, 1):
        same = bool(ranked) and ranked[-1].estimate.mean == standing.estimate.mean
        ranked.append(replace(standing, rank=ranked[-1].rank if same else position))
    return tuple(ranked)


def best_over_steps(replicates: Replicates, metric: Metric) -> BestOverSteps | None:
    """Return the best value over all steps of the counted runs; of equal ones the earliest step."""
    found = []
    for run in replicates.runs:
        summary = run.summaries.get(metric.name)
        if summary is None or not counts(run, metric) or score(run, metric) is None:
            continue
        smallest = metric.direction == "min"
        value = summary.minimum if smallest else summary.maximum
        step = summary.minimum_step if smallest else summary.maximum_step
        if value is not None and step is not None:
            found.append((metric.sort_key(value), step, run.id, value))
    if not found:
        return None
    _, step, run_id, value = min(found)
    return BestOverSteps(value, step, run_id)
