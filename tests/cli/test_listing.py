"""Runs as rows, and one run in full."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xreport.cli.listing import WHY, Row, fitting, print_lines, print_table, rows
from xreport.cli.show import find_run
from xreport.cli.showing import lines
from xreport.errors import Issue, XReportError
from xreport.model import Collection, DataSource, Environment, Placement, Run, Series, SourceFile, Summary
from xreport.settings import Config, MetricConfig

CONFIG = Config(Path(), metrics={"val/acc": MetricConfig("max", primary=True)})


def make_run(run_id: str, name: str = "", **changes) -> Run:
    values = np.array([0.5, 0.9, 0.8])
    series = {"val/acc": Series(np.arange(3), values, np.full(3, np.nan))}
    summaries = {"val/acc": Summary(3, 0.8, 2, 0.5, 0, 0.9, 1, 0.7333, 0.7333, 3)}
    fields = {
        "slug": f"page-{run_id}",
        "name": name or run_id,
        "project": "demo",
        "placement": Placement(project_why="the log"),
        "status": "finished",
        "started": 1763900000.0,
    }
    return Run(run_id, **(fields | {"ended": 1763900100.0, "series": series, "summaries": summaries} | changes))


def test_a_row_has_the_score_and_the_best(tmp_path):
    later = make_run("b", started=1763990000.0, ended=None, status="running")
    first, second = rows(Collection((later, make_run("a"))), CONFIG)
    values = ("2025-11-23 12:13", "1 min 40 s", "val/acc", "0.8", "0.9")
    assert first == ("finished", "a", "a", "demo", "demo", *values, "the log", "the project alone")
    assert (second.id, second.status, second.duration) == ("b", "running", "–")


def test_what_the_user_set_is_the_score():
    (row,) = rows(Collection((make_run("a", scores={"val/acc": 0.85}),)), CONFIG)
    assert (row.score, row.best) == ("0.85", "0.9")


def test_a_run_without_the_metric_has_dashes():
    other = make_run("b", series={}, summaries={})
    assert [row.score for row in rows(Collection((make_run("a"), other)), CONFIG)] == ["0.8", "–"]
    (row,) = rows(Collection((other,)), CONFIG)
    assert (row.metric, row.score, row.best) == ("–", "–", "–")


def test_hostile_text_stays_in_its_cell():
    (row,) = rows(Collection((make_run("::error::x", "a\tb\nc\x1b[2J[red]"),)), CONFIG)
    assert (row.id, row.name) == (": :error::x", "a b c\\x1b[2J[red]")


def test_the_table_prints_markup_as_text(capsys):
    print_table(Collection((make_run("a", "[bold red]x[/]"),), issues=(Issue("a.jsonl:1", "bad", "mend"),)), CONFIG)
    output = capsys.readouterr().out
    assert "[bold" in output
    assert "1 run, 1 issue in the input" in output


def test_a_narrow_terminal_does_without_some_columns():
    found = list(rows(Collection((make_run("20260101-000000-aaaaaa"),)), CONFIG))
    assert fitting(found, 300) == [field for field in Row._fields if field not in WHY]
    assert not {"duration", "started"} & {*fitting(found, 100)}
    assert fitting(found, 40) == ["status", "name", "metric", "score"]


def test_who_asks_is_told_what_projects_and_tasks_come_from(capsys, monkeypatch):
    """The reasons are columns of their own, for programs at the end; nobody else sees them."""
    measured = Placement(("balance",), "the folder “lab” above the run “a”", "the param env")
    collection = Collection((make_run("a", project="lab", placement=measured), make_run("b", project="lab")))
    config = Config(root=CONFIG.root, tasks={"All": ("lab",)})
    print_lines(collection, CONFIG, why=True)
    head, first, second = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert head == list(Row._fields)
    assert first[3:5] == ["lab", "lab · balance"]
    assert first[-2:] == ["the folder “lab” above the run “a”", "the param env"]
    assert second[3:5] == ["lab", "lab · data not logged"]
    assert second[-2:] == ["the log", "the project alone"]
    print_lines(collection, config, why=True)
    assert capsys.readouterr().out.count("the table tasks of the configuration") == 2
    print_lines(collection, CONFIG)
    plain = capsys.readouterr().out
    assert not any(why in plain for why in (*WHY, "the log"))
    monkeypatch.setenv("COLUMNS", "200")
    print_table(collection, CONFIG, why=True)
    assert "project_from" in capsys.readouterr().out


RUNS = (
    make_run("20260101-000000-aaaaaa", "lr-0.1"),
    make_run("20260101-000000-bbbbbb", "lr-0.2"),
    make_run("20260202-000000-cccccc", "twice"),
    make_run("20260303-000000-dddddd", "twice"),
    make_run("lr-0.1", "named like another's id"),
)


@pytest.mark.parametrize(
    ("said", "position"),
    [
        ("20260101-000000-aaaaaa", 0),
        ("20260101-000000-b", 1),
        ("202602", 2),
        ("page-20260303-000000-dddddd", 3),
        ("lr-0.2", 1),
        ("lr-0.1", 4),
        ("named", 4),
    ],
)
def test_a_run_is_found(said, position):
    assert find_run(said, RUNS) is RUNS[position]


def test_an_ambiguous_run_is_listed():
    with pytest.raises(XReportError) as caught:
        find_run("twice", RUNS)
    assert "can mean 2 runs" in caught.value.message
    assert "20260202-000000-cccccc" in caught.value.message
    assert "20260303-000000-dddddd" in caught.value.message


@pytest.mark.parametrize(
    ("said", "fix"), [("twize", "did you mean twice?"), ("zzz", "`xreport ls`"), ("", "`xreport ls`")]
)
def test_an_unknown_run(said, fix):
    with pytest.raises(XReportError) as caught:
        find_run(said, RUNS)
    assert fix in caught.value.fix


def test_show_says_everything_in_order():
    run = make_run(
        "a",
        "lr-0.1",
        status="failed",
        error="ValueError: no\x1b",
        algorithm="forest",
        params={"lr": 0.1, "deep.er": None, "flag": True},
        data=(DataSource("wine", "train", version="2"),),
        seed=0,
        tags=("x", "y"),
        owner="Ada",
        group="g",
        facts={"verdict": "ok"},
        notes="first\n\n<b>second</b>",
        environment=Environment(commit="abc", dirty=True, script="train.py", python="3.12"),
        sources=(SourceFile("a/w.jsonl", "/x", ("a", "w.jsonl"), 1, "", 1),),
    )
    issue = Issue("a/w.jsonl:3", "is damaged", "log it again", run="a")
    text = "\n".join(lines(run, Collection((run,), issues=(issue, Issue("other", "x", "y"))), CONFIG))
    expected = """\
Run lr-0.1
  id         a
  status     failed
  error      ValueError: no\\x1b
  project    demo
  algorithm  forest
  data       wine@2 (train)
  group      g
  seed       0
  owner      Ada
  tags       x, y
  started    2025-11-23 12:13 UTC
  duration   1 min 40 s
  journals   a/w.jsonl

Params
  deep.er  null
  flag     true
  lr       0.1

Metrics          n  score  best
  val/acc (max)  3    0.8   0.9

Summary
  verdict  ok

Environment
  commit  abc (with changes that were not committed)
  script  train.py
  python  3.12

Issues
  - a/w.jsonl:3: is damaged
    fix: log it again

Notes
  | first
  | \n\
  | <b>second</b>"""
    assert text == expected
