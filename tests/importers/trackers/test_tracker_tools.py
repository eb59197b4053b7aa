"""What the tools themselves write and read is what xreport reads, to the last bit."""

import importlib.util
import json
import math
import re
from itertools import product
from pathlib import Path

import pytest
from lacking import lacks
from made_logs import read
from throwaway import answer, shared_interpreter

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent / "log_with_trackers.py"
STATUS = {"COMPLETED": "finished", "FAILED": "failed"}


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python that has the tools; together they are too heavy for the tools of development."""
    return shared_interpreter(tmp_path_factory.getbasetemp(), "trackers")


@pytest.fixture
def log(python, tmp_path):
    def run(tool, folder):
        return json.loads(answer([python, SCRIPT, tool, folder], cwd=tmp_path).splitlines()[-1])

    return run


def bits(values):
    """Numbers so that only equal ones are equal: NaN too, and zeros by their sign."""
    return [float(value).hex() if not math.isnan(float(value)) else "nan" for value in values]


def test_dvclive_says_the_same(log, tmp_path):
    expected = log("dvclive", tmp_path / "s")
    (run,) = read(tmp_path / "s").runs
    mixed = expected.pop("mixed")
    assert run.series.keys() == {*expected["history"], "mixed"}
    assert bits(run.series["mixed"].values) == bits(mixed)
    assert run.series["mixed"].steps.tolist() == list(range(len(mixed)))
    assert [math.isnan(time) for time in run.series["mixed"].times] == [at % 2 == 0 for at in range(len(mixed))]
    for name, rows in expected["history"].items():
        one = run.series[name]
        assert bits(one.values) == bits(row[2] for row in rows)
        assert one.steps.tolist() == [int(row[1]) for row in rows]
        stamps = [math.nan if row[0] is None else int(row[0]) / 1000 for row in rows]
        assert bits(one.times) == bits(stamps)
    assert run.scores == {"final": expected["final"]}
    assert (run.params, run.seed) == ({"lr": 0.1, "model.depth": 3}, 7)
    assert [item.key for item in run.logged if item.kind == "image"] == ["im.png"]
    assert run.issues == ()


@pytest.mark.parametrize("stored", ["database", "tables"])
def test_trackio_says_the_same(log, tmp_path, stored):
    expected = log("trackio", tmp_path / "s")
    source = tmp_path / "s"
    if stored == "tables":
        if importlib.util.find_spec("pyarrow") is None:
            lacks("pyarrow")
        source /= "tables"
    runs = {run.name: run for run in read(source).runs}
    assert runs.keys() == expected.keys()
    for name, told in expected.items():
        run = runs[name]
        assert (run.id, run.project, run.seed) == (told["id"], "wine", 3)
        for metric in ("train/loss", "n"):
            rows = [row for row in told["logs"] if row.get(metric) is not None]
            assert bits(run.series[metric].values) == bits(row[metric] for row in rows)
            assert run.series[metric].steps.tolist() == [row["step"] for row in rows]
        assert run.params["lr"] == told["config"]["lr"]
        assert run.facts["word"] == "w"
        assert run.issues == ()


def test_sacred_says_the_same(log, tmp_path):
    expected = log("sacred", tmp_path / "s")
    runs = {run.name: run for run in read(tmp_path / "s").runs}
    assert runs.keys() == expected.keys()
    for name, told in expected.items():
        run = runs[name]
        assert run.status == STATUS[told["status"]]
        assert bits(run.series["train.loss"].values) == bits(told["values"])
        assert run.series["train.loss"].steps.tolist() == told["steps"]
        assert run.params == {"lr": 0.1, "deep.a": "[1, 2]", "array": json.dumps(told["array"])}
        assert run.seed == 42
        assert run.scores["info/best"] == 0.3
        assert run.issues == ()
    assert runs["wine-1"].scores["result"] == 0.9
    assert runs["wine-2"].error == "ValueError: bad"


def test_codecarbon_says_the_same(log, tmp_path):
    expected = log("codecarbon", tmp_path / "s")
    (run,) = read(tmp_path / "s").runs
    extra = run.environment.extra
    told = {"energy_kwh": "energy_consumed", "emissions_kg": "emissions", "cpu_energy_kwh": "cpu_energy",
            "ram_energy_kwh": "ram_energy", "tracked_seconds": "duration"}  # fmt: skip
    assert {name: extra[name] for name in told} == {name: expected[column] for name, column in told.items()}
    assert (run.project, run.environment.python) == ("wine", expected["python_version"])


def test_pytest_benchmark_says_the_same(log, tmp_path):
    expected = log("pytest_benchmark", tmp_path / "s")
    (run,) = read(tmp_path / "s").runs
    assert len(expected) == 2
    for name, stats in expected.items():
        numbers = {
            key: value for key, value in stats.items() if key in {"min", "max", "mean", "stddev", "ops", "rounds"}
        }
        assert {key: run.scores[f"{name}/{key}"] for key in numbers} == numbers
    assert run.scores["test_b.py::test_sum[10]/extra_info/k"] == 10


def test_asv_says_the_same_of_old_and_new_results(log, tmp_path, shared_data):
    import shutil

    shutil.copytree(shared_data / "asv-example" / "test" / "example_results", tmp_path / "old")
    expected = log("asv", tmp_path / "old")
    for folder in ("old", "new"):
        runs = {run.name: run for run in read(tmp_path / folder).runs}
        # asv leaves files that are not named as it names them now, and so their environments.
        assert len(expected) > 30
        assert expected.keys() <= runs.keys()
        for name, results in expected.items():
            scores = {}
            failed = set()
            for key, (params, values) in results.items():
                for place, value in zip(product(*params or []), values or [None], strict=False):
                    full = f"{key}({', '.join(one.strip(chr(39)) for one in place)})" if place else key
                    if value is None:
                        failed.add(full)
                    elif not math.isnan(value):
                        scores[full] = value
            found = {
                # Results of another version of a benchmark than today's have a name of their own.
                re.sub(r" \(version \d+\)$", "", key): value
                for key, value in runs[name].scores.items()
                if not key.endswith(("low", "high", "q25", "q75"))
            }
            assert found == scores, name
            told = {key for key, fact in runs[name].facts.items() if str(fact).startswith("failed")}
            assert {re.sub(r" \(version \d+\)$", "", key) for key in told} == failed, name


def test_asv_as_it_measures_now(log, tmp_path):
    expected = log("asv_run", tmp_path / "s")
    (run,) = read(tmp_path / "s" / "results").runs
    ((params, values),) = expected["results"].values()
    assert (params, values[:3]) == ([["1", "2"], ["'a'", "'b'"]], [1 / 3, None, 2 / 3])
    assert run.scores == {"b.S.track_n(1, a)": 1 / 3, "b.S.track_n(2, a)": 2 / 3}
    assert run.facts == {"b.S.track_n(1, b)": "failed", "b.S.track_n(2, b)": "skipped: or NaN was measured"}
    assert (run.name, run.params["commit"]) == (f"{expected['commit'][:8]}-existing", expected["commit"])
    assert run.params["machine.machine"] == "box"
    assert str(tmp_path) not in repr(run.params)
    assert "/" not in run.params["python"]
