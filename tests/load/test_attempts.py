"""A resumed run: every point is kept, and what a later attempt logged again counts once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_journals import NOW, Made, only_run

from xreport.load.join.attempts import without_repeats
from xreport.model import Series


def series(steps, value):
    return Series(np.array(steps, np.int64), np.full(len(steps), float(value)), np.zeros(len(steps)))


def resumed(folder, *, end="finished"):
    first = Made(writer="1" * 16, time=NOW - 9000)
    for step in range(81):
        first.log(step, loss=1, **({"only": step} if step < 5 else {}))
    first.end("failed", error="ValueError: bad").write(folder)
    second = Made(writer="2" * 16, attempt=2, time=NOW - 500)
    for step in range(50, 121):
        second.log(step, loss=2)
    if end:
        second.end(end)
    second.write(folder)
    return only_run(folder)


def test_where_attempts_overlap_the_last_one_counts(tmp_path):
    run = resumed(tmp_path / "runs")
    assert run.series["loss"].values.size == 81 + 71
    curve = run.curve("loss")
    assert curve.steps.tolist() == list(range(121))
    assert curve.values.tolist() == [1] * 50 + [2] * 71
    assert (run.summaries["loss"].n, run.summaries["loss"].mean) == (121, curve.values.mean())
    assert run.summaries["loss"].last == 2
    assert run.curve("only") is run.series["only"]
    assert set(run.current) == {"loss"}
    assert run.curve("none") is None


def test_attempts_are_told_with_their_own_status(tmp_path):
    run = resumed(tmp_path / "runs")
    assert [(one.number, one.status, one.started) for one in run.history] == [
        (1, "failed", NOW - 9000),
        (2, "finished", NOW - 500),
    ]
    assert (run.status, run.error, run.attempts) == ("finished", "", 2)


def test_the_error_of_an_earlier_attempt_is_not_that_of_a_running_one(tmp_path):
    run = resumed(tmp_path / "runs", end="")
    assert (run.status, run.error, run.history[1].status) == ("running", "", "running")


def test_an_attempt_that_was_followed_does_not_run_any_longer(tmp_path):
    Made(writer="1" * 16, time=NOW - 60).log(0, loss=1).write(tmp_path / "runs")
    Made(writer="2" * 16, attempt=2, time=NOW - 30).log(0, loss=1).write(tmp_path / "runs")
    assert [one.status for one in only_run(tmp_path / "runs").history] == ["killed", "running"]


def test_one_attempt_of_several_writers_is_left_as_it_is(tmp_path):
    Made(writer="1" * 16).log(0, loss=1).log(1, loss=1).write(tmp_path / "runs")
    Made(writer="2" * 16).log(0, loss=2).log(1, loss=2).write(tmp_path / "runs")
    run = only_run(tmp_path / "runs")
    assert (run.history, run.current) == ((), {})
    assert run.summaries["loss"].n == 4


def test_objects_that_were_logged_again_count_once(tmp_path):
    first = Made(writer="1" * 16)
    for step in (0, 50, 80):
        first.add(type="text", key="t", step=step, text="first")
    first.write(tmp_path / "runs")
    second = Made(writer="2" * 16, attempt=2)
    for step in (50, 90):
        second.add(type="text", key="t", step=step, text="second")
    second.write(tmp_path / "runs")
    (item,) = only_run(tmp_path / "runs").logged
    assert [(one.step, one.text) for one in item.steps] == [(0, "first"), (50, "second"), (90, "second")]


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ([(1, [0, 1, 2]), (2, [3, 4])], None),
        ([(1, [0, 1, 2, 3, 4, 5]), (2, [2, 4])], [0, 1, 5, 2, 4]),
        ([(1, [0, 1, 2, 3]), (2, [2, 3]), (3, [1, 2])], [0, 3, 1, 2]),
        ([(1, [0, 1]), (1, [0, 1]), (2, [1])], [0, 0, 1]),
        ([(1, []), (2, [1])], None),
        ([(1, [5]), (2, [])], None),
    ],
)
def test_a_later_attempt_stands_for_its_stretch_of_steps(parts, kept):
    found = without_repeats([(attempt, series(steps, attempt)) for attempt, steps in parts])
    assert (None if found is None else found.steps.tolist()) == kept


@given(st.lists(st.lists(st.integers(0, 30), max_size=20), min_size=1, max_size=4))
def test_no_step_has_values_of_two_attempts(attempts):
    parts = [(number, series(steps, number)) for number, steps in enumerate(attempts, 1)]
    found = without_repeats(parts)
    if found is None:
        steps = [set(one) for one in attempts]
        assert all(not a & b for i, a in enumerate(steps) for b in steps[:i])
        return
    for step in set(found.steps.tolist()):
        assert len(set(found.values[found.steps == step].tolist())) == 1
    assert set(found.steps.tolist()) <= {step for steps in attempts for step in steps}
    last = next(steps for steps in reversed(attempts) if steps)
    assert set(last) <= set(found.steps.tolist())


@pytest.mark.parametrize(
    ("parts", "since", "kept"),
    [
        ([(1, [0, 50, 100, 150]), (2, [100, 120])], {2: 100}, [0, 50, 100, 120]),  # it did not come so far again
        ([(1, [0, 50, 100]), (2, [110])], {2: 100}, [0, 50, 110]),
        ([(1, [0, 100]), (2, [])], {2: 100}, [0]),  # a metric that it has not logged yet
        ([(1, [100]), (2, [])], {2: 100}, None),  # nothing would be left
        ([(1, [0, 1, 2, 3]), (2, [1, 2]), (3, [3])], {2: 1, 3: 3}, [0, 1, 2, 3]),
        ([(1, [0, 1]), (2, [2])], {2: 2}, None),
    ],
)
def test_an_attempt_that_says_from_which_step_counts_for_all_after_it(parts, since, kept):
    found = without_repeats([(attempt, series(steps, attempt)) for attempt, steps in parts], since)
    assert (None if found is None else found.steps.tolist()) == kept
