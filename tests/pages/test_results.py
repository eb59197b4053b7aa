"""Scores that runs set are a table of results: of a run, and of the configurations of a task beside each other."""

from __future__ import annotations

import math
import re

import pytest
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.links import Links
from xreport.pages.results import MANY, MOST_COLUMNS, run_results, task_results
from xreport.pages.run.context import run_context
from xreport.pages.run.page import run_page
from xreport.pages.task import task_context, task_page
from xreport.render.templates import render

EVALUATION = {
    "arc/acc": 0.25,
    "arc/acc_stderr": 0.0125,
    "arc/acc_norm": 0.5,
    "wiki/acc": 0.03,
    "wiki/acc_stderr": 0.01,
    "wiki/perplexity": 12.3456,
}


def studied(*runs):
    return study(Collection(runs), config_of())


def results_of(run):
    return run_results(run, studied(run).metrics)


def cells(results):
    return {row.name: [cell.text for cell in row.cells] for row in results.rows}


def results_of_task(*runs):
    found = studied(*runs)
    return task_results(found.tasks[0], found.metrics, Links("../"))


def test_a_result_has_its_error_beside_it_and_its_direction():
    results = results_of(run_of(scores=EVALUATION))
    assert [head.text for head in results.heads] == ["Value", "±"]
    assert cells(results) == {
        "arc/acc": ["0.2500", "± 0.0125"],
        "arc/acc_norm": ["0.5000", ""],
        "wiki/acc": ["0.0300", "± 0.0100"],
        "wiki/perplexity": ["12.35", ""],
    }
    assert [row.arrow for row in results.rows if row.name.endswith(("/acc", "/perplexity"))] == ["↑", "↑", "↓"]
    assert results.note == "± is the standard error that was logged beside the value."


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ({"acc": 0.5}, {"acc": ["0.5000"]}),
        ({"acc": math.nan, "acc_std": 0.1}, {"acc": ["NaN", "± 0.1"]}),
        ({"acc": 0.5, "acc_std": math.inf}, {"acc": ["0.5000", "± ∞"]}),
        ({"acc_stderr": 0.1}, {"acc_stderr": ["0.1000"]}),
    ],
)
def test_results_of_any_numbers(scores, shown):
    assert cells(results_of(run_of(scores=scores))) == shown


def test_a_run_without_scores_has_no_table_of_results():
    assert results_of(run_of({"acc": [0.5]})) is None


def test_configurations_stand_beside_each_other_the_best_first():
    low = {name: value / 2 for name, value in EVALUATION.items()}
    results = results_of_task(
        run_of(params={"step": 1}, scores=low, name="a"), run_of(params={"step": 2}, scores=EVALUATION, name="b")
    )
    assert [head.text for head in results.heads] == ["forest · step=2", "forest · step=1"]
    assert all(head.href for head in results.heads)
    assert cells(results)["arc/acc"] == ["0.2500 ± 0.0125", "0.1250 ± 0.0063"]
    assert cells(results)["wiki/perplexity"] == ["12.35", "6.17"]


def test_seeds_are_averaged_and_have_no_logged_error():
    seeds = [
        run_of(seed=seed, scores={"acc": value, "acc_std": 0.1, "f1": 0.5}) for seed, value in enumerate((0.2, 0.4))
    ]
    results = results_of_task(*seeds)
    assert cells(results) == {"acc": ["0.3000"], "f1": ["0.5000"]}
    assert results.note.endswith("Of several seeds the mean is shown.")


def test_what_was_not_measured_is_a_dash():
    results = results_of_task(
        run_of(params={"a": 1}, scores={"acc": 0.9, "f1": 0.8}), run_of(params={"a": 2}, scores={"acc": 0.8})
    )
    assert cells(results)["f1"] == ["0.8000", "–"]


@pytest.mark.parametrize(
    "runs",
    [
        [run_of({"loss": [2.0, 1.0]}, scores={"acc": 0.5, "f1": 0.5})],
        [run_of(scores={"acc": 0.5})],
        [run_of(scores={"a": 0.5, "b": 0.5})],
    ],
    ids=["curves", "one result", "nothing ranks"],
)
def test_a_task_whose_other_figures_say_more_has_no_table_of_results(runs):
    assert results_of_task(*runs) is None


def test_of_many_configurations_the_best_are_shown_and_said():
    results = results_of_task(
        *(run_of(params={"a": n}, scores={"acc": n / 100, "f1": n / 100}) for n in range(MOST_COLUMNS + 3))
    )
    assert len(results.heads) == MOST_COLUMNS
    assert results.note == "The best 5 of 8 configurations."


def test_pages_hold_the_table_without_a_script():
    runs = [run_of(params={"a": n}, scores={f"task_{k}/acc": 0.5 + n for k in range(MANY + 1)}) for n in range(2)]
    found = studied(*runs)
    own = render("run", run_page(runs[0], run_context(runs[0], found)))
    task = render("task", task_page(found.tasks[0], task_context(found.tasks[0], found, ())))
    for page, columns in ((own, 1), (task, 2)):
        table = re.search(r'<table class="xr-table" id="xr-results" data-xr-sort>.*?</table>', page, re.DOTALL)
        assert table
        assert table[0].count("<tr>") == MANY + 2
        assert table[0].count('<th class="num">') == columns
        assert 'data-xr-filter="#xr-results"' in page
    assert "logged no values" not in own
