"""The page of one project: how its tasks stand, who works on it, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.resources import Usage
from xreport.analysis.study import Study, TaskStudy, by_weight
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.champions import Champions, champions_of, task_headline
from xreport.pages.common import FigureView, Links, RunRow, Tile
from xreport.pages.rows import run_rows

LINKS = Links("../")
MOST_RUNS = 12


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
    headline: str
    tiles: tuple[Tile, ...]
    champions: Champions
    figure: FigureView | None
    owners: tuple[OwnerRow, ...]
    owners_more: str
    runs: tuple[RunRow, ...]
    runs_more: str
    runs_href: str


def project_page(project: str, study: Study, figure: FigureView | None) -> ProjectPage:
    """Return the page of a project."""
    runs = [run for run in study.collection.runs if run.project == project]
    tasks = [task for task in by_weight(study) if any(run.project == project for run in task.task.runs)]
    usage = [item for item in study.usage if item.project == project]
    latest = sorted(runs, key=lambda run: (-(run.ended or 0.0), text.natural_key(run.name), run.id))
    return ProjectPage(
        title=limits.name(project),
        headline=next((line for task in tasks if (line := task_headline(task))), ""),
        tiles=_tiles(runs, tasks, usage),
        champions=champions_of(tasks, LINKS),
        figure=figure,
        owners=tuple(_owner(item) for item in usage[: limits.MOST_OWNERS]),
        owners_more=limits.more(usage, limits.MOST_OWNERS, "owner", "in the table of runs"),
        runs=run_rows(latest[:MOST_RUNS], study.task_of, study.decimals, LINKS),
        runs_more=f"All {len(runs):,} runs of this project"
        if len(runs) > MOST_RUNS
        else "These runs in the table of all",
        runs_href=LINKS.runs("project", project),
    )


def _tiles(runs: list[Run], tasks: list[TaskStudy], usage: list[Usage]) -> tuple[Tile, ...]:
    hours = sum(item.hours for item in usage)
    wasted = sum(item.wasted_hours for item in usage)
    ids = {run.id for run in runs}
    configurations = sum(any(run.id in ids for run in item.runs) for task in tasks for item in task.replicates)
    return (
        Tile("Runs", f"{len(runs):,}", f"of {text.plural(configurations, 'configuration')}"),
        Tile("Tasks", f"{len(tasks):,}", "each has its own best"),
        Tile("Compute", text.format_hours(hours) if hours else text.DASH, "sum of all durations"),
        Tile("Wasted", text.format_hours(wasted) if hours else text.DASH, "failed, killed, or repeated"),
    )


def _owner(item: Usage) -> OwnerRow:
    owner = limits.name(item.owner) or "not logged"
    return OwnerRow(owner, item.runs, text.format_hours(item.hours), text.format_hours(item.wasted_hours))
