"""The home page: what is best now, what is new, what needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xreport import text
from xreport.analysis.study import Study, by_weight
from xreport.model import Run
from xreport.pages.champions import Champions, champions_of, headline
from xreport.pages.common import FigureView, Link, Links, RunRow, Tile
from xreport.pages.rows import run_rows
from xreport.pages.views import views

LINKS = Links()
MOST_NEWS = 12
MOST_ATTENTION = 12
MOST_ALIKE = 8


@dataclass(frozen=True, slots=True)
class Attention:
    """Runs that did not finish, all for the same reason."""

    status: str
    runs: tuple[Link, ...]
    more: int
    note: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """View model of ``index.html``."""

    title: str
    headline: str
    empty: bool
    tiles: tuple[Tile, ...]
    champions: Champions
    figure: FigureView | None
    attention: tuple[Attention, ...]
    attention_more: str
    news_title: str
    news_note: str
    news: tuple[RunRow, ...]
    latest: tuple[RunRow, ...]
    views: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class HomeContext:
    """What the home page needs beyond the study.

    Attributes:
        figure: The overview, where something has a score.
        since_given: Whether the news are counted from an earlier report.
    """

    figure: FigureView | None = None
    since_given: bool = False


def home_page(study: Study, context: HomeContext) -> HomePage:
    """Return what a stakeholder sees first."""
    runs = study.collection.runs
    attention = _attention(runs)
    hidden = sum(len(item.runs) + item.more for item in attention[MOST_ATTENTION:])
    return HomePage(
        title=study.config.title,
        headline=study.config.headline or headline(study),
        empty=not runs,
        tiles=_tiles(study),
        champions=champions_of(by_weight(study), LINKS),
        figure=context.figure,
        attention=tuple(attention[:MOST_ATTENTION]),
        attention_more=f"{hidden:,} more" if hidden else "",
        news_title="New since the last report" if context.since_given else "What is new",
        news_note=_news_note(study, since_given=context.since_given),
        news=run_rows(study.news[:MOST_NEWS], study.task_of, study.decimals, LINKS),
        latest=run_rows(_latest(study), study.task_of, study.decimals, LINKS),
        views=views(study.config),
    )


def _latest(study: Study) -> list[Run]:
    """The latest runs besides the new ones, as many as still fit a glance."""
    new = {run.id for run in study.news}
    others = [run for run in study.collection.runs if run.id not in new]
    others.sort(key=lambda run: (-(run.ended or 0.0), text.natural_key(run.name), run.id))
    return others[: max(0, MOST_NEWS - len(new))]


def _urgency(run: Run) -> tuple[int, float, str]:
    order = ("running", "stalled", "failed", "killed")
    return (order.index(run.status), -(run.ended or 0.0), run.id)


def _tiles(study: Study) -> tuple[Tile, ...]:
    runs = study.collection.runs
    hours = sum(run.duration or 0.0 for run in runs) / 3600
    unfinished = [run for run in runs if run.status in ("failed", "killed")]
    alive = [run for run in runs if run.status in ("running", "stalled")]
    configurations = sum(len(task.replicates) for task in study.tasks)
    return (
        Tile("Runs", f"{len(runs):,}", f"of {text.plural(configurations, 'configuration')}"),
        Tile("Tasks", f"{len(study.tasks):,}", f"in {text.plural(len({run.project for run in runs}), 'project')}"),
        Tile(
            "Compute",
            text.format_hours(hours) if hours else text.DASH,
            "sum of all durations" if hours else "no times logged",
        ),
        Tile("Not finished", f"{len(unfinished) + len(alive):,}", _ended_badly(len(unfinished), len(alive))),
    )


def _ended_badly(unfinished: int, alive: int) -> str:
    parts = (f"{unfinished:,} failed or killed" if unfinished else "", f"{alive:,} running or stalled" if alive else "")
    return ", ".join(part for part in parts if part) or "every run came to its end"


def _attention(runs: Sequence[Run]) -> list[Attention]:
    """Runs that did not finish, the most urgent first; those that failed alike share a line."""
    alike: dict[tuple[str, str], list[Link]] = {}
    for run in sorted((run for run in runs if run.status != "finished"), key=_urgency):
        alike.setdefault((run.status, _reason(run)), []).append(LINKS.run(run))
    return [
        Attention(status, tuple(links[:MOST_ALIKE]), max(0, len(links) - MOST_ALIKE), reason)
        for (status, reason), links in alike.items()
    ]


def _reason(run: Run) -> str:
    notes = {
        "running": f"last sign of life {text.format_time(run.ended)} UTC",
        "stalled": f"nothing heard since {text.format_time(run.ended)} UTC",
        "killed": "no end record: it was killed, or its machine went away",
        "failed": run.error or "it failed",
    }
    return notes[run.status][:200]


def _news_note(study: Study, *, since_given: bool) -> str:
    count, total = len(study.news), len(study.collection.runs)
    if since_given:
        return f"{text.plural(count, 'run')} that the last report did not have." if count else "No new runs."
    if count <= MOST_NEWS:
        return ""
    return f"{count:,} of {total:,} runs ended within 7 days of the newest; the latest {MOST_NEWS} are shown."
