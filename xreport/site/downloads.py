"""Data that the site carries: tables for people and programs, and data scripts for the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xreport.analysis.metrics import Metric
from xreport.analysis.study import Study, TaskStudy
from xreport.model import Run
from xreport.pages.explore.page import explorable
from xreport.render.sitefile import SiteFile
from xreport.site.kinds import COLUMNS, IMPORTANCES, KINDS
from xreport.site.made import Maker
from xreport.site.material import Material
from xreport.tables.about import about_script
from xreport.tables.downloads import runs_csv, runs_json
from xreport.tables.explore import explore_key, explore_script
from xreport.tables.issues import issues_csv
from xreport.tables.scripts import SearchEntry, run_entries, runs_script, search_script
from xreport.tables.standings import standings_key, standings_script, stood_tasks


def download_files(site: Material, maker: Maker, written: Iterable[SearchEntry]) -> Iterator[SiteFile]:
    """Yield the data files of the site.

    Args:
        site: What they are made of.
        maker: Makes files.
        written: Search entries of the hand-written pages.
    """
    study = site.study
    pages = [SearchEntry(kind.title, kind.frame.path, "Page", kind.words) for kind in KINDS if kind.words]
    yield maker.data("data/runs.csv", runs_csv, study)
    yield maker.data("data/runs.json", runs_json, study)
    yield maker.data("data/issues.csv", issues_csv, study.collection)
    yield maker.data("data/search.js", _search, (*pages, *written), study)
    yield maker.data("data/about.js", about_script, study)
    for task in stood_tasks(study):
        yield maker.data(
            f"data/{standings_key(task)}.js", standings_script, task, _metrics(task, study), _baseline(task, study)
        )
    for task in explorable(study):
        importances = site.importances[task.task.slug]
        yield maker.data(f"data/{explore_key(task)}.js", explore_script, task, importances, beside=IMPORTANCES)
    yield maker.data("data/runs.js", runs_script, study, site.columns, beside=COLUMNS)


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
