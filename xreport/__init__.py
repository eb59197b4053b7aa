"""Log experiments as JSONL, publish them as a static report site that opens anywhere.

    import xreport

    with xreport.init("my-project", params={"lr": 0.1}, seed=0, data="digits") as run:
        for step in range(100):
            run.log({"train/loss": loss}, step=step)
        run.summary["test/acc"] = 0.93

Importing xreport loads nothing: the logger comes with the first name used, and is standard library only.
"""

from __future__ import annotations

from xreport.version import __version__

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from xreport.logger import Run, Summary, finish, flush, init, log, log_artifact, log_image, note, update
    from xreport.pipeline import read_runs

    run: Run | None
    summary: Summary

__all__ = [
    "Run",
    "__version__",
    "finish",
    "flush",
    "init",
    "log",
    "log_artifact",
    "log_image",
    "note",
    "read_runs",
    "run",
    "summary",
    "update",
]


def __getattr__(name: str) -> object:
    """Load the logger when one of its names is used; ``run`` and ``summary`` are those of the newest open run."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "read_runs":
        from xreport.pipeline import read_runs

        return read_runs
    from xreport import logger

    if name == "run":
        return logger.current()
    if name == "summary":
        return logger.current_summary()
    globals()[name] = value = getattr(logger, name)
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
