"""What scripts that were written for W&B ask of a run, where they ``import xreport as wandb``."""

from __future__ import annotations

import functools

from xreport.compat.wandb.metrics import metric_words, score_words
from xreport.logger import init as _init
from xreport.logger import joined
from xreport.logger.fields import tag_list
from xreport.logger.run import Run

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Literal, ParamSpec

    from xreport.logger.run import Parts

    P = ParamSpec("P")

_OF_THE_FACE = frozenset(("alert", "entity", "log_code", "save", "step", "unwatch", "url", "watch"))
"""What `WandbRun` has, and a run has besides."""


class WordedRun(Run):
    """A run that takes W&B's words besides its own. What only they need is loaded by their first use."""

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

        return getattr(WandbRun(self, {}), name)

    def _log_more(self, metrics: Mapping[str, Any] | None, step: int | None, more: Mapping[str, Any]) -> bool:
        commit = more.get("commit")
        if not isinstance(commit, bool):
            return super()._log_more(metrics, step, more)
        before = self._step
        done = self.log(metrics, step, **{key: value for key, value in more.items() if key != "commit"})
        if not commit and step is None:  # the next call is of the same step
            self._step = before
        return done

    def define_metric(  # noqa: D417, PLR0913 -- the other arguments are those of a run
        self,
        key: str,
        *,
        direction: Literal["min", "max"] | None = None,
        unit: str = "",
        goal: Any = None,
        step: str = "",
        score: str = "",
        **foreign: Any,
    ) -> bool:
        """Say what a metric is like, see `Run.define_metric`.

        Args:
            **foreign: W&B's ``step_metric`` and ``summary``; ``goal`` may be ``"maximize"``, too.
        """
        towards, value, over = metric_words(direction, goal, step, foreign, self._warn)
        score = score or score_words(foreign.get("summary"))
        return super().define_metric(key, direction=towards, unit=unit, goal=value, step=over, score=score)

    def finish(
        self,
        status: Literal["finished", "failed"] = "finished",
        error: BaseException | str | None = None,
        *,
        exit_code: int | None = None,
        quiet: bool | None = None,  # noqa: ARG002 -- W&B's
    ) -> bool:
        """End the run, see `Run.finish`.

        Args:
            status: How it went.
            error: What made it fail.
            exit_code: W&B's word for how it went: 0 or anything else.
            quiet: A word of W&B's without a meaning here.
        """
        if exit_code:
            status, error = "failed", error or f"exit code {exit_code}"
        return super().finish(status, error)


class JoinedWordedRun(WordedRun, joined.JoinedRun):
    """A process's part in such a run."""


def _rejoin(parts: Parts, ended: bool) -> Run:  # noqa: FBT001 -- as `joined.rejoin`
    return joined.rejoin(parts, ended, JoinedWordedRun)


WordedRun._rejoin = staticmethod(_rejoin)  # noqa: SLF001 -- as `starting` says it of a run without words


def _with_words(start: Callable[P, Run]) -> Callable[P, WordedRun]:
    """Return the function that starts such a run, from the one that starts a run."""

    @functools.wraps(start)
    def init(*arguments: P.args, **options: P.kwargs) -> Any:
        return start(*arguments, **{"kind": WordedRun, **options})  # type: ignore[arg-type]

    return init


init = _with_words(_init)
