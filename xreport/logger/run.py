"""A run: what ``xreport.init`` returns, and everything one can log to it."""

from __future__ import annotations

import contextlib
import os
import time

from xreport.format.limits import MOST_STEP, MOST_TIME
from xreport.logger.encoding import encode_log, encode_record
from xreport.logger.failure import describe_error
from xreport.logger.fields import describe_metric, description, whole_step
from xreport.logger.loggable import HoldsObjectsError, Loggable, split_objects
from xreport.logger.mappings import Params, Summary
from xreport.logger.objects.verbs import ObjectVerbs
from xreport.logger.plain import plain, plain_mapping, plain_metrics, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Any, Literal, Self

    from xreport.logger.fields import Data
    from xreport.logger.warnings import Warnings
    from xreport.logger.writer import Writer

    Parts = tuple[Mapping[str, Any], str, Mapping[str, Any], int, Mapping[str, Any]]


_NAMELESS = "a metric has no name"


class Run(ObjectVerbs):
    """One execution that is being logged. Made by `xreport.init`; a context manager.

    Logging never stops a training: what goes wrong is told once on stderr, counted, and returned as False. A strict
    run raises instead.
    """

    _rejoin: Callable[[Parts, bool], Run]
    """Makes the part of a run in another process. Given from outside: a run does not know which others are open."""

    def __init__(  # noqa: PLR0913 -- made by `xreport.init` and its like only
        self,
        identity: Mapping[str, Any],
        params: Mapping[str, Any],
        writer: Writer,
        notes: Warnings,
        *,
        step: int = -1,
        tags: Iterable[str] = (),
        writing: Mapping[str, Any] | None = None,
    ) -> None:
        self._identity = identity
        self._writer = writer
        self._append = writer.append
        self._warn = notes.once
        self._params = Params(params, lambda values: self.update(params=values))
        self._summary = Summary({}, self._log_summary, self._last_value)
        self._name = str(identity.get("name", identity["run"]))
        self._step = step
        self._tags = tuple(tags)
        self._writing = writing or {}
        self._ended = False
        self._status = "running"
        self._process = os.getpid()
        self.before_end: list[Callable[[], None]] = []
        """Called by `finish`, before the end record is written."""

    @property
    def id(self) -> str:
        """Stable and unique; the name of the run's folder."""
        return str(self._identity["run"])

    @property
    def name(self) -> str:
        """What people call the run."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = plain_text(name)
        self.update(name=name)

    @property
    def project(self) -> str:
        """The body of work that the run belongs to."""
        return str(self._identity["project"])

    @property
    def dir(self) -> str:
        """The run's folder, with one journal per process."""
        return self._writer.folder

    @property
    def last_step(self) -> int:
        """The step of the last call of `log`; -1 before the first."""
        return self._step

    @property
    def params(self) -> Params:
        """The params, as given; what is set later is logged, too."""
        return self._params

    config = params

    @property
    def summary(self) -> Summary:
        """Scores and facts: ``run.summary["test/acc"] = 0.93``. The last value set counts.

        What was not set reads as the last value that was logged.
        """
        return self._summary

    @property
    def ended(self) -> bool:
        """Whether the run is finished."""
        return self._ended

    # -- what happens while it runs -------------------------------------------------------------------

    def log(self, metrics: Mapping[str, Any] | None = None, step: int | None = None, **more: Any) -> bool:
        """Log metrics of one step: ``run.log({"train/loss": 0.3}, step=1)``.

        Args:
            metrics: Numbers by name; nested dicts are joined with ``/``. numpy and torch scalars are fine. Figures,
                `xreport.Image`, `xreport.Table` and `xreport.Histogram` among them are logged as what they are.
            step: The x of the curves; one more than the last one when left out.
            **more: Further metrics.

        Returns:
            True when the operating system has all of it: a kill right after loses nothing.
        """
        if more:
            return self._log_more(metrics, step, more)
        if type(metrics) is dict and "" in metrics and not isinstance(metrics[""], dict):
            return self._log_named(metrics, step)
        if step is None:
            step = self._step + 1
        elif type(step) is not int or not -MOST_STEP <= step < MOST_STEP:
            whole = whole_step(step)
            if whole is None:
                return self._log_at_odd_step(metrics, step)
            step = whole
        self._step = step
        try:
            line = encode_log(step, metrics or {}, self._warn)
        except HoldsObjectsError:
            return self._log_objects(metrics or {}, step)
        except Exception as error:  # noqa: BLE001 -- whatever was logged, it must not end a training
            return self._writer.drop(error)
        return self._append(line)

    def _log_more(self, metrics: Mapping[str, Any] | None, step: int | None, more: Mapping[str, Any]) -> bool:
        try:
            metrics = {**(metrics or {}), **more}
        except Exception as error:  # noqa: BLE001 -- as in `log`
            return self._writer.drop(error)
        return self.log(metrics, step)

    def _log_objects(self, metrics: Mapping[str, Any], step: int) -> bool:
        found = list(split_objects(metrics))
        numbers = {key: value for key, value in found if not isinstance(value, Loggable)}
        every = self.log(numbers, step) if numbers else True
        for key, value in found:
            if isinstance(value, Loggable):
                every &= value.log_to(self, key, step)
        return every

    def _log_named(self, metrics: Mapping[str, Any], step: int | None) -> bool:
        if named := _named(metrics):
            self.log(named, step)
        return self._writer.drop(ValueError(_NAMELESS))

    def log_at(self, time: float, metrics: Mapping[str, Any], step: int) -> bool:
        """Log metrics that were measured at another time than now, in Unix seconds."""
        self._step = whole_step(step) or 0
        return self._record("", lambda: self._when(time) | {"metrics": plain_metrics(metrics, self._warn)}, step)

    def _when(self, time: float) -> dict[str, object]:
        if isinstance(time, int | float) and abs(time) < MOST_TIME:
            return {"time": time}
        self._warn("time", f"time={time!r} is no time in Unix seconds: now is logged")
        return {}

    def log_system(self, seconds: int, values: Mapping[str, float]) -> bool:
        """Log what the machine does, so many seconds after the start: beside the steps, which go on as they were."""
        return self._append(encode_log(seconds, values, self._warn))

    def note(self, text: str, tags: str | Iterable[str] = ()) -> bool:
        """Add to the notes (Markdown) and tags of the run."""
        empty: dict[str, object] = {"notes": "", "tags": []}
        return self._record("note", lambda: empty | description({"notes": text, "tags": tags}, self._warn))

    def update(self, *, params: Any = None, data: Data | None = None, **fields: Any) -> bool:
        """Say later what ``init`` could have said: params are merged, data sources added, other fields replaced."""
        said = {"params": params, "data": data, **fields}
        return self._record("update", lambda: description(said, self._warn))

    def define_metric(  # noqa: PLR0913 -- the fields of the record
        self,
        key: str,
        *,
        direction: Literal["min", "max"] | None = None,
        unit: str = "",
        goal: float | None = None,
        step: str = "",
        score: str = "",
    ) -> bool:
        """Say what a metric is like: whether less or more of it is better, its unit, and the value to be reached.

        ``step`` names the metric that its curve is drawn over, like ``"epoch"``, in place of the step. ``score`` says
        which one number of its values counts where runs are ranked: ``"last"`` (else it is that), ``"best"``,
        ``"tail"`` (the mean of the last 10) or ``"tail 100"``, ``"mean"``, ``"min"``, ``"max"``, or
        ``"at best of val/loss"``, the value where another metric was best.
        """
        return self._record("metric", lambda: describe_metric(key, direction, unit, goal, step, score, self._warn))

    def _last_value(self, key: str) -> object:
        from xreport.logger.readback import last_value

        return last_value(self.dir, key)

    def _log_summary(self, values: Mapping[str, object]) -> bool:
        named = _named(values)
        every = self._record("summary", lambda: {"values": plain_metrics(named, self._warn)}) if named else True
        return every if len(named) == len(values) else self._writer.drop(ValueError(_NAMELESS))

    def _log_at_odd_step(self, metrics: Mapping[str, Any] | None, given: object) -> bool:
        step = self._step = self._step + 1
        return self._record("", lambda: {"step": step, "metrics": plain_metrics(metrics or {}, self._warn)}, given)

    def _record(
        self, kind: str, make: Callable[[], Mapping[str, object]], step: object = None, subject: str = ""
    ) -> bool:
        try:
            head = {"type": kind} if kind else {}
            line = encode_record({**head, "time": round(time.time(), 3), **self._step_field(step), **make()})
        except Exception as error:  # noqa: BLE001 -- as in `log`
            return self._writer.drop(error, subject)
        return self._append(line)

    def _step_field(self, step: object) -> dict[str, object]:
        if step is None:
            return {}
        whole = whole_step(step)
        if whole is None:
            self._warn("step", f"step={step!r} is no whole number of 64 bits; it is kept beside the record")
            return {"given_step": plain(step, self._warn)}
        return {"step": whole}

    # -- the end --------------------------------------------------------------------------------------

    def flush(self) -> bool:
        """Return when everything logged so far is on the disk; False when that cannot be said."""
        return self._writer.checkpoint()

    def finish(
        self,
        status: Literal["finished", "failed"] = "finished",
        error: BaseException | str | None = None,
    ) -> bool:
        """End the run; what is logged later is not written.

        In a forked child this ends the child's part: the run ends when the process that started it says so.

        Args:
            status: How it went.
            error: What made it fail.
        """
        if self._ended:
            return False
        if status not in ("finished", "failed"):
            status, error = "failed", error or f"finish({status!r})"
        if os.getpid() != self._process:
            return self.leave()
        self._prepare_end()
        self._ended, self._status = True, status
        end = {"type": "end", "time": round(time.time(), 3), "status": status}
        return self._writer.close(end | describe_error(error))

    def leave(self) -> bool:
        """End this process's part: its journal is closed, the run goes on. What is logged here later is not written."""
        if self._ended:
            return False
        if os.getpid() == self._process:
            self._prepare_end()
        self._ended = True
        return self._writer.close(None)

    def _prepare_end(self) -> None:
        for call in self.before_end:
            # What is logged besides must not keep a strict run from its end.
            with contextlib.suppress(Exception):
                call()

    def after_fork(self) -> None:
        """In a forked child: log to a journal of its own."""
        self._writer.after_fork()

    def __enter__(self) -> Self:
        """Return the run itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the run; one that an exception leaves has failed."""
        if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
            self.finish()
        else:
            self.finish("failed", error)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go along to another process, which logs to a journal of its own; in the same one, stay the same run."""
        parts = (self._identity, self.dir, plain_mapping(self._params, self._warn), self._step, self._writing)
        return self._rejoin, (parts, self._ended)

    def _repr_html_(self) -> str:
        from xreport.logger.notebook import run_html

        facts = {"run": self.name, "project": self.project, "status": self._status, "params": str(len(self.params))}
        return run_html(facts, self.dir)

    def __repr__(self) -> str:
        """Say which run this is, and where."""
        return f"<xreport run {self.name!r} of {self.project!r}, {self.dir}>"


def _named(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metrics that have a name."""
    return {key: value for key, value in metrics.items() if key != "" or isinstance(value, dict)}
