"""Numbers out of lists, arrays, tensors and columns of any library. None is imported: each brings its own."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from typing import Any


def is_array(value: object) -> bool:
    """Whether this is an array or a tensor."""
    return hasattr(value, "shape") and hasattr(value, "dtype")


def numpy() -> Any:
    """Return numpy where the script has loaded it, else None."""
    return sys.modules.get("numpy")


def as_array(values: Any) -> Any:
    """Return an array or tensor of any library as an array of numpy, which that library has loaded."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        if "bfloat16" in str(values.dtype):  # numpy has no such type
            values = values.float()
    return values.numpy() if hasattr(values, "numpy") else sys.modules["numpy"].asarray(values)


def as_list(values: Any) -> list[Any]:
    """Return values as a list of Python's own objects; of two dimensions, as a list of lists.

    Raises:
        TypeError: There is nothing to go through.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    if hasattr(values, "numpy") and not hasattr(values, "tolist"):  # TensorFlow
        values = values.numpy()
    if not hasattr(values, "tolist") and hasattr(values, "to_list"):  # a column of polars
        values = values.to_list()
    elif not hasattr(values, "tolist") and hasattr(values, "to_numpy"):  # a data frame
        values = values.to_numpy()
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise TypeError(f"expected a list or an array, got {type(values).__name__}")
    return [_as_item(value) for value in values]


def _as_item(value: Any) -> Any:
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return as_list(value) if hasattr(value, "tolist") or isinstance(value, list | tuple) else value


def as_floats(values: Any) -> list[float]:
    """Return numbers as a flat list of floats, whatever the shape they come in.

    Raises:
        TypeError, ValueError: One is no number.
    """
    flat: list[float] = []
    for value in as_list(values):
        if isinstance(value, list):
            flat += as_floats(value)
        else:
            flat.append(float(value))
    return flat


def as_rows(values: Any) -> list[list[float]] | None:
    """Return numbers of two dimensions as rows, or None where there is but one.

    Raises:
        TypeError, ValueError: One is no number, or rows differ in length.
    """
    listed = as_list(values)
    if not listed or not isinstance(listed[0], list):
        return None
    rows = [as_floats(row) for row in listed]
    if len({len(row) for row in rows}) > 1:
        raise ValueError("rows of scores differ in length")
    return rows
