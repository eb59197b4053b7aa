"""Writers of one run: in the order of their starts; and one of them may end the run for another."""

from __future__ import annotations

import pytest
from made_journals import NOW, Made, only_run

LATE = NOW - 50


def test_the_last_value_is_that_of_the_writer_that_started_last(tmp_path):
    Made(writer="f" * 16, time=NOW - 90).log(0, loss=3).write(tmp_path / "runs")
    for number, writer in enumerate(["c" * 16, "a" * 16, "b" * 16]):
        Made(writer=writer, time=NOW - 80 + number).log(number + 1, loss=2 - number).write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert run.series["loss"].values.tolist() == [3, 2, 1, 0]
    assert (run.summaries["loss"].last, run.summaries["loss"].last_step) == (0, 3)


def test_a_later_writer_repeats_the_name_and_does_not_undo_an_update(tmp_path):
    Made(writer="a" * 16, name="old").add(type="update", name="new").write(tmp_path / "runs")
    Made(writer="b" * 16, name="old", time=LATE).log(0, loss=1).write(tmp_path / "runs")
    assert only_run(tmp_path / "runs").name == "new"


@pytest.mark.parametrize("status", ["finished", "failed"])
def test_a_run_is_ended_by_another_process(tmp_path, status):
    Made(writer="f" * 16).log(0, loss=1).write(tmp_path / "runs")
    Made(writer="a" * 16, time=LATE).end(status, writer="f" * 16, error="why").write(tmp_path / "runs")
    run = only_run(tmp_path / "runs", now=NOW + 1e6)
    assert (run.status, run.error) == (status, "why" if status == "failed" else "")
    assert run.ended == LATE


def test_a_helper_that_finishes_does_not_end_the_run(tmp_path):
    Made(writer="f" * 16).log(0, loss=1).write(tmp_path / "runs")
    Made(writer="a" * 16, time=LATE).end().write(tmp_path / "runs")
    assert only_run(tmp_path / "runs").status == "running"
