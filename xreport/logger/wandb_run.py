"""A run with the verbs of W&B, for scripts that were written for it."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from xreport.logger.fields import whole_number
from xreport.logger.mappings import Params
from xreport.logger.plain import raw_mapping
from xreport.logger.run import Run
from xreport.logger.wandb_media import Media, split_media, warnings

_DIRECTIONS = {"minimize": "min", "maximize": "max", "min": "min", "max": "max"}


class Config(Params):
    """The params: ``config.lr``, ``config["lr"]``, ``config.update(...)``."""

    def update(self, values: Any = (), /, allow_val_change: bool | None = None, **more: Any) -> None:  # noqa: ARG002, FBT001
        """Set several params, from a dict or an ``argparse`` namespace."""
        super().update(raw_mapping(values or None), **more)

    def setdefaults(self, values: Any) -> None:
        """Set the params that are not set yet."""
        self.update({key: value for key, value in raw_mapping(values).items() if key not in self})

    def as_dict(self) -> dict[str, Any]:
        """Return the params as a dict."""
        return dict(self)


class Artifact:
    """Files under one name: they stay where they are; path, size and SHA-256 are logged."""

    def __init__(self, name: str, type: str = "output", **_more: Any) -> None:  # noqa: A002 -- W&B's word
        self.name = name
        self.type = type
        self.files: list[str] = []

    def add_file(self, local_path: str | os.PathLike[str], *_arguments: Any, **_options: Any) -> None:
        """Add a file."""
        self.files.append(os.fspath(local_path))

    add_dir = add_file

    def wait(self, *_arguments: Any) -> Self:
        """Return at once: nothing is uploaded."""
        return self


class WandbRun:
    """A run. What is not here is as in `xreport.Run`."""

    def __init__(self, run: Run, config: Mapping[str, Any], *, group: str = "", tags: Iterable[str] = ()) -> None:
        self._run = run
        self._name = run.name
        self._tags = tuple(tags)
        self._step = 0
        self.config = self.params = Config(config, lambda values: run.update(params=values))
        self.group = group
        self.entity = self.url = ""

    def __getattr__(self, name: str) -> Any:
        """Forward everything else: id, project, dir, summary, ..."""
        return getattr(self.__dict__["_run"], name)

    def log(
        self, data: Mapping[str, Any], step: Any = None, commit: bool | None = None, sync: bool | None = None  # noqa: ARG002, FBT001
    ) -> None:  # fmt: skip
        """Log metrics, images and tables of one step. With ``commit=False`` the next call is of the same step."""
        whole = self._step if step is None else whole_number(step)
        at = self._step if whole is None else whole
        self._step = at + (step is None if commit is None else bool(commit))
        found = list(split_media(data))
        metrics = {key: value for key, value in found if not isinstance(value, Media)}
        if metrics:
            self._run.log(metrics, at if whole is not None else step)
        for key, value in found:
            if isinstance(value, Media):
                value.log_to(self._run, key, at)

    def define_metric(
        self, name: str, step_metric: Any = None, *, summary: str | None = None, goal: str | None = None, **_more: Any
    ) -> None:
        """Log whether less or more is better, as far as ``goal`` or ``summary`` tells."""
        direction = _DIRECTIONS.get(goal or "") or _DIRECTIONS.get(summary or "")
        if direction:
            self._run.define_metric(name, direction=direction)  # type: ignore[arg-type]
        if step_metric:
            warnings.once("step_metric", "define_metric(step_metric=...): curves are drawn over the step all the same")

    def log_artifact(self, artifact_or_path: Any, *_arguments: Any, **said: Any) -> Any:
        """Log path, size and SHA-256 of a file, or of the files of an `Artifact`."""
        files = artifact_or_path.files if isinstance(artifact_or_path, Artifact) else [artifact_or_path]
        for file in files:
            self._run.log_artifact(file, str(said.get("type") or getattr(artifact_or_path, "type", "output")))
        return artifact_or_path

    def save(self, glob_str: str | os.PathLike[str] | None = None, *_arguments: Any, **_options: Any) -> list[str]:
        """Log path, size and SHA-256 of the files that fit; they are not copied."""
        files = sorted(glob.glob(os.fspath(glob_str))) if glob_str else []
        for file in files:
            self._run.log_artifact(file)
        return files

    def alert(self, title: str, text: str = "", *_arguments: Any, **_options: Any) -> None:
        """Note what the alert says: there is no server that could send it."""
        warnings.once("alert", "wandb.alert: nothing is sent, it becomes a note of the run")
        self._run.note(f"**{title}** {text}".rstrip())

    def watch(self, *_arguments: Any, **_options: Any) -> None:
        """Say that gradients are not logged."""
        warnings.once("watch", "wandb.watch: gradients and weights are not logged")

    def unwatch(self, *_arguments: Any) -> None:
        """Do nothing."""

    def log_code(self, *_arguments: Any, **_options: Any) -> None:
        """Do nothing: the commit is logged."""

    def finish(self, exit_code: int | None = None, quiet: bool | None = None) -> None:  # noqa: ARG002, FBT001
        """End the run; with another exit code than 0 it has failed."""
        if exit_code:
            self._run.finish("failed", f"exit code {exit_code}")
        else:
            self._run.finish()

    @property
    def step(self) -> int:
        """The step of the next call of `log`."""
        return self._step

    @property
    def name(self) -> str:
        """What people call the run."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name
        self._run.update(name=name)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags; those that are added are logged."""
        return self._tags

    @tags.setter
    def tags(self, tags: Iterable[str]) -> None:
        self._tags = tuple(tags)
        self._run.note("", self._tags)

    @property
    def notes(self) -> str:
        """What is written here is added to the notes."""
        return ""

    @notes.setter
    def notes(self, notes: str) -> None:
        self._run.note(notes)

    def __enter__(self) -> Self:
        """Return the run itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the run; one that an exception leaves has failed."""
        self._run.__exit__(kind, error, trace)
