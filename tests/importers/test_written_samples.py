"""What tools wrote when something failed: files that are kept, and in the slow tier the same written anew."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from lacking import lacks
from throwaway import interpreter

from xreport.analysis.study import study
from xreport.load import load
from xreport.settings import Config

WRITTEN = Path(__file__).parent / "written"
SCRIPT = WRITTEN / "write_samples.py"
NOW = 2e9
TOOLS = {
    "gbench": ("google-benchmark",),
    "hyperfine": ("astral-dev-toolchain-hyperfine>=2",),
    "hyperfine1": ("astral-dev-toolchain-hyperfine<2",),
    "cv_results": ("scikit-learn", "pandas"),
    "optuna_table": ("optuna", "pandas"),
    "pytest_benchmark": ("pytest-benchmark",),
}


@pytest.fixture(params=["kept", pytest.param("anew", marks=pytest.mark.slow)])
def written(request, tmp_path):
    """Read a sample: the files that are kept here, or those that the tool writes now."""

    def read(name):
        folder = WRITTEN / name
        if request.param == "anew":
            folder = tmp_path / name
            python = interpreter(tmp_path / "python", *TOOLS[name], variable=f"XREPORT_{name.upper()}_PYTHON")
            done = subprocess.run([python, SCRIPT, name, folder], capture_output=True, text=True, check=False)
            if done.returncode and "No module named" in done.stderr:
                lacks(name)
            assert done.returncode == 0, done.stderr
        collection = load([folder], now=NOW, config=Config(root=folder), jobs=1)
        assert collection.issues == ()
        return {run.name: run for run in collection.runs}, collection

    return read


def best_of(collection):
    """The name of the best run of the only task; None where there is none."""
    (task,) = study(collection, Config(root=WRITTEN)).tasks
    run = task.best_run()
    return run.name if run else None


def test_failed_google_benchmarks(written):
    runs, collection = written("gbench")
    one = runs["one"]
    assert one.facts["broken"] == "failed: cannot open file"
    assert one.facts["ranged/2"] == "failed: two is odd"
    assert not [name for name in one.scores if name.startswith(("broken", "ranged/2"))]
    assert one.scores["ranged/1/real_time"] > 0
    # Counters that are called as the tool calls its own.
    assert one.scores["counted/real_time"] > 1
    assert one.scores["counted/name (counter)"] == 5
    assert one.scores["counted/real_time (counter)"] == 1
    assert np.isnan(one.scores["counted/diverged"])
    assert (runs["broken"].status, runs["broken"].error) == ("failed", "broken: cannot open file")
    assert runs["broken"].scores == {}
    repeated = runs["repeated"]
    assert repeated.facts["broken/repetition:1"] == "failed: cannot open file"
    assert {name for name in repeated.scores if "_cv" in name or "_stddev" in name} == set()
    assert repeated.facts["fine_stddev/real_time"].endswith(" ns")
    assert best_of(collection) != "broken"


@pytest.mark.parametrize(("sample", "file"), [("hyperfine", "version_2"), ("hyperfine1", "version_1")])
def test_hyperfine(written, sample, file):
    _, collection = written(sample)
    runs = {run.name: run for run in collection.runs if run.params["result"] == file}
    flaky = next(name for name in runs if "exit 3" in name)
    killed = next(name for name in runs if "kill" in name)
    assert {name: (run.status, run.error) for name, run in runs.items()} == {
        "sleep 0.01": ("finished", ""),
        "false": ("failed", "exit code 1 in 2 of 2 executions"),
        flaky: ("failed", "exit code 3 in 1 of 2 executions"),
        killed: ("failed", "exit code 137 in 2 of 2 executions"),
    }
    run = runs["sleep 0.01"]
    assert 0.01 <= run.scores["min"] <= run.scores["mean"] <= run.scores["max"] == max(run.series["time"].values)
    assert run.series["memory_usage_byte"].values.min() > 1000
    assert {run.params["n"] for run in collection.runs if "n" in run.params} == {0.01, 0.02}
    assert best_of(collection) == "sleep 0.01"


def test_hyperfine_says_when_since_version_2(written):
    assert {run.started is None for run in written("hyperfine")[1].runs} == {False}


def test_cv_results(written):
    runs, collection = written("cv_results")
    assert {name: run.status for name, run in runs.items() if not name.startswith("halving")} == {
        "one 1": "finished", "one 2": "failed", "one 3": "finished", "one 4": "failed",
        "two 1": "finished", "two 2": "failed", "two 3": "finished",
    }  # fmt: skip
    assert runs["one 2"].error == "3 of 3 test scores are missing"
    assert runs["two 3"].scores["mean_test_neg_log_loss"] < 0 < runs["two 3"].scores["std_test_neg_log_loss"]
    assert runs["two 3"].facts == {"rank_test_accuracy": 1, "rank_test_neg_log_loss": 2}
    assert runs["two 3"].params == {"max_depth": 3}
    metrics = study(collection, Config(root=WRITTEN)).metrics
    assert {name: metrics[name].direction for name in metrics if name.startswith("mean_test")} == {
        "mean_test_accuracy": "max", "mean_test_neg_log_loss": "max", "mean_test_score": "max",
    }  # fmt: skip
    assert not [name for name in metrics if name.startswith(("rank", "iter", "n_resources"))]


def test_rounds_of_a_halving_search_do_not_compete(written):
    runs, _ = written("cv_results")
    halving = [run for name, run in runs.items() if name.startswith("halving")]
    last = max(run.params["iter"] for run in halving)
    assert last > 0
    for run in halving:
        if run.status != "failed":
            assert run.status == ("finished" if run.params["iter"] == last else "killed")
    states = {run.facts["state"] for run in halving if run.status == "killed"}
    assert states == {"pruned", "measured again with more resources"}


def test_trials_of_optuna(written):
    runs, collection = written("optuna_table")
    assert [runs[f"study {at}"].status for at in range(7)] == [
        "finished", "killed", "failed", "finished", "failed", "finished", "killed",
    ]  # fmt: skip
    assert [runs[f"study {at}"].facts.get("state") for at in (0, 1, 2, 6)] == [None, "pruned", "failed", "running"]
    assert "study 7" not in runs
    assert collection.skipped["a queued trial that never began"] == 2
    # A pruned trial has no result, whatever stands in its place.
    assert runs["study 1"].scores == {}
    assert runs["study 1"].facts["value (pruned)"] < runs["study 0"].scores["value"]
    assert runs["study 1"].facts["size"] == 10
    assert runs["study 3"].scores["value"] == float("inf")
    assert runs["study 0"].params.keys() == {"x"}
    points = runs["points 1"].series["intermediate_value"]
    assert points.steps.tolist() == [0, 5]
    assert points.values[0] == 2 * points.values[1]
    assert runs["several 0"].scores.keys() == {"values_0", "values_1"}
    assert runs["named 0"].scores.keys() == {"loss", "size"}


def test_sessions_of_pytest_benchmark(written):
    _, collection = written("pytest_benchmark")
    (clean,) = [run for run in collection.runs if run.environment.commit and not run.environment.dirty]
    others = [run for run in collection.runs if run is not clean]
    # Saved twice, it is one run; what is not of a clean commit is never averaged.
    assert len(clean.sources) == 2
    assert [run.environment.dirty for run in others].count(True) == 2
    assert len(others) == 3
    (task,) = study(collection, Config(root=WRITTEN)).tasks
    assert [len(item.runs) for item in task.replicates] == [1, 1, 1, 1]
    for run in collection.runs:
        assert "test_b.py::test_once/stddev" not in run.scores
        assert run.scores["test_b.py::test_sum/stddev"] > 0
        assert run.scores["test_b.py::test_once/total"] == run.scores["test_b.py::test_once/mean"]
