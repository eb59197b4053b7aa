"""What W&B's web pages and its API export."""

import csv
import io
import json
import math
import sys

import pytest
from test_wandb_claims import put

from xreport.load import load
from xreport.settings import Config

TABLE = [
    ["Name", "State", "Notes", "User", "Tags", "Created", "Runtime", "Sweep", "lr", "opt", "batch_size", "max_epochs",
     "flag", "val/loss", "best_acc", "broken"],
    ["first", "finished", "-", "gra", "a, b", "2023-11-05T12:01:54.000Z", "60", "s1", "1e-7", "adam", "32", "9", "true",
     "0.25", "0.9", "NaN"],
    ["second", "crashed", "*n*", "gra", "", "2023-11-05T12:01:54.000Z", "5", "", "0.1", "", "64", "9", "false", "0.5",
     "", ""],
    ["first", "running", "", "gra", "", "", "", "", "0.2", "sgd", "32", "9", "", "", "", ""],
]  # fmt: skip
CHART = [
    ["Step", "first - val/loss", "first - val/loss__MIN", "first - val/loss__MAX", "x - y - acc", "x - y - acc__MIN",
     "x - y - acc__MAX"],
    ["0", "0.5", "0.5", "0.5", "", "", ""],
    ["10", "NaN", "NaN", "NaN", "0.75", "0.7", "0.8"],
    ["20", "0.25", "0.25", "0.25", "1", "1", "1"],
]  # fmt: skip


def to_csv(rows):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()


def read(root):
    return load([root], now=2e9, config=Config(root=root), jobs=1)


def points(run, key):
    one = run.series[key]
    return list(zip(one.steps.tolist(), one.values.tolist(), strict=True))


def test_the_table_of_runs(tmp_path):
    put(tmp_path, "wandb_export_2023-11-05T14_33_20.csv", to_csv(TABLE))
    found = read(tmp_path)
    assert found.issues == ()
    runs = {run.name: run for run in found.runs}
    first = runs["first"]
    assert first.params == {"lr": 1e-7, "opt": "adam", "batch_size": 32, "max_epochs": 9, "flag": True}
    assert {key: repr(value) for key, value in first.scores.items()} == {
        "val/loss": "0.25", "best_acc": "0.9", "broken": "nan",
    }  # fmt: skip
    assert (first.group, first.tags, first.notes, first.status) == ("sweep s1", ("a", "b"), "", "finished")
    assert (first.started, first.ended) == (1699185714.0, 1699185774.0)
    assert (runs["second"].status, runs["second"].notes) == ("killed", "*n*")
    assert runs["first (2)"].status != "finished"
    assert "gra" not in repr(runs)


@pytest.mark.parametrize(
    ("state", "status"),
    [("finished", "finished"), ("Failed", "failed"), ("crashed", "killed"), ("killed", "killed"),
     ("preempted", "killed"), ("running", "killed"), ("a word of later versions", "killed"), ("", "killed")],
)  # fmt: skip
def test_what_a_run_that_did_not_finish_logged_last_is_no_score(tmp_path, state, status):
    table = [
        ["Name", "State", "Created", "Runtime", "User", "acc"],
        ["a", state, "2023-11-05T12:01:54.000Z", "5", "u", "0.9"],
    ]
    put(tmp_path, "runs.csv", to_csv(table))
    (run,) = read(tmp_path).runs
    assert run.status == status
    assert run.scores == ({"acc": 0.9} if status == "finished" else {})
    assert run.series.keys() == (set() if status == "finished" else {"acc"})


def test_a_chart_and_the_table_beside_it_are_one_run(tmp_path):
    put(tmp_path, "exports/runs.csv", b"\xef\xbb\xbf" + to_csv(TABLE))
    put(tmp_path, "exports/chart.csv", to_csv(CHART))
    runs = {run.name: run for run in read(tmp_path).runs}
    assert sorted(runs) == ["first", "first (2)", "second", "x - y"]
    (zero, ten, twenty) = points(runs["first"], "val/loss")
    assert (zero, twenty) == ((0, 0.5), (20, 0.25))
    assert ten[0] == 10
    assert math.isnan(ten[1])
    assert points(runs["x - y"], "acc") == [(10, 0.75), (20, 1)]
    assert runs["x - y"].status == "finished"
    assert "val/loss" not in runs["first"].scores


def test_charts_over_time_and_over_fractions(tmp_path):
    for folder, axis, values in (("a", "Wall Time", [1.7e12, 1.7e12 + 500]), ("b", "Relative Time", [0.5, 1.25])):
        rows = [[axis, *CHART[0][1:4]], *([repr(value), "1", "1", "1"] for value in values)]
        put(tmp_path, f"{folder}/chart.csv", to_csv(rows))
    wall, relative = read(tmp_path / "a").runs[0], read(tmp_path / "b").runs[0]
    assert wall.series["val/loss"].times.tolist() == [1.7e9, 1.7e9 + 0.5]
    assert wall.series["val/loss"].steps.tolist() == relative.series["val/loss"].steps.tolist() == [0, 1]


def test_rows_that_are_broken_cost_no_other(tmp_path):
    put(tmp_path, "t.csv", to_csv([*TABLE[:2], ["half"], *TABLE[2:]]))
    found = read(tmp_path)
    assert len(found.runs) == 3
    assert [issue.what for issue in found.issues] == [
        "a row has more or fewer cells than there are columns: it is left out"
    ]


def test_other_csv_files_are_left_alone(tmp_path):
    put(tmp_path, "a.csv", b"Name,lr,loss\na,1,2\n")
    put(tmp_path, "b.csv", b"step,loss - a\n1,2\n")
    put(tmp_path, "c.csv", b"\0\xff" * 100)
    (run,) = read(tmp_path).runs  # b.csv is a log by its column of steps, whatever tool wrote it
    assert (run.name, list(run.series)) == ("b", ["loss - a"])


ROWS = [
    {"_step": 0, "_timestamp": 1.7e9, "_runtime": 1, "loss": 0.5, "text": "a", "acc": None, "deep": {"er": 1}},
    {"_step": 5, "_timestamp": 1.7e9 + 1, "_runtime": 2, "loss": float("nan"), "text": "b", "acc": 0.5, "deep": None},
]


@pytest.mark.parametrize("form", ["rows", "columns"])
def test_a_history_as_json(tmp_path, form):
    rows = ROWS if form == "rows" else {key: {str(at): row[key] for at, row in enumerate(ROWS)} for key in ROWS[0]}
    put(tmp_path, "abcd1234_history.json", json.dumps(rows).encode())
    (run,) = read(tmp_path).runs
    assert (run.name, run.status, run.started) == ("abcd1234", "finished", 1.7e9)
    assert repr(points(run, "loss")) == "[(0, 0.5), (5, nan)]"
    assert (points(run, "acc"), points(run, "deep/er")) == ([(5, 0.5)], [(0, 1.0)])
    assert run.series["loss"].times.tolist() == [1.7e9, 1.7e9 + 1]
    assert run.facts == {"text": "b"}


@pytest.mark.parametrize("text", ['[{"_step": 0}, 3]', '[{"_step": 0}', '{"_step": 3}', '[{"_step":' + "[" * 90_000])
def test_a_history_that_is_none_is_an_issue(tmp_path, text):
    put(tmp_path, "history.json", text.encode())
    found = read(tmp_path)
    assert [issue.what for issue in found.issues][:1] == ["not a history as JSON"]


def test_parquet_needs_a_library_and_says_which(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    put(tmp_path, "run-abcd1234-history/0000.parquet", b"PAR1")
    found = read(tmp_path)
    assert found.runs == ()
    (issue,) = [issue for issue in found.issues if "pyarrow" in issue.what]
    assert issue.fix == "pip install 'xreport[parquet]'"
