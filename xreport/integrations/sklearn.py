"""scikit-learn: searches and learning curves, logged when they are there; its estimators call nobody while they fit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from xreport.compat.wandb.words import init
from xreport.logger import Run

_SPLIT = re.compile(r"split(\d+)_(.+)")
_CURVES = {
    "loss_curve_": "train/loss",
    "train_score_": "train/score",
    "validation_score_": "validation/score",
    "validation_scores_": "validation/score",
    "oob_scores_": "oob/score",
}


def log_search(search: Any, project: str, **fields: Any) -> list[str]:
    """Log a fitted ``GridSearchCV``, ``RandomizedSearchCV`` or halving search: each candidate becomes a run.

    Its params are those of the candidate. ``test_score`` (of several scorers, ``test_<scorer>``) has the scores of the
    splits as its curve, by the number of the split, and their mean as its score; so has ``train_score``. All other
    columns of ``cv_results_`` (``std_test_score``, ``rank_test_score``, ``mean_fit_time``, ...) keep their names. The
    best candidate has the tag ``best``; one whose every fit failed has failed.

    Args:
        search: The search, after ``fit``.
        project: The body of work that the runs belong to.
        **fields: What `xreport.init` takes; ``params``, a dict, holds for all candidates.

    Returns:
        The ids of the runs, in the order of ``cv_results_``.
    """
    algorithm = type(_last_step(search.estimator)).__name__
    tags = fields.pop("tags", ())
    tags = [tags] if isinstance(tags, str) else list(tags)
    shared = {"algorithm": algorithm, **fields}
    params = dict(shared.pop("params", None) or {})
    best = getattr(search, "best_index_", None)
    ids = []
    for number, chosen in enumerate(search.cv_results_["params"]):
        row = {key: column[number] for key, column in search.cv_results_.items() if not key.startswith("param")}
        budget = {key: row.pop(key) for key in ("iter", "n_resources") if key in row}  # of a halving search
        labels = [*tags, "best"] if number == best else tags
        run = init(project, params=params | dict(chosen) | budget, tags=labels, **shared)
        _log_candidate(run, row)
        ids.append(run.id)
    return ids


def _log_candidate(run: Run, row: Mapping[str, Any]) -> None:
    splits: dict[int, dict[str, Any]] = {}
    scores = {}
    for key, value in row.items():
        if split := _SPLIT.fullmatch(key):
            splits.setdefault(int(split[1]), {})[split[2]] = value
        else:
            scores[re.sub(r"^mean_(?=test_|train_)", "", key)] = value
    for name in next(iter(splits.values()), {}):
        run.define_metric(name, direction="max")  # scorers are such that more is better
    for number, values in sorted(splits.items()):
        run.log(values, step=number)
    run.summary.update(scores)
    tested = [value for values in splits.values() for name, value in values.items() if name.startswith("test_")]
    if tested and all(math.isnan(value) for value in tested):
        run.finish("failed", "no fit of this candidate succeeded")
    else:
        run.finish()


def log_learning_curve(estimator: Any, run: Run) -> bool:
    """Log what a fitted estimator remembers of its iterations; of a pipeline, its last step.

    That is ``train/loss`` of the MLPs and of gradient boosting, ``train/score`` of its histogram-based kind, and
    ``validation/score`` and ``oob/score`` where there are any. Steps count iterations from 0.

    Returns:
        Whether it remembers anything.
    """
    fitted = _last_step(estimator)
    curves = {_CURVES[name]: getattr(fitted, name) for name in _CURVES if getattr(fitted, name, None) is not None}
    if type(fitted).__name__.startswith("GradientBoosting") and "train/score" in curves:
        curves["train/loss"] = curves.pop("train/score")  # what it calls a score there is a loss
    for step in range(max(map(len, curves.values()), default=0)):
        run.log({name: values[step] for name, values in curves.items() if step < len(values)}, step=step)
    return any(len(values) for values in curves.values())


def fit_by_epochs(  # noqa: PLR0913 -- two arrays and what to do with them
    estimator: Any,
    x: Any,
    y: Any,
    run: Run,
    *,
    epochs: int,
    classes: Iterable[Any] | None = None,
    validation: tuple[Any, Any] | None = None,
) -> Any:
    """Fit an estimator that has ``partial_fit`` epoch by epoch, and log ``train/score`` and ``validation/score``.

    Args:
        estimator: ``SGDClassifier``, ``MLPRegressor``, and others; it is fitted in place.
        x: Samples, (n, features).
        y: Targets, (n,).
        run: Where to log.
        epochs: How often to go through the samples.
        classes: For classifiers: all classes there are.
        validation: Samples and targets that are only scored.

    Returns:
        The estimator.
    """
    first = {} if classes is None else {"classes": classes}
    for epoch in range(epochs):
        estimator.partial_fit(x, y, **(first if epoch == 0 else {}))
        scores = {"train/score": estimator.score(x, y)}
        if validation is not None:
            scores["validation/score"] = estimator.score(*validation)
        run.log(scores, step=epoch)
    return estimator


def _last_step(estimator: Any) -> Any:
    return estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
