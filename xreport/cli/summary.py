"""What a build says when it is done: on the terminal, and as Markdown where CI shows it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xreport.cli.inputs import short_path
from xreport.cli.printable import code_span, printable, printable_fix
from xreport.text import format_bytes, format_duration, plural

if TYPE_CHECKING:
    from xreport.errors import Issue
    from xreport.pipeline import Report

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
_SHOWN_ISSUES = 5
_SUMMARY_ISSUES = 20


def summary_lines(report: Report, sources: Sequence[Path], *, strict: bool) -> Iterator[str]:
    """Yield the lines for the terminal."""
    yield f"Built {_counts(report)} in {format_duration(report.seconds)}."
    if not report.runs:
        looked = ", ".join(printable(short_path(path)) for path in sources)
        yield f"No runs found in {looked}. The site says how to log the first one; `xreport new` writes an example."
    yield from (f"  - {printable(line)}" for line in report.headline)
    yield from (f"Note: {printable(note)}" for note in report.notes)
    for title, faults in _faults(report):
        yield f"{title} (all are listed on the data quality page):"
        for issue in faults[:_SHOWN_ISSUES]:
            yield f"  - {printable(issue.where)}: {printable(issue.what)}"
            yield printable_fix(issue.fix)
        if len(faults) > _SHOWN_ISSUES:
            yield f"  … and {len(faults) - _SHOWN_ISSUES:,} more"
    if report.pending:
        pending = plural(report.pending, "last line")
        yield f"{pending} still being written: read by the next build, once whole."
    if strict and report.faults:
        yield "Published, and exit code 1, because of --strict."
    yield f"Open {printable(short_path(report.out / 'index.html'))}"


def _faults(report: Report) -> Iterator[tuple[str, Sequence[Issue]]]:
    """Yield what fails a job under ``--strict``, in words and one by one."""
    if report.failed:
        yield f"{plural(len(report.failed), 'file')} of the site could not be made", report.failed
    if report.issues:
        ours_first = sorted(report.issues, key=lambda issue: not issue.ours)
        yield f"{plural(len(report.issues), 'issue')} in the input", ours_first


def append_step_summary(report: Report, *, title: str, strict: bool) -> None:
    """Append the summary as Markdown to the file that GitHub Actions shows with the job, where there is one."""
    name = os.environ.get(STEP_SUMMARY)
    if not name:
        return
    text = "\n".join(_markdown(report, title=title, strict=strict)) + "\n"
    try:
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        # The site is published: a summary that nobody can read is no reason to fail.
        click.echo(f"Note: no summary could be written to {printable(name)}: {error.strerror}", err=True)


def _markdown(report: Report, *, title: str, strict: bool) -> Iterator[str]:
    """Yield Markdown in which every logged text is a code span."""
    yield f"## Experiment report {code_span(title)}"
    yield ""
    yield f"Built {_counts(report)} in {format_duration(report.seconds)}."
    yield ""
    yield from (f"- {code_span(line)}" for line in report.headline)
    for heading, faults in _faults(report):
        yield ""
        yield f"**{heading}**" + (" (this fails the job)" if strict else "")
        yield ""
        for issue in faults[:_SUMMARY_ISSUES]:
            yield f"- {code_span(issue.where)}: {code_span(issue.what)} Fix: {code_span(issue.fix)}"
        if len(faults) > _SUMMARY_ISSUES:
            yield f"- … and {len(faults) - _SUMMARY_ISSUES:,} more on the data quality page"
    yield ""


def _counts(report: Report) -> str:
    pages = f"{plural(report.pages, 'page')} ({format_bytes(report.bytes)})"
    changed = f"{plural(report.written, 'file')} written, {report.reused:,} unchanged"
    return f"{plural(report.runs, 'run')}, {pages}: {changed},"
