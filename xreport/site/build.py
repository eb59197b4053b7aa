"""From a study to the files of the site. Nothing is written here, and nothing is rendered before it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xreport import text
from xreport.analysis.importance import Importances, importances
from xreport.analysis.ranking import Ranking
from xreport.analysis.study import Study
from xreport.cache import Cache
from xreport.errors import Issue
from xreport.pages.explore.page import explorable
from xreport.render.sitefile import SiteFile
from xreport.render.stamp import Frame
from xreport.site.downloads import download_files
from xreport.site.figures import FigurePlan, figures_of
from xreport.site.kept import kept
from xreport.site.keys import Keys, Once
from xreport.site.kinds import KINDS
from xreport.site.made import Maker
from xreport.site.material import Material
from xreport.site.runs import place_files, run_data
from xreport.tables.columns import build_columns
from xreport.tables.issues import issues_csv
from xreport.tables.scripts import SearchEntry, data_script
from xreport.version import __version__

if TYPE_CHECKING:
    from xreport.charts.drawing import Drawing


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
    material = _material(study, maker.keys, kept_in, since_given=since_given)
    # Figures before pages: they take longer, so that no worker is left with them at the end.
    files = [file for plan in material.figures.plans() for file in _figure_files(plan, maker)]
    files += download_files(material, maker, written)
    files += [maker.page(kind, page) for kind in KINDS for page in kind.pages(material)]
    files += place_files(study, maker)
    files += run_data(study, maker)
    files.append(_build_script(study, now))
    # What shares work is the longest work of one process: it begins first, so that no other waits for it at the end.
    return sorted(files, key=lambda file: (not file.beside, file.beside))


def amended_files(study: Study, frames: Mapping[str, Frame], failed: Sequence[Issue]) -> list[SiteFile]:
    """Return those files of a site anew that list its issues, with what could not be made; under no key to reuse."""
    maker = Maker(Keys(study.config), frames)
    told = replace(study, collection=replace(study.collection, issues=(*study.collection.issues, *failed)))
    (quality,) = (kind for kind in KINDS if kind.frame.name == "quality")
    files = [maker.page(quality, page) for page in quality.pages(_material(told, maker.keys, None))]
    files.append(maker.data("data/issues.csv", issues_csv, told.collection))
    return [replace(file, key="") for file in files]


def _material(study: Study, keys: Keys, kept_in: Cache | None, *, since_given: bool = False) -> Material:
    return Material(
        study=study,
        columns=Once(build_columns, study),
        importances=_importances(study, keys, kept_in),
        figures=figures_of(study),
        since_given=since_given,
    )


def _importances(study: Study, keys: Keys, kept_in: Cache | None) -> dict[str, Once[Importances]]:
    """Which params of a task matter, by its slug: once for all files of one process, as a model is made of them."""
    ignore = study.config.ignore

    def find(slug: str, ranking: Ranking) -> Importances:
        return kept(kept_in, slug, keys.of(ranking, ignore), lambda: importances(ranking, ignore))

    return {task.task.slug: Once(find, task.task.slug, task.rankings[0]) for task in explorable(study)}


def _figure_files(plan: FigurePlan, maker: Maker) -> list[SiteFile]:
    """Return the drawing in both colour schemes, and its numbers."""
    parts = ((".svg", "svg_light"), ("-dark.svg", "svg_dark"), (".csv", "csv"))
    return [maker.data(f"figures/{plan.name}{suffix}", _part, plan.drawing, part) for suffix, part in parts]


def _part(drawing: Drawing, name: str) -> bytes:
    content: bytes = getattr(drawing, name)
    return content


def _build_script(study: Study, now: float) -> SiteFile:
    """The one file that knows when the site was built."""
    content = {
        "built": int(now),
        "text": f"{text.format_time(now)} UTC",
        "version": __version__,
        "runs": len(study.collection.runs),
    }
    return SiteFile.of_bytes("data/build.js", data_script("build", content))
