"""The functions of the module ``xreport``: the verbs of the current run, for scripts that pass no run around."""

from __future__ import annotations

from xreport.logger import open_runs
from xreport.logger.mappings import Summary
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Concatenate, Literal, ParamSpec

    from xreport.logger.fields import Data

    P = ParamSpec("P")

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


def _verb(method: Callable[Concatenate[Run, P], bool]) -> Callable[P, bool]:
    """Return the function that does what this verb of a run does, with the current run."""
    name = method.__name__

    def call(*arguments: P.args, **options: P.kwargs) -> bool:
        run = open_runs.current()
        return bool(getattr(run, name)(*arguments, **options)) if run else _no_run(name)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = method.__doc__
    return call


log_artifact = _verb(Run.log_artifact)
log_audio = _verb(Run.log_audio)
log_calibration = _verb(Run.log_calibration)
log_confusion = _verb(Run.log_confusion)
log_curve = _verb(Run.log_curve)
log_histogram = _verb(Run.log_histogram)
log_image = _verb(Run.log_image)
log_pr = _verb(Run.log_pr)
log_roc = _verb(Run.log_roc)
log_table = _verb(Run.log_table)
log_text = _verb(Run.log_text)
use_artifact = _verb(Run.use_artifact)


def define_metric(key: str, **said: Any) -> bool:
    """Say what a metric of the current run is like, see `Run.define_metric`."""
    run = open_runs.current()
    return run.define_metric(key, **said) if run else _no_run("define_metric")


def flush() -> bool:
    """Return when all of the current run is on the disk, see `Run.flush`."""
    run = open_runs.current()
    return run.flush() if run else _no_run("flush")


def finish(
    status: Literal["finished", "failed"] = "finished", error: BaseException | str | None = None, **foreign: Any
) -> bool:
    """End the current run, see `Run.finish`."""
    run = open_runs.current()
    return run.finish(status, error, **foreign) if run else False


def current_summary() -> Summary:
    """Return the summary of the current run; without one, a summary that goes nowhere, and says so."""
    run = open_runs.current()
    return run.summary if run else Summary({}, lambda _values: _no_run("summary"))


def _no_run(verb: str) -> bool:
    _warnings.once(verb, f"{verb}: there is no run; call xreport.init(...) first. Nothing was logged")
    return False
