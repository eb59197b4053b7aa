"""From a study to the files of the site. Nothing is written here, and nothing is rendered before it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xreport import text
from xreport.analysis.importance import Importances, importances
from xreport.analysis.ranking import Ranking
from xreport.analysis.study import Study
from xreport.cache import Cache
from xreport.errors import Issue
from xreport.pages.common import FigureView, figure_view
from xreport.pages.explore.page import explorable, explore_page
from xreport.pages.home import HomeContext, home_page
from xreport.pages.links import Links
from xreport.pages.project import project_page
from xreport.pages.quality import quality_page
from xreport.pages.replicates import replicates_page
from xreport.pages.review import review_page
from xreport.pages.runs import runs_page
from xreport.pages.task import task_context, task_page
from xreport.pages.tried import algorithms_page, data_page
from xreport.pages.views import compare_page
from xreport.render.sitefile import SiteFile
from xreport.render.stamp import Frame
from xreport.site.downloads import COLUMNS, IMPORTANCES, download_files
from xreport.site.figures import FigurePlan, figure_files, home_figure, project_figures, task_figures
from xreport.site.kept import kept
from xreport.site.keys import Keys, Once, published
from xreport.site.made import Maker
from xreport.site.runs import place_files, run_files
from xreport.tables.columns import Column, build_columns
from xreport.tables.issues import issues_csv
from xreport.tables.scripts import SearchEntry, data_script
from xreport.version import __version__


def site_files(  # noqa: PLR0913 - each is a separate fact
    study: Study,
    frames: Mapping[str, Frame],
    written: Sequence[SearchEntry] = (),
    *,
    now: float,
    since_given: bool = False,
    kept_in: Cache | None = None,
) -> list[SiteFile]:
    """Return every generated file of the site, except what the theme brings.

    Args:
        study: What was read and found.
        frames: The frame of each page kind.
        written: Search entries of the hand-written pages.
        now: When the site is built, Unix seconds UTC.
        since_given: True when the news of the study are counted from an earlier report.
        kept_in: Keeps what is costly to find out anew at every build; None for nothing.
    """
    maker = Maker(Keys(study.config), frames)
    columns: Once[Sequence[Column]] = Once(build_columns, study)
    found = _importances(study, maker.keys, kept_in)
    home, projects, tasks = home_figure(study), project_figures(study), task_figures(study)
    plans = [plan for plan in (home, *projects.values(), *(one for each in tasks.values() for one in each)) if plan]
    # Figures before pages: they take longer, so that no worker is left with them at the end.
    files = [file for plan in plans for file in figure_files(plan, maker)]
    files += download_files(study, maker, columns, found, written)
    files.append(maker.page("runs.html", "runs", "runs", "Runs", runs_page, study, columns, beside=COLUMNS))
    files.append(
        maker.page("explore.html", "explore", "explore", "Explore", explore_page, study, found, beside=IMPORTANCES)
    )
    files += _pages(study, maker, home, tasks, since_given=since_given)
    files += _task_pages(study, maker, tasks)
    files += _project_pages(study, maker, projects)
    files += place_files(study, maker)
    files += run_files(study, maker)
    files.append(_build_script(study, now))
    # What shares work is the longest work of one process: it begins first, so that no other waits for it at the end.
    return sorted(files, key=lambda file: (not file.beside, file.beside))


def amended_files(study: Study, frames: Mapping[str, Frame], failed: Sequence[Issue]) -> list[SiteFile]:
    """Return those files of a site anew that list its issues, with what could not be made; under no key to reuse."""
    maker = Maker(Keys(study.config), frames)
    collection = replace(study.collection, issues=(*study.collection.issues, *failed))
    files = [
        maker.page("quality.html", "quality", "quality", "Data quality", quality_page, collection),
        maker.data("data/issues.csv", issues_csv, collection),
    ]
    return [replace(file, key="") for file in files]


def _importances(study: Study, keys: Keys, kept_in: Cache | None) -> dict[str, Once[Importances]]:
    """Which params of a task matter, by its slug: once for all files of one process, as a model is made of them."""
    ignore = study.config.ignore

    def find(slug: str, ranking: Ranking) -> Importances:
        return kept(kept_in, slug, keys.of(ranking, ignore), lambda: importances(ranking, ignore))

    return {task.task.slug: Once(find, task.task.slug, task.rankings[0]) for task in explorable(study)}


def _pages(
    study: Study,
    maker: Maker,
    home: FigurePlan | None,
    tasks: Mapping[str, list[FigurePlan]],
    *,
    since_given: bool,
) -> Iterator[SiteFile]:
    here = Links()
    figure = _view(home, here) if home else None
    bands = {slug: _view(figures[0], here) for slug, figures in tasks.items() if figures}
    yield maker.page("index.html", "home", "home", "Home", home_page, study, HomeContext(figure, since_given))
    yield maker.page("compare.html", "compare", "compare", "Compare", compare_page, published(study.config))
    yield maker.page("replicates.html", "replicates", "replicates", "Replicates", replicates_page, study, bands)
    yield maker.page("algorithms.html", "algorithms", "tried", "By algorithm", algorithms_page, study)
    yield maker.page("data.html", "data", "tried", "By data source", data_page, study)
    yield maker.page("review.html", "review", "review", "Logging review", review_page, study)
    yield maker.page("quality.html", "quality", "quality", "Data quality", quality_page, study.collection)


def _task_pages(study: Study, maker: Maker, figures: Mapping[str, list[FigurePlan]]) -> Iterator[SiteFile]:
    for task in study.tasks:
        views = tuple(_view(plan, Links("../")) for plan in figures[task.task.slug])
        path, context = f"tasks/{task.task.slug}.html", task_context(task, study, views)
        yield maker.page(path, "task", "task", task.task.title, task_page, task, context)


def _project_pages(study: Study, maker: Maker, figures: Mapping[str, FigurePlan | None]) -> Iterator[SiteFile]:
    for name, slug in study.project_slugs.items():
        plan = figures[name]
        view = _view(plan, Links("../")) if plan else None
        yield maker.page(f"projects/{slug}.html", "project", "project", name, project_page, name, study, view)


def _view(plan: FigurePlan, links: Links) -> FigureView:
    return figure_view(plan.name, plan.title, plan.alt, links)


def _build_script(study: Study, now: float) -> SiteFile:
    """The one file that knows when the site was built."""
    content = {
        "built": int(now),
        "text": f"{text.format_time(now)} UTC",
        "version": __version__,
        "runs": len(study.collection.runs),
    }
    return SiteFile.of_bytes("data/build.js", data_script("build", content))
