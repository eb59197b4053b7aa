"""The run that a callback logs to: one that the user began, and ends, or one of the callback's own."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable, Mapping
from typing import Any

from xreport.compat.wandb.words import init
from xreport.logger import Run

_UNFINISHED = "the training did not come to its end"


class OwnedRun:
    """A run and whose it is.

    Args:
        run: A run, which its owner ends; or the project of a run that is begun when it is needed, and ended here.
        fields: What `xreport.init` takes, for a run that is begun here.

    Raises:
        TypeError: Both were given.
    """

    def __init__(self, run: Run | str, fields: Mapping[str, Any]) -> None:
        given = isinstance(run, Run)
        if given and fields:
            raise TypeError(f"{', '.join(fields)}: the run has begun already; say this in xreport.init")
        self.own = not given
        self.project = run.project if isinstance(run, Run) else run
        self._fields = fields
        self._run = run if isinstance(run, Run) else None
        self._trainings = 0
        self._training = False

    @property
    def run(self) -> Run:
        """The run; it begins when it is asked for."""
        if self._run is None:
            self._run = init(self.project, **self._fields)
            # Frameworks tell a callback when a training begins and when it ends, and nothing when it fails.
            atexit.register(self._at_exit)
        return self._run

    def begin(self, find: Callable[[], Mapping[str, Any]] = dict, seed: int | None = None) -> Run:
        """Return the run of a training that begins now; its params are the user's, and what else is found."""
        if self.own and self._trainings and self._run is not None:
            self._run.finish(*(("failed", _UNFINISHED) if self._training else ()))
            self._run = None
        self._trainings += 1
        self._training = True
        self.describe(find)
        if seed is not None and self.own and "seed" not in self._fields:
            self.run.update(seed=seed)
        return self.run

    def describe(self, find: Callable[[], Mapping[str, Any]]) -> None:
        """Add the params that are found, but none that the user has given."""
        params = self.run.params
        try:
            found = dict(find())
        except Exception as error:  # noqa: BLE001 -- whatever a model does when it is asked, it must not end a training
            self.run.note(f"Some params are missing: they could not be read, {error!r}.")
        else:
            params.update({key: value for key, value in found.items() if key not in params})

    def end(self) -> None:
        """End a training, and a run of our own with it."""
        self.pause()
        if self.own:
            self.run.finish()

    def pause(self) -> None:
        """End a training; more may be logged, until the script ends or the next training begins."""
        self._training = False
        self.run.flush()

    def _at_exit(self) -> None:
        """What ended the interpreter is known to Python, unless it is interactive: then it may be an old error."""
        if self._training and self._run is not None:
            error = None if hasattr(sys, "ps1") else getattr(sys, "last_value", None)
            self._run.finish("failed", error or _UNFINISHED)
