"""The kinds of generated pages: one row each, which is all that the site knows of a kind.

A new kind is a row and its pages here, a module in `xreport.pages`, and a template. Modules of pages are imported when
their pages are made: frames need the rows before anything has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xreport.render.kinds import FrameKind

if TYPE_CHECKING:
    from xreport.site.material import Material

COLUMNS: Final = "columns"
IMPORTANCES: Final = "importances"
"""Costly work that some files of a site share."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its template shows ``model(*arguments)``, and its key is the hash of the arguments with what follows.

    Attributes:
        path: Where it lies in the site; empty for the path of its kind.
        title: Empty for the title of its kind.
        description: In one sentence; empty for the title.
        data: Paths of data files that it loads at once.
        run: Id of the run that it tells of, where that is one.
        files: Paths of the files that it tells of, for the page that says that it could not be made.
    """

    model: Callable[..., object]
    arguments: tuple[object, ...]
    path: str = ""
    title: str = ""
    description: str = ""
    data: tuple[str, ...] = ()
    run: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of generated page.

    Attributes:
        frame: What its frame needs.
        title: Of its page; of a kind with many pages each has its own.
        pages: Yields its pages.
        template: Name of its template; empty for the name of the kind.
        words: By which the search finds it; empty where it finds its pages by what they tell of.
        beside: Costly work that it shares with other files.
    """

    frame: FrameKind
    title: str
    pages: Callable[[Material], Iterator[Page]]
    template: str = ""
    words: str = ""
    beside: str = ""


def _home(site: Material) -> Iterator[Page]:
    from xreport.pages.home import HomeContext, home_page

    yield Page(home_page, (site.study, HomeContext(site.figures.of_home(), site.since_given)))


def _runs(site: Material) -> Iterator[Page]:
    from xreport.pages.runs import runs_page

    yield Page(runs_page, (site.study, site.columns))


def _compare(site: Material) -> Iterator[Page]:
    from xreport.pages.compare import compare_page
    from xreport.site.keys import published

    yield Page(compare_page, (published(site.study.config),))


def _explore(site: Material) -> Iterator[Page]:
    from xreport.pages.explore.page import explore_page

    yield Page(explore_page, (site.study, site.importances))


def _replicates(site: Material) -> Iterator[Page]:
    from xreport.pages.replicates import replicates_page

    yield Page(replicates_page, (site.study, site.figures.bands()))


def _algorithms(site: Material) -> Iterator[Page]:
    from xreport.pages.tried import algorithms_page

    yield Page(algorithms_page, (site.study,))


def _data(site: Material) -> Iterator[Page]:
    from xreport.pages.tried import data_page

    yield Page(data_page, (site.study,))


def _review(site: Material) -> Iterator[Page]:
    from xreport.pages.review import review_page

    yield Page(review_page, (site.study,))


def _quality(site: Material) -> Iterator[Page]:
    from xreport.pages.quality import quality_page

    yield Page(quality_page, (site.study.collection,))


def _tasks(site: Material) -> Iterator[Page]:
    from xreport.pages.task import task_context, task_page

    for task in site.study.tasks:
        context = task_context(task, site.study, site.figures.of_task(task))
        yield Page(task_page, (task, context), f"tasks/{task.task.slug}.html", task.task.title)


def _run_pages(site: Material) -> Iterator[Page]:
    from xreport.pages.run.context import run_context, shard_of
    from xreport.pages.run.curves import has_curves
    from xreport.pages.run.page import run_page

    for run in site.study.collection.runs:
        context = run_context(run, site.study)
        curves = [f"data/curves/{run.slug}.js"] if has_curves(run) else []
        yield Page(
            run_page,
            (run, context),
            f"runs/{run.slug}.html",
            run.name,
            f"{run.project}: {run.name}, {run.status}",
            data=(f"data/places/{shard_of(context.task_slug, run.id)}.js", *curves),
            run=run.id,
            files=tuple(source.path for source in run.sources),
        )


def _projects(site: Material) -> Iterator[Page]:
    from xreport.pages.project import project_page

    for name, slug in site.study.project_slugs.items():
        figure = site.figures.of_project(name)
        yield Page(project_page, (name, site.study, figure), f"projects/{slug}.html", name)


KINDS: Final = (
    PageKind(
        FrameKind("home", "index.html", "Home"),
        "Home",
        _home,
        words="best configuration now, latest runs",
    ),
    PageKind(
        FrameKind("runs", "runs.html", "Runs", scripts=("runs.js",), data=("runs",)),
        "Runs",
        _runs,
        words="table of all runs",
        beside=COLUMNS,
    ),
    PageKind(
        FrameKind("compare", "compare.html", "Compare", scripts=("compare.js",), data=("runs",)),
        "Compare",
        _compare,
        words="runs side by side",
    ),
    PageKind(
        FrameKind("explore", "explore.html", "Explore", scripts=("explore.js",), data=("runs",)),
        "Explore",
        _explore,
        words="params that matter, trade-offs, best so far",
        beside=IMPORTANCES,
    ),
    PageKind(
        FrameKind("replicates", "replicates.html", "Replicates"),
        "Replicates",
        _replicates,
        words="configurations, seeds, mean and confidence interval",
    ),
    PageKind(
        FrameKind("algorithms", "algorithms.html", "Algorithms"),
        "By algorithm",
        _algorithms,
        template="tried",
        words="what was tried with each algorithm",
    ),
    PageKind(
        FrameKind("data", "data.html", "Data"),
        "By data source",
        _data,
        template="tried",
        words="what was tried on each data source",
    ),
    PageKind(
        FrameKind("review", "review.html", "Review"),
        "Logging review",
        _review,
        words="rules, exact repeats, wasted hours",
    ),
    PageKind(
        FrameKind("quality", "quality.html", "Quality"),
        "Data quality",
        _quality,
        words="issues, rejected lines",
    ),
    PageKind(FrameKind("task", "tasks/task.html", tab="home"), "Task", _tasks),
    PageKind(FrameKind("run", "runs/run.html", tab="runs", scripts=("charts.js",)), "Run", _run_pages),
    PageKind(FrameKind("project", "projects/project.html", tab="home"), "Project", _projects),
)
