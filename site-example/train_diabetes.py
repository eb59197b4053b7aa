"""Predict the progression of diabetes one year ahead from ten measurements of a patient."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.neural_network import MLPRegressor

import xreport
from training import arguments, build, fit, source, split

X, Y = load_diabetes(return_X_y=True)
SOURCE = source("diabetes", X, Y)
X /= X.std(axis=0)  # the columns come centred


def train(name: str, algorithm: str, kind: Any, params: dict[str, Any], seed: int, **about: Any) -> None:
    """Train one model and log it as one run."""
    with xreport.init(
        "diabetes", name=f"{name} s{seed}", algorithm=algorithm, params=params, seed=seed, data=[SOURCE], **about
    ) as run:
        fit(run, build(kind, params, seed), split(X, Y, seed, stratify=False), scores)


def scores(model: Any, x: Any, y: Any) -> dict[str, float]:
    error = np.mean(np.square(model.predict(x) - y))
    return {"rmse": np.sqrt(error), "r2": 1 - error / np.var(y)}


def main(seeds: int, epochs: int, trees: int) -> None:
    few = min(seeds, 3)
    for alpha in (0.0, 100.0):
        tags = ["baseline"] if alpha == 0 else ["sweep"]
        for seed in range(seeds):
            train(f"ridge alpha={alpha:g}", "ridge regression", Ridge, {"alpha": alpha}, seed, tags=tags, owner="chen")
    for seed in range(few):
        train("knn", "nearest neighbours", KNeighborsRegressor, {"n_neighbors": 15}, seed, owner="bo")
        params = {"min_samples_leaf": 10, "n_estimators": trees}
        train("forest", "random forest", RandomForestRegressor, params, seed, owner="bo")
        params = {"learning_rate": 0.03, "max_depth": 2, "n_estimators": trees}
        train("boosting", "gradient boosting", GradientBoostingRegressor, params, seed, owner="bo")

    # Plain gradient descent diverges unless its steps are small. A diverged run is logged as failed; the sweep goes on.
    ana = {"owner": "ana", "group": "learning rate", "tags": ["sweep"]}
    for rate in (0.0001, 0.001, 0.01):
        params = {"solver": "sgd", "hidden_layer_sizes": 32, "learning_rate_init": rate, "max_iter": epochs}
        for seed in range(few):
            with suppress(ValueError):
                train(f"network lr={rate:g}", "neural network", MLPRegressor, params, seed, **ana)


if __name__ == "__main__":
    main(**vars(arguments(__doc__, seeds=5)))
