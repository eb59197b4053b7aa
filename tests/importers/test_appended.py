"""Trainings that were appended to one log: where the steps of what is logged begin anew."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from importer_results import read_jsonl

from xreport.importers.kit.columns import Columns
from xreport.importers.lines.appended import restarts, with_attempts
from xreport.load import load
from xreport.settings import Config


def block(steps, **metrics):
    columns = {}
    for name, said in metrics.items():
        rows = None if said is None else np.array(said, np.int64)
        size = len(steps) if rows is None else rows.size
        columns[name] = (rows, np.arange(size, dtype=np.float64))
    return Columns(np.array(steps, np.int64), np.full(len(steps), np.nan), columns)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([*range(5)], []),
        ([], []),
        ([0, 1, 2, 3, 0, 1, 2], [4]),
        ([*range(10), *range(5, 12)], [10]),  # from a checkpoint
        ([*range(3), *range(3), *range(3)], [3, 6]),
        ([7, 7, 7, 7], []),
        ([1, 2, 1, 2, 1, 2], []),  # two processes that take turns, or nobody knows
        ([3, 2, 1, 0], []),
    ],
)
def test_where_the_steps_begin_anew(steps, expected):
    assert restarts(block(steps, loss=None)).tolist() == expected


def test_a_metric_that_is_counted_in_its_own_way_begins_nothing_anew():
    steps = [step for at in range(1, 9) for step in (100 * at, at)]
    both = block(steps, loss=range(0, 16, 2), acc=range(1, 16, 2))
    assert restarts(both).tolist() == []
    twice = block(steps * 2, loss=range(0, 32, 2), acc=range(1, 32, 2))
    assert restarts(twice).tolist() == [16]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.booleans())
def test_attempts_hold_every_point_in_its_order(sizes, sparse):
    steps = [step for size in sizes for step in range(size)]
    rows = [at for at, step in enumerate(steps) if step % 2] if sparse else None
    whole = block(steps, loss=None, **({} if rows == [] else {"acc": rows}))
    notes = []
    items = list(with_attempts(iter([{"type": "start"}, whole]), lambda *said: notes.append(said)))
    found = [item for item in items if isinstance(item, Columns)]
    starts = [item for item in items if isinstance(item, dict)]
    assert [start.get("attempt", 1) for start in starts] == list(range(1, len(found) + 1))
    assert np.concatenate([one.steps for one in found]).tolist() == steps
    for name, (wanted, values) in whole.metrics.items():
        parts = [one.metrics[name] for one in found if name in one.metrics]
        assert np.concatenate([part[1] for part in parts]).tolist() == values.tolist()
        own = np.arange(len(steps)) if wanted is None else wanted
        at = np.cumsum([0, *(one.steps.size for one in found)])
        placed = [
            (np.arange(one.steps.size) if one.metrics[name][0] is None else one.metrics[name][0]) + start
            for one, start in zip(found, at, strict=False)
            if name in one.metrics
        ]
        assert np.concatenate(placed).tolist() == own.tolist()
    assert bool(notes) == (len(found) > 1)


def test_a_resumed_training_is_no_remark_and_another_one_is():
    def log(*steps):
        return "".join(json.dumps({"step": step, "loss": 1 / (step + 1)}) + "\n" for step in steps).encode()

    resumed = read_jsonl(log(*range(60), *range(50, 90)))
    assert [event.get("attempt", 1) for event in resumed.events] == [1, 2]
    assert resumed.whats == []
    again = read_jsonl(log(*range(60), *range(30)))
    assert [event.get("attempt", 1) for event in again.events] == [1, 2]
    assert again.whats == ["the steps begin anew 1 time: what was appended counts as another attempt of the run"]
    assert "[[import]]" in again.report.issues()[0].fix


@pytest.mark.parametrize(
    ("steps", "since"),
    [
        ([*range(20), *range(8)], [0]),
        ([*range(1, 20), *range(8)], [0]),
        ([*range(20), *range(15, 18)], [15]),  # a resumed training that has not come as far as the one before
        ([*range(20), *range(8), *range(12)], [0, 0]),
        ([step for at in range(1, 9) for step in (100 * at, at)] * 2, [1]),
        ([*(step for at in range(1, 9) for step in (100 * at, at)), 700, 7, 800, 8], [None]),  # two counts in one log
    ],
)
def test_what_was_appended_says_from_which_step_on_it_counts(steps, since):
    rows = {} if len(set(steps)) < 3 or steps[:2] != [100, 1] else {"acc": range(1, len(steps), 2)}
    whole = block(steps, loss=range(0, len(steps), 2) if rows else None, **rows)
    items = with_attempts(iter([whole]), lambda *_: None)
    assert [item.get("since_step") for item in items if isinstance(item, dict)] == since


def test_no_tail_of_the_longer_training_before_it_is_left_in_the_curve(tmp_path):
    values = [*(1 / (step + 1) for step in range(20)), *(5 + 1 / (step + 1) for step in range(8))]
    steps = [*range(20), *range(8)]
    lines = [json.dumps({"step": step, "loss": value}) for step, value in zip(steps, values, strict=True)]
    (tmp_path / "run.jsonl").write_text("\n".join(lines) + "\n")
    (run,) = load([tmp_path], now=2e9, config=Config(root=tmp_path), jobs=1).runs
    assert run.current["loss"].steps.tolist() == list(range(8))
    assert run.current["loss"].values.min() > 5
    assert run.series["loss"].values.tolist() == values
