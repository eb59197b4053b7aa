"""What a run logged beside its metrics, readable without JavaScript: the last step of each key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from itertools import takewhile

import numpy as np

from xreport import text
from xreport.charts.objects import Sketch, drawn_chart, drawn_histogram
from xreport.model import Chart, Confusion, Histogram, Item, Logged, Media, Run, Table, Text
from xreport.tables.logged import media_hrefs

UNFOLDED = 24
"""Objects that are seen without asking for more."""
MOST_ROWS = 20
MOST_CELL = 80
MOST_MEDIA = 12
MOST_LABELS = 24
"""A larger matrix is shown by what is confused most."""
MOST_PAIRS = 20
MOST_TEXT = 20_000
HEATS = 9


@dataclass(frozen=True, slots=True)
class MediaView:
    """An image or a sound with its caption."""

    href: str
    caption: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a table; ``heat`` is 0 to 9, darker for more, and None where it means nothing."""

    text: str
    number: bool = False
    heat: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """Rows under heads; ``labels`` are heads of the rows, where they have any."""

    heads: tuple[str, ...]
    rows: tuple[tuple[CellView, ...], ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedView:
    """One key: its last step as ``media``, ``table``, ``sketch`` or ``text``."""

    key: str
    kind: str
    title: str
    note: str
    media: tuple[MediaView, ...] = ()
    table: TableView | None = None
    sketch: Sketch | None = None
    text: str = ""
    more: str = ""

    @property
    def wide(self) -> bool:
        """Whether it needs more than a column of the page."""
        return bool(self.text) or (self.table is not None and len(self.table.heads) > 4)


@dataclass(frozen=True, slots=True)
class LoggedSection:
    """Everything that was logged; ``more`` is seen when asked for, ``note`` says what is left out."""

    shown: tuple[LoggedView, ...]
    more: tuple[LoggedView, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ConsoleView:
    """The end of what a run printed."""

    title: str
    text: str


def logged_section(run: Run) -> LoggedSection | None:
    """Return the objects of a run, or None when it logged none."""
    if not run.logged and not run.logged_note:
        return None
    hrefs = media_hrefs(run)
    views = [_view(item, hrefs) for item in run.logged]
    shown = UNFOLDED if len(views) > UNFOLDED + 3 else len(views)
    return LoggedSection(tuple(views[:shown]), tuple(views[shown:]), run.logged_note)


def console_views(run: Run) -> tuple[ConsoleView, ...]:
    """Return the end of what the run printed, by stream."""
    views = []
    for stream in ("stdout", "stderr", ""):
        if printed := run.console.get(stream, ""):
            shown = printed[-MOST_TEXT:]
            lines = text.plural(shown.count("\n") + (not shown.endswith("\n")), "line")
            views.append(ConsoleView(f"Console{f', {stream}' if stream else ''}: the last {lines}", shown))
    return tuple(views)


def _view(item: Item, hrefs: dict[int, str]) -> LoggedView:
    last = item.steps[-1]
    view = _show(last)
    more = view.more
    media: tuple[MediaView, ...] = ()
    if isinstance(last, Media):
        together = [*takewhile(lambda one: one.step == last.step, reversed(item.steps))][::-1]
        media = tuple(
            MediaView(hrefs[id(one)], one.caption) for one in together[-MOST_MEDIA:] if isinstance(one, Media)
        )
        more = f"{len(together) - MOST_MEDIA:,} more of this step" if len(together) > MOST_MEDIA else ""
    return LoggedView(item.key, item.kind, item.key, _note(item), media, view.table, view.sketch, view.text, more)


def _note(item: Item) -> str:
    """Which step this is, and how many there are."""
    last = item.steps[-1].step
    steps = len({one.step for one in item.steps})
    at = "" if last is None else f"step {last:,}"
    if steps > 1:
        at = f"{at or 'no step'}, the last of {steps:,} steps"
    if item.seen > len(item.steps):
        at += f" shown, {item.seen:,} logged" if at else f"{len(item.steps):,} shown, {item.seen:,} logged"
    return at


@dataclass(frozen=True, slots=True)
class _Shown:
    table: TableView | None = None
    sketch: Sketch | None = None
    text: str = ""
    more: str = ""


@singledispatch
def _show(_one: Logged) -> _Shown:
    """Return the static rendering of one object; that of media is their file."""
    return _Shown()


@_show.register
def _show_table(one: Table) -> _Shown:
    numeric = [
        all(type(row[place]) in {int, float} or row[place] is None for row in one.rows)
        for place in range(len(one.columns))
    ]
    texts = [_column([row[place] for row in one.rows[:MOST_ROWS]]) for place in range(len(one.columns))]
    rows = tuple(
        tuple(CellView(column[place], number) for column, number in zip(texts, numeric, strict=True))
        for place in range(min(MOST_ROWS, len(one.rows)))
    )
    total = one.count or len(one.rows)
    more = f"The first {len(rows):,} of {text.plural(total, 'row')}." if total > len(rows) else ""
    return _Shown(TableView(one.columns, rows), more=more)


def _column(values: list[str | int | float | bool | None]) -> list[str]:
    """Floats of one column align; everything else is written as it is."""
    if any(type(value) is float for value in values) and all(type(value) in {int, float} for value in values):
        return text.format_column([float(value) for value in values if value is not None])
    shown = [text.format_scalar(value) for value in values]
    return [one if len(one) <= MOST_CELL else f"{one[:MOST_CELL]}…" for one in shown]


@_show.register
def _show_histogram(one: Histogram) -> _Shown:
    total = text.format_number(sum(one.counts.tolist()))
    ends = f"{text.format_number(float(one.edges[0]))} to {text.format_number(float(one.edges[-1]))}"
    return _Shown(sketch=drawn_histogram(one), more=f"{total} values from {ends}.")


@_show.register
def _show_chart(one: Chart) -> _Shown:
    return _Shown(sketch=drawn_chart(one))


@_show.register
def _show_text(one: Text) -> _Shown:
    more = f"The first {MOST_TEXT:,} of {len(one.text):,} characters." if len(one.text) > MOST_TEXT else ""
    return _Shown(text=one.text[:MOST_TEXT] or " ", more=more)


@_show.register
def _show_confusion(one: Confusion) -> _Shown:
    most = one.counts.max()
    shares = one.counts / most if most > 0 else one.counts  # sums of which are finite
    said = f"{np.trace(shares) / shares.sum():.1%} on the diagonal. " if most > 0 else ""
    if len(one.labels) > MOST_LABELS:
        return _Shown(_pairs(one), more=f"{said}What is confused most, of {len(one.labels):,} classes.")
    largest = one.counts.max(axis=1)
    rows = tuple(
        tuple(
            CellView(
                text.format_number(count),
                number=True,
                heat=round(HEATS * (count / largest[truth])) if largest[truth] > 0 else 0,
                title=f"{one.labels[truth]} taken for {one.labels[guess]}",
            )
            for guess, count in enumerate(row.tolist())
        )
        for truth, row in enumerate(one.counts)
    )
    return _Shown(TableView(one.labels, rows, one.labels), more=f"{said}Rows are the truth, columns the prediction.")


def _pairs(one: Confusion) -> TableView:
    wrong = one.counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST_PAIRS].tolist()
    places = [divmod(place, len(one.labels)) for place in order]
    rows = tuple(
        (
            CellView(one.labels[truth]),
            CellView(one.labels[guess]),
            CellView(text.format_number(float(wrong[truth, guess])), number=True),
        )
        for truth, guess in places
        if wrong[truth, guess] > 0
    )
    return TableView(("truth", "prediction", "count"), rows)
