"""Three wines by their chemistry: a random search, which shows what a search can tell about its params."""

from __future__ import annotations

import argparse
from contextlib import suppress
from typing import Any

import numpy as np
from sklearn.datasets import load_wine
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

import xreport
from training import build, fit, source, split

X, Y = load_wine(return_X_y=True)
SOURCE = source("wine", X, Y)
SEED = 0  # of the split and of the models: the search compares params, not luck


def train(name: str, params: dict[str, Any]) -> None:
    """Train one network and log it as one run."""
    with xreport.init(
        "wine",
        name=name,
        algorithm="neural network",
        params=params,
        seed=SEED,
        data=[SOURCE],
        group="random search",
        owner="chen",
        tags=["search"],
    ) as run:
        model = build(MLPClassifier, params, SEED)
        fit(run, model, scaled(split(X, Y, SEED)), scores)
        run.summary["weights"] = sum(layer.size for layer in (*model.coefs_, *model.intercepts_))


def scaled(data: dict[str, Any]) -> dict[str, Any]:
    scaler = StandardScaler().fit(data["train"][0])
    return {part: (scaler.transform(x), y) for part, (x, y) in data.items()}


def scores(model: Any, x: Any, y: Any) -> dict[str, float]:
    """With 36 rows to validate on, many networks get all of them right: the loss still tells them apart."""
    return {"loss": log_loss(y, model.predict_proba(x))}


def draw(random: np.random.Generator, epochs: int) -> dict[str, Any]:
    """Draw the params of one network: what spans orders of magnitude is drawn on a log scale."""
    batch = int(random.choice([8, 16, 32, 64]))
    return {
        "hidden_layer_sizes": int(random.choice([2, 4, 8, 16, 32, 64])),
        "activation": str(random.choice(["relu", "tanh", "logistic"])),
        # Larger batches bear larger rates: the search is for the rate of one row.
        "learning_rate_init": float(f"{batch * 10 ** random.uniform(-4.6, -2.4):.2g}"),
        "alpha": float(f"{10 ** random.uniform(-6, 1):.2g}"),
        "batch_size": batch,
        "max_iter": epochs,
    }


def main(runs: int, epochs: int) -> None:
    random = np.random.default_rng(7)
    for number in range(1, runs + 1):
        # A network that diverges is logged as failed, and the search goes on.
        with suppress(ValueError):
            train(f"search {number}", draw(random, epochs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=48, help="networks to try (default: 48)")
    parser.add_argument("--epochs", type=int, default=12, help="epochs of each (default: 12)")
    main(**vars(parser.parse_args()))
