"""Files that hold several runs, or several attempts of one."""

import json
from pathlib import Path

import pytest
from caches import cache_in
from made_journals import NOW, read

from xreport.load import read_sources, write_journals
from xreport.settings import Config


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


def journal(run, *values, **start):
    begin = {"xreport": 1, "type": "start", "project": "p", "time": NOW - 900, **({"run": run} if run else {}), **start}
    logs = [{"step": step, "time": NOW - 800 + step, "metrics": {"loss": value}} for step, value in enumerate(values)]
    return [begin, *logs]


def put(folder: Path, name: str, *records):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines(*records))
    return folder


def test_journals_that_were_put_together_are_the_runs_that_they_were(tmp_path):
    end = {"type": "end", "status": "finished"}
    first, second = journal("a", 1.0, 0.5, writer="w1", name="first"), journal("b", 3.0, writer="w2", name="second")
    put(tmp_path / "runs", "all.jsonl", *first, end, *second, {"type": "end", "status": "failed", "error": "no"})
    found = {run.name: run for run in read(tmp_path / "runs").runs}
    assert {name: run.status for name, run in found.items()} == {"first": "finished", "second": "failed"}
    assert found["first"].series["loss"].values.tolist() == [1.0, 0.5]
    assert found["second"].series["loss"].values.tolist() == [3.0]
    assert [len(run.issues) for run in found.values()] == [0, 0]


def test_a_start_record_that_repeats_the_one_before_adds_to_it(tmp_path):
    start = {"xreport": 1, "type": "start", "run": "a", "writer": "w", "params": {"lr": 1}}
    put(tmp_path / "runs", "a.jsonl", start, {"step": 0, "metrics": {"x": 1}}, start | {"params": {"n": 2}})
    (run,) = read(tmp_path / "runs").runs
    assert (run.params, run.attempts, run.writers) == ({"lr": 1, "n": 2}, 1, 1)


@pytest.mark.parametrize("said", [{}, {"run": "a"}, {"run": "a", "writer": "w", "attempt": 2}])
def test_another_start_of_the_same_run_is_another_attempt(tmp_path, said):
    first = journal(said.get("run", ""), 1.0, 0.5, 0.25, writer="w" if "writer" in said else "")
    second = journal("", 9.0, 8.0)
    second[0] = {"xreport": 1, "type": "start", **said}
    if said == {"run": "a"}:
        second[0]["writer"] = "other"
        second[0]["attempt"] = 2
    put(tmp_path / "runs", "a/log.jsonl", *first, *second)
    (run,) = read(tmp_path / "runs").runs
    assert (run.attempts, run.project) == (2, "p")
    assert run.curve("loss").values.tolist() == [0.25, 9.0, 8.0]
    assert len(run.sources) == 1


def test_numbers_of_lines_without_a_step_begin_anew_with_each_run(tmp_path):
    records = [{"type": "start", "run": "a"}, {"x": 1}, {"x": 2}, {"type": "start", "run": "b"}, {"x": 3}]
    put(tmp_path / "runs", "a.jsonl", *records)
    assert sorted(run.series["x"].steps.tolist() for run in read(tmp_path / "runs").runs) == [[0], [0, 1]]


BARE = [{"step": step, "loss": 1 / (step + 1)} for step in (*range(6), *range(4))]


def test_trainings_appended_to_a_log_are_attempts_of_one_run(tmp_path):
    put(tmp_path / "runs", "x/metrics.jsonl", *BARE)
    put(tmp_path / "runs", "y/metrics.jsonl", *BARE[:6])
    found = {run.name: run for run in read(tmp_path / "runs").runs}
    assert {name: run.attempts for name, run in found.items()} == {"x": 2, "y": 1}
    run = found["x"]
    assert run.series["loss"].values.size == 10
    assert run.curve("loss").steps.tolist() == [0, 1, 2, 3]
    assert run.summaries["loss"].last == 0.25
    assert [one.status for one in run.history] == ["finished", "finished"]
    assert (run.status, len(run.sources), len(run.issues)) == ("finished", 1, 1)


def test_parts_of_a_file_are_kept_between_builds(tmp_path):
    put(tmp_path / "runs", "x/metrics.jsonl", *BARE)
    put(tmp_path / "runs", "all.jsonl", *journal("a", 1.0), *journal("b", 2.0))
    first = read(tmp_path / "runs", cache=cache_in(tmp_path / "cache"))
    assert len(first.runs) == 3
    assert repr(first) == repr(read(tmp_path / "runs", cache=cache_in(tmp_path / "cache")))


def test_attempts_of_a_log_are_imported_as_attempts(tmp_path):
    put(tmp_path / "runs", "x/metrics.jsonl", *BARE)
    reading = read_sources([tmp_path / "runs"], config=Config(root=tmp_path), jobs=1)
    assert write_journals(reading.groups, tmp_path / "out").added == 2
    (run,) = read(tmp_path / "out").runs
    assert run.attempts == 2
    assert run.curve("loss").steps.tolist() == [0, 1, 2, 3]
