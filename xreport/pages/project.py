"""The page of one project: how its tasks stand, who works on it, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.resources import Usage
from xreport.analysis.study import Study
from xreport.model import Run
from xreport.pages.common import FigureView, Links, RunRow, Tile
from xreport.pages.home import ChampionCard, champion_cards
from xreport.pages.rows import run_rows

LINKS = Links("../")
MOST_RUNS = 20


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """What one owner did in the project."""

    owner: str
    runs: int
    hours: str
    wasted: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """View model of ``projects/<slug>.html``."""

    title: str
    tiles: tuple[Tile, ...]
    champions: tuple[ChampionCard, ...]
    figure: FigureView | None
    owners: tuple[OwnerRow, ...]
    runs: tuple[RunRow, ...]
    runs_more: str


def project_page(project: str, study: Study, figure: FigureView | None) -> ProjectPage:
    """Return the page of a project."""
    runs = [run for run in study.collection.runs if run.project == project]
    tasks = [task for task in study.tasks if any(run.project == project for run in task.task.runs)]
    usage = [item for item in study.usage if item.project == project]
    latest = sorted(runs, key=lambda run: (-(run.ended or 0.0), text.natural_key(run.name), run.id))
    return ProjectPage(
        title=project,
        tiles=_tiles(runs, len(tasks), usage),
        champions=tuple(card for task in tasks for card in champion_cards(task, LINKS)),
        figure=figure,
        owners=tuple(_owner(item) for item in usage),
        runs=run_rows(latest[:MOST_RUNS], study, LINKS),
        runs_more=f"The latest {MOST_RUNS} of {len(runs):,} runs." if len(runs) > MOST_RUNS else "",
    )


def _tiles(runs: list[Run], tasks: int, usage: list[Usage]) -> tuple[Tile, ...]:
    hours = sum(item.hours for item in usage)
    wasted = sum(item.wasted_hours for item in usage)
    return (
        Tile("Runs", f"{len(runs):,}"),
        Tile("Tasks", f"{tasks:,}"),
        Tile("Compute", text.format_hours(hours) if hours else text.DASH),
        Tile("Wasted", text.format_hours(wasted) if hours else text.DASH, "failed, killed, or repeated"),
    )


def _owner(item: Usage) -> OwnerRow:
    return OwnerRow(
        item.owner or "not logged", item.runs, text.format_hours(item.hours), text.format_hours(item.wasted_hours)
    )
