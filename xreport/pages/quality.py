"""Data quality: every issue with file, line, reason and fix."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.model import Collection
from xreport.pages import limits
from xreport.pages.common import Tile
from xreport.pages.links import Link, Links

MOST_ISSUES = 300


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue, with the run it concerns."""

    where: str
    what: str
    fix: str
    run: Link | None


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """Files that were passed over, by reason."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class PassedRow:
    """A file that looks like a log and was passed over, with the rule that would read it."""

    path: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class QualityPage:
    """View model of ``quality.html``."""

    note: str
    read: bool
    tiles: tuple[Tile, ...]
    issues: tuple[IssueRow, ...]
    more: str
    pending: tuple[IssueRow, ...]
    pending_more: str
    skipped: tuple[SkippedRow, ...]
    passed: tuple[PassedRow, ...]
    passed_more: str


def quality_page(collection: Collection) -> QualityPage:
    """Return the page for everything that was read, and everything that could not be."""
    links = Links()
    by_id = {run.id: run for run in collection.runs}
    rows = [
        (
            issue.pending,
            IssueRow(
                limits.name(issue.where),
                limits.value(issue.what),
                limits.value(issue.fix),
                links.run(by_id[issue.run]) if issue.run in by_id else None,
            ),
        )
        for issue in collection.issues
    ]
    issues = [row for pending, row in rows if not pending]
    waiting = [row for pending, row in rows if pending]
    sources = [source for run in collection.runs for source in run.sources]
    records = sum(source.records for source in sources)
    verified = sum(source.verified for source in sources)
    rejected = sum(source.rejected for source in sources)
    return QualityPage(
        note=f"What was read: {text.plural(collection.files, 'file')}, {text.format_bytes(collection.bytes)}. "
        "Nothing is dropped in silence: what could not be used is listed here.",
        read=collection.files > 0,
        tiles=(
            Tile("Records", f"{records:,}", "read as they were written"),
            Tile(
                "Rejected",
                f"{rejected:,}",
                f"{'line' if rejected == 1 else 'lines'}, listed below" if rejected else "no line was left out",
            ),
            Tile("Issues", f"{len(issues):,}", "each with its file, line and fix" if issues else "nothing to repair"),
            Tile(
                "Verified",
                text.format_bytes(verified),
                f"of {text.format_bytes(collection.bytes)}, by checksums that agree",
            ),
        ),
        issues=tuple(issues[:MOST_ISSUES]),
        more=f"{len(issues) - MOST_ISSUES:,} more issues are in the" if len(issues) > MOST_ISSUES else "",
        pending=tuple(waiting[: limits.MOST_PENDING]),
        pending_more=limits.more(waiting, limits.MOST_PENDING, "file", "in issues.csv"),
        skipped=tuple(SkippedRow(reason, count) for reason, count in sorted(collection.skipped.items())),
        passed=tuple(
            PassedRow(limits.name(one.path), limits.value(one.reason), limits.value(one.rule))
            for one in collection.passed[: limits.MOST_PASSED]
        ),
        passed_more=limits.more(collection.passed, limits.MOST_PASSED, "file"),
    )
