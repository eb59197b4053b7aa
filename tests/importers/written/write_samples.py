"""Writes the files of this folder with the tools themselves, on ordinary input in which something fails.

Usage: write_samples.py SAMPLE FOLDER. Run by a Python that has the tool; `SAMPLES` says which.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

SAMPLES = {
    "gbench": "google-benchmark==1.9.5",
    "hyperfine": "astral-dev-toolchain-hyperfine==2.0.0",
    "hyperfine1": "astral-dev-toolchain-hyperfine==1.20.0",
    "cv_results": "scikit-learn pandas",
    "optuna_table": "optuna pandas",
    "pytest_benchmark": "pytest-benchmark",
}
"""By name: what pip installs for it."""

BENCHMARKS = """
import google_benchmark as tool


@tool.register
def fine(state):
    while state:
        sum(range(10))


@tool.register
def broken(state):
    state.skip_with_error("cannot open file")
    while state:
        pass


@tool.register
def counted(state):
    while state:
        sum(range(10))
    state.counters["name"] = 5
    state.counters["real_time"] = 1
    state.counters["diverged"] = float("nan")


@tool.register
@tool.option.range_multiplier(2)
@tool.option.range(1, 2)
def ranged(state):
    if state.range(0) == 2:
        state.skip_with_error("two is odd")
    while state:
        pass


tool.main()
"""


def gbench(folder):
    script = folder / "benchmarks.py"
    script.write_text(BENCHMARKS)
    command = [sys.executable, script, "--benchmark_min_time=0.001s", "--benchmark_out_format=json"]
    subprocess.run([*command, f"--benchmark_out={folder}/one.json"], check=True, capture_output=True)
    more = [f"--benchmark_out={folder}/repeated.json", "--benchmark_repetitions=2", "--benchmark_filter=fine|broken"]
    subprocess.run([*command, *more], check=True, capture_output=True)
    only = [f"--benchmark_out={folder}/broken.json", "--benchmark_filter=broken"]
    subprocess.run([*command, *only], check=True, capture_output=True)
    script.unlink()


def hyperfine(folder, name="version_2.json"):
    tool = str(Path(sys.executable).with_name("hyperfine"))
    flaky = 'sh -c "test -e first || { touch first; exit 3; }"'
    command = [tool, "--warmup=0", "--runs=2", "--shell=none", "--ignore-failure", f"--export-json={name}"]
    scanned = ["--parameter-list", "n", "0.01,0.02"]
    subprocess.run([*command, "sleep 0.01", "false", flaky, 'sh -c "kill -9 $$"'], check=True, cwd=folder)
    subprocess.run([*command[:-1], f"--export-json=scan_{name}", *scanned, "sleep {n}"], check=True, cwd=folder)
    (folder / "first").unlink()


def hyperfine1(folder):
    hyperfine(folder, "version_1.json")


def cv_results(folder):
    import pandas as pd
    from sklearn.datasets import load_iris

    importlib.import_module("sklearn.experimental.enable_halving_search_cv")
    from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
    from sklearn.tree import DecisionTreeClassifier

    warnings.filterwarnings("ignore")
    data, target = load_iris(return_X_y=True)

    class Odd(DecisionTreeClassifier):
        """Fails for some splits, where its depth is 4."""

        def __init__(self, max_depth=None, random_state=None):
            super().__init__(max_depth=max_depth, random_state=random_state)

        def fit(self, data, target):
            if self.max_depth == 4 and data[0, 0] > 5:
                raise ValueError("odd")
            return super().fit(data, target)

    tree = DecisionTreeClassifier(random_state=0)
    searches = {
        "one.csv": GridSearchCV(Odd(random_state=0), {"max_depth": [1, -5, None, 4]}, cv=3, return_train_score=True),
        "two.csv": GridSearchCV(
            tree, {"max_depth": [1, -5, 3]}, cv=3, scoring=["accuracy", "neg_log_loss"], refit="accuracy"
        ),
        "halving.csv": HalvingGridSearchCV(
            tree, {"max_depth": [1, 3, -5], "min_samples_leaf": [1, 2]}, cv=3, random_state=0, min_resources=20
        ),
    }
    for name, search in searches.items():
        pd.DataFrame(search.fit(data, target).cv_results_).to_csv(folder / name, index=name == "two.csv")


def optuna_table(folder):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore")

    def objective(trial):
        x = trial.suggest_float("x", 0, 1)
        trial.set_user_attr("size", 10 * trial.number)
        trial.report(x, 0)
        trial.report(x / 2, 5)
        if trial.number == 1:
            raise optuna.TrialPruned
        if trial.number == 2:
            raise ValueError("bad")
        return {3: float("inf"), 4: float("nan")}.get(trial.number, x + 1)

    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    study.optimize(objective, n_trials=6, catch=(ValueError,))
    study.enqueue_trial({"x": 0.5})
    study.ask()
    study.enqueue_trial({"x": 0.25})
    study.trials_dataframe().to_csv(folder / "study.csv", index=False)
    attributes = ("number", "value", "intermediate_values", "state", "user_attrs", "params")
    study.trials_dataframe(attrs=attributes).to_csv(folder / "points.csv")
    several = optuna.create_study(directions=["minimize", "maximize"], sampler=optuna.samplers.RandomSampler(seed=0))
    several.optimize(lambda trial: (trial.suggest_float("x", 0, 1), trial.number), n_trials=2)
    several.trials_dataframe().to_csv(folder / "several.csv", index=False)
    several.set_metric_names(["loss", "size"])
    several.trials_dataframe().to_csv(folder / "named.csv", index=False)


TESTS = """
import time


def test_sum(benchmark):
    benchmark(sum, range(10))


def test_once(benchmark):
    benchmark.pedantic(time.sleep, args=(0.002,), rounds=1)
"""


def pytest_benchmark(folder):
    """Three sessions: of a clean commit, saved twice; of a changed working tree; of no repository."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    # Elsewhere: here are the repository and the settings of this project.
    project = Path(tempfile.mkdtemp())
    (project / "test_b.py").write_text(TESTS)
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--benchmark-max-time=0.02"]
    pytest += ["--benchmark-autosave", f"--benchmark-storage=file://{folder}/store"]

    def run(*command):
        subprocess.run(command, check=True, capture_output=True, cwd=project, env=environment)

    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    run(*pytest)
    run(*git, "init", "-q")
    run(*git, "add", "test_b.py")
    run(*git, "commit", "-qm", "x")
    run(*pytest, f"--benchmark-json={folder}/session.json", "--benchmark-max-time=0.0002")
    (project / "test_b.py").write_text(TESTS + "\n")
    run(*pytest)
    run(*pytest)
    shutil.rmtree(project)


if __name__ == "__main__":
    where = Path(sys.argv[2]).resolve()
    where.mkdir(parents=True, exist_ok=True)
    globals()[sys.argv[1]](where)
