"""What W&B's users put into ``wandb.log({...})`` besides numbers; ``xreport.Image`` and the like are these, too."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xreport.logger.loggable import Loggable, split_objects
from xreport.logger.objects import arrays
from xreport.logger.objects.tables import columns_and_rows
from xreport.logger.objects.verbs import ObjectVerbs
from xreport.logger.warnings import Warnings

warnings = Warnings()
"""Of the whole process: each thing that has no counterpart is told of once."""

_MOST_LISTED = 32
"""Elements of an array that W&B logs as they are; larger ones it logs as histograms."""


class Image(Loggable):
    """An image: a path, an array (height × width, or × 1, 3 or 4 channels), a tensor, a PIL image, or a figure."""

    def __init__(self, data_or_path: Any, _mode: Any = None, caption: str | None = None, **more: Any) -> None:
        self.image: Any = data_or_path.image if isinstance(data_or_path, Image) else data_or_path
        self.caption = caption or ""
        for name in ("boxes", "masks"):
            if more.get(name):
                warnings.once(name, f"Image({name}=...): these are not logged, the image is")

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log the image."""
        return run.log_image(key, self.image, step, self.caption)

    def __repr__(self) -> str:
        """Stand for the image in the cell of a table."""
        return f"Image({self.caption!r})"


class Table(Loggable):
    """A small table: lists of cells, or a data frame."""

    def __init__(
        self,
        columns: Any = None,
        data: Any = None,
        rows: Any = None,
        dataframe: Any = None,
        **_more: Any,
    ) -> None:
        frame = next((one for one in (dataframe, data, columns) if hasattr(one, "columns")), None)
        if frame is not None:
            columns, data = columns_and_rows(frame)
        elif columns is None:
            columns = ["Input", "Output", "Expected"]
        data = rows if data is None else data
        self.columns = list(columns)
        self.data: list[list[Any]] = [] if data is None else [list(row) for row in data]

    def add_data(self, *row: Any) -> None:
        """Add a row."""
        self.data.append(list(row))

    add_row = add_data

    def add_column(self, name: Any, data: Iterable[Any]) -> None:
        """Add a column."""
        cells = list(data)
        if not self.columns and not self.data:
            self.data = [[] for _ in cells]
        for row, cell in zip(self.data, cells, strict=True):
            row.append(cell)
        self.columns.append(name)

    def get_column(self, name: Any, convert_to: str | None = None) -> Any:
        """Return the cells of a column; with ``convert_to="numpy"`` as an array."""
        at = self.columns.index(name)
        cells = [row[at] for row in self.data]
        return arrays.numpy().asarray(cells) if convert_to == "numpy" else cells

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log the table."""
        return run.log_table(key, self.columns, self.data, step)


class Histogram(Loggable):
    """How values are distributed: values, or what ``numpy.histogram`` has counted. They are counted now."""

    def __init__(self, sequence: Any = None, np_histogram: Any = None, num_bins: int = 64) -> None:
        self._counts: Any = None
        self._edges: Any = None
        if np_histogram is not None:
            self._counts, self._edges = np_histogram
        self._values = None if np_histogram is not None else sequence
        self._bins = num_bins

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log the histogram."""
        return run.log_histogram(key, self._values, counts=self._counts, edges=self._edges, bins=self._bins, step=step)


class Audio(Loggable):
    """A sound: a path, or samples and their rate."""

    def __init__(self, data_or_path: Any, sample_rate: int | None = None, caption: str | None = None) -> None:
        self._audio = data_or_path
        self._rate = sample_rate
        self._caption = caption or ""

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log the sound."""
        return run.log_audio(key, self._audio, self._rate, step, self._caption)


class Html(Loggable):
    """A page: its source is logged as a text, for what was logged must not run on the site."""

    def __init__(self, data: Any, *_arguments: Any, **_options: Any) -> None:
        self._data = data

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log the source."""
        warnings.once("Html", "wandb.Html: its source is logged as a text, it is not shown as a page")
        return run.log_text(key, _source(self._data), step)


def _source(data: Any) -> str:
    if hasattr(data, "read"):
        return str(data.read())
    text = os.fspath(data)
    if not isinstance(data, str) or (text.endswith(".html") and os.path.isfile(text)):
        try:
            with open(text, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return str(text)
    return str(text)


class Plotly(Loggable):
    """A figure of plotly."""

    def __init__(self, figure: Any) -> None:
        self._figure = figure

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log what it shows."""
        return run.log_image(key, self._figure, step)


class Skipped(Loggable):
    """What cannot be logged."""

    kind = ""

    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        pass

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:  # noqa: ARG002
        """Say so."""
        warnings.once(
            self.kind, f"wandb.{self.kind} is not logged (key {key!r}); log numbers, images or tables instead"
        )
        return False


def skipped(kind: str) -> type[Skipped]:
    """Return the class that stands for W&B's class of this name."""
    return type(kind, (Skipped,), {"kind": kind})


def split_media(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield keys and values, nested keys joined with ``/``; what can be drawn as `Loggable`, as W&B would have it."""
    for key, value in split_objects(data):
        yield key, _as_media(value)


def _as_media(value: Any) -> Any:
    if isinstance(value, Loggable):
        return value
    if hasattr(value, "itertuples"):
        return Table(dataframe=value)
    size = getattr(value, "size", 0) if arrays.is_array(value) else 0
    many = value.numel() if hasattr(value, "numel") else size
    return Histogram(value) if isinstance(many, int) and many > _MOST_LISTED else value
