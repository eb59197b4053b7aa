"""What ``define_metric`` says: which way a metric is better, what it is drawn over, and what its summary is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from xreport.importers.kit.protocol import Record
from xreport.importers.trackers.wandb.wire import Message, int_of, message_of, text_of

_NAME, _GLOB, _STEP, _SUMMARY, _GOAL = 1, 2, 4, 7, 8
_MIN, _MAX, _MEAN, _BEST = 1, 2, 3, 4
_DIRECTIONS: Final = {1: "min", 2: "max"}
_MOST: Final = 10_000


class Hints:
    """Collects the definitions of metrics; of several of one name the later ones add to the earlier ones."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, str]] = {}

    def take(self, metric: Message) -> None:
        """Take a definition. Raises `WireError`."""
        name = text_of(metric, _NAME) or text_of(metric, _GLOB)
        summary = message_of(metric, _SUMMARY)
        low, high = bool(int_of(summary, _MIN)), bool(int_of(summary, _MAX))
        chosen = "" if low == high else "min" if low else "max"
        said = {
            "direction": _DIRECTIONS.get(int_of(metric, _GOAL), chosen),
            "step_metric": text_of(metric, _STEP),
            "score": chosen or ("best" if int_of(summary, _BEST) else "mean" if int_of(summary, _MEAN) else ""),
        }
        hints = {key: value for key, value in said.items() if value and (key, value) != ("step_metric", "_step")}
        if name and hints and (name in self._found or len(self._found) < _MOST):
            self._found.setdefault(name, {}).update(hints)

    def records(self, names: Collection[str]) -> Iterator[Record]:
        """Yield a record for each metric that something was said of; ``names`` are those of the series."""
        for name, said in self._found.items():
            hints = {key: _name_of(value, names) if key == "step_metric" else value for key, value in said.items()}
            yield {"type": "metric", "key": _name_of(name, names), **hints}


def _name_of(name: str, names: Collection[str]) -> str:
    """W&B joins nested names with dots, and puts a backslash before a dot that is one."""
    if name in names:
        return name
    parts = name.replace("\\.", "\0").split(".")
    nested = "/".join(parts).replace("\0", ".")
    plain = name.replace("\\.", ".")
    return nested if nested in names or (len(parts) > 1 and "*" in name and plain not in names) else plain
