"""The page of one task: its configurations, best first, and how sure that order is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xreport import text
from xreport.analysis.history import Champion
from xreport.analysis.metrics import Metric, is_training
from xreport.analysis.ranking import Ranking, Standing
from xreport.analysis.study import Study, TaskStudy
from xreport.pages import limits
from xreport.pages.champions import gain_text, task_headline, why_not
from xreport.pages.common import (
    FigureView,
    Link,
    Links,
    RunRow,
    Tile,
    arrow_hint,
    estimate_columns,
    mean_text,
    metric_title,
    raw,
    with_unit,
)
from xreport.pages.results import Results, task_results
from xreport.pages.rows import run_rows

LINKS = Links("../")
MOST_CONFIGURATIONS = 100
MOST_RUNS = 12
MOST_CHAMPIONS = 8


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One configuration in the ranking."""

    rank: int
    configuration: Link
    color: int
    raw: str
    mean: str
    interval: str
    n: int
    best: str
    difference: str
    verdict: str
    tied: bool


@dataclass(frozen=True, slots=True)
class ChampionRow:
    """A configuration that was the best for a while."""

    when: str
    configuration: Link
    value: str
    gain: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """View model of ``tasks/<slug>.html``."""

    projects: tuple[Link, ...]
    projects_more: str
    title: str
    headline: str
    why_not: str
    tiles: tuple[Tile, ...]
    figures: tuple[FigureView, ...]
    undrawn: str
    metric: str
    rows: tuple[StandingRow, ...]
    method: str
    results: Results | None
    champions: tuple[ChampionRow, ...]
    runs: tuple[RunRow, ...]
    runs_more: str
    runs_href: str
    champions_more: str


_UNDRAWN = (
    f"Figures are made of the {limits.MOST_DRAWN} tasks that most runs worked on, and this is none of them. "
    "Curves are on the pages of its runs, and where runs are compared."
)


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What the page of a task needs beyond the task.

    Attributes:
        projects: Addresses of its projects, by name.
        decimals: With how many decimals its metrics are printed, by name.
        metrics: What is known of the scores that its runs set, by name.
        figures: Those that are drawn of it.
    """

    projects: Mapping[str, str]
    decimals: Mapping[str, int | None]
    metrics: Mapping[str, Metric]
    figures: tuple[FigureView, ...]


def task_context(task: TaskStudy, study: Study, figures: tuple[FigureView, ...]) -> TaskContext:
    """Return the context of a task's page."""
    return TaskContext(
        projects={name: study.project_slugs[name] for name in sorted({run.project for run in task.task.runs})},
        decimals={one.metric.name: study.decimals.get(one.metric.name) for one in task.rankings},
        metrics={name: study.metrics[name] for name in sorted({name for run in task.task.runs for name in run.scores})},
        figures=figures,
    )


def task_page(task: TaskStudy, context: TaskContext) -> TaskPage:
    """Return the page of a task."""
    ranking = task.ranking
    runs = sorted(task.task.runs, key=lambda run: (-(run.ended or 0.0), run.id))
    return TaskPage(
        projects=tuple(LINKS.project(*item) for item in [*context.projects.items()][: limits.MOST_PROJECTS]),
        projects_more=limits.more([*context.projects], limits.MOST_PROJECTS, "project"),
        title=limits.name(task.task.title),
        headline=task_headline(task),
        why_not=why_not(task),
        tiles=_tiles(task),
        figures=context.figures,
        undrawn=_UNDRAWN if ranking and ranking.standings and not context.figures else "",
        metric=metric_title(ranking.metric) if ranking else "",
        rows=standing_rows(task, ranking, LINKS) if ranking else (),
        method=_method(ranking, task.why) if ranking and ranking.standings else "",
        results=task_results(task, context.metrics, LINKS),
        champions=tuple(_champion(item, ranking) for item in task.champions[: -MOST_CHAMPIONS - 1 : -1])
        if ranking
        else (),
        champions_more=f"{text.plural(hidden, 'leader')} before."
        if (hidden := len(task.champions) - MOST_CHAMPIONS) > 0
        else "",
        runs=run_rows(runs[:MOST_RUNS], dict.fromkeys([run.id for run in runs], task), context.decimals, LINKS),
        runs_more=f"All {len(runs):,} runs of this task" if len(runs) > MOST_RUNS else "These runs in the table of all",
        runs_href=LINKS.runs("task", task.task.title),
    )


def _tiles(task: TaskStudy) -> tuple[Tile, ...]:
    runs = task.task.runs
    hours = sum(run.duration or 0.0 for run in runs) / 3600
    tiles = [
        Tile("Runs", f"{len(runs):,}", f"of {text.plural(len(task.replicates), 'configuration')}"),
        Tile("Data", limits.name(", ".join(task.task.data)) or "not logged", "what every run was measured on"),
        Tile(
            "Compute",
            text.format_hours(hours) if hours else text.DASH,
            "sum of all durations" if hours else "no times logged",
        ),
    ]
    if task.ranking is not None:
        metric = task.ranking.metric
        hint = arrow_hint(metric) + (", on training data" if is_training(metric.name) else "")
        tiles.insert(0, Tile("Metric that counts", limits.name(metric.name), hint))
    return tuple(tiles)


def standing_rows(task: TaskStudy, ranking: Ranking, links: Links) -> tuple[StandingRow, ...]:
    """Return the ranked configurations as rows."""
    standings = ranking.standings[:MOST_CONFIGURATIONS]
    best_steps = text.format_column([standing.best_over_steps for standing in standings])
    estimates = estimate_columns([standing.estimate for standing in standings])
    leader = ranking.standings[0].estimate.mean if standings else 0.0
    gaps = text.format_column([abs(standing.estimate.mean - leader) for standing in standings])
    return tuple(
        StandingRow(
            rank=standing.rank,
            configuration=links.replicates(standing.replicates.label, standing.replicates.slug),
            color=task.color(standing.replicates),
            raw=raw(standing.estimate.mean),
            mean=mean,
            interval=spread,
            n=standing.estimate.n,
            best=best_steps[position],
            difference=_gap(standing, leader, gaps[position]),
            verdict=verdict(standing),
            tied=standing.tied,
        )
        for position, (standing, (mean, spread)) in enumerate(zip(standings, estimates, strict=True))
    )


def _gap(standing: Standing, leader: float, size: str) -> str:
    if standing.rank == 1:
        return ""
    return f"−{size}" if standing.estimate.mean < leader else f"+{size}"


def verdict(standing: Standing) -> str:
    """Return what the comparison with the best says, in plain words."""
    if standing.verdict != "not enough seeds":
        return {"best": "best", "tied": "not significantly worse", "worse": "worse"}[standing.verdict]
    needed = standing.comparison.needed if standing.comparison is not None else None
    return f"not enough seeds, about {needed} needed" if needed else "not enough seeds"


def _method(ranking: Ranking, why: str) -> str:
    note = (
        f"Mean over seeds (repeats of one seed count once) of the scores of finished runs ({_score(ranking.metric)}), "
        "with a 95 % "
        "confidence interval (Student's t). Bold: the best and everything not significantly worse (paired where seeds "
        "are shared, else Welch; Holm across all configurations)."
    )
    note += _chosen(ranking.metric, why)
    hidden = len(ranking.standings) - MOST_CONFIGURATIONS
    if hidden > 0:
        note += f" {hidden:,} more configurations are on the replicates page."
    if ranking.unscored:
        note += f" Without a score: {text.plural(len(ranking.unscored), 'run')}."
    return note


def _score(metric: Metric) -> str:
    """What the score is."""
    return "of each run" if metric.known is not None else f"what a run set itself, else the {metric.score_text}"


def _chosen(metric: Metric, why: str) -> str:
    """Why this metric ranks the task, where xreport.toml does not say that it does."""
    if not why:
        return ""
    trained = " It was measured on training data." if is_training(metric.name) else ""
    return f" {metric.name} was chosen, for this task has no metric that xreport.toml calls primary. {why}{trained}"


def _champion(champion: Champion, ranking: Ranking) -> ChampionRow:
    gain = gain_text(champion, ranking)
    note = (
        f"better by {gain}"
        if gain
        else "the first one tried"
        if champion.improvement is None
        else "equal to the one before"
    )
    value = with_unit(mean_text(champion.estimate), ranking.metric.unit)
    configuration = LINKS.replicates(champion.replicates.label, champion.replicates.slug)
    return ChampionRow(text.format_time(champion.since), configuration, value, note)
