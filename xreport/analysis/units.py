"""One unit per metric: values that runs logged in another scale of it are converted, and kept beside as logged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isfinite

from xreport.analysis.hints import said_of, unit_of_most
from xreport.format.records import Scalar
from xreport.model import Hint, Run, Series, Summary
from xreport.settings import Config
from xreport.text.units import factor, scale_of


def in_one_unit(runs: Sequence[Run], config: Config) -> tuple[Run, ...]:
    """Return the runs, each metric in one unit: the configured one, else the one that most runs logged it in.

    Of units that measure different things none is converted: that runs disagree is said where their hints are merged.
    A converted run has what it logged among its facts (``parse (as logged)``: ``1.1 us``).
    """
    mixed = _mixed(runs, config)
    if not mixed:
        return tuple(runs)
    return tuple(_converted(run, mixed) for run in runs)


def _mixed(runs: Sequence[Run], config: Config) -> dict[str, str]:
    """Return the metrics that runs logged in several units of one quantity, and the unit that each gets."""
    configured = {name: said.unit for name, said in config.metrics.items() if said.unit}
    if not _may_differ((hint.unit for run in runs for hint in run.hints.values()), configured.values()):
        return {}
    units: dict[str, dict[str, tuple[int, float]]] = {}
    for run in runs:
        told = said_of(run)
        if told is None:
            continue
        for name in {*run.summaries, *run.scores}:
            if unit := told.of(name).unit:
                counted = units.setdefault(name, {})
                count, latest = counted.get(unit, (0, run.started or 0.0))
                counted[unit] = (count + 1, max(latest, run.started or 0.0))
    chosen = {name: configured.get(name) or unit_of_most(counted) for name, counted in units.items()}
    return {
        name: chosen[name]
        for name, counted in units.items()
        if any(unit != chosen[name] and factor(unit, chosen[name]) is not None for unit in counted)
    }


def _may_differ(logged: Iterable[str], configured: Iterable[str]) -> bool:
    """Whether two of these units are of one quantity: nearly never, and then nothing else is looked at."""
    scales = [scale for unit in {*logged, *configured} if (scale := scale_of(unit)) is not None]
    return len({scale.quantity for scale in scales}) < len(scales)


def _converted(run: Run, mixed: Mapping[str, str]) -> Run:
    told = said_of(run)
    if told is None:
        return run
    hints: dict[str, Hint] = {}
    by: dict[str, Fraction] = {}
    facts: dict[str, Scalar] = {}
    for name in sorted(mixed.keys() & {*run.summaries, *run.scores}):
        hint = told.of(name)
        scale = factor(hint.unit, mixed[name])
        if scale is None or hint.unit == mixed[name]:
            continue
        goal = None if hint.goal is None else _times(hint.goal, scale)
        hints[name], by[name] = replace(hint, unit=mixed[name], goal=goal), scale
        value = run.scores.get(name, run.summaries[name].last if name in run.summaries else None)
        facts[f"{name} (as logged)"] = f"{value!r} {hint.unit}"
    if not by:
        return run
    return replace(
        run,
        hints={**run.hints, **hints},
        scores={name: _times(value, by[name]) if name in by else value for name, value in run.scores.items()},
        summaries={name: _summary(one, by[name]) if name in by else one for name, one in run.summaries.items()},
        series={name: _series(one, by[name]) if name in by else one for name, one in run.series.items()},
        current={name: _series(one, by[name]) if name in by else one for name, one in run.current.items()},
        facts={**run.facts, **facts},
        digest=hashlib.sha256(f"{run.digest}{sorted(by.items())}".encode()).hexdigest(),
    )


def _times(value: float, scale: Fraction) -> float:
    """Return a value in another unit, rounded once."""
    if not isfinite(value):
        return value
    try:
        return float(Fraction(value) * scale)
    except OverflowError:
        return value * float("inf")


def _summary(summary: Summary, scale: Fraction) -> Summary:
    def times(value: float | None) -> float | None:
        return None if value is None else _times(value, scale)

    return replace(
        summary,
        last=_times(summary.last, scale),
        minimum=times(summary.minimum),
        maximum=times(summary.maximum),
        mean=times(summary.mean),
        tail_mean=times(summary.tail_mean),
    )


def _series(series: Series, scale: Fraction) -> Series:
    return Series(series.steps, series.values * scale.numerator / scale.denominator, series.times)
