"""Which params matter: how much worse a model of the scores gets when it is not told a param, and rank correlations.

Both are measured over configurations, each by its mean score, and on ranks, so that one diverged configuration does not
decide. What the numbers cannot tell is said instead of guessed: too few configurations, params that explain nothing,
and params that were varied together.

References:
    Breiman (2001). Random forests. Machine Learning 45(1), 5-32 (permutation importance).
    Geurts, Ernst, Wehenkel (2006). Extremely randomized trees. Machine Learning 63(1), 3-42.
    Lei, G'Sell, Rinaldo, Tibshirani, Wasserman (2018). Distribution-free predictive inference for regression. Journal
    of the American Statistical Association 113(523), 1094-1111 (intervals over the losses of held-out cases).
    Bonett, Wright (2000). Sample size requirements for estimating Pearson, Kendall and Spearman correlations.
    Psychometrika 65(1), 23-28 (interval of Spearman's rank correlation).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from xreport.analysis.param_ranks import (
    FEWEST_CORRELATED,
    Floats,
    Param,
    association,
    params_of,
    rank_correlation,
    ranks_of,
)
from xreport.analysis.ranking import Ranking
from xreport.analysis.stats import mean_ci

FEWEST: Final = 20
"""Configurations below this are too few for a model of the scores."""
MOST: Final = 2_000
"""A model is made of this many configurations at most: the best, and evenly chosen ones among the rest."""
CONFOUNDED: Final = 0.8
"""Params whose rank correlation is at least this strong cannot be told apart."""

_FOLDS: Final = 5
_REPEATS: Final = 3
_SHUFFLES: Final = 4
_TREES: Final = 40
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ParamEffect:
    """What one param does to the metric.

    Attributes:
        name: Flat name of the param; ``algorithm`` where several algorithms were tried.
        levels: How many different values were tried.
        n: Configurations that logged it.
        importance: How much larger the squared error of the model gets when the param is shuffled, in units of the
            variance of the ranks, which is the error of always guessing their mean. A model that trusts shuffled
            values errs more than one that guesses, so it may exceed 1, and ``explained``. None without a model.
        correlation: Spearman's rank correlation with the metric, between -1 and 1; None for texts, or too few values.
    """

    name: str
    levels: int
    n: int
    importance: Interval | None
    correlation: Interval | None


@dataclass(frozen=True, slots=True)
class Confounded:
    """Two params that were varied together: what one does cannot be told from what the other does."""

    first: str
    second: str
    strength: float


@dataclass(frozen=True, slots=True)
class Importances:
    """Which params of a task matter for a metric, most important first.

    Attributes:
        metric: Name of the metric.
        n: Configurations with a mean score.
        used: Configurations that the model was made of.
        explained: Share of the variance of the ranks that the params explain in held-out configurations; None without
            a model.
        why_not: Why there are no importances; empty where there are.
        left_out: Params that tell configurations apart but explain nothing, such as names and paths.
    """

    metric: str
    n: int
    used: int
    explained: Interval | None
    why_not: str
    effects: tuple[ParamEffect, ...]
    confounded: tuple[Confounded, ...]
    left_out: tuple[str, ...]


def importances(ranking: Ranking, ignore: tuple[str, ...] = ()) -> Importances:
    """Return which params of a task matter for the metric of a ranking.

    Args:
        ranking: Configurations with their mean scores.
        ignore: Patterns of params that do not count.
    """
    standings = ranking.standings
    kept = [standings[place] for place in _evenly(len(standings))]
    scores = ranks_of(np.array([standing.estimate.mean for standing in kept], np.float64))
    params, left_out = params_of([standing.replicates for standing in kept], ignore)
    why_not = _why_not(len(standings), params)
    explained, shares = (None, {}) if why_not else _model(params, scores)
    if explained is not None and explained.value <= 0:
        why_not = (
            "The params do not explain the metric: a model of them predicts held-out configurations no better "
            "than their mean does."
        )
        shares = {}
    effects = [
        ParamEffect(param.name, param.levels, param.n, shares.get(param.name), _correlation(param, scores))
        for param in params
    ]
    return Importances(
        metric=ranking.metric.name,
        n=len(standings),
        used=len(kept),
        explained=explained,
        why_not=why_not,
        effects=tuple(sorted(effects, key=_order)),
        confounded=tuple(_confounded(params)),
        left_out=tuple(left_out),
    )


def _evenly(count: int) -> list[int]:
    """Places of the configurations that are used: all, or evenly chosen ones with the best and the worst."""
    if count <= MOST:
        return list(range(count))
    return [round(place * (count - 1) / (MOST - 1)) for place in range(MOST)]


def _order(effect: ParamEffect) -> tuple[float, float, str]:
    importance = effect.importance.value if effect.importance else -math.inf
    correlation = abs(effect.correlation.value) if effect.correlation else 0.0
    return (-importance, -correlation, effect.name)


def _why_not(count: int, params: Sequence[Param]) -> str:
    if not params:
        return "No param differs between the configurations."
    if count < FEWEST:
        return (
            f"Too few configurations to say which param matters: {count} have a score, a model needs at least {FEWEST}."
        )
    return ""


# -- the model --------------------------------------------------------------------------------------


def _model(params: Sequence[Param], scores: Floats) -> tuple[Interval | None, dict[str, Interval]]:
    """Fit trees on four fifths of the configurations, and shuffle each param in the rest; five times, thrice over."""
    variance = float(np.mean((scores - scores.mean()) ** 2))
    if variance == 0:
        return None, {}
    table = np.hstack([param.columns for param in params])
    spans = _spans(params)
    count = scores.size
    losses = np.zeros(count)
    worse = np.zeros((len(params), count))
    for repeat in range(_REPEATS):
        random = np.random.default_rng(repeat)
        for fold in np.array_split(random.permutation(count), _FOLDS):
            rest = np.setdiff1d(np.arange(count), fold)
            predict = _fitted(table[rest], scores[rest], random)
            loss = (scores[fold] - predict(table[fold])) ** 2
            losses[fold] += loss
            shuffled = _shuffled(table[fold], spans, random)
            predicted = predict(shuffled).reshape(len(params), _SHUFFLES, fold.size)
            worse[:, fold] += ((scores[fold] - predicted) ** 2).mean(axis=1) - loss
    losses /= _REPEATS * variance
    worse /= _REPEATS * variance
    shares = {param.name: _interval(worse[place]) for place, param in enumerate(params)}
    unexplained = _interval(losses)
    return Interval(1 - unexplained.value, 1 - unexplained.high, 1 - unexplained.low), shares


def _fitted(table: Floats, scores: Floats, random: np.random.Generator) -> Callable[[Floats], Floats]:
    """Fit extremely randomized trees; return what predicts the scores of rows (n,).

    Each tree is scikit-learn's. Its ensembles check and copy their settings for every tree, which takes three times as
    long as growing one of this size.
    """
    from sklearn import config_context  # takes a second to import; only explored tasks pay for it
    from sklearn.tree import ExtraTreeRegressor

    known = np.ascontiguousarray(table, np.float32)
    with config_context(skip_parameter_validation=True):
        grown = [
            ExtraTreeRegressor(min_samples_leaf=2, max_features=1.0, random_state=int(seed))
            .fit(known, scores, check_input=False)
            .tree_
            for seed in random.integers(2**31, size=_TREES)
        ]

    def predict(rows: Floats) -> Floats:
        asked = np.ascontiguousarray(rows, np.float32)
        return np.asarray(np.mean([tree.predict(asked)[:, 0] for tree in grown], axis=0), np.float64)

    return predict


def _spans(params: Sequence[Param]) -> list[slice]:
    ends = np.cumsum([param.columns.shape[1] for param in params])
    return [slice(int(end) - param.columns.shape[1], int(end)) for end, param in zip(ends, params, strict=True)]


def _shuffled(table: Floats, spans: Sequence[slice], random: np.random.Generator) -> Floats:
    """Copies of the rows, per param and shuffle, in which that param is shuffled: all are predicted in one call."""
    copies = np.broadcast_to(table, (len(spans), _SHUFFLES, *table.shape)).copy()
    for place, span in enumerate(spans):
        for shuffle in range(_SHUFFLES):
            copies[place, shuffle, :, span] = table[random.permutation(len(table)), span]
    return copies.reshape(-1, table.shape[1])


def _interval(values: Floats) -> Interval:
    estimate = mean_ci(values.tolist())
    low = estimate.mean if estimate.low is None else estimate.low
    high = estimate.mean if estimate.high is None else estimate.high
    return Interval(estimate.mean, low, high)


# -- correlations -----------------------------------------------------------------------------------


def _correlation(param: Param, scores: Floats) -> Interval | None:
    if param.ranks is None:
        return None
    known = ~np.isnan(param.ranks)
    count = int(known.sum())
    if count < FEWEST_CORRELATED:
        return None
    rho = rank_correlation(param.ranks[known], scores[known])
    if rho is None:
        return None
    # Fisher's z with the standard error of Bonett and Wright; a perfect correlation has no z.
    z = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, rho)))
    half = _Z * math.sqrt((1 + rho**2 / 2) / (count - 3))
    return Interval(rho, math.tanh(z - half), math.tanh(z + half))


def _confounded(params: Sequence[Param]) -> list[Confounded]:
    found = []
    for place, first in enumerate(params):
        for second in params[place + 1 :]:
            strength = association(first, second)
            if strength >= CONFOUNDED:
                found.append(Confounded(first.name, second.name, strength))
    return sorted(found, key=lambda pair: (-pair.strength, pair.first, pair.second))
