"""Runs of Guild AI."""

import pytest
from made_logs import points, read
from written_logs import files_of

GUILD = {path.partition("/")[2].replace("/hidden/", "/.guild/"): data for path, data in files_of("guild").items()}
"""A folder cannot be hidden in a checkout that leaves hidden folders out."""
NOTES = next(path for path in GUILD if path.endswith("/attrs/id")).removesuffix("id")


def changed(**notes):
    files = dict(GUILD)
    for name, text in notes.items():
        files.pop(NOTES + name, None)
        if text is not None:
            files[NOTES + name] = text
    return files


def test_a_run_has_its_flags_scalars_and_times(tmp_path):
    collection = read(tmp_path / "s", GUILD)
    assert collection.issues == ()
    (run,) = collection.runs
    assert (run.id[:8], run.name, run.project, run.status) == ("bf1e3480", "bf1e3480 lr=0.1", "train", "finished")
    assert run.params == {"lr": 0.1}
    assert points(run, "loss") == [(0, 1.0), (1, 0.5), (2, pytest.approx(1 / 3))]
    assert run.ended - run.started == pytest.approx(9.38, abs=0.01)
    assert collection.skipped["Guild's own notes of a run"] > 5


@pytest.mark.parametrize(
    ("status", "expected"),
    [(b"0\n", "finished"), (b"1\n", "failed"), (b"-15\n", "killed"), (None, "running"), (b"{\n", "running")],
)
def test_the_status_is_that_of_the_exit(tmp_path, status, expected):
    (run,) = read(tmp_path / "s", changed(exit_status=status)).runs
    assert run.status == expected


def test_a_run_that_is_staged_is_no_run(tmp_path):
    collection = read(tmp_path / "s", changed(started=None))
    assert collection.runs == ()
    assert collection.skipped["runs of Guild that never began"] == 1


def test_nothing_of_the_machine_is_taken_over_from_guild(tmp_path):
    collection = read(tmp_path / "s", GUILD)
    text = repr((collection.runs, collection.issues))
    assert not [word for word in ("s3cr3t", "box", "/home/ada", "guild.op_main") if word in text]
