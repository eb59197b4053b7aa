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
    from xreport.compat.tensorboard import SummaryWriter
    from xreport.compat.wandb.media import Audio, Histogram, Image, Table
    from xreport.compat.wandb.words import init
    from xreport.logger import (
        Run,
        Summary,
        define_metric,
        finish,
        flush,
        log,
        log_artifact,
        log_audio,
        log_calibration,
        log_confusion,
        log_curve,
        log_histogram,
        log_image,
        log_pr,
        log_roc,
        log_table,
        log_text,
        note,
        update,
        use_artifact,
    )
    from xreport.pipeline import read_runs

    run: Run | None
    summary: Summary

__all__ = [
    "Audio",
    "Histogram",
    "Image",
    "Run",
    "SummaryWriter",
    "Table",
    "__version__",
    "define_metric",
    "finish",
    "flush",
    "init",
    "log",
    "log_artifact",
    "log_audio",
    "log_calibration",
    "log_confusion",
    "log_curve",
    "log_histogram",
    "log_image",
    "log_pr",
    "log_roc",
    "log_table",
    "log_text",
    "note",
    "read_runs",
    "run",
    "summary",
    "update",
    "use_artifact",
]

_OF_WANDB = frozenset(
    (
        "Artifact", "Html", "Molecule", "Object3D", "Plotly", "Settings", "Video", "agent", "alert", "log_code",
        "login", "plot", "save", "setup", "sweep", "unwatch", "watch", "Api",
    )
)  # fmt: skip
"""What ``import xreport as wandb`` has besides, or says that it has not."""
_HOMES = {
    "init": "xreport.compat.wandb.words",
    "read_runs": "xreport.pipeline",
    "SummaryWriter": "xreport.compat.tensorboard",
    **dict.fromkeys(("Audio", "Histogram", "Image", "Table"), "xreport.compat.wandb.media"),
    **dict.fromkeys(_OF_WANDB, "xreport.wandb"),
}
"""Where names are that the logger has not: its runs take W&B's words only where a face starts them."""


def __getattr__(name: str) -> object:
    """Load the logger when one of its names is used; ``run`` and ``summary`` are those of the newest open run."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    if name not in __all__ and name != "config":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from xreport import logger

    run = logger.current()
    if name == "run":
        return run
    if name == "summary":
        return logger.current_summary()
    if name == "config":  # of W&B: no module of ours may have this name, it would take its place once imported
        if run is None:
            raise AttributeError(f"module {__name__!r} has no attribute 'config' while there is no run")
        return run.params
    globals()[name] = value = getattr(logger, name)
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
