"""The page of one run."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from xreport import text
from xreport.analysis.compare import Difference, what_changed
from xreport.analysis.metrics import Metric, score
from xreport.analysis.study import Study, TaskStudy
from xreport.charts.curves import drawn_curve
from xreport.config import Config
from xreport.errors import Issue
from xreport.model import Artifact, Environment, Run, Summary
from xreport.pages.common import Cell, Link, Links, Tile, arrow, arrow_hint, raw, with_unit

LINKS = Links("../")
MOST_CHANGES = 8
MOST_CURVES = 60
"""A page draws this many curves itself; the rest are in the data and in the table."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from the run compared with."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """What differs from another run, and what it bought."""

    reference: Link
    sentence: str
    changes: tuple[Change, ...]
    more: int
    compare: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve that is readable without JavaScript; the browser draws an interactive one in its place."""

    metric: str
    title: str
    note: str
    unit: str
    label: str
    lines: tuple[str, ...]
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class CurveGroup:
    """Curves of one prefix (``train/``)."""

    title: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class MetricRow:
    """All the numbers of one metric."""

    name: str
    arrow: str
    hint: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A key and its value; ``href`` only ever leads to the configured repository."""

    key: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class DataRow:
    """A data source that the run used."""

    name: str
    role: str
    version: str


@dataclass(frozen=True, slots=True)
class ArtifactRow:
    """A file that the run produced or used; only its description is published."""

    path: str
    role: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImageView:
    """An image that the run logged, published under ``media/``."""

    href: str
    caption: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that the run was read from."""

    name: str
    href: str
    note: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """View model of ``runs/<slug>.html``."""

    slug: str
    name: str
    color: int
    status: str
    task: Link
    meta: str
    tags: tuple[str, ...]
    notes: str
    error: str
    issues: tuple[Issue, ...]
    tiles: tuple[Tile, ...]
    differences: tuple[DifferenceView, ...]
    groups: tuple[CurveGroup, ...]
    images: tuple[ImageView, ...]
    metrics: tuple[MetricRow, ...]
    metrics_note: str
    tail: int
    params: tuple[Fact, ...]
    data: tuple[DataRow, ...]
    facts: tuple[Fact, ...]
    artifacts: tuple[ArtifactRow, ...]
    environment: tuple[Fact, ...]
    reproduce: str
    reproduce_note: str
    files: tuple[FileRow, ...]


def run_page(run: Run, study: Study) -> RunPage:
    """Return everything that the page of a run shows."""
    task = study.task_of[run.id]
    points = sum(summary.n for summary in run.summaries.values())
    return RunPage(
        slug=run.slug,
        name=run.name,
        color=study.colors[run.id],
        status=run.status,
        task=LINKS.task(task.task.title, task.task.slug),
        meta=_meta(run),
        tags=run.tags,
        notes=run.notes,
        error=run.error,
        issues=tuple(issue for issue in run.issues if not issue.pending)[:20],
        tiles=_tiles(run, task),
        differences=tuple(_differences(run, task, study)),
        groups=_curve_groups(run, study),
        images=tuple(_images(run)),
        metrics=tuple(
            _metric_row(name, run.summaries[name], study.metrics.get(name)) for name in _in_order(run, study)
        ),
        metrics_note=f"Computed from {text.plural(points, 'logged value')}, none left out." + _only_set(run),
        tail=max((summary.tail_n for summary in run.summaries.values()), default=0),
        params=tuple(Fact(key, text.format_scalar(value)) for key, value in sorted(run.params.items())),
        data=tuple(DataRow(source.name, source.role, source.sha256[:12] or source.version) for source in run.data),
        facts=tuple(Fact(key, text.format_scalar(value)) for key, value in sorted(run.facts.items())),
        artifacts=tuple(_artifact_row(artifact) for artifact in run.artifacts if artifact.image is None),
        environment=tuple(_environment(run.environment, study.config)),
        reproduce=_reproduce(run),
        reproduce_note="The working tree had uncommitted changes, so the commit alone does not reproduce this run."
        if run.environment.dirty
        else "",
        files=tuple(_files(run, study.config)),
    )


def _meta(run: Run) -> str:
    parts = [
        run.algorithm,
        f"by {run.owner}" if run.owner else "",
        f"started {text.format_time(run.started)} UTC" if run.started is not None else "",
        f"took {text.format_duration(run.duration)}" if run.duration is not None else "",
        f"seed {run.seed}" if run.seed is not None else "",
        f"group {run.group}" if run.group else "",
        text.plural(run.attempts, "attempt") if run.attempts > 1 else "",
        text.plural(run.writers, "writer") if run.writers > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _tiles(run: Run, task: TaskStudy) -> tuple[Tile, ...]:
    tiles: list[Tile] = []
    for ranking in task.rankings[:2]:
        metric = ranking.metric
        value = score(run, metric.name)
        shown = text.DASH if value is None else with_unit(text.format_number(value), metric.unit)
        tiles.append(Tile(metric.name, shown, arrow_hint(metric)))
        summary = run.summaries.get(metric.name)
        if summary is not None and summary.n > 1:
            best, step = best_of(summary, metric)
            if best is not None:
                tiles.append(
                    Tile("Best over steps", with_unit(text.format_number(best), metric.unit), f"at step {step:,}")
                )
        place = next((s for s in ranking.standings if any(r.id == run.id for r in s.replicates.runs)), None)
        if place is not None:
            tiles.append(
                Tile(
                    "Configuration's rank",
                    f"{place.rank} of {len(ranking.standings)}",
                    f"mean over {text.plural(place.estimate.n, 'run')}",
                )
            )
    tiles.append(Tile("Duration", text.format_duration(run.duration)))
    return tuple(tiles[:7])


def best_of(summary: Summary, metric: Metric | None) -> tuple[float | None, int | None]:
    """Return the best value over the steps and its step; None where no direction is known."""
    if metric is None or metric.direction is None:
        return None, None
    if metric.direction == "max":
        return summary.maximum, summary.maximum_step
    return summary.minimum, summary.minimum_step


def _differences(run: Run, task: TaskStudy, study: Study) -> list[DifferenceView]:
    references: list[tuple[str, Run]] = []
    if study.baseline is not None and study.task_of[study.baseline.id] is task:
        references.append(("the baseline", study.baseline))
    best = task.best_run()
    if best is not None and (not references or references[0][1].id != best.id):
        references.append(("the best run", best))
    return [
        _difference(title, run, reference, task, study) for title, reference in references if reference.id != run.id
    ]


def _difference(title: str, run: Run, reference: Run, task: TaskStudy, study: Study) -> DifferenceView:
    primary = task.ranking.metric if task.ranking else None
    difference = what_changed(run, reference, study.metrics, primary, title)
    changes = list(_changes(difference))
    return DifferenceView(
        reference=LINKS.run(reference),
        sentence=difference.sentence,
        changes=tuple(changes[:MOST_CHANGES]),
        more=max(0, len(changes) - MOST_CHANGES),
        compare=LINKS.compare([reference.slug, run.slug]),
    )


def _changes(difference: Difference) -> Sequence[Change]:
    changes = [Change(key, before, after) for key, before, after in difference.fields]
    changes += [Change(change.key, change.before_text, change.after_text) for change in difference.params]
    return changes


def _in_order(run: Run, study: Study) -> list[str]:
    """Primary metrics first, then by name; curves and table share the order."""

    def key(name: str) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
        metric = study.metrics.get(name)
        return (metric is None or not metric.primary, text.natural_key(name))

    return sorted(run.summaries, key=key)


def _curve_groups(run: Run, study: Study) -> tuple[CurveGroup, ...]:
    """Curves by prefix: the group of the primary metric first, metrics without a prefix last."""
    names = [name for name in _in_order(run, study) if run.summaries[name].n > 1][:MOST_CURVES]
    groups: dict[str, list[Curve]] = {}
    for name in names:
        groups.setdefault(_prefix(name), []).append(_curve(name, run, study.metrics.get(name)))
    first = _prefix(names[0]) if names else ""
    order = sorted(groups, key=lambda prefix: (prefix != first, not prefix, prefix))
    return tuple(CurveGroup(prefix, tuple(groups[prefix])) for prefix in order)


def _prefix(name: str) -> str:
    head, slash, _ = name.rpartition("/")
    return head if slash else ""


def _curve(name: str, run: Run, metric: Metric | None) -> Curve:
    view = drawn_curve(run.series[name])
    summary = run.summaries[name]
    unit = metric.unit if metric else ""
    return Curve(
        metric=name,
        title=name.rpartition("/")[2],
        note=" ".join(part for part in (unit, arrow(metric)) if part),
        unit=unit,
        label=f"{name}: last {text.format_number(summary.last)} over {text.plural(summary.n, 'value')}",
        lines=view.lines,
        low=f"{view.y_min} … {view.y_max}",
        high=f"steps {view.x_min} … {view.x_max}",
    )


def _metric_row(name: str, summary: Summary, metric: Metric | None) -> MetricRow:
    best, step = best_of(summary, metric)
    values = [summary.last, best, summary.minimum, summary.maximum, summary.mean, summary.tail_mean]
    last, best_text, low, high, mean, tail = (
        Cell(shown, raw(value)) for shown, value in zip(text.format_column(values, 5, apart=False), values, strict=True)
    )
    at = Cell(text.DASH if step is None else f"{step:,}", raw(step))
    unit = f"{name} ({metric.unit})" if metric and metric.unit else name
    count = Cell(
        f"{summary.n:,}" + (f" ({summary.non_finite:,} not finite)" if summary.non_finite else ""), raw(summary.n)
    )
    return MetricRow(unit, arrow(metric), arrow_hint(metric), (last, best_text, at, low, high, mean, tail, count))


def _only_set(run: Run) -> str:
    if not run.scores:
        return ""
    listed = ", ".join(f"{name} = {text.format_number(value)}" for name, value in sorted(run.scores.items()))
    return f" Set as summary: {listed}."


def image_path(run: Run, position: int, artifact: Artifact) -> str:
    """Return where an image of a run is published, from the site's root."""
    suffix = artifact.media_type.rpartition("/")[2].replace("jpeg", "jpg")
    return f"media/{run.slug}/{position}.{suffix}"


def _images(run: Run) -> list[ImageView]:
    views: list[ImageView] = []
    for position, artifact in enumerate(run.artifacts):
        if artifact.image is not None:
            caption = artifact.caption or artifact.path
            step = f" (step {artifact.step})" if artifact.step is not None else ""
            views.append(ImageView(f"../{image_path(run, position, artifact)}", caption + step))
    return views


def _artifact_row(artifact: Artifact) -> ArtifactRow:
    return ArtifactRow(artifact.path, artifact.role, text.format_bytes(artifact.bytes), artifact.sha256[:12])


def _environment(environment: Environment, config: Config) -> list[Fact]:
    commit = environment.commit
    base = config.repository.rstrip("/")
    href = f"{base}/commit/{commit}" if base.startswith(("https://", "http://")) and commit.isalnum() else ""
    state = {True: " with uncommitted changes", False: "", None: ""}[environment.dirty]
    named = (("Script", environment.script), ("Python", environment.python), ("Platform", environment.platform))
    facts = [
        Fact("Commit", commit[:12] + state if commit else "not logged", href),
        *(Fact(name, value) for name, value in named if value),
    ]
    for values in (environment.hardware, environment.packages, environment.extra):
        facts += [Fact(key, text.format_scalar(value)) for key, value in sorted(values.items())]
    return facts


def _reproduce(run: Run) -> str:
    environment = run.environment
    lines = []
    if environment.commit.isalnum():
        lines.append(f"git checkout {environment.commit}")
    if environment.packages:
        pins = sorted(f"{name}=={version}" for name, version in environment.packages.items())
        lines.append("pip install " + shlex.join(pins))
    if environment.script:
        # Logged text that people paste into a shell: quoted, always.
        lines.append(shlex.join(["python", environment.script]))
    if lines and (run.params or run.seed is not None):
        lines.append("# with the params of this page" + (f" and seed {run.seed}" if run.seed is not None else ""))
    return "\n".join(lines)


def journal_path(run: Run, position: int) -> str:
    """Return where a source file of a run is published, from the site's root."""
    suffix = "jsonl.gz"
    return f"journals/{run.slug}.{suffix}" if len(run.sources) == 1 else f"journals/{run.slug}/{position}.{suffix}"


def _files(run: Run, config: Config) -> list[FileRow]:
    return [
        FileRow(
            source.path,
            f"../{journal_path(run, position)}" if config.journals == "gz" else "",
            f"{text.plural(source.records, 'record')}, {text.format_bytes(source.bytes)}, SHA-256 {source.sha256[:12]}",
        )
        for position, source in enumerate(run.sources)
    ]
