"""The curves of a run, readable without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass

from xreport import text
from xreport.analysis.metric_names import SYSTEM, is_system
from xreport.analysis.metrics import Metric
from xreport.charts.curves import drawn_curve
from xreport.model import Run
from xreport.pages.common import arrow
from xreport.pages.run.context import RunContext

MOST_CURVES = 60
"""A page draws this many curves itself; the rest are in the data and in the table."""
SYSTEM_GROUP = SYSTEM.rstrip("/")
UNFOLDED = 12
"""Curves of one group that are seen without asking for more."""


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
    step_metric: str = ""


@dataclass(frozen=True, slots=True)
class CurveGroup:
    """Curves of one prefix (``train/``); ``more`` are seen when asked for, as ``fold`` says."""

    title: str
    curves: tuple[Curve, ...]
    more: tuple[Curve, ...]
    fold: str = ""


def in_order(run: Run, context: RunContext) -> list[str]:
    """The metrics that rank the run's task first, then by name, the machine's last; curves and table share it."""
    first = [name for name in context.ranked if name in run.summaries]
    rest = sorted(run.summaries.keys() - first, key=lambda name: (is_system(name), text.natural_key(name), name))
    return first + rest


def has_curves(run: Run) -> bool:
    """Return whether a run has a metric of several values."""
    return any(summary.n > 1 for summary in run.summaries.values())


def curve_groups(run: Run, context: RunContext) -> tuple[CurveGroup, ...]:
    """Curves by prefix: the group of the primary metric first, metrics without a prefix and the machine's last."""
    names = [name for name in in_order(run, context) if run.summaries[name].n > 1][:MOST_CURVES]
    groups: dict[str, list[Curve]] = {}
    for name in names:
        groups.setdefault(_prefix(name), []).append(_curve(name, run, context.metrics.get(name)))
    first = _prefix(names[0]) if names else ""
    # Stable: beyond that, in natural order.
    order = sorted(text.natural_items(groups), key=lambda group: _place(group[0], first))
    return tuple(_group(prefix, curves) for prefix, curves in order)


def _place(prefix: str, first: str) -> tuple[bool, bool, bool]:
    return (prefix == SYSTEM_GROUP, prefix != first, not prefix)


def _group(prefix: str, curves: list[Curve]) -> CurveGroup:
    if prefix == SYSTEM_GROUP:
        return CurveGroup(prefix, (), tuple(curves), f"{text.plural(len(curves), 'curve')} of the machine")
    shown = UNFOLDED if len(curves) > UNFOLDED + 3 else len(curves)
    return CurveGroup(prefix, tuple(curves[:shown]), tuple(curves[shown:]), f"{len(curves) - shown} more")


def _prefix(name: str) -> str:
    if is_system(name):
        return SYSTEM_GROUP
    head, slash, _ = name.rpartition("/")
    return head if slash else ""


def _curve(name: str, run: Run, metric: Metric | None) -> Curve:
    view = drawn_curve(run.current.get(name) or run.series[name])
    summary = run.summaries[name]
    unit = metric.unit if metric else ""
    return Curve(
        metric=name,
        title=name.removeprefix(SYSTEM) if is_system(name) else name.rpartition("/")[2],
        note=" ".join(part for part in (unit, arrow(metric)) if part),
        unit=unit,
        label=f"{name}: last {text.format_number(summary.last)} over {text.plural(summary.n, 'value')}",
        lines=view.lines,
        low=f"{view.y_min} … {view.y_max}" if view.n > view.non_finite else "no finite value",
        high=f"{'seconds' if is_system(name) else 'steps'} {view.x_min} … {view.x_max}",
        step_metric=metric.step_metric if metric else "",
    )
