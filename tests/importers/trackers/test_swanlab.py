"""Runs of SwanLab, as version 0.10 wrote them."""

import math

import pytest
from made_logs import images, points, read
from written_logs import files_of

SWANLAB = {f"swanlog/{path}": data for path, data in files_of("swanlab").items()}
LOGS = [path for path in SWANLAB if path.endswith(".swanlab")]


def by_name(collection):
    return {run.name: run for run in collection.runs}


def test_a_run_is_what_was_logged(tmp_path):
    collection = read(tmp_path / "s", SWANLAB)
    assert collection.issues == ()
    good, bad = (by_name(collection)[name] for name in ("good", "bad"))
    assert (good.id, good.project, good.group, good.tags, good.notes) == ("wa2yf5gz", "wine", "g", ("a",), "first try")
    assert (good.params, good.seed, good.status) == ({"lr": 0.1, "deep.a": 1}, 7, "finished")
    assert points(good, "train/loss") == [(0, 1.0), (10, 0.5), (20, 1 / 3)]
    assert good.series["inf"].values.tolist() == [math.inf] * 3
    assert all(map(math.isnan, good.series["nan"].values))
    assert good.started < good.series["train/loss"].times[0] < good.ended
    assert (bad.status, bad.error) == ("failed", "ValueError: bad in wine.csv")
    assert [(key, step, caption) for key, step, caption, _ in images(good)] == [("img", 20, "c")]
    assert [item.key for item in good.logged if item.kind == "text"] == ["txt"]


def test_what_local_mode_writes_besides_is_passed_over(tmp_path):
    collection = read(tmp_path / "s", SWANLAB)
    assert len(collection.runs) == 2
    assert collection.skipped == {"SwanLab's own notes of a run": 1}


def test_a_log_alone_is_a_run(tmp_path):
    collection = read(tmp_path / "s", {LOGS[0].rpartition("/")[2]: SWANLAB[LOGS[0]]})
    (run,) = collection.runs
    assert run.params == {}
    assert points(run, "train/loss") == [(0, 1.0), (10, 0.5), (20, 1 / 3)]


def test_a_log_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path):
    data = SWANLAB[LOGS[0]]
    collection = read(tmp_path / "s", {LOGS[0]: data[: len(data) // 2]})
    (run,) = collection.runs
    assert run.status == "running"  # these tests are earlier than its last sign of life
    assert [issue.pending for issue in collection.issues] == [True]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_another_version_is_told(tmp_path, version):
    data = bytearray(SWANLAB[LOGS[0]])
    data[6] = version
    collection = read(tmp_path / "s", {LOGS[0]: bytes(data)})
    age = "a newer" if version > 2 else "an older"
    assert [issue.what for issue in collection.issues] == [
        f"the log is of {age} version: only what this version knows is read"
    ]


def test_nothing_of_the_machine_is_taken_over_from_swanlab(tmp_path):
    collection = read(tmp_path / "s", SWANLAB)
    text = repr((collection.runs, collection.issues))
    assert not [word for word in ("/home/ada", "'box'", "hostname", "train.py") if word in text]
