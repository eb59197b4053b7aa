"""The logging review: six rules that make a run worth keeping, and how many runs keep them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from xreport.analysis.metrics import Metric, is_goal, is_system
from xreport.analysis.replicates import seed_of
from xreport.model import Run
from xreport.text import format_number, natural_key, plural

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """A logging rule: what it asks, why, and how to keep it."""

    code: str
    title: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a run breaks. For a metric without direction ``run`` is empty, and ``runs`` are those that log it."""

    code: str
    run: str
    detail: str
    metric: str = ""
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """All findings, sorted by rule; ``counts`` has every rule, also those nobody breaks."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    compliant: int
    runs: int


RULES = (
    Rule(
        "XR001",
        "No seed",
        "Without a seed a run cannot be repeated, and its luck cannot be told from its merit.",
        "Pass seed= to xreport.init, and seed the libraries with it.",
    ),
    Rule(
        "XR002",
        "No commit, or uncommitted changes",
        "The code that gave the result is not known, so the result cannot be repeated.",
        "Run from a git repository, and commit before the run.",
    ),
    Rule(
        "XR003",
        "No data source",
        "Results on unknown data cannot be compared, and a changed data set goes unnoticed.",
        "Pass data= to xreport.init, with a name and a version or hash.",
    ),
    Rule(
        "XR006",
        "Metric without a known direction",
        "Nobody can say which value is best, so the metric ranks nothing.",
        'Say it in xreport.toml: [metrics."NAME"] direction = "min" or "max".',
    ),
    Rule(
        "XR007",
        "Last value is not finite",
        "The run diverged or divided by zero, and its score cannot be ranked.",
        "Stop runs that diverge; check the learning rate and the input.",
    ),
    Rule(
        "XR008",
        "No end record",
        "The run was killed, or its machine went away: nobody knows whether its last value is its result.",
        "Use the run as a context manager, or call run.finish().",
    ),
)


def review(runs: Iterable[Run], metrics: Mapping[str, Metric]) -> Review:
    """Return every finding and how many runs keep the rules.

    A metric's direction is a matter of the configuration, so it counts against no run. Running runs may still end well.
    """
    ordered = sorted(runs, key=lambda run: (run.project, run.started or 0.0, run.id))
    findings = [
        Finding(code, run.id, detail) for code, check in _CHECKS.items() for run in ordered if (detail := check(run))
    ]
    findings += _without_direction(ordered, metrics)
    findings.sort(key=lambda finding: finding.code)
    broken = {finding.run for finding in findings}
    return Review(
        findings=tuple(findings),
        counts={rule.code: sum(finding.code == rule.code for finding in findings) for rule in RULES},
        compliant=sum(run.id not in broken for run in ordered),
        runs=len(ordered),
    )


def _no_seed(run: Run) -> str:
    return "no seed logged" if seed_of(run) is None else ""


def _no_commit(run: Run) -> str:
    if not run.environment.commit:
        return "no commit logged"
    return f"uncommitted changes on {run.environment.commit[:10]}" if run.environment.dirty else ""


def _no_data(run: Run) -> str:
    return "" if run.data or run.placement.measured else "no data source logged"


def _not_finite(run: Run) -> str:
    last = {name: summary.last for name, summary in run.summaries.items() if summary.n and not is_system(name)}
    values = sorted({**last, **run.scores}.items())
    odd = [f"{name} = {format_number(value)}" for name, value in values if not isfinite(value)]
    more = f" and {len(odd) - MOST_NAMED} more" if len(odd) > MOST_NAMED else ""
    return ", ".join(odd[:MOST_NAMED]) + more


def _no_end(run: Run) -> str:
    return f"{run.status}, no end record" if run.status in {"killed", "stalled"} else ""


_CHECKS: Mapping[str, Callable[[Run], str]] = {
    "XR001": _no_seed,
    "XR002": _no_commit,
    "XR003": _no_data,
    "XR007": _not_finite,
    "XR008": _no_end,
}


def _without_direction(runs: Sequence[Run], metrics: Mapping[str, Metric]) -> list[Finding]:
    """One finding per metric that could be a goal; learning rates, counters and norms need no direction."""
    users: dict[str, list[str]] = {}
    for run in runs:
        for name in {*run.summaries, *run.scores}:
            users.setdefault(name, []).append(run.id)
    names = sorted(users, key=lambda name: (natural_key(name), name))
    unknown = [name for name in names if name in metrics and metrics[name].direction is None and is_goal(name)]
    return [
        Finding("XR006", "", f"{name}, logged by {plural(len(users[name]), 'run')}", name, tuple(users[name]))
        for name in unknown
    ]
