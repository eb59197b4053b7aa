"""Objects that a run logged beside its metrics: images, sounds, tables, histograms, curves, matrices, texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xreport.format.records import Scalar
from xreport.model.series import Floats

Kind = Literal["image", "audio", "table", "histogram", "curve", "confusion", "text"]
CurveKind = Literal["roc", "pr", "calibration", ""]


@dataclass(frozen=True, slots=True)
class Media:
    """An image or a sound: bytes that a browser shows or plays and nothing else, checked by their beginning."""

    step: int | None
    caption: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Table:
    """A small table. ``count`` is the number of rows of the whole one, where some were left out."""

    step: int | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bins: ``edges`` float64 (n + 1,), finite and increasing; ``counts`` float64 (n,), finite and not negative."""

    step: int | None
    edges: Floats
    counts: Floats


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a curve: ``x`` and ``y`` float64 (n,), finite or not; ``area`` under it, where it was logged."""

    name: str
    x: Floats
    y: Floats
    area: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A curve over something else than steps, such as a ROC curve with a line per class."""

    step: int | None
    kind: CurveKind
    x_label: str
    y_label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """A confusion matrix: ``counts`` float64 (k, k), finite and not negative; rows are truth, columns predictions."""

    step: int | None
    labels: tuple[str, ...]
    counts: Floats


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    step: int | None
    text: str


Logged = Media | Table | Histogram | Chart | Confusion | Text


@dataclass(frozen=True, slots=True)
class Item:
    """Everything of one kind that was logged under one key, in the order in which it was logged.

    Attributes:
        steps: What the site shows; several may have the same step, and the step may be unknown.
        seen: How many were logged; more than ``steps`` where some are left out.
    """

    key: str
    kind: Kind
    steps: tuple[Logged, ...]
    seen: int
