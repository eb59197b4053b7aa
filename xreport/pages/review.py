"""Logging review: the rules, who keeps them, and what it costs not to look first."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.lint import RULES, Finding, Rule
from xreport.analysis.study import Study
from xreport.pages import limits
from xreport.pages.common import Cell, Link, Links, Tile, raw, with_unit

LINKS = Links()
MOST_FINDINGS = 60
LOADS_NOTE = (
    "From system metrics. Utilisation: mean over the samples of a run, then over runs, weighted by their duration. "
    "Memory: the largest sample of any run. Energy: environment.energy_kwh where it was logged, else the sum over all "
    "power sensors of Σ (tᵢ₊₁ − tᵢ) · (Pᵢ + Pᵢ₊₁) / 2, in watts and seconds, divided by 3.6 million; gaps of more than "
    "ten usual distances count nothing. Runs that logged none of it are left out."
)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One place where a rule is broken."""

    run: Link | None
    detail: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule with everything found."""

    code: str
    title: str
    why: str
    fix: str
    count: str
    findings: tuple[FindingRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What one owner used in one project, and how it was logged."""

    project: str
    owner: str
    runs: int
    kept: str
    kept_raw: str
    hours: str
    hours_raw: str
    wasted: str
    wasted_raw: str
    failed: str
    repeated: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What the machines of one owner did in one project."""

    project: str
    owner: str
    runs: str
    cpu: Cell
    gpu: Cell
    memory: Cell
    energy: Cell


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Runs that did the same work twice."""

    label: str
    seed: str
    runs: tuple[Link, ...]
    more: str
    hours: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """View model of ``review.html``."""

    note: str
    tiles: tuple[Tile, ...]
    broken: tuple[RuleRow, ...]
    kept: tuple[str, ...]
    usage: tuple[UsageRow, ...]
    usage_more: str
    loads: tuple[LoadRow, ...]
    loads_note: str
    duplicates_note: str
    duplicates: tuple[DuplicateRow, ...]
    duplicates_more: str


def review_page(study: Study) -> ReviewPage:
    """Return the review of all runs."""
    found: dict[str, list[Finding]] = {}
    for finding in study.review.findings:
        found.setdefault(finding.code, []).append(finding)
    total = len(study.collection.runs)
    kept = study.review.compliant
    hours = sum(item.hours for item in study.usage)
    wasted = sum(item.wasted_hours for item in study.usage)
    repeats = sum(len(item.runs) - 1 for item in study.duplicates)
    by_id = {run.id: run for run in study.collection.runs}
    return ReviewPage(
        note=f"{len(RULES)} rules that make a run worth keeping. Send this page round once a week.",
        tiles=(
            Tile("Keep all rules", _percent(kept, total), f"{kept:,} of {text.plural(total, 'run')}"),
            Tile("Compute", text.format_hours(hours) if hours else text.DASH, "sum of all durations"),
            Tile(
                "Wasted",
                text.format_hours(wasted) if hours else text.DASH,
                f"{_percent(wasted, hours)} of it failed, killed or repeated" if hours else "no times logged",
            ),
            Tile("Exact repeats", f"{repeats:,}", "same configuration, seed and data"),
        ),
        broken=tuple(_rule(rule, found[rule.code], study) for rule in RULES if rule.code in found),
        kept=tuple(f"{rule.title} ({rule.code})" for rule in RULES if rule.code not in found),
        usage=_usage(study),
        usage_more=limits.more(study.usage, limits.MOST_USAGE, "owner", "in the table of runs"),
        loads=_loads(study),
        loads_note=LOADS_NOTE,
        duplicates_note="Runs with the same fingerprint and the same seed. Other seeds make replicates, not waste."
        if study.duplicates
        else "No run repeats another one exactly.",
        duplicates=tuple(
            DuplicateRow(
                limits.name(study.replicates_of[item.runs[0]].label),
                str(item.seed),
                tuple(LINKS.run(by_id[run]) for run in item.runs[: limits.MOST_REPEATS]),
                limits.more(item.runs, limits.MOST_REPEATS, "run"),
                text.format_hours(item.wasted_hours),
            )
            for item in study.duplicates[: limits.MOST_DUPLICATES]
        ),
        duplicates_more=limits.more(study.duplicates, limits.MOST_DUPLICATES, "repeat"),
    )


def _rule(rule: Rule, findings: list[Finding], study: Study) -> RuleRow:
    by_id = {run.id: run for run in study.collection.runs}
    # One detail that all share only says the title again.
    alike = len({finding.detail for finding in findings}) == 1 and all(finding.run for finding in findings)
    rows = [
        FindingRow(LINKS.run(by_id[f.run]) if f.run in by_id else None, "" if alike else limits.value(f.detail, 500))
        for f in findings[:MOST_FINDINGS]
    ]
    more = f"and {len(findings) - MOST_FINDINGS:,} more" if len(findings) > MOST_FINDINGS else ""
    count = text.plural(len(findings), "run" if findings[0].run else "metric")
    return RuleRow(rule.code, rule.title, rule.why, rule.fix, count, tuple(rows), more)


def _usage(study: Study) -> tuple[UsageRow, ...]:
    broken = {finding.run for finding in study.review.findings if finding.run}
    rows = []
    for item in study.usage[: limits.MOST_USAGE]:
        kept = sum(
            run.id not in broken
            for run in study.collection.runs
            if run.project == item.project and (run.owner or "") == item.owner
        )
        rows.append(
            UsageRow(
                project=limits.name(item.project),
                owner=limits.name(item.owner) or "not logged",
                runs=item.runs,
                kept=_percent(kept, item.runs),
                kept_raw=raw(kept / item.runs if item.runs else None),
                hours=text.format_hours(item.hours) if item.hours else text.DASH,
                hours_raw=raw(item.hours),
                wasted=_hours(item.wasted_hours),
                wasted_raw=raw(item.wasted_hours),
                failed=_hours(item.failed_hours),
                repeated=_hours(item.duplicate_hours),
            )
        )
    return tuple(rows)


def _loads(study: Study) -> tuple[LoadRow, ...]:
    return tuple(
        LoadRow(
            project=limits.name(item.project),
            owner=limits.name(item.owner) or "not logged",
            runs=f"{item.loads.runs:,} of {item.runs:,}",
            cpu=_measured(item.loads.cpu, "%"),
            gpu=_measured(item.loads.gpu, "%"),
            memory=_measured(item.loads.memory, "GB"),
            energy=_measured(item.loads.energy, "kWh"),
        )
        for item in study.usage[: limits.MOST_USAGE]
        if item.loads.runs
    )


def _measured(value: float | None, unit: str) -> Cell:
    return Cell(text.DASH if value is None else with_unit(text.format_number(value, 3), unit), raw(value))


def _hours(hours: float) -> str:
    """Return hours; nothing wasted is a bare 0, so that what was stands out."""
    return text.format_hours(hours) if hours else "0"


def _percent(part: float, whole: float) -> str:
    """Return a share; 0 % and 100 % are said only when they are true."""
    if not whole:
        return text.DASH
    share = 100 * part / whole
    rounded = round(share)
    if rounded == 100 and part != whole:
        return "> 99 %"
    if rounded == 0 and part:
        return "< 1 %"
    return f"{rounded} %"
