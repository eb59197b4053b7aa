"""What scripts that were written for W&B ask of a run, where they ``import xreport as wandb``."""

from __future__ import annotations

from xreport.logger.fields import tag_list

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from xreport.logger.warnings import Warn

_OF_THE_FACE = frozenset(("alert", "entity", "log_code", "save", "step", "unwatch", "url", "watch"))
"""What `WandbRun` has, and a run has besides."""

DIRECTIONS = {"minimize": "min", "maximize": "max", "min": "min", "max": "max"}
"""W&B's words for what is better."""
_METRIC_WORDS = frozenset(("hidden", "overwrite", "step_metric", "step_sync", "summary"))


class ForeignWords:
    """Properties and verbs of a run of W&B, loaded by their first use."""

    _tags: tuple[str, ...] = ()

    def note(self, text: str, tags: str | Iterable[str] = ()) -> bool:
        """Add to the notes and tags."""
        raise NotImplementedError

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags; those that are added are logged."""
        return self._tags

    @tags.setter
    def tags(self, tags: str | Iterable[str]) -> None:
        self._tags = tuple(tag_list(tags))
        self.note("", self._tags)

    @property
    def notes(self) -> str:
        """What is written here is added to the notes."""
        return ""

    @notes.setter
    def notes(self, text: str) -> None:
        self.note(text)

    def __getattr__(self, name: str) -> Any:
        """Return what W&B's run has besides: ``run.watch(model)`` must not end a training."""
        if name not in _OF_THE_FACE:
            raise AttributeError(f"a run has no attribute {name!r}")
        from xreport.compat.wandb.run import WandbRun

        return getattr(WandbRun(self, {}), name)  # type: ignore[arg-type]


def metric_words(
    direction: str | None, goal: object, step: str, foreign: Mapping[str, Any], warn: Warn
) -> tuple[str | None, object, str]:
    """Return direction, goal and step of a metric, where W&B's words may say them.

    Raises:
        TypeError: There is a word that W&B does not know either.
    """
    if unknown := foreign.keys() - _METRIC_WORDS:
        raise TypeError(f"define_metric() has no argument {min(unknown)!r}")
    if isinstance(goal, str) and goal in DIRECTIONS:
        direction, goal = direction or DIRECTIONS[goal], None
    direction = direction or DIRECTIONS.get(str(foreign.get("summary")))
    over = foreign.get("step_metric")
    if isinstance(over, bool):  # what `Run.define_metric` returns, where W&B returns the metric
        warn("step_metric", "define_metric(step_metric=...): write the name of the metric; it is ignored")
        over = None
    return direction, goal, step or str(getattr(over, "name", over) or "")
