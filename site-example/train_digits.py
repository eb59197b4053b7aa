"""Read handwritten digits: what a small neural network gains from its learning rate, and what beats it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, log_loss
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

import xreport
from training import arguments, build, fit, source, split

X, Y = load_digits(return_X_y=True)
X /= 16  # grey levels, 0 to 16
SOURCE = source("digits", X, Y)


def train(name: str, algorithm: str, kind: Any, params: dict[str, Any], seed: int, **about: Any) -> None:
    """Train one model and log it as one run."""
    with xreport.init(
        "digits", name=f"{name} s{seed}", algorithm=algorithm, params=params, seed=seed, data=[SOURCE], **about
    ) as run:
        data = split(X, Y, seed)
        model = build(kind, params, seed)
        fit(run, model, data, scores)
        if kind is SVC:
            run.log_image("confusion", confusion(model, *data["test"]), caption="Test rows: truth down, answer across")
            run.log_artifact(save(model, run.id), role="model")


def scores(model: Any, x: Any, y: Any) -> dict[str, float]:
    values = {"accuracy": accuracy_score(y, model.predict(x))}
    if hasattr(model, "predict_proba"):
        values["loss"] = log_loss(y, model.predict_proba(x))
    return values


def confusion(model: Any, x: Any, y: Any) -> Figure:
    figure = Figure(figsize=(4, 4), dpi=60)
    ConfusionMatrixDisplay.from_estimator(model, x, y, ax=figure.subplots(), cmap="Blues", colorbar=False)
    return figure


def save(model: Any, name: str) -> Path:
    path = Path("models") / f"{name}.joblib"
    path.parent.mkdir(exist_ok=True)
    joblib.dump(model, path)
    return path


def main(seeds: int, epochs: int, trees: int) -> None:
    few = min(seeds, 3)
    ana = {"owner": "ana", "tags": ["sweep"]}

    # The question: which learning rate does a small network want? scikit-learn's default is 0.001.
    for rate in (0.001, 0.01, 0.1, 1.0):
        params = {"hidden_layer_sizes": 64, "learning_rate_init": rate, "max_iter": epochs}
        for seed in range(seeds):
            train(f"network lr={rate:g}", "neural network", MLPClassifier, params, seed, group="learning rate", **ana)

    # Or does it want more units?
    for rate in (0.001, 0.01):
        params = {"hidden_layer_sizes": 256, "learning_rate_init": rate, "max_iter": epochs}
        for seed in range(seeds):
            train(f"wide network lr={rate:g}", "neural network", MLPClassifier, params, seed, group="width", **ana)

    # What it has to beat.
    for seed in range(seeds):
        params = {"loss": "log_loss", "max_iter": epochs}
        train("linear", "logistic regression", SGDClassifier, params, seed, owner="bo", tags=["baseline"])
        for c in (1.0, 10.0):
            train(f"svm C={c:g}", "support vector machine", SVC, {"C": c}, seed, group="svm", owner="bo")
    for seed in range(few):
        train("neighbour", "nearest neighbours", KNeighborsClassifier, {"n_neighbors": 1}, seed, owner="bo")
        params = {"n_estimators": trees, "n_jobs": 2}
        train("forest", "random forest", RandomForestClassifier, params, seed, owner="chen")
        params = {"n_estimators": trees, "learning_rate": 0.3, "max_features": "sqrt"}
        train("boosting", "gradient boosting", GradientBoostingClassifier, params, seed, owner="chen")

    # Done before, by ana: the site shows it among the duplicates.
    params = {"hidden_layer_sizes": 64, "learning_rate_init": 0.01, "max_iter": epochs}
    train("network again", "neural network", MLPClassifier, params, 0, owner="chen", notes="Same result on my machine?")


if __name__ == "__main__":
    main(**vars(arguments(__doc__, seeds=10)))
