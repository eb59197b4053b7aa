"""Logging review: the rules, who keeps them, and what it costs not to look first."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.lint import RULES, Finding, Rule
from xreport.analysis.study import Study
from xreport.pages.common import Link, Links, Tile, raw

LINKS = Links()
MOST_FINDINGS = 60


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
class DuplicateRow:
    """Runs that did the same work twice."""

    label: str
    seed: str
    runs: tuple[Link, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """View model of ``review.html``."""

    note: str
    tiles: tuple[Tile, ...]
    broken: tuple[RuleRow, ...]
    kept: tuple[str, ...]
    usage: tuple[UsageRow, ...]
    duplicates_note: str
    duplicates: tuple[DuplicateRow, ...]


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
        duplicates_note="Runs with the same fingerprint and the same seed. Other seeds make replicates, not waste."
        if study.duplicates
        else "No run repeats another one exactly.",
        duplicates=tuple(
            DuplicateRow(
                study.replicates_of[item.runs[0]].label,
                str(item.seed),
                tuple(LINKS.run(by_id[run]) for run in item.runs),
                text.format_hours(item.wasted_hours),
            )
            for item in study.duplicates
        ),
    )


def _rule(rule: Rule, findings: list[Finding], study: Study) -> RuleRow:
    by_id = {run.id: run for run in study.collection.runs}
    # One detail that all share only says the title again.
    alike = len({finding.detail for finding in findings}) == 1 and all(finding.run for finding in findings)
    rows = [
        FindingRow(LINKS.run(by_id[f.run]) if f.run in by_id else None, "" if alike else f.detail)
        for f in findings[:MOST_FINDINGS]
    ]
    more = f"and {len(findings) - MOST_FINDINGS:,} more" if len(findings) > MOST_FINDINGS else ""
    count = text.plural(len(findings), "run" if findings[0].run else "metric")
    return RuleRow(rule.code, rule.title, rule.why, rule.fix, count, tuple(rows), more)


def _usage(study: Study) -> tuple[UsageRow, ...]:
    broken = {finding.run for finding in study.review.findings if finding.run}
    rows = []
    for item in study.usage:
        kept = sum(
            run.id not in broken
            for run in study.collection.runs
            if run.project == item.project and (run.owner or "") == item.owner
        )
        rows.append(
            UsageRow(
                project=item.project,
                owner=item.owner or "not logged",
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
