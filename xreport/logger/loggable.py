"""What may stand among the metrics of ``run.log({...})``, and is no metric: it goes to a record of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping

from xreport.logger.objects.images import is_plotly

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from xreport.logger.objects.verbs import ObjectVerbs


class Loggable:
    """Anything that is logged under a key, and is no metric."""

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log this under ``key``; return whether it is written."""
        raise NotImplementedError


class Figure(Loggable):
    """A figure of matplotlib or plotly, as it stands in ``log``."""

    def __init__(self, figure: Any) -> None:
        self._figure = figure

    def log_to(self, run: ObjectVerbs, key: str, step: int) -> bool:
        """Log what it shows."""
        return run.log_image(key, self._figure, step)


_MOST_TYPES = 1_000
_TELLS_NOTHING = (list, tuple, type(os))  # some of these are objects, others are not: matplotlib.pyplot is a module
_metric_types: set[type] = {bool, int, float, str, type(None)}
"""Types that were looked at and are no objects: scalars of numpy are logged all day."""


class HoldsObjectsError(Exception):
    """There is more than metrics in what was to be logged as metrics."""


def holds_objects(metrics: Mapping[Any, object]) -> bool:
    """Whether there is anything but metrics among these values, at any depth."""
    try:
        return any(_is_object_or_holds_one(value) for value in metrics.values())
    except Exception:  # noqa: BLE001 -- a logged object may raise anything when it is looked at, or hold itself
        return False


def _is_object_or_holds_one(value: object) -> bool:
    kind = type(value)
    if kind in _metric_types:
        return False
    if isinstance(value, Mapping):
        return any(_is_object_or_holds_one(one) for one in value.values())
    found = _is_object(value)
    if not found and kind not in _TELLS_NOTHING and len(_metric_types) < _MOST_TYPES:
        _metric_types.add(kind)
    return found


def split_objects(metrics: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield keys and values, nested keys joined with ``/``; what is no metric as `Loggable`."""
    for name, value in metrics.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and value:
            yield from split_objects(value, key + "/")
        elif isinstance(value, list | tuple) and _is_object(value):
            yield from ((key, _loggable(one)) for one in value)
        else:
            yield key, _loggable(value)


def _loggable(value: Any) -> Any:
    return Figure(value) if _is_figure(value) else value


def _is_object(value: object) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(one, Loggable) or _is_figure(one) for one in value)
    return isinstance(value, Loggable) or _is_figure(value)


def _is_figure(value: object) -> bool:
    """Whether this draws itself: a figure, or matplotlib.pyplot, which stands for its current one."""
    if value is None or isinstance(value, int | float | str | type):
        return False
    return hasattr(value, "savefig") or is_plotly(value)
