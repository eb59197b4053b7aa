"""One run as lines of text: what it was, what came out, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from xreport.cli.listing import best_text, format_number_or_dash, score_of
from xreport.cli.printable import printable, printable_fix
from xreport.text import format_duration, format_scalar, format_time, sort_natural

if TYPE_CHECKING:
    from xreport.errors import Issue
    from xreport.model import Collection, Run
    from xreport.settings import Config


def lines(run: Run, collection: Collection, config: Config) -> Iterator[str]:
    """Yield the lines."""
    yield f"Run {printable(run.name)}"
    yield from _pairs("", _facts(run))
    yield from _pairs("Params", {key: format_scalar(run.params[key]) for key in sort_natural(run.params)})
    yield from _metrics(run, config)
    yield from _pairs("Summary", {key: format_scalar(run.facts[key]) for key in sort_natural(run.facts)})
    yield from _pairs("Environment", _environment(run))
    yield from _issues([issue for issue in collection.issues if issue.run == run.id] or run.issues)
    if run.notes:
        yield ""
        yield "Notes"
        yield from (f"  | {printable(line)}" for line in run.notes.splitlines())


def _facts(run: Run) -> dict[str, str]:
    data = ", ".join(f"{source.identity} ({source.role})" if source.role else source.identity for source in run.data)
    facts = {
        "id": run.id,
        "status": run.status,
        "error": run.error,
        "project": run.project,
        "algorithm": run.algorithm,
        "data": data,
        "group": run.group,
        "seed": "" if run.seed is None else str(run.seed),
        "owner": run.owner,
        "tags": ", ".join(run.tags),
        "started": "" if run.started is None else f"{format_time(run.started)} UTC",
        "duration": "" if run.duration is None else format_duration(run.duration),
        "journals": ", ".join(source.path for source in run.sources),
    }
    return {key: value for key, value in facts.items() if value}


def _environment(run: Run) -> dict[str, str]:
    found = run.environment
    dirty = {True: " (with changes that were not committed)", False: "", None: ""}[found.dirty]
    facts = {
        "commit": found.commit + dirty if found.commit else "",
        "script": found.script,
        "python": found.python,
        "platform": found.platform,
    }
    return {key: value for key, value in facts.items() if value}


def _metrics(run: Run, config: Config) -> Iterator[str]:
    from xreport.analysis.metrics import resolve_metrics
    from xreport.analysis.units import in_one_unit

    (run,) = in_one_unit([run], config)
    metrics = resolve_metrics([run], config)
    if not metrics:
        return
    table = [("Metrics", "n", "score", "best")]
    for metric in metrics.values():
        summary = run.summaries.get(metric.name)
        direction = f" ({metric.direction})" if metric.direction else ""
        score = format_number_or_dash(score_of(run, metric))
        name = f"  {printable(metric.name, limit=60)}{direction}"
        table.append((name, str(summary.n) if summary else "0", score, best_text(run, metric)))
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    yield ""
    for name, *numbers in table:
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        yield "  ".join([name.ljust(widths[0]), *cells])


def _pairs(title: str, pairs: Mapping[str, str]) -> Iterator[str]:
    if title and pairs:
        yield ""
        yield title
    width = min(30, max((len(key) for key in pairs), default=0))
    for key, value in pairs.items():
        yield f"  {printable(key).ljust(width)}  {printable(value, limit=300)}"


def _issues(issues: Iterable[Issue]) -> Iterator[str]:
    for number, issue in enumerate(issues):
        if not number:
            yield ""
            yield "Issues"
        yield f"  - {printable(issue.where)}: {printable(issue.what)}"
        yield printable_fix(issue.fix)
