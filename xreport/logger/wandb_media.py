"""What W&B's users put into ``wandb.log({...})`` besides numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xreport.logger.run import Run
from xreport.logger.warnings import Warnings

warnings = Warnings()
"""Of the whole process: each thing that has no counterpart is told of once."""


class Media:
    """Anything that is logged under a key, and is no metric."""

    def log_to(self, run: Run, key: str, step: int) -> None:
        """Log this under ``key``."""
        raise NotImplementedError


class Image(Media):
    """An image: a path, an array (height × width, or × 1, 3 or 4 channels), a tensor, a PIL image, or a figure."""

    def __init__(self, data_or_path: Any, _mode: Any = None, caption: str | None = None, **more: Any) -> None:
        self.image: Any = data_or_path.image if isinstance(data_or_path, Image) else data_or_path
        self.caption = caption or ""
        for name in ("boxes", "masks"):
            if more.get(name):
                warnings.once(name, f"Image({name}=...): these are not logged, the image is")

    def log_to(self, run: Run, key: str, step: int) -> None:
        """Log the image."""
        run.log_image(key, self.image, step, self.caption)

    def __repr__(self) -> str:
        """Stand for the image in the cell of a table."""
        return f"Image({self.caption!r})"


class Table(Media):
    """A small table: lists of cells, or a data frame."""

    def __init__(
        self,
        columns: Iterable[Any] | None = None,
        data: Any = None,
        rows: Any = None,
        dataframe: Any = None,
        **_more: Any,
    ) -> None:
        frame = data if hasattr(data, "itertuples") else dataframe
        if frame is not None:
            self.columns, data = list(frame.columns), frame.itertuples(index=False)
        else:
            self.columns = ["Input", "Output", "Expected"] if columns is None else list(columns)
            data = rows if data is None else data
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

    def log_to(self, run: Run, key: str, step: int) -> None:
        """Log the table."""
        run.log_table(key, self.columns, self.data, step)


class Skipped(Media):
    """What cannot be logged yet."""

    kind = ""

    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        pass

    def log_to(self, run: Run, key: str, step: int) -> None:  # noqa: ARG002
        """Say so."""
        warnings.once(
            self.kind, f"wandb.{self.kind} is not logged (key {key!r}); log numbers, images or tables instead"
        )


def skipped(kind: str) -> type[Skipped]:
    """Return the class that stands for W&B's class of this name."""
    return type(kind, (Skipped,), {"kind": kind})


class Plots:
    """``wandb.plot``: its charts are not logged, the numbers in them are the script's to log."""

    def __getattr__(self, name: str) -> type[Skipped]:
        """Return a function that makes a chart which is not logged."""
        return skipped(f"plot.{name}")


def split_media(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield keys and values, nested keys joined with ``/``; what can be drawn as `Media`."""
    for name, value in data.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from split_media(value, key + "/")
        elif isinstance(value, list | tuple) and value and all(isinstance(one, Media) for one in value):
            yield from ((key, one) for one in value)
        else:
            yield key, Image(value) if hasattr(value, "savefig") else value
