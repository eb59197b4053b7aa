"""Which metric ranks a task, and why: what was configured, what the tool or its settings say, else a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xreport.analysis.directions import is_goal
from xreport.analysis.family import mean_of_family
from xreport.analysis.metric_names import detail_order, headline_order, is_system, is_training, phase_order, words
from xreport.analysis.metrics import Metric
from xreport.analysis.scoring import score
from xreport.model import Run
from xreport.settings import Config
from xreport.text import natural_key

_SHARED_BY_MOST: Final = 0.8
"""Metrics of at least this share of the widest-shared one's runs count as shared by most: one run that died before its
first validation must not make the training loss primary."""
_SHARED_BY_HALF: Final = 0.5
"""What was not measured on training data ranks from this share on: fewer runs that were validated say more than all
that were only trained."""
_MOST_MAIN: Final = 3
"""Of so many metrics that a tool ranks by each has a ranking; of more, one is chosen."""
_HEADLINES: Final = 1
_NAMING: Final = frozenset(
    "metric_for_best_model monitor save_best optimized_metric eval_metric primary_metric early_stopping_metric".split()  # noqa: SIM905
)
"""Params whose value names the metric that chooses the best model: of Transformers, Lightning and its template,
MMEngine, timm and the boosting libraries."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The metrics that rank a task, the main one first, and why these, in a sentence; empty where it is configured."""

    metrics: tuple[Metric, ...]
    why: str = ""


def choose_primary(runs: Sequence[Run], metrics: Mapping[str, Metric], config: Config) -> Choice:
    """Return the metrics that rank these runs (those of one task), the main one first; none when none can.

    Configured ones come in the order of the configuration, as far as one of these runs has a score for them; without a
    known direction they give no best, rather than another metric's. Next come the metrics that the tool says it ranks
    by, then the one that a param names. Else it is one with a known direction that most finished runs share: goals
    before times and rates, what people put into titles (mAP, accuracy, F1, AUC, R²) before others, then validation
    before test before training, scores before losses. One of training counts only where no other goal is shared by
    half as many runs. Of many that differ in nothing but what they were measured on, their mean ranks.
    """
    counted = [run for run in runs if run.status == "finished"] or list(runs)
    shares = {name: sum(score(run, one) is not None for run in counted) for name, one in _scored(runs, metrics)}
    configured = [metrics[name] for name in config.metrics if shares.get(name) and metrics[name].primary]
    if configured:
        return Choice(tuple(metric for metric in configured if metric.direction))
    known = [name for name, share in shares.items() if share and metrics[name].direction]
    if not known:
        return Choice(())
    main = _shared_by_most([name for name in known if metrics[name].main], shares)
    if 0 < len(main) <= _MOST_MAIN:
        return Choice(tuple(metrics[name] for name in main), "The tool that logged it ranks by it.")
    named, param = _named_by_params(counted, known)
    if named:
        return Choice((metrics[_first(named, shares, metrics)],), f"The param {param} names it.")
    return _guess(main or known, shares, metrics, counted)


def _scored(runs: Sequence[Run], metrics: Mapping[str, Metric]) -> Iterable[tuple[str, Metric]]:
    logged = {name for run in runs for name in (*run.summaries, *run.scores)}
    return [(name, metric) for name, metric in metrics.items() if name in logged and not is_system(name)]


def _guess(names: list[str], shares: Mapping[str, int], metrics: Mapping[str, Metric], runs: Sequence[Run]) -> Choice:
    goals = [name for name in names if is_goal(name)] or names
    candidates = _shared_by_most(goals, shares)
    if all(map(is_training, candidates)):
        most = max(shares[name] for name in goals)
        candidates += [name for name in goals if not is_training(name) and shares[name] >= _SHARED_BY_HALF * most]
    best = metrics[_first(candidates, shares, metrics)]
    family = mean_of_family(best, [metrics[name] for name in candidates], runs)
    if family is not None:
        why = "They are alike but for what they were measured on, and none stands for the others."
        return Choice((family,), why)
    if is_training(best.name):
        return Choice((best,), "No other goal with a known direction was logged by half as many runs.")
    why = (
        "Of the metrics with a known direction that most runs share, scores come before losses, and validation before "
        "test before training."
    )
    return Choice((best,), why)


def _shared_by_most(names: list[str], shares: Mapping[str, int]) -> list[str]:
    most = max((shares[name] for name in names), default=0)
    return [name for name in names if shares[name] >= _SHARED_BY_MOST * most]


def _named_by_params(runs: Sequence[Run], known: Sequence[str]) -> tuple[list[str], str]:
    """Return the metrics that a param of most runs names (``accuracy`` is ``eval_accuracy``), and the param."""
    told = Counter(
        (key, value)
        for run in runs
        for key, value in run.params.items()
        if isinstance(value, str) and key.rpartition(".")[2].rpartition("/")[2] in _NAMING
    )
    for (key, value), count in told.most_common():
        wanted = words(value)
        named = [name for name in known if name == value]
        named = named or [name for name in known if words(name)[-len(wanted) :] == wanted and not is_training(name)]
        if count * 2 > len(runs) and wanted and named:
            return named, key
    return [], ""


def _first(names: Sequence[str], shares: Mapping[str, int], metrics: Mapping[str, Metric]) -> str:
    """Return what comes first; a name without a phase is of training where it has a twin of validation (Keras)."""
    trained = any(phase + name in metrics for name in metrics for phase in ("val_", "val/"))

    def preference(name: str) -> tuple[object, ...]:
        phase, headline = phase_order(name), headline_order(name)
        training = is_training(name) or (trained and phase == _NO_PHASE)
        fame = headline > _HEADLINES
        return (training, fame, phase, headline, -shares[name], detail_order(name), natural_key(name), name)

    return min(names, key=preference)


_NO_PHASE: Final = phase_order("")
