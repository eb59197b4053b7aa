"""Trials of Ray: the folder of a trial is one run, whatever Ray wrote into it."""

import json

import pytest
from made_logs import points, read
from written_logs import RAY

FIRST = "wine/train_6f2e8_00000_0_lr=0.1000_2026-11-30_03-30-48"
SECOND = "wine/train_6f2e8_00001_1_lr=0.2000_2026-11-30_03-30-49"
STATE = "wine/experiment_state-2026-11-30_03-30-48.json"


def without(*names):
    return {path: data for path, data in RAY.items() if not path.rpartition("/")[2].startswith(names)}


def told(collection):
    return [
        (run.project, run.name, run.status, run.error, run.algorithm, run.params, run.scores,
         {name: repr(points(run, name)) for name in run.series})
        for run in collection.runs
    ]  # fmt: skip


def test_a_trial_is_one_run(tmp_path):
    collection = read(tmp_path / "s", RAY)
    assert collection.issues == ()
    first, second = collection.runs
    assert (first.project, first.name, first.status) == ("wine", "train_6f2e8_00000", "finished")
    assert (second.project, second.name, second.status) == ("wine", "train_6f2e8_00001", "failed")
    assert second.error == "ValueError: boom in wine.csv"
    assert "train.py:10 in train" in second.traceback
    assert first.params == {"lr": 0.1, "opt.name": "sgd", "layers": "[1, 2]", "path": "wine.csv"}
    assert repr(points(first, "loss")) == "[(1, 0.1), (2, nan), (3, inf), (4, 0.025)]"
    assert points(first, "nest/acc") == [(1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0)]
    assert first.series.keys() == {"loss", "nest/acc", "time_this_iter_s", "time_total_s"}
    assert first.facts == {"word": "w", "lst": "[1, 2]", "nest/b/c": True}
    assert [artifact.path for artifact in first.artifacts] == ["checkpoint_000000/w.bin"]
    assert first.started <= first.ended


@pytest.mark.parametrize(
    "names",
    [("experiment_state",), ("events.",), ("progress",), ("experiment_state", "progress", "events.", "checkpoint")],
)
def test_what_else_ray_writes_changes_nothing(tmp_path, names):
    assert told(read(tmp_path / "s", without(*names))) == told(read(tmp_path / "t" / "s", RAY))


def test_a_source_may_be_the_trial_the_experiment_or_what_is_around_it(tmp_path):
    read(tmp_path / "around", RAY)
    expected = told(read(tmp_path / "around"))
    assert told(read(tmp_path / "around" / "wine")) == expected
    for folder, one in zip((FIRST, SECOND), expected, strict=True):
        assert told(read(tmp_path / "around" / folder)) == [one]


def test_the_table_is_read_where_it_is_all_that_is_left(tmp_path):
    collection = read(tmp_path / "s", without("result.json", "experiment_state", "events."))
    assert collection.issues == ()
    first, second = collection.runs
    assert [run.status for run in (first, second)] == ["finished", "failed"]
    assert first.params["opt.name"] == "sgd"
    assert points(first, "nest/acc") == [(1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0)]
    assert first.facts.keys() == {"word", "lst", "nest/b/c"}


@pytest.mark.parametrize("lost", [("result.json",), ()])
def test_nothing_of_the_machine_is_taken_over(tmp_path, lost):
    collection = read(tmp_path / "s", without("experiment_state", "events.", *lost))
    text = repr((collection.runs, collection.issues))
    assert not [word for word in ("192.0.2.2", "'box'", "/home/ada", "31335", "hostname", "node_ip") if word in text]


def states(**statuses):
    trials = [
        [json.dumps({"status": status, "trial_id": name, "relative_logdir": name}), "{}"]
        for name, status in statuses.items()
    ]
    return json.dumps({"trial_data": trials, "runner_data": {}, "stats": {}}).encode()


RESULT = (
    b'{"loss": 0.5, "training_iteration": 1, "timestamp": 1763000000, "time_this_iter_s": 1.0, "time_total_s": 1.0}\n'
)


@pytest.mark.parametrize(
    ("status", "files", "expected"),
    [
        ("TERMINATED", {"result.json": RESULT}, ["finished"]),
        ("ERROR", {"result.json": RESULT}, ["failed"]),
        ("RUNNING", {"result.json": RESULT}, ["killed"]),
        ("TERMINATED", {"result.json": RESULT, "error.txt": b"Failure # 1\nValueError: once\n"}, ["finished"]),
        ("PENDING", {"result.json": b"", "params.pkl": b""}, []),
        ("ERROR", {"result.json": b"", "params.pkl": b"", "error.txt": b"Failure # 1\nValueError: x\n"}, ["failed"]),
    ],
)
def test_the_state_is_what_the_experiment_says(tmp_path, status, files, expected):
    trial = {f"e/a/{name}": data for name, data in files.items()} | {"e/a/params.json": b'{"lr": 0.1}'}
    collection = read(tmp_path / "s", trial | {"e/experiment_state-2026-01-01.json": states(a=status)})
    assert [run.status for run in collection.runs] == expected
    assert collection.issues == ()


def test_a_trial_that_was_retried_and_came_through_is_finished(tmp_path):
    done = RESULT.replace(b'"loss"', b'"done": true, "loss"')
    files = {"e/a/result.json": RESULT + done, "e/a/params.json": b"{}", "e/a/error.txt": b"ValueError: once\n"}
    (run,) = read(tmp_path / "s", files).runs
    assert (run.status, run.error) == ("finished", "")


def test_an_error_tells_of_no_machine(tmp_path):
    text = "Failure # 1\nray.exceptions.ActorDiedError: node 10.1.2.3:4567 has died, see /home/ada/log.txt\n"
    files = {"e/a/result.json": RESULT, "e/a/params.json": b"{}", "e/a/error.txt": text.encode()}
    (run,) = read(tmp_path / "s", files).runs
    assert run.error == "ray.exceptions.ActorDiedError: node … has died, see log.txt"


@pytest.mark.parametrize("rest", [b'{"loss": 0.4, "train', b'{"loss": 0.4}\n', b"\xff\n"])
def test_a_line_that_cannot_be_read_costs_itself(tmp_path, rest):
    collection = read(tmp_path / "s", {"e/a/result.json": RESULT + rest, "e/a/params.json": b"{}"})
    assert [points(run, "loss") for run in collection.runs] == [[(1, 0.5)]]
    assert len(collection.issues) == 1


def test_a_result_of_another_tool_is_none_of_ray(tmp_path):
    assert read(tmp_path / "s", {"a/result.json": b'{"accuracy": 0.5}', "a/params.json": b"{}"}).runs == ()


def test_a_log_that_the_script_wrote_into_the_folder_of_its_trial_is_not_lost(tmp_path):
    own = {"e/a/own.csv": b"step,error\n1,0.5\n2,0.4\n"}
    runs = read(tmp_path / "s", {"e/a/result.json": RESULT, "e/a/params.json": b"{}"} | own).runs
    assert {name for run in runs for name in run.series} >= {"loss", "error"}


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ("never_2026-11-30_03-31-04/never_78fb4_00000_0_lr=0.1000_2026-11-30_03-31-04", ("never", "never_78fb4_00000")),
        ("PPO_2026-11-30_03-31-04/PPO_CartPole-v1_78fb4_00000_0_2026-11-30_03-31-04",
         ("PPO", "PPO_CartPole-v1_78fb4_00000")),
        ("wine/my trial", ("wine", "my trial")),
    ],
)  # fmt: skip
def test_the_experiment_is_the_project_and_the_trial_the_name(tmp_path, folders, expected):
    (run,) = read(tmp_path / "s", {f"{folders}/result.json": RESULT, f"{folders}/params.json": b"{}"}).runs
    assert (run.project, run.name) == expected


def test_results_under_another_name_tell_no_more_of_the_machine(tmp_path):
    (run,) = read(tmp_path / "s", {"ppo.jsonl": RAY[f"{FIRST}/result.json"]}).runs
    assert "loss" in run.series
    assert not [word for word in ("192.0.2.2", "'box'", "pid", "hostname", "node_ip") if word in repr(run)]
