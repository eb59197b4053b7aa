"""Searches and studies whose trials go wrong; see ``situations.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from situations import (
    FAILED,
    INFINITY,
    KILLED,
    NAN,
    NANS,
    NEVER_BEGAN,
    PRUNED,
    REPEATED,
    Tool,
    alone,
    code,
    fail,
    kill,
    main,
    number,
)

# -- Optuna -----------------------------------------------------------------------------------------------


def storage_of(folder: Path, kind: str) -> Any:
    import optuna

    if kind == "journal":
        return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(folder / "journal.log")))
    return f"sqlite:///{folder}/study.db"


def optimise(folder: Path, kind: str, objective: Callable[[Any], Any], trials: int = 1) -> None:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(study_name="wine", storage=storage_of(folder, kind), load_if_exists=True)
    study.optimize(objective, n_trials=trials, catch=(ValueError,))


def reported(*values: tuple[int, float], then: Callable[[], Any] | None = None, value: float = 0.1) -> Any:
    """Return an objective that reports these values, and then does something."""

    def objective(trial: Any) -> float:
        trial.set_user_attr("which", "bad")
        trial.suggest_float("x", 0, 1)
        for step, one in values:
            trial.report(one, step)
        if then:
            then()
        return value

    return objective


def prune() -> None:
    import optuna

    raise optuna.TrialPruned


def good(trial: Any) -> float:
    trial.set_user_attr("which", "good")
    trial.suggest_float("x", 0, 1)
    trial.report(0.8, 0)
    trial.report(0.7, 1)
    return 0.7


def with_optuna(kind: str, *objectives: Callable[[Any], Any], queue: bool = False) -> Callable[[Path], None]:
    """Return what runs a good trial, and then others, each in a process of its own."""

    def make(folder: Path) -> None:
        for objective in (good, *objectives):
            alone(optimise, folder, kind, objective)
        if queue:
            alone(enqueue, folder, kind)
        if kind == "table":
            alone(tabulate, folder)

    return make


def enqueue(folder: Path, kind: str) -> None:
    import optuna

    study = optuna.load_study(study_name="wine", storage=storage_of(folder, kind))
    study.enqueue_trial({"x": 0.5}, user_attrs={"which": "bad"})


def tabulate(folder: Path) -> None:
    """Leave nothing but the table of the trials."""
    import optuna

    study = optuna.load_study(study_name="wine", storage=storage_of(folder, "table"))
    study.trials_dataframe().to_csv(folder / "trials.csv", index=False)
    (folder / "study.db").unlink()


def seen_in_study(kind: str) -> Callable[[Path], str]:
    def seen(folder: Path) -> str:
        import optuna

        if kind == "table":
            return seen_in_table(folder)
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        study = optuna.load_study(study_name="wine", storage=storage_of(folder, kind))
        said = []
        for trial in study.trials:
            if trial.user_attrs.get("which") == "bad":
                steps = code(f"{number(value)} {step}" for step, value in trial.intermediate_values.items())
                value = "no value" if trial.value is None else f"value {number(trial.value)}"
                steps = f", {steps}" if trial.intermediate_values else ""
                said.append(f"`{trial.state.name}`, {value}{steps}")
        return "; ".join(said)

    return seen


def cell(name: str, text: str) -> str:
    return f"{name} `{text}`" if text else f"no {name}"


def seen_in_table(folder: Path) -> str:
    import csv

    with (folder / "trials.csv").open(newline="") as file:
        found = [row for row in csv.DictReader(file) if row["user_attrs_which"] == "bad"]
    return "; ".join(f"`{row['state']}`, {cell('value', row['value'])}" for row in found)


def optuna_situations(kind: str) -> dict[str, Callable[[Path], None]]:
    found = {
        NANS: with_optuna(kind, reported((0, 0.5), (1, NAN), (2, INFINITY), value=NAN), reported(value=-INFINITY)),
        FAILED: with_optuna(kind, reported((0, 0.5), (1, 0.1), then=fail)),
        KILLED: with_optuna(kind, reported((0, 0.5), (1, 0.1), then=kill)),
        NEVER_BEGAN: with_optuna(kind, queue=True),
        PRUNED: with_optuna(kind, reported((0, 0.5), (1, 0.1), then=prune)),
    }
    if kind != "table":
        found[REPEATED] = with_optuna(kind, reported((0, 0.6), (1, 0.5), (1, 0.4), (2, 0.3), value=0.3))
    return found


# -- scikit-learn -----------------------------------------------------------------------------------------


def search(folder: Path, mishap: str) -> None:
    import numpy as np
    import pandas as pd
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.model_selection import GridSearchCV

    class Guess(ClassifierMixin, BaseEstimator):
        def __init__(self, which: str = "good") -> None:
            self.which = which

        def fit(self, x: Any, y: Any) -> Any:
            self.classes_ = np.unique(y)
            if self.which == "bad" and mishap == "fit":
                raise ValueError("bad")
            return self

        def score(self, x: Any, y: Any) -> float:
            return {"nan": NAN, "inf": INFINITY}.get(mishap, 0.9) if self.which == "bad" else 0.7

    found = GridSearchCV(Guess(), {"which": ["good", "bad"]}, cv=2, refit=False)
    found.fit(np.zeros((4, 1)), [0, 1, 0, 1])
    pd.DataFrame(found.cv_results_).to_csv(folder / f"{mishap}.csv", index=False)


def searches(*mishaps: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for mishap in mishaps:
            alone(search, folder, mishap)

    return make


def seen_in_search(folder: Path) -> str:
    import csv

    said = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="") as file:
            said += [row for row in csv.DictReader(file) if row["param_which"] == "bad"]
    return "; ".join(
        f"{cell('mean_test_score', row['mean_test_score'])}, rank `{row['rank_test_score']}`" for row in said
    )


TOOLS = {
    **{
        f"optuna-{kind}": Tool(title, ["optuna"], seen_in_study(kind), own=optuna_situations(kind), modules=["optuna"])
        for kind, title in {
            "journal": "Optuna, journal", "database": "Optuna, SQLite", "table": "Optuna, table of trials",
        }.items()
    },
    "search": Tool(
        "scikit-learn, cv_results_", ["scikit-learn"], seen_in_search, modules=["sklearn.model_selection", "pandas"],
        own={NANS: searches("nan"), FAILED: searches("fit")},
    ),
}  # fmt: skip

if __name__ == "__main__":
    main(TOOLS, {})
