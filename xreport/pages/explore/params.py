"""Which params of a task matter, as a page without scripts says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xreport import text
from xreport.analysis.importance import Importances, Interval, ParamEffect
from xreport.analysis.metrics import Metric
from xreport.tables.importance import better_when, interval_texts, sentence, strength_text

MOST_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class IntervalView:
    """A value with its interval; the dash where there is none."""

    value: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """What one param does; ``importance`` is None in all rows where there is no model."""

    name: str
    importance: IntervalView | None
    correlation: IntervalView
    better: str


@dataclass(frozen=True, slots=True)
class ParamsView:
    """The table of importances, and everything that keeps it from being read too boldly."""

    sentence: str
    refused: bool
    rows: tuple[EffectRow, ...]
    more: str
    confounded: tuple[str, ...]
    left_out: str


def params_view(found: Importances, metric: Metric) -> ParamsView:
    """Return the table of importances of a task by its main metric."""
    modelled = any(effect.importance is not None for effect in found.effects)
    hidden = len(found.effects) - MOST_ROWS
    return ParamsView(
        sentence=sentence(found, metric),
        refused=bool(found.why_not),
        rows=tuple(_row(effect, metric, modelled=modelled) for effect in found.effects[:MOST_ROWS]),
        more=f"and {text.plural(hidden, 'more param')}" if hidden > 0 else "",
        confounded=tuple(
            f"{pair.first} and {pair.second} vary together ({strength_text(pair.strength)}): their shares cannot be "
            "told apart."
            for pair in found.confounded[:MOST_ROWS]
        ),
        left_out=", ".join(found.left_out),
    )


def _row(effect: ParamEffect, metric: Metric, *, modelled: bool) -> EffectRow:
    return EffectRow(
        name=effect.name,
        importance=_interval(effect.importance) if modelled else None,
        correlation=_interval(effect.correlation),
        better=better_when(effect.correlation, metric),
    )


def _interval(interval: Interval | None) -> IntervalView:
    return IntervalView(text.DASH) if interval is None else IntervalView(*interval_texts(interval))
