"""Small view models that several pages share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xreport import text
from xreport.analysis.metrics import Metric
from xreport.analysis.stats import Estimate
from xreport.pages import limits
from xreport.pages.links import Link, Links


@dataclass(frozen=True, slots=True)
class Tile:
    """One number worth a glance, with what it means."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: what is shown and what it sorts by."""

    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure made at build time: two drawings of one figure, and its numbers."""

    title: str
    alt: str
    light: str
    dark: str
    csv: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One line of a short table of runs."""

    name: str
    href: str
    color: int
    status: str
    configuration: str
    metric: str
    score: str
    score_raw: str
    spark: str
    ended: str
    ended_raw: str
    duration: str
    duration_raw: str


def figure_view(name: str, title: str, alt: str, links: Links) -> FigureView:
    """Return how a page shows the figure that is published as ``figures/<name>``."""
    base = f"{links.root}figures/{name}"
    return FigureView(title, alt, f"{base}.svg", f"{base}-dark.svg", f"{base}.csv")


def raw(value: float | None) -> str:
    """Return what a cell sorts by; nothing for what was not logged."""
    return "" if value is None or math.isnan(value) else f"{value:.12g}"


def arrow(metric: Metric | None) -> str:
    """Return which way is better."""
    if metric is None or metric.direction is None:
        return ""
    return "↑" if metric.direction == "max" else "↓"


def metric_title(metric: Metric) -> str:
    """Return the head of a column of a metric: its name, and the arrow that no line break parts from it."""
    return f"{limits.name(metric.name)}\u00a0{arrow(metric)}".rstrip("\u00a0")


def arrow_hint(metric: Metric | None) -> str:
    """Return in words which way is better, and how that is known."""
    if metric is None or metric.direction is None:
        return ""
    better = "higher is better" if metric.direction == "max" else "lower is better"
    return f"{better} ({'inferred from the name' if metric.inferred else metric.source})"


def with_unit(value: str, unit: str) -> str:
    """Return a formatted number with its unit."""
    return f"{value} {unit}" if unit and value != text.DASH else value


def interval(estimate: Estimate, unit: str = "") -> str:
    """Return ``± 0.0040`` with two significant digits, or nothing where one run gives no interval."""
    half = half_width(estimate)
    if half is None:
        return ""
    return f"± {with_unit(_fixed(half, _decimals(half)), unit)}"


def mean_text(estimate: Estimate) -> str:
    """Return the mean with the decimals of its interval; without one, with four significant digits."""
    half = half_width(estimate)
    if not half:
        return text.format_number(estimate.mean, 4)
    return _fixed(estimate.mean, _decimals(half))


def estimate_columns(estimates: Sequence[Estimate | None]) -> list[tuple[str, str]]:
    """Return mean and interval of each row, for two columns that align: all with the decimals of the means."""
    means = text.format_column([estimate.mean if estimate else None for estimate in estimates])
    return [(mean, _beside(mean, estimate)) for mean, estimate in zip(means, estimates, strict=True)]


def half_width(estimate: Estimate) -> float | None:
    """Return half the width of the interval, or None where there is none."""
    return None if estimate.low is None or estimate.high is None else (estimate.high - estimate.low) / 2


def _beside(mean: str, estimate: Estimate | None) -> str:
    half = half_width(estimate) if estimate else None
    return "" if half is None else spread_text(mean, half)


def spread_text(mean: str, half: float) -> str:
    """Return ``± 0.0040`` with the decimals of the number that it stands beside; one digit of its own at the least."""
    if not math.isfinite(half):
        return f"± {text.format_number(half)}"
    decimals = len(mean.partition(".")[2])
    rounded = _fixed(half, decimals)
    return f"± {rounded if float(rounded) or not half else text.format_number(half, 1)}"


def _decimals(half: float) -> int | None:
    """Decimals that show two significant digits; None where a plain number reads badly."""
    if not half or not 1e-7 < abs(half) < 1e6 or not math.isfinite(half):
        return None
    return max(0, 1 - math.floor(math.log10(abs(half))))


def _fixed(value: float, decimals: int | None) -> str:
    if decimals is None or not math.isfinite(value) or abs(value) >= 1e9:
        return text.format_number(value, 4)
    return f"{value:.{decimals}f}".replace("-", "−")


__all__ = [
    "Cell",
    "FigureView",
    "Link",
    "Links",
    "RunRow",
    "Tile",
    "arrow",
    "arrow_hint",
    "estimate_columns",
    "figure_view",
    "interval",
    "mean_text",
    "metric_title",
    "raw",
    "spread_text",
    "with_unit",
]
