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
    from xreport.logger import (
        Run,
        Summary,
        define_metric,
        finish,
        flush,
        init,
        log,
        log_artifact,
        log_image,
        log_table,
        note,
        update,
    )
    from xreport.logger.summary_writer import SummaryWriter
    from xreport.pipeline import read_runs

    run: Run | None
    summary: Summary

__all__ = [
    "Run",
    "SummaryWriter",
    "__version__",
    "define_metric",
    "finish",
    "flush",
    "init",
    "log",
    "log_artifact",
    "log_image",
    "log_table",
    "note",
    "read_runs",
    "run",
    "summary",
    "update",
]

_OF_WANDB = ("Artifact", "Histogram", "Image", "Table", "alert", "config", "login", "plot", "save", "watch")


def __getattr__(name: str) -> object:
    """Load the logger when one of its names is used; ``run`` and ``summary`` are those of the newest open run."""
    if name not in __all__:
        hint = "; scripts written for W&B say: from xreport import wandb" if name in _OF_WANDB else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")
    if name == "read_runs":
        from xreport.pipeline import read_runs

        return read_runs
    if name == "SummaryWriter":
        from xreport.logger.summary_writer import SummaryWriter

        return SummaryWriter
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
