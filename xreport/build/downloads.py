"""Data that the site carries: tables for people and programs, and data scripts for the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from xreport.analysis.importance import Importances
from xreport.analysis.study import Study, TaskStudy
from xreport.build.instead import data_file
from xreport.build.keys import key
from xreport.pages.explore import explorable
from xreport.render.sitefile import SiteFile
from xreport.tables.about import about_script
from xreport.tables.columns import Column
from xreport.tables.downloads import runs_csv, runs_json
from xreport.tables.explore import explore_key, explore_script
from xreport.tables.issues import issues_csv
from xreport.tables.scripts import SearchEntry, run_entries, runs_script, search_script
from xreport.tables.standings import standings_key, standings_script, stood_tasks

IMPORTANCES, COLUMNS = "importances", "columns"
"""Costly work that some files of a site share."""

PAGES = (
    SearchEntry("Home", "index.html", "Page", "best configuration now, latest runs"),
    SearchEntry("Runs", "runs.html", "Page", "table of all runs"),
    SearchEntry("Compare", "compare.html", "Page", "runs side by side"),
    SearchEntry("Explore", "explore.html", "Page", "params that matter, trade-offs, best so far"),
    SearchEntry("Replicates", "replicates.html", "Page", "configurations, seeds, mean and confidence interval"),
    SearchEntry("By algorithm", "algorithms.html", "Page", "what was tried with each algorithm"),
    SearchEntry("By data source", "data.html", "Page", "what was tried on each data source"),
    SearchEntry("Logging review", "review.html", "Page", "rules, exact repeats, wasted hours"),
    SearchEntry("Data quality", "quality.html", "Page", "issues, rejected lines"),
)


def download_files(
    study: Study,
    whole: str,
    columns: Callable[[], Sequence[Column]],
    found: Callable[[TaskStudy], Importances],
    written: Iterable[SearchEntry],
) -> list[SiteFile]:
    """Return the data files of the site.

    Args:
        study: What was read and found.
        whole: Key of the study.
        columns: Makes the columns of the runs table.
        found: Finds which params of a task matter.
        written: Search entries of the hand-written pages.
    """
    pages = (*PAGES, *written)
    return [
        data_file("data/runs.csv", key(whole, "runs.csv"), partial(runs_csv, study)),
        data_file("data/runs.json", key(whole, "runs.json"), partial(runs_json, study)),
        data_file("data/issues.csv", key(whole, "issues.csv"), partial(issues_csv, study.collection)),
        data_file("data/search.js", key(whole, pages), lambda: search_script([*pages, *run_entries(study)])),
        data_file("data/about.js", key(whole, "about"), partial(about_script, study)),
        *_standings_files(study, whole),
        *_explore_files(study, whole, found),
        data_file("data/runs.js", key(whole, "runs.js"), lambda: runs_script(columns()), beside=COLUMNS),
    ]


def _explore_files(study: Study, whole: str, found: Callable[[TaskStudy], Importances]) -> list[SiteFile]:
    slugs = {run.id: run.slug for run in study.collection.runs}
    return [
        data_file(
            f"data/{explore_key(task)}.js",
            key(whole, "explore", task.task.slug),
            partial(_explore_script, task, slugs, found),
            beside=IMPORTANCES,
        )
        for task in explorable(study)
    ]


def _explore_script(task: TaskStudy, slugs: dict[str, str], found: Callable[[TaskStudy], Importances]) -> bytes:
    return explore_script(task, slugs, found(task))


def _standings_files(study: Study, whole: str) -> list[SiteFile]:
    return [
        data_file(
            f"data/{standings_key(task)}.js",
            key(whole, "standings", task.task.slug),
            partial(standings_script, task, study.metrics, study.baseline),
        )
        for task in stood_tasks(study)
    ]
