import pytest
from made_runs import run_of

from xreport.analysis.duplicates import Duplicate
from xreport.analysis.resources import usage

HOUR = 3600.0


def hours(count, **fields):
    return run_of(started=100.0, ended=100.0 + count * HOUR, **fields)


def test_hours_are_counted_once():
    first, repeat = hours(1), hours(2)
    failed = hours(4, status="failed")
    runs = [first, repeat, failed, hours(8, status="killed"), hours(16, status="running"), hours(32, status="stalled")]
    # A failed run in a duplicate must not be wasted twice.
    duplicates = [Duplicate("f", 1, (first.id, repeat.id, failed.id), 6.0)]
    (item,) = usage(runs, duplicates)
    assert (item.project, item.owner, item.runs) == ("bench", "", 6)
    assert (item.hours, item.failed_hours, item.duplicate_hours, item.wasted_hours) == (63.0, 12.0, 2.0, 14.0)


def test_every_run_is_in_one_row_and_rows_sum_up():
    runs = [hours(i + 1, project=f"p{i % 3}", owner="ab"[i % 2]) for i in range(12)]
    rows = usage(runs, [])
    assert [(row.project, row.owner) for row in rows] == [(p, o) for p in ("p0", "p1", "p2") for o in "ab"]
    assert (sum(row.runs for row in rows), sum(row.hours for row in rows)) == (12, pytest.approx(78.0))
    assert usage(runs[::-1], []) == rows


def test_unknown_durations_are_counted_as_unknown():
    (item,) = usage([run_of(started=None), hours(1)], [])
    assert (item.hours, item.unknown) == (1.0, 1)


def test_no_runs_use_nothing():
    assert usage([], []) == ()
