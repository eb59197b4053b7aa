"""Named views stand as links on the pages they lead to, and on the home page."""

from __future__ import annotations

from functools import partial

from made_runs import config_of, run_of

from xreport.analysis.importance import importances
from xreport.analysis.study import study
from xreport.model import Collection
from xreport.pages.compare import compare_page
from xreport.pages.explore.page import explore_page
from xreport.pages.home import HomeContext, home_page
from xreport.pages.runs import runs_page
from xreport.render.templates import render
from xreport.tables.columns import build_columns

TITLE = "Best <b>first</b>"
ADDRESS = "runs.html#q=tag:prod&sort=-acc:best"


def test_on_every_page_that_has_a_state():
    found = study(Collection((run_of({"acc": 1.0}),)), config_of(views={TITLE: ADDRESS}))
    bodies = [
        render("runs", runs_page(found, build_columns(found))),
        render("home", home_page(found, HomeContext())),
        render(
            "explore",
            explore_page(found, {task.task.slug: partial(importances, task.rankings[0]) for task in found.tasks}),
        ),
        render("compare", compare_page(found.config)),
    ]
    for body in bodies:
        assert '<a href="runs.html#q=tag:prod&amp;sort=-acc:best">Best &lt;b&gt;first&lt;/b&gt;</a>' in body


def test_without_views_there_is_no_line_for_them():
    assert "xr-views" not in render("compare", compare_page(config_of()))
