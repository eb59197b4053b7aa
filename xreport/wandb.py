"""The face of W&B: ``from xreport import wandb``, and a script that was written for it logs with xreport.

Nothing is sent anywhere, and no account is needed. What has no counterpart is told of once on stderr, and stops no
script.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from xreport.compat.wandb.media import Audio, Histogram, Html, Image, Plotly, Table, skipped, warnings
from xreport.compat.wandb.plots import Plots
from xreport.compat.wandb.run import Artifact, Defined, WandbRun
from xreport.compat.wandb.words import init as _init
from xreport.logger import current as _current_run
from xreport.logger.mappings import Params, Summary
from xreport.logger.plain import raw_mapping

__all__ = [
    "Artifact", "Audio", "Histogram", "Html", "Image", "Molecule", "Object3D", "Plotly", "Settings", "Table", "Video",
    "alert", "config", "define_metric", "finish", "init", "log", "log_artifact", "log_code", "login", "plot", "run",
    "save", "setup", "summary", "unwatch", "use_artifact", "watch",
]  # fmt: skip

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    run: WandbRun | None
    config: Params
    summary: Summary

Video, Molecule, Object3D = skipped("Video"), skipped("Molecule"), skipped("Object3D")
Settings = dict
plot = Plots()

INSTEAD = {
    "Api": ": xreport.read_runs(...) reads the runs of a folder",
    "agent": ": begin a run for each choice of params, in a loop or with xreport.integrations.optuna",
    "sweep": ": begin a run for each choice of params, in a loop or with xreport.integrations.optuna",
}
"""What a script may do in place of what is not here."""

_HARMLESS = {
    "allow_val_change", "anonymous", "entity", "force", "mode", "reinit", "save_code", "settings",
}  # fmt: skip
_runs: list[WandbRun] = []


def init(  # noqa: PLR0913 -- W&B's arguments
    entity: Any = None,  # noqa: ARG001 -- there are no accounts
    *,
    project: str | None = None,
    dir: str | os.PathLike[str] | None = None,  # noqa: A002 -- W&B's word
    id: str | None = None,  # noqa: A002
    name: str | None = None,
    notes: str | None = None,
    tags: Iterable[str] | None = None,
    config: Any = None,
    group: str | None = None,
    job_type: str | None = None,
    resume: bool | str | None = None,
    **more: Any,
) -> WandbRun:
    """Start a run, as `xreport.init`. ``job_type`` becomes a tag; an open run is returned, unless ``reinit`` is set.

    ``resume`` goes on with the run of ``id``; without an id, a new one begins. Of a run with ``mode="disabled"``, or
    ``WANDB_MODE=disabled`` around it, nothing is kept.
    """
    for option in more.keys() - _HARMLESS:
        if more[option] not in (None, False):
            warnings.once(option, f"wandb.init({option}=...): there is nothing like it here, it is ignored")
    if current := _own():
        if not more.get("reinit"):
            warnings.once("init", "wandb.init: a run is open, it is returned; finish it before the next one")
            return current
        current.finish()
    labels = [*(tags or ()), *([job_type] if job_type else ())]
    params = raw_mapping(config)
    started = _init(
        project or "uncategorized", name=name, params=params, group=group, tags=labels, notes=notes, id=id, dir=dir,
        resume=resume if id else None, mode=more.get("mode") or os.environ.get("WANDB_MODE"),
    )  # fmt: skip
    _runs[:] = [WandbRun(started, started.params, group=group or "", tags=labels)]
    return _runs[0]


def _own() -> WandbRun | None:
    return next((run for run in _runs if not run.ended), None)


def _current() -> WandbRun | None:
    """Return the open run; one that ``xreport.init`` has begun is given this face."""
    own = _own()
    begun = None if own else _current_run()
    if begun is None:
        return own
    _runs[:] = [WandbRun(begun, begun.params)]
    return _runs[0]


def __getattr__(name: str) -> Any:
    """Return ``wandb.run``, ``wandb.config`` and ``wandb.summary``, those of the open run."""
    current = _current()
    if name == "run":
        return current
    if name == "config":
        return current.config if current else Params({}, lambda _values: _no_run(name))
    if name == "summary":
        return current.summary if current else Summary({}, lambda _values: _no_run(name))
    raise AttributeError(f"xreport has nothing like wandb.{name}{INSTEAD.get(name, '')}")


def _no_run(verb: str) -> bool:
    warnings.once(f"no run: {verb}", f"wandb.{verb}: there is no run; call wandb.init(...) first. Nothing was logged")
    return False


def _call(verb: str, *arguments: Any, **options: Any) -> Any:
    current = _current()
    return getattr(current, verb)(*arguments, **options) if current else _no_run(verb)


def log(data: Any, step: Any = None, commit: bool | None = None, sync: bool | None = None) -> None:  # noqa: FBT001
    """Log metrics, images and tables of one step, see `WandbRun.log`."""
    _call("log", data, step, commit, sync)


def define_metric(name: str, step_metric: Any = None, **said: Any) -> Any:
    """Say whether less or more of a metric is better, see `WandbRun.define_metric`."""
    return _call("define_metric", name, step_metric, **said) or Defined(name)


def log_artifact(artifact_or_path: Any, *arguments: Any, **said: Any) -> Any:
    """Log which files the run made, see `WandbRun.log_artifact`."""
    return _call("log_artifact", artifact_or_path, *arguments, **said)


def use_artifact(artifact_or_name: Any, *arguments: Any, **options: Any) -> Any:
    """Log which files the run uses, see `WandbRun.use_artifact`."""
    return _call("use_artifact", artifact_or_name, *arguments, **options)


def save(glob_str: str | os.PathLike[str] | None = None, *arguments: Any, **options: Any) -> Any:
    """Log which files the run made, see `WandbRun.save`."""
    return _call("save", glob_str, *arguments, **options)


def alert(title: str, text: str = "", *arguments: Any, **options: Any) -> None:
    """Note what the alert says, see `WandbRun.alert`."""
    _call("alert", title, text, *arguments, **options)


def watch(*arguments: Any, **options: Any) -> None:
    """Say that gradients are not logged."""
    _call("watch", *arguments, **options)


def unwatch(*_arguments: Any) -> None:
    """Do nothing."""


def log_code(*_arguments: Any, **_options: Any) -> None:
    """Do nothing: the commit is logged."""


def login(*_arguments: Any, **_options: Any) -> bool:
    """Do nothing: there are no accounts."""
    return True


def setup(*_arguments: Any, **_options: Any) -> None:
    """Do nothing."""


def finish(exit_code: int | None = None, quiet: bool | None = None) -> None:  # noqa: FBT001
    """End the run."""
    if current := _current():
        current.finish(exit_code, quiet)
