"""The table of all runs, as it is without JavaScript: the columns that matter most, at most 300 rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xreport import text
from xreport.analysis.study import Study
from xreport.pages import limits
from xreport.pages.links import Link, Links
from xreport.pages.views import views
from xreport.tables.column import named_short
from xreport.tables.columns import Column
from xreport.tables.metric_columns import MOST_METRICS
from xreport.tables.param_columns import MOST_PARAMS

LINKS = Links()
MOST_ROWS = 300
NUMBER_KINDS = ("number", "duration")


@dataclass(frozen=True, slots=True)
class HeadCell:
    """The head of a column."""

    label: str
    number: bool


@dataclass(frozen=True, slots=True)
class RunsCell:
    """One cell; ``kind`` tells the template how to draw it."""

    kind: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunsRow:
    """One run."""

    href: str
    color: int
    cells: tuple[RunsCell, ...]


@dataclass(frozen=True, slots=True)
class RunsPage:
    """View model of ``runs.html``."""

    note: str
    columns: tuple[HeadCell, ...]
    rows: tuple[RunsRow, ...]
    more: str
    views: tuple[Link, ...]


def runs_page(study: Study, columns: Sequence[Column]) -> RunsPage:
    """Return the static table, newest run first."""
    runs = study.collection.runs
    shown = [column for column in columns if column.shown]
    newest = sorted(range(len(runs)), key=lambda i: (-(runs[i].started or 0.0), runs[i].id))[:MOST_ROWS]
    return RunsPage(
        note=f"{text.plural(len(runs), 'run')}. Best and last value of the metrics that count.{_left_out(study)}",
        columns=tuple(HeadCell(column.label, column.kind in NUMBER_KINDS) for column in shown),
        rows=tuple(
            RunsRow(LINKS.run_href(runs[i].slug), study.color(runs[i]), tuple(_cell(column, i) for column in shown))
            for i in newest
        ),
        more=f"The newest {MOST_ROWS} of {len(runs):,} runs; all of them are in the" if len(runs) > MOST_ROWS else "",
        views=views(study.config),
    )


def _left_out(study: Study) -> str:
    """What has no column, for a table of tens of thousands of columns would not open."""
    params = {key for run in study.collection.runs for key in run.params}
    kinds = (("param", [*params], MOST_PARAMS), ("metric", [*study.metrics], MOST_METRICS))
    hidden = [(len(names) - len(named_short(names, most)), noun) for noun, names, most in kinds]
    parts = [text.plural(count, f"more {noun}") for count, noun in hidden if count > 0]
    return f" {' and '.join(parts)} are in the CSV only." if parts else ""


def _cell(column: Column, row: int) -> RunsCell:
    value = column.values[row]
    shown = column.text[row] if column.text is not None else (text.DASH if value is None else str(value))
    kind = "link" if column.key == "name" else column.kind
    if kind == "tags":
        tags = [*map(limits.name, value)] if isinstance(value, list | tuple) else []
        rest = limits.more(tags, limits.MOST_TAGS, "tag")
        return RunsCell("tags", "", (*tags[: limits.MOST_TAGS], *([rest] if rest else [])))
    if kind == "spark":
        return RunsCell("spark", str(value or ""))
    return RunsCell(kind, limits.name(shown))
