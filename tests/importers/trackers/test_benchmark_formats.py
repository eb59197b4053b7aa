"""What results of benchmarks become, value by value; and those that other projects published."""

import math

import pytest
from made_logs import ASV, GBENCH, GHA, PYTEST, T, data_js, document, entry, read, write
from test_tracker_formats import events_of

from xreport.analysis.metrics import resolve_metrics
from xreport.importers.benchmarks.asv import OTHER_MACHINE
from xreport.settings import Config


def likes(folder):
    """What each metric is like: its unit and direction."""
    return {
        event["key"]: (event.get("unit", ""), event.get("direction", ""))
        for event in events_of(folder)
        if event["type"] == "metric"
    }


def test_asv(tmp_path):
    new, old = read(tmp_path / "s", ASV).runs
    assert (new.name, new.started, new.environment.commit) == ("4f2a0c1d-env", T, "4f2a0c1d9b")
    assert new.params["commit"] == "4f2a0c1d9b"
    assert new.params["machine.machine"] == "box"
    assert new.params["requirements.numpy"] == "2"
    assert new.scores == {"b.time_a(1)": 1e-7, "b.track_x": 42}
    assert new.facts == {
        "b.time_a(1)/spread": "99 % interval 9e-08 to 1.1e-07, quartiles 1e-07 to 1.2e-07",
        "b.time_a(two)": "failed", "b.skipped": "skipped: or NaN was measured",
    }  # fmt: skip
    assert old.scores["b.time_a(2)"] == 3e-7
    assert old.facts == {"b.time_a(1)/spread": "99 % interval 1e-07 to 3e-07, quartiles 1 to 2", "b.failed": "failed"}
    told = likes(tmp_path / "s")
    assert told["b.time_a(1)"] == ("seconds", "min")
    assert told["b.track_x"] == ("things", "")  # more may be better


def test_values_of_another_version_of_a_benchmark_of_asv_have_a_name_of_their_own(tmp_path):
    import json

    listed, name = "asv/results/benchmarks.json", "asv/results/box/4f2a0c1d-env.json"
    benchmarks, found = json.loads(ASV[listed]), json.loads(ASV[name])
    benchmarks["b.time_a"]["version"] = "0123456789abcdef"
    other, same = (ASV | {listed: document(benchmarks)} for _ in range(2))
    found["results"]["b.time_a"][2] = "0123456789abcdef"
    same[name] = document(found)
    assert set(read(tmp_path / "other", other).runs[0].scores) == {"b.time_a(1) (version v)", "b.track_x"}
    assert set(read(tmp_path / "same", same).runs[0].scores) == {"b.time_a(1)", "b.track_x"}


def test_many_benchmarks_of_asv_are_described_by_few_records(tmp_path):
    count = 3_000
    params = [str(at) for at in range(count)]
    result = {"commit_hash": "4f2a0c1d9b", "params": {"machine": "box"}, "requirements": {}, "version": 2,
              "result_columns": ["result", "params"],
              "results": {f"b.time_{name}": [[1e-3] * count, [params]] for name in "abcde"}}  # fmt: skip
    files = {name: data for name, data in ASV.items() if "5e5e" not in name}
    collection = read(tmp_path / "s", files | {"asv/results/box/4f2a0c1d-env.json": document(result)})
    assert collection.issues == ()
    (run,) = collection.runs
    assert len(run.scores) == 5 * count
    metrics = resolve_metrics([run], Config(root=tmp_path))
    assert {(one.direction, one.logged) for one in metrics.values()} == {("min", True)}


def test_asv_of_another_machine_is_passed_over(tmp_path):
    name = "asv/results/box/5e5e5e5e-env.json"
    collection = read(tmp_path / "s", ASV | {name: ASV[name].replace(b'"machine": "box"', b'"machine": "other"')})
    assert [run.name for run in collection.runs] == ["4f2a0c1d-env"]
    assert collection.skipped[OTHER_MACHINE] == 1
    assert collection.issues == ()


def test_asv_without_its_benchmarks_goes_by_names(tmp_path):
    files = {name: data for name, data in ASV.items() if "benchmarks.json" not in name}
    assert len(read(tmp_path / "s", files).runs) == 2
    assert likes(tmp_path / "s")["b.time_a(1)"] == ("", "min")


@pytest.mark.parametrize(
    ("result", "what"),
    [
        ({"params": [["1", "2"]], "result": [1]}, "other numbers of values"),
        ({"params": [["1", "2"]], "result": 42}, "params and one value"),
        ({"params": [1], "result": [1]}, "params are no lists"),
        ({"params": [list("0123456789")] * 6, "result": []}, "combinations"),
        ("text", "no number"),
    ],
)
def test_odd_results_of_asv_are_issues(tmp_path, result, what):
    import json

    name = "asv/results/box/5e5e5e5e-env.json"
    found = json.loads(ASV[name])
    found["results"]["odd"] = result
    collection = read(tmp_path / "s", ASV | {name: document(found)})
    assert len(collection.runs) == 2
    assert [what in issue.what for issue in collection.issues] == [True]


def test_pytest_benchmark(tmp_path):
    (run,) = read(tmp_path / "s", PYTEST).runs
    assert (run.name, run.project, run.started) == ("0001_4f2a0c1", "wine", T + 0.5)
    assert run.params == {
        "commit": "4f2a0c1d9b00", "dirty": False, "branch": "main", "machine.system": "Linux",
        "machine.machine": "x86_64", "machine.cpu": "Some CPU", "machine.python": "3.11.7",
    }  # fmt: skip
    assert run.scores["t.py::test_a[1]/mean"] == 2.0000000000000002e-07
    assert run.scores["t.py::test_a[1]/extra_info/k"] == 1
    told = likes(tmp_path / "s")
    assert told["t.py::test_a[1]/mean"] == ("s", "min")
    assert told["t.py::test_a[1]/stddev"] == ("s", "")
    assert told["t.py::test_a[1]/ops"] == ("1/s", "max")
    assert "t.py::test_a[1]/rounds" not in told


def test_google_benchmark(tmp_path):
    (run,) = read(tmp_path / "s", GBENCH).runs
    assert (run.started, run.algorithm) == (T, "bench")
    assert run.scores["BM_A/8/repetition:0/real_time"] == 2.5
    assert run.scores["BM_A/8/repetition:1/cpu_time"] == 3.25
    assert run.scores["BM_A/8/repetition:0/hits"] == 3
    assert run.facts == {
        "BM_Bad": "failed: no file",
        "BM_A/8_stddev/real_time": "0.5 us",
        "BM_A/8_stddev/cpu_time": "0.5 us",
    }
    told = likes(tmp_path / "s")
    assert told["BM_A/8/repetition:0/real_time"] == ("us", "min")
    assert told["BM_A/8/repetition:0/items_per_second"] == ("1/s", "max")


def test_two_results_of_a_program_are_no_repetitions(tmp_path):
    data = GBENCH["g/run.json"]
    one, two = read(tmp_path / "s", {"g/before.json": data, "g/after.json": data}).runs
    assert one.params != two.params


def test_github_action_benchmark(tmp_path):
    runs = {run.name: run for run in read(tmp_path / "s", GHA).runs}
    assert list(runs) == ["custom", "Rust 4f2a0c1", "Rust 4f2a0c1-2", "Rust 5e5e5e5"]
    run = runs["Rust 4f2a0c1"]
    assert (run.project, run.group, run.started, run.environment.commit) == ("wine", "Rust", T, "4f2a0c1d9b")
    assert run.scores == {"fib": 135}
    assert run.facts == {"fib/range": "± 24"}
    assert runs["Rust 5e5e5e5"].scores == {"fib": 134.5}
    assert runs["custom"].scores == {"load": 5}
    assert runs["custom"].facts == {"load/range": "± 0.5"}
    assert likes(tmp_path / "s") == {"fib": ("ns/iter", "min"), "load": ("ops/s", "max")}


@pytest.mark.parametrize(
    ("tool", "unit", "direction"),
    [("pytest", "iter/sec", "max"), ("go", "ns/op", "min"), ("jmh", "ops/ms", "max"), ("jmh", "us/op", "min"),
     ("customBiggerIsBetter", "MB", "max"), ("customSmallerIsBetter", "MB", "min"), ("another", "MB", "")],
)  # fmt: skip
def test_directions_are_those_of_the_action(tmp_path, tool, unit, direction):
    write(tmp_path / "s", {"data.js": data_js(entry("4f2a", {"name": "x", "value": 1, "unit": unit}, tool=tool))})
    assert likes(tmp_path / "s") == {"x": (unit, direction)}


# -- what other projects published -----------------------------------------------------------------


def test_real_results_of_asv(shared_data):
    import json

    source = shared_data / "asv-example"
    collection = read(source)
    assert len(collection.runs) == 38
    assert {issue.what.partition(":")[0] for issue in collection.issues} == {
        "the result of asv cannot be read", "valid JSON, and no result of asv",
    }  # fmt: skip
    assert collection.skipped[OTHER_MACHINE] == 1
    for run in collection.runs:
        found = json.loads((source / run.sources[0].path).read_bytes())
        versions = found.get("benchmark_version", {})
        plain = {key: value for key, value in found["results"].items() if not isinstance(value, dict)}
        numbers = {key: value for key, value in plain.items() if value is not None and not math.isnan(value)}
        # asv does not compare what other versions of a benchmark measured with what the present one does.
        names = {key: key if key in run.scores else f"{key} (version {versions[key]})" for key in numbers}
        assert {key: run.scores[names[key]] for key in numbers} == numbers
        others = {key for key in numbers if names[key] != key}
        assert others <= {"time_with_version_mismatch_bench", "time_with_version_mismatch_other"}
        failed = {key for key, value in run.facts.items() if value == "failed" and "(" not in key}
        assert failed == {key for key, value in plain.items() if value is None}
        assert run.environment.commit == found["commit_hash"]


def test_real_storage_of_pytest_benchmark(shared_data):
    import json

    source = shared_data / "pytest-bench-storage"
    collection = read(source)
    assert len(collection.runs) == 30
    assert collection.issues == ()
    for run in collection.runs:
        found = json.loads((source / run.sources[0].path).read_bytes())
        for benchmark in found["benchmarks"]:
            stats = {key: value for key, value in benchmark["stats"].items() if isinstance(value, int | float)}
            told = {key: run.scores[f"{benchmark['fullname']}/{key}"] for key in ("min", "mean", "stddev", "rounds")}
            assert told == {key: stats[key] for key in told}


def test_real_results_of_google_benchmark_and_of_the_action(shared_data):
    assert len(read(shared_data / "gbench").runs) == 3
    collection = read(shared_data / "gha-bench")
    assert {run.name: len(run.scores) for run in collection.runs} == {
        "pytest_output": 28, "pytest_several_units": 56, "googlecpp_output": 6, "customBiggerIsBetter_output": 2,
        "customSmallerIsBetter_output": 2, "customSmallerIsBetter_output2": 4,
    }  # fmt: skip
    assert collection.issues == ()
