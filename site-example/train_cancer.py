"""Tell malignant from benign tumours by 30 measurements of cell nuclei."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import accuracy_score, recall_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import xreport
from training import arguments, build, fit, source, split

X, Y = load_breast_cancer(return_X_y=True)
SOURCE = source("breast-cancer", X, Y)


def train(name: str, algorithm: str, kind: Any, params: dict[str, Any], seed: int, **about: Any) -> None:
    """Train one model and log it as one run."""
    with xreport.init(
        "breast-cancer", name=f"{name} s{seed}", algorithm=algorithm, params=params, seed=seed, data=[SOURCE], **about
    ) as run:
        fit(run, build(kind, params, seed), scaled(split(X, Y, seed)), scores)


def scaled(data: dict[str, Any]) -> dict[str, Any]:
    scaler = StandardScaler().fit(data["train"][0])
    return {part: (scaler.transform(x), y) for part, (x, y) in data.items()}


def scores(model: Any, x: Any, y: Any) -> dict[str, float]:
    answer = model.predict(x)
    return {"accuracy": accuracy_score(y, answer), "recall": recall_score(y, answer, pos_label=0)}  # 0 is malignant


def glance(**about: Any) -> None:
    """Log what people log in a hurry: no seed, no data source, a metric of which nobody knows the good direction."""
    data = split(X, Y, seed=0)
    with xreport.init("breast-cancer", name="quick look", algorithm="decision tree", **about) as run:
        tree = DecisionTreeClassifier().fit(*data["train"])
        run.log({"val/accuracy": tree.score(*data["val"]), "leaves": tree.get_n_leaves()}, step=1)


def main(seeds: int, epochs: int, trees: int) -> None:
    few = min(seeds, 3)
    bo = {"owner": "bo", "tags": ["sweep"]}
    for rate in (0.01, 0.1):
        params = {"loss": "log_loss", "learning_rate": "constant", "eta0": rate, "max_iter": epochs}
        for seed in range(few):
            train(f"linear eta0={rate:g}", "logistic regression", SGDClassifier, params, seed, **bo)
    for seed in range(seeds):
        train("logistic", "logistic regression", LogisticRegression, {"C": 1.0}, seed, tags=["baseline"], owner="bo")
    for seed in range(few):
        train("svm", "support vector machine", SVC, {"C": 1.0}, seed, owner="bo")
        train("knn", "nearest neighbours", KNeighborsClassifier, {"n_neighbors": 5}, seed, owner="bo")
        train("forest", "random forest", RandomForestClassifier, {"n_estimators": trees}, seed, owner="chen")
        train("boosting", "gradient boosting", GradientBoostingClassifier, {"n_estimators": trees}, seed, owner="chen")

    # This solver knows no L1 penalty. The run is logged as failed, and the script goes on.
    with suppress(ValueError):
        train("sparse", "logistic regression", LogisticRegression, {"l1_ratio": 1.0, "solver": "lbfgs"}, 0, owner="bo")
    train("sparse", "logistic regression", LogisticRegression, {"l1_ratio": 1.0, "solver": "liblinear"}, 0, owner="bo")

    glance(owner="ana")
    glance()


if __name__ == "__main__":
    main(**vars(arguments(__doc__, seeds=5)))
