import random

from made_runs import run_of, studied

from xreport.analysis.duplicates import find_duplicates
from xreport.model import Environment


def found(runs):
    return [(item.runs, item.wasted_hours) for item in find_duplicates(studied(runs)[1])]


def test_the_first_run_is_work_and_the_others_are_waste():
    runs = [run_of({"acc": 0.5 + i}, seed=1, started=i * 7200.0, ended=i * 7200.0 + 1800) for i in range(3)]
    assert found(runs) == [(tuple(run.id for run in runs), 1.0)]
    (duplicate,) = find_duplicates(studied(runs)[1])
    assert duplicate.seed == 1


def test_what_is_no_duplicate():
    first = run_of({"acc": 0.5}, seed=1)
    for other in (
        run_of({"acc": 0.5}, seed=2),
        run_of({"acc": 0.5}, seed=1, params={"a": 1}),
        run_of({"acc": 0.5}, seed=1, environment=Environment("beef")),
        run_of({"acc": 0.5}, seed=1, status="failed"),
        run_of({"acc": 0.5}, seed=1, status="running"),
    ):
        assert found([first, other]) == []
    assert found([run_of({"acc": 0.5}), run_of({"acc": 0.5})]) == []


def test_without_a_clean_commit_only_equal_results_prove_it():
    for environment in (Environment(), Environment("c0ffee", True)):
        runs = [run_of({"acc": value}, seed=1, environment=environment) for value in (0.5, 0.5, 0.6)]
        assert [ids for ids, _ in found(runs)] == [(runs[0].id, runs[1].id)]
    assert found([run_of(seed=1, environment=Environment()) for _ in range(2)]) == []


def test_order_of_input_does_not_matter():
    runs = [run_of({"acc": 1}, seed=i % 3, params={"a": i % 2}, started=float(i)) for i in range(18)]
    expected = found(runs)
    assert len(expected) == 6
    random.Random(4).shuffle(runs)
    assert found(runs) == expected
