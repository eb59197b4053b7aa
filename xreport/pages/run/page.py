"""The page of one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xreport import text
from xreport.analysis.decimals import metric_decimals
from xreport.analysis.metrics import Metric, best_of
from xreport.analysis.scoring import raw_score
from xreport.errors import Issue
from xreport.format.records import Scalar
from xreport.model import Run
from xreport.pages import limits
from xreport.pages.common import Link, Links, Tile, arrow_hint, with_unit
from xreport.pages.results import Results, run_results
from xreport.pages.run.attempts import AttemptsView, attempts_view
from xreport.pages.run.context import RANKED, RunContext, deeper_digits, rank_key, shard_of
from xreport.pages.run.curves import MOST_CURVES, CurveGroup, curve_groups, in_order
from xreport.pages.run.environment import LINE, Fact, environment_facts, fact, reproduce
from xreport.pages.run.files import ArtifactRow, FileRow, artifact_row, files
from xreport.pages.run.logged import ConsoleView, LoggedSection, console_views, logged_section
from xreport.pages.run.metrics import MetricRow, computed_from, metric_row

LINKS = Links("../")
IN_CSV = "in runs.csv"
IN_JSON = "in runs.json"
PHONE = 45
"""Characters of notes that a line of a phone holds."""
MOST_LINES = 6
"""Of longer notes the beginning shows until they are unfolded."""
MANY_METRICS = 40
"""A table of more metrics scrolls by itself, and can be filtered."""


@dataclass(frozen=True, slots=True)
class DataRow:
    """A data source that the run used."""

    name: str
    role: str
    version: str


@dataclass(frozen=True, slots=True)
class RankPlace:
    """A place kept ready for the rank of the run's configuration by a metric."""

    anchor: str
    metric: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """View model of ``runs/<slug>.html``."""

    slug: str
    name: str
    shard: str
    """The first shard of its task's data that may tell of it, and the digits that lead to deeper ones."""
    deeper: str
    status: str
    task: Link
    meta: str
    tags: tuple[str, ...]
    notes: str
    notes_short: str
    error: str
    issues: tuple[Issue, ...]
    issues_more: str
    tiles: tuple[Tile, ...]
    ranked: tuple[RankPlace, ...]
    groups: tuple[CurveGroup, ...]
    curves_more: str
    attempts: AttemptsView | None
    logged: LoggedSection | None
    console: tuple[ConsoleView, ...]
    results: Results | None
    metrics: tuple[MetricRow, ...]
    metrics_more: str
    metrics_note: str
    tail: int
    many: bool
    params: tuple[Fact, ...]
    params_more: str
    data: tuple[DataRow, ...]
    data_more: str
    facts: tuple[Fact, ...]
    facts_more: str
    artifacts: tuple[ArtifactRow, ...]
    artifacts_more: str
    environment: tuple[Fact, ...]
    reproduce: str
    reproduce_note: str
    files: tuple[FileRow, ...]
    files_more: str


def run_page(run: Run, context: RunContext) -> RunPage:
    """Return everything that the page of a run shows."""
    issues = [issue for issue in run.issues if not issue.pending]
    names = in_order(run, context)
    decimals = metric_decimals(_with_decimals(run, names, context), [run])
    return RunPage(
        slug=run.slug,
        name=limits.name(run.name),
        shard=shard_of(context.task_slug, run.id),
        deeper=deeper_digits(run.id),
        status=run.status,
        task=LINKS.task(context.task, context.task_slug),
        meta=_meta(run),
        tags=_tags(run),
        notes=limits.value(run.notes, limits.MOST_NOTES),
        notes_short=_short(run.notes),
        error=limits.value(run.error),
        issues=tuple(issues[: limits.MOST_ISSUES]),
        issues_more=limits.more(issues, limits.MOST_ISSUES, "issue"),
        tiles=_tiles(run, context, decimals),
        ranked=tuple(RankPlace(rank_key(name), limits.name(name)) for name in context.ranked[:RANKED]),
        groups=curve_groups(run, context),
        curves_more=limits.more(
            [one for one in run.summaries.values() if one.n > 1], MOST_CURVES, "curve", "in the data and in the table"
        ),
        attempts=attempts_view(run),
        logged=logged_section(run),
        console=console_views(run),
        results=run_results(run, context.metrics),
        metrics=tuple(
            metric_row(name, run.summaries[name], context.metrics.get(name), decimals.get(name))
            for name in names[: limits.MOST_METRICS]
        ),
        metrics_more=limits.more(names, limits.MOST_METRICS, "metric", IN_CSV),
        metrics_note=computed_from(run),
        many=len(run.summaries) > MANY_METRICS,
        tail=max((summary.tail_n for summary in run.summaries.values()), default=0),
        params=_facts(run.params, limits.MOST_PARAMS),
        params_more=limits.more(list(run.params), limits.MOST_PARAMS, "param", IN_CSV),
        data=tuple(
            DataRow(
                limits.name(source.name), limits.name(source.role), limits.name(source.sha256[:12] or source.version)
            )
            for source in run.data[: limits.MOST_DATA]
        ),
        data_more=limits.more(run.data, limits.MOST_DATA, "data source", IN_JSON),
        facts=_facts(run.facts, limits.MOST_FACTS),
        facts_more=limits.more(list(run.facts), limits.MOST_FACTS, "output", IN_JSON),
        artifacts=tuple(artifact_row(one) for one in run.artifacts[: limits.MOST_ARTIFACTS]),
        artifacts_more=limits.more(run.artifacts, limits.MOST_ARTIFACTS, "artifact", "in the journal"),
        environment=tuple(environment_facts(run.environment, context.repository)),
        reproduce=reproduce(run),
        reproduce_note="The working tree had uncommitted changes, so the commit alone does not reproduce this run."
        if run.environment.dirty
        else "",
        files=tuple(files(run, context)),
        files_more=limits.more(run.sources, limits.MOST_FILES, "file"),
    )


def _with_decimals(run: Run, names: Sequence[str], context: RunContext) -> dict[str, Metric]:
    """The metrics of which the page prints a number."""
    scores = [name for name, _ in text.natural_items(run.scores)[: limits.MOST_METRICS]]
    printed = dict.fromkeys([*names[: limits.MOST_METRICS], *context.ranked[:RANKED], *scores])
    return {name: context.metrics[name] for name in printed if name in context.metrics}


def _tags(run: Run) -> tuple[str, ...]:
    rest = limits.more(run.tags, limits.MOST_TAGS, "tag")
    return (*map(limits.name, run.tags[: limits.MOST_TAGS]), *([rest] if rest else []))


def _facts(values: Mapping[str, Scalar], most: int) -> tuple[Fact, ...]:
    shown = text.natural_items(values)[:most]
    return tuple(fact(limits.name(key), text.format_scalar(value)) for key, value in shown)


def _meta(run: Run) -> str:
    parts = [
        limits.name(run.algorithm),
        f"by {limits.name(run.owner)}" if run.owner else "",
        f"started {text.format_time(run.started)} UTC" if run.started is not None else "",
        f"took {text.format_duration(run.duration)}" if run.duration is not None else "",
        f"seed {run.seed}" if run.seed is not None else "",
        f"group {limits.name(run.group)}" if run.group else "",
        text.plural(run.attempts, "attempt") if run.attempts > 1 else "",
        text.plural(run.writers, "writer") if run.writers > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _short(notes: str) -> str:
    """The beginning of notes that would push the tiles out of sight, "" for shorter ones."""
    lines = sum(1 + len(line) // PHONE for line in notes.splitlines())
    return f"{' '.join(notes.split()).lstrip('#*>- ')[: LINE * 2].rstrip()}…" if lines > MOST_LINES else ""


def _about(metric: Metric, value: float | None) -> str:
    """Which way is better and how that is known, and whether the goal is reached."""
    if metric.goal is None:
        return arrow_hint(metric)
    reached = None if value is None else metric.reached(value)
    state = {True: " reached", False: " not reached", None: ""}[reached]
    goal = f"goal {with_unit(text.format_number(metric.goal), metric.unit)}{state}"
    return " · ".join(part for part in (goal, arrow_hint(metric)) if part)


def _which(run: Run, metric: Metric) -> str:
    """Which number of its values it is, where there are several."""
    summary = run.summaries.get(metric.name)
    several = summary is not None and summary.n > 1 and metric.name not in run.scores
    return f" · {metric.score_text}" if several else ""


def _tiles(run: Run, context: RunContext, decimals: Mapping[str, int | None]) -> tuple[Tile, ...]:
    tiles: list[Tile] = []
    for name in context.ranked[:RANKED]:
        metric = context.metrics[name]
        summary = run.summaries.get(name)
        value = raw_score(run, metric)  # one that is not finite ranks nowhere, but is worth seeing
        shown = text.DASH if value is None else with_unit(text.format_shared(value, decimals.get(name)), metric.unit)
        tiles.append(Tile(limits.name(name), shown, _about(metric, value) + _which(run, metric)))
        if summary is not None and summary.n > 1:
            best, step = best_of(summary, metric)
            if best is not None:
                best_text = with_unit(text.format_shared(best, decimals.get(name)), metric.unit)
                tiles.append(Tile("Best over steps", best_text, f"at step {step:,}"))
    if run.duration is not None:
        tiles.append(Tile("Duration", text.format_duration(run.duration), "from start to end"))
    return tuple(tiles)
