"""A run: what ``xreport.init`` returns, and everything one can log to it."""

from __future__ import annotations

import os
import time

from xreport.logger import media, tables
from xreport.logger.encoding import encode_log, encode_record
from xreport.logger.failure import describe_error
from xreport.logger.fields import describe_metric, description, tag_list, whole_number
from xreport.logger.mappings import Params, Summary
from xreport.logger.plain import plain, plain_metrics, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType
    from typing import Any, Literal, Self

    from xreport.logger.fields import Data
    from xreport.logger.warnings import Warnings
    from xreport.logger.writer import Writer


class Run:
    """One execution that is being logged. Made by `xreport.init`; a context manager.

    Logging never stops a training: what goes wrong is told once on stderr, counted, and returned as False. A strict
    run raises instead.
    """

    def __init__(self, identity: Mapping[str, Any], params: Mapping[str, Any], writer: Writer, notes: Warnings) -> None:
        self._identity = identity
        self._writer = writer
        self._append = writer.append
        self._warn = notes.once
        self._params = Params(params, lambda values: self.update(params=values))
        self._summary = Summary({}, self._log_summary)
        self._step = -1
        self._ended = False
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
        return str(self._identity["name"])

    @property
    def project(self) -> str:
        """The body of work that the run belongs to."""
        return str(self._identity["project"])

    @property
    def dir(self) -> str:
        """The run's folder, with one journal per process."""
        return self._writer.folder

    @property
    def params(self) -> Params:
        """The params, as given; what is set later is logged, too."""
        return self._params

    config = params

    @property
    def summary(self) -> Summary:
        """Scores and facts: ``run.summary["test/acc"] = 0.93``. The last value set counts."""
        return self._summary

    @property
    def ended(self) -> bool:
        """Whether the run is finished."""
        return self._ended

    # -- what happens while it runs -------------------------------------------------------------------

    def log(self, metrics: Mapping[str, Any] | None = None, step: int | None = None, **more: Any) -> bool:
        """Log metrics of one step: ``run.log({"train/loss": 0.3}, step=1)``.

        Args:
            metrics: Numbers by name; nested dicts are joined with ``/``. numpy and torch scalars are fine.
            step: The x of the curves; one more than the last one when left out.
            **more: Further metrics.

        Returns:
            True when the operating system has all of it: a kill right after loses nothing.
        """
        if more:
            metrics = {**(metrics or {}), **more}
        if step is None:
            step = self._step + 1
        elif type(step) is not int:
            whole = whole_number(step)
            if whole is None:
                return self._log_at_odd_step(metrics, step)
            step = whole
        self._step = step
        try:
            line = encode_log(step, metrics or {}, self._warn)
        except Exception as error:  # noqa: BLE001 -- whatever was logged, it must not end a training
            return self._writer.drop(error)
        return self._append(line)

    def log_at(self, time: float, metrics: Mapping[str, Any], step: int) -> bool:
        """Log metrics that were measured at another time than now, in Unix seconds."""
        self._step = whole_number(step) or 0
        return self._record("", lambda: {"time": time, "metrics": plain_metrics(metrics, self._warn)}, step)

    def note(self, text: str, tags: str | Iterable[str] = ()) -> bool:
        """Add to the notes (Markdown) and tags of the run."""
        return self._record("note", lambda: {"notes": plain_text(text), "tags": tag_list(tags)})

    def update(self, *, params: Any = None, data: Data | None = None, **fields: Any) -> bool:
        """Say later what ``init`` could have said: params are merged, data sources added, other fields replaced."""
        said = {"params": params, "data": data, **fields}
        return self._record("update", lambda: description(said, self._warn))

    def log_artifact(self, path: str | os.PathLike[str], role: str = "output", *, step: int | None = None) -> bool:
        """Log which file the run made or used: its path, size and SHA-256. The file itself stays where it is."""
        return self._record("artifact", lambda: {**media.describe_file(path), "role": plain_text(role)}, step)

    def log_image(self, key: str, image: Any, step: int | None = None, caption: str = "") -> bool:
        """Log an image: the path or bytes of a PNG, JPEG, GIF or WebP file, a matplotlib figure, or a PIL image.

        It is drawn on the run's page, with a slider over steps when there are several of one key.
        """
        return self._record(
            "image",
            lambda: {"key": plain_text(key), "caption": plain_text(caption), **media.encode_image(image)},
            max(self._step, 0) if step is None else step,
        )

    def log_table(self, key: str, columns: Iterable[object], rows: Iterable[Any], step: int | None = None) -> bool:
        """Log a small table: the names of its columns, and its rows; of more than 1,000 rows the first are kept."""
        return self._record(
            "table",
            lambda: {"key": plain_text(key), **tables.describe_table(columns, rows, self._warn)},
            max(self._step, 0) if step is None else step,
        )

    def define_metric(
        self, key: str, *, direction: Literal["min", "max"] | None = None, unit: str = "", goal: float | None = None
    ) -> bool:
        """Say what a metric is like: whether less or more of it is better, its unit, and the value to be reached."""
        return self._record("metric", lambda: describe_metric(key, direction, unit, goal, self._warn))

    def _log_summary(self, values: Mapping[str, object]) -> bool:
        return self._record("summary", lambda: {"values": plain_metrics(values, self._warn)})

    def _log_at_odd_step(self, metrics: Mapping[str, Any] | None, given: object) -> bool:
        step = self._step = self._step + 1
        return self._record("", lambda: {"step": step, "metrics": plain_metrics(metrics or {}, self._warn)}, given)

    def _record(self, kind: str, make: Callable[[], Mapping[str, object]], step: object = None) -> bool:
        try:
            head = {"type": kind} if kind else {}
            line = encode_record({**head, "time": round(time.time(), 3), **self._step_field(step), **make()})
        except Exception as error:  # noqa: BLE001 -- as in `log`
            return self._writer.drop(error)
        return self._append(line)

    def _step_field(self, step: object) -> dict[str, object]:
        if step is None:
            return {}
        whole = whole_number(step)
        if whole is None:
            self._warn("step", f"step={step!r} is no whole number; it is kept beside the record")
            return {"given_step": plain(step, self._warn)}
        return {"step": whole}

    # -- the end --------------------------------------------------------------------------------------

    def flush(self) -> bool:
        """Return when everything logged so far is on the disk; False when that cannot be said."""
        return self._writer.checkpoint()

    def finish(
        self, status: Literal["finished", "failed"] = "finished", error: BaseException | str | None = None
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
        for call in self.before_end:
            call()
        self._ended = True
        end = {"type": "end", "time": round(time.time(), 3), "status": status}
        return self._writer.close(end | describe_error(error))

    def leave(self) -> bool:
        """End this process's part: its journal is closed, the run goes on. What is logged here later is not written."""
        if self._ended:
            return False
        self._ended = True
        return self._writer.close(None)

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

    def __repr__(self) -> str:
        """Say which run this is, and where."""
        return f"<xreport run {self.name!r} of {self.project!r}, {self.dir}>"
