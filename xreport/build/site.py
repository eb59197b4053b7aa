"""From a study to the files of the site. Nothing is written here, and nothing is rendered before it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from xreport import text
from xreport.analysis.importance import Importances, importances
from xreport.analysis.study import Study, TaskStudy
from xreport.build.downloads import COLUMNS, IMPORTANCES, download_files
from xreport.build.figures import FigurePlan, figure_files, home_figure, project_figures, task_figures
from xreport.build.instead import data_file, page_instead
from xreport.build.kept import kept
from xreport.build.keys import frame_key, key, ranking_key, run_keys, study_key
from xreport.build.runs import run_files
from xreport.cache import Cache
from xreport.errors import Issue
from xreport.pages.common import FigureView, figure_view
from xreport.pages.explore import explore_page
from xreport.pages.home import home_page
from xreport.pages.links import Links
from xreport.pages.project import project_page
from xreport.pages.quality import quality_page
from xreport.pages.replicates import replicates_page
from xreport.pages.review import review_page
from xreport.pages.runs import runs_page
from xreport.pages.task import task_page
from xreport.pages.tried import algorithms_page, data_page
from xreport.pages.views import compare_page
from xreport.render.sitefile import SiteFile
from xreport.render.stamp import Frame
from xreport.render.templates import render
from xreport.tables.columns import Column, build_columns
from xreport.tables.issues import issues_csv
from xreport.tables.scripts import SearchEntry, data_script
from xreport.version import __version__


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A page to make: where it lies, its frame, its template, and how to get its view model."""

    path: str
    kind: str
    template: str
    title: str
    model: Callable[[], object]
    beside: str = ""
    """As of the file."""


@dataclass(frozen=True, slots=True)
class _Costly:
    """What is made only where it is needed, and once: the files that need it are made beside each other."""

    columns: Callable[[], Sequence[Column]]
    importances: Callable[[TaskStudy], Importances]


def site_files(
    study: Study,
    frames: Mapping[str, Frame],
    written: Sequence[SearchEntry] = (),
    *,
    since_given: bool = False,
    kept_in: Cache | None = None,
) -> list[SiteFile]:
    """Return every generated file of the site, except what the theme brings.

    Args:
        study: What was read and found.
        frames: The frame of each page kind.
        written: Search entries of the hand-written pages.
        since_given: True when the news of the study are counted from an earlier report.
        kept_in: Keeps what is costly to find out anew at every build; None for nothing.
    """
    keys = run_keys(study)
    costly = _Costly(cache(lambda: build_columns(study)), _importances(study, keys, kept_in))
    plans = task_figures(study, keys)
    projects = project_figures(study, keys)
    home = home_figure(study, keys)
    whole = key(study_key(study, keys), since_given)
    # Figures before pages: they take longer, so that no worker is left with them at the end.
    files = [file for plan in _all_figures([home, *projects.values()], plans) for file in figure_files(plan)]
    pages = [
        *_page_plans(study, costly, home, plans, since_given=since_given),
        *_project_plans(study, projects),
    ]
    files += download_files(study, whole, costly.columns, costly.importances, written)
    files += [_page_file(plan, frames, whole) for plan in pages]
    files += run_files(study, frames, keys)
    files.append(_build_script(study))
    # What shares work is the longest work of one process: it begins first, so that no other waits for it at the end.
    return sorted(files, key=lambda file: (not file.beside, file.beside))


def amended_files(study: Study, frames: Mapping[str, Frame], failed: Sequence[Issue]) -> list[SiteFile]:
    """Return those files of a site anew that list its issues, with what could not be made; under no key to reuse."""
    collection = replace(study.collection, issues=(*study.collection.issues, *failed))
    page = PagePlan("quality.html", "quality", "quality", "Data quality", lambda: quality_page(collection))
    files = [_page_file(page, frames, ""), data_file("data/issues.csv", "", partial(issues_csv, collection))]
    return [replace(file, key="") for file in files]


def _importances(study: Study, keys: Mapping[str, str], kept_in: Cache | None) -> Callable[[TaskStudy], Importances]:
    """Return what finds which params of a task matter, once for all files of one process: a model is made of them."""
    rankings = {task.task.slug: task.rankings[0] for task in study.tasks if task.rankings}
    ignore = study.config.ignore

    def find(slug: str) -> Importances:
        ranking = rankings[slug]
        return kept(kept_in, slug, ranking_key(ranking, ignore, keys), lambda: importances(ranking, ignore))

    found = cache(find)
    return lambda task: found(task.task.slug)


def _all_figures(overviews: Sequence[FigurePlan | None], plans: Mapping[str, list[FigurePlan]]) -> Iterator[FigurePlan]:
    yield from (plan for plan in overviews if plan is not None)
    for figures in plans.values():
        yield from figures


def _page_plans(
    study: Study,
    costly: _Costly,
    home: FigurePlan | None,
    plans: Mapping[str, list[FigurePlan]],
    *,
    since_given: bool,
) -> Iterator[PagePlan]:
    here = Links()
    figure = _view(home, here) if home else None
    yield PagePlan("runs.html", "runs", "runs", "Runs", lambda: runs_page(study, costly.columns()), COLUMNS)
    yield PagePlan(
        "explore.html", "explore", "explore", "Explore", lambda: explore_page(study, costly.importances), IMPORTANCES
    )
    yield PagePlan("index.html", "home", "home", "Home", lambda: home_page(study, figure, since_given=since_given))
    yield PagePlan("compare.html", "compare", "compare", "Compare", lambda: compare_page(study.config))
    bands = {slug: _view(figures[0], here) for slug, figures in plans.items() if figures}
    yield PagePlan("replicates.html", "replicates", "replicates", "Replicates", lambda: replicates_page(study, bands))
    yield PagePlan("algorithms.html", "algorithms", "tried", "By algorithm", lambda: algorithms_page(study))
    yield PagePlan("data.html", "data", "tried", "By data source", lambda: data_page(study))
    yield PagePlan("review.html", "review", "review", "Logging review", lambda: review_page(study))
    yield PagePlan("quality.html", "quality", "quality", "Data quality", lambda: quality_page(study.collection))
    for task in study.tasks:
        views = [_view(plan, Links("../")) for plan in plans[task.task.slug]]
        yield PagePlan(
            f"tasks/{task.task.slug}.html", "task", "task", task.task.title, partial(_task_model, task, study, views)
        )


def _project_plans(study: Study, figures: Mapping[str, FigurePlan | None]) -> Iterator[PagePlan]:
    for name, slug in study.project_slugs.items():
        plan = figures[name]
        view = _view(plan, Links("../")) if plan else None
        yield PagePlan(f"projects/{slug}.html", "project", "project", name, partial(project_page, name, study, view))


def _task_model(task: TaskStudy, study: Study, views: list[FigureView]) -> object:
    return task_page(task, study, views)


def _view(plan: FigurePlan, links: Links) -> FigureView:
    return figure_view(plan.name, plan.title, plan.alt, links)


def _page_file(plan: PagePlan, frames: Mapping[str, Frame], whole: str) -> SiteFile:
    frame = frames[plan.kind]
    made = key(whole, frame_key(frame), plan.path)
    return SiteFile(plan.path, made, partial(_render, plan, frame), plan.beside, page_instead(frame, plan.title))


def _render(plan: PagePlan, frame: Frame) -> bytes:
    return frame.stamp(title=plan.title, body=render(plan.template, plan.model()), description=plan.title)


def _build_script(study: Study) -> SiteFile:
    """The one file that knows when the site was built."""
    content = {
        "built": int(study.now),
        "text": f"{text.format_time(study.now)} UTC",
        "version": __version__,
        "runs": len(study.collection.runs),
    }
    return SiteFile.of_bytes("data/build.js", data_script("build", content))
