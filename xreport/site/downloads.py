"""Data that the site carries: tables for people and programs, and data scripts for the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xreport.analysis.importance import Importances
from xreport.analysis.metrics import Metric
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages.explore.page import explorable
from xreport.render.sitefile import SiteFile
from xreport.site.keys import Once
from xreport.site.made import Maker
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
    maker: Maker,
    columns: Once[Sequence[Column]],
    found: Mapping[str, Once[Importances]],
    written: Iterable[SearchEntry],
) -> Iterator[SiteFile]:
    """Yield the data files of the site.

    Args:
        study: What was read and found.
        maker: Makes files.
        columns: Of the runs table.
        found: By slug of a task: which of its params matter.
        written: Search entries of the hand-written pages.
    """
    yield maker.data("data/runs.csv", runs_csv, study)
    yield maker.data("data/runs.json", runs_json, study)
    yield maker.data("data/issues.csv", issues_csv, study.collection)
    yield maker.data("data/search.js", _search, (*PAGES, *written), study)
    yield maker.data("data/about.js", about_script, study)
    for task in stood_tasks(study):
        yield maker.data(
            f"data/{standings_key(task)}.js", standings_script, task, _metrics(task, study), _baseline(task, study)
        )
    for task in explorable(study):
        importances = found[task.task.slug]
        yield maker.data(f"data/{explore_key(task)}.js", explore_script, task, importances, beside=IMPORTANCES)
    yield maker.data("data/runs.js", runs_script, columns, beside=COLUMNS)


def _search(pages: Sequence[SearchEntry], study: Study) -> bytes:
    return search_script([*pages, *run_entries(study)])


def _metrics(task: TaskStudy, study: Study) -> dict[str, Metric]:
    """What is known of the metrics of a task's runs."""
    names = {name for run in task.task.runs for name in (*run.summaries, *run.scores)}
    return {name: metric for name, metric in study.metrics.items() if name in names}


def _baseline(task: TaskStudy, study: Study) -> Run | None:
    """The run that others are measured against, if it belongs to the task."""
    baseline = study.baseline
    return baseline if baseline is not None and study.task_of[baseline.id] is task else None
