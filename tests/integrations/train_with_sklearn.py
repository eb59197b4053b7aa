"""Searches and fits with scikit-learn, and says what its objects say."""

import json

import numpy as np
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

import xreport
from xreport.integrations.sklearn import fit_by_epochs, log_learning_curve, log_search

x, y = load_iris(return_X_y=True)
order = np.random.default_rng(0).permutation(len(y))
x, y = x[order], y[order]


def table(search, ids):
    rows = {key: column.tolist() for key, column in search.cv_results_.items() if not key.startswith("param")}
    return {"ids": ids, "columns": rows, "best": int(search.best_index_)}


said = {}
search = GridSearchCV(
    make_pipeline(StandardScaler(), SVC()),
    {"svc__C": [0.1, 1, -1], "svc__gamma": [0.1, "scale"]},
    cv=3,
    return_train_score=True,
).fit(x, y)  # C = -1 is refused: these candidates fail
said["grid"] = table(search, log_search(search, "grid", params={"shared": 1}, tags=["first"], capture=False))

several = GridSearchCV(
    SVC(),
    {"C": [0.1, 10]},
    cv=2,
    scoring=["accuracy", "neg_log_loss", "f1_macro"],
    refit="f1_macro",
    error_score=float("nan"),
)
several.set_params(estimator=LogisticRegression()).fit(x, y)
said["several"] = table(several, log_search(several, "several", capture=False))

halving = HalvingGridSearchCV(SVC(), {"C": [0.1, 1, 10]}, random_state=0).fit(x, y)
said["halving"] = table(halving, log_search(halving, "halving", capture=False))


def curve(name, estimator, **attributes):
    with xreport.init(name, capture=False) as run:
        logged = log_learning_curve(estimator.fit(x, y), run)
    last = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    said[name] = {
        "logged": logged,
        "curves": {key: list(map(float, getattr(last, of))) for key, of in attributes.items()},
    }


def attributes(**pairs):
    return {key.replace("__", "/"): value for key, value in pairs.items()}


curve(
    "hist",
    HistGradientBoostingClassifier(max_iter=5, early_stopping=True, random_state=0),
    **attributes(train__score="train_score_", validation__score="validation_score_"),
)
curve(
    "gradient",
    GradientBoostingClassifier(n_estimators=5, subsample=0.5, random_state=0),
    **attributes(train__loss="train_score_", oob__score="oob_scores_"),
)
curve(
    "mlp",
    make_pipeline(StandardScaler(), MLPClassifier(max_iter=5, early_stopping=True, random_state=0)),
    **attributes(train__loss="loss_curve_", validation__score="validation_scores_"),
)
curve("svc", SVC())

with xreport.init("sgd", capture=False) as run:
    halves = (x[:100], y[:100]), (x[100:], y[100:])
    fit_by_epochs(SGDClassifier(random_state=0), *halves[0], run, epochs=3, classes=range(3), validation=halves[1])
theirs, scores = SGDClassifier(random_state=0), []
for _ in range(3):
    theirs.partial_fit(*halves[0], classes=range(3))
    scores.append([theirs.score(*half) for half in halves])
said["sgd"] = {"scores": scores}
print(json.dumps(said))
