"""The functions of the module ``xreport``: the verbs of the current run, for scripts that pass no run around."""

from __future__ import annotations

from xreport.logger import open_runs
from xreport.logger.mappings import Summary
from xreport.logger.warnings import Warnings

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from xreport.logger.fields import Data

_warnings = Warnings()


def log(metrics: Mapping[str, Any] | None = None, step: int | None = None, **more: Any) -> bool:
    """Log metrics to the current run, see `Run.log`."""
    run = open_runs.current()
    return run.log(metrics, step, **more) if run else _no_run("log")


def note(text: str, tags: str | Iterable[str] = ()) -> bool:
    """Add to the notes and tags of the current run, see `Run.note`."""
    run = open_runs.current()
    return run.note(text, tags) if run else _no_run("note")


def update(*, params: Any = None, data: Data | None = None, **fields: Any) -> bool:
    """Say more of the current run, see `Run.update`."""
    run = open_runs.current()
    return run.update(params=params, data=data, **fields) if run else _no_run("update")


def log_artifact(path: str | os.PathLike[str], role: str = "output", *, step: int | None = None) -> bool:
    """Log a file of the current run, see `Run.log_artifact`."""
    run = open_runs.current()
    return run.log_artifact(path, role, step=step) if run else _no_run("log_artifact")


def log_image(key: str, image: Any, step: int | None = None, caption: str = "") -> bool:
    """Log an image to the current run, see `Run.log_image`."""
    run = open_runs.current()
    return run.log_image(key, image, step, caption) if run else _no_run("log_image")


def log_table(key: str, columns: Iterable[object], rows: Iterable[Any], step: int | None = None) -> bool:
    """Log a small table to the current run, see `Run.log_table`."""
    run = open_runs.current()
    return run.log_table(key, columns, rows, step) if run else _no_run("log_table")


def define_metric(key: str, **said: Any) -> bool:
    """Say what a metric of the current run is like, see `Run.define_metric`."""
    run = open_runs.current()
    return run.define_metric(key, **said) if run else _no_run("define_metric")


def flush() -> bool:
    """Return when all of the current run is on the disk, see `Run.flush`."""
    run = open_runs.current()
    return run.flush() if run else _no_run("flush")


def finish(status: Literal["finished", "failed"] = "finished", error: BaseException | str | None = None) -> bool:
    """End the current run, see `Run.finish`."""
    run = open_runs.current()
    return run.finish(status, error) if run else False


def current_summary() -> Summary:
    """Return the summary of the current run; without one, a summary that goes nowhere, and says so."""
    run = open_runs.current()
    return run.summary if run else Summary({}, lambda _values: _no_run("summary"))


def _no_run(verb: str) -> bool:
    _warnings.once(verb, f"{verb}: there is no run; call xreport.init(...) first. Nothing was logged")
    return False
