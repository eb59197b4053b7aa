"""The data script of an explored task, as the browser reads it."""

from __future__ import annotations

import json
from functools import partial

from made_runs import config_of, run_of

from xreport.analysis.importance import importances
from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.explore.page import explorable, explore_page
from xreport.tables.explore import explore_script


def study_of(*runs):
    return study(Collection(tuple(runs)), config_of())


def explored(found):
    return explore_page(found, {task.task.slug: partial(importances, task.rankings[0]) for task in explorable(found)})


def content(script):
    prefix, _, body = script.decode().partition("]=")
    return prefix, json.loads(body.rstrip().rstrip(";"))


def test_what_the_browser_gets():
    runs = [run_of({"acc": place / 30}, params={"x": place}, id=f"r{place:02}", seed=1) for place in range(30)]
    found = study_of(*runs)
    (task,) = explorable(found)
    prefix, data = content(explore_script(task, importances(task.rankings[0])))
    assert f'"explore/{task.task.slug}"' in prefix
    assert (data["metric"], data["direction"], data["configurations"]) == ("acc", "max", 30)
    (effect,) = data["effects"]
    assert effect["name"] == "x"
    assert effect["correlation"]["text"] == "1.00"
    assert effect["importance"]["low"] > 0.5
    assert [entry[0] for entry in data["progress"]] == [run.slug for run in runs]


def test_what_cannot_be_explored_is_not_offered():
    found = study_of(run_of({"thing": 1.0}))
    assert explorable(found) == []
    assert explored(found).tasks == ()


def test_without_scripts_the_page_lists_how_the_best_came_about():
    scores = [0.5, 0.2, 0.5, 0.7, 0.6, 0.9]
    found = study_of(*(run_of({"acc": score}, id=f"r{n}", seed=n) for n, score in enumerate(scores)))
    (task,) = explored(found).tasks
    assert [(best.score, best.note) for best in task.told.bests] == [
        ("0.5", "run 1 of 6"),
        ("0.7", "run 4 of 6"),
        ("0.9", "run 6 of 6"),
    ]
    many = study_of(*(run_of({"acc": n / 10}, id=f"r{n}", seed=n) for n in range(9)))
    assert [best.score for best in explored(many).tasks[0].told.bests] == ["0.4", "0.5", "0.6", "0.7", "0.8"]
