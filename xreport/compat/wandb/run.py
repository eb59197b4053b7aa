"""A run with the verbs of W&B, for scripts that were written for it."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from xreport.compat.wandb.media import split_media, warnings
from xreport.compat.wandb.metrics import DIRECTIONS, score_words
from xreport.logger.fields import whole_step
from xreport.logger.loggable import Loggable
from xreport.logger.mappings import Params
from xreport.logger.run import Run


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

    def add_reference(self, uri: str, *_arguments: Any, **_options: Any) -> None:
        """Add a file by its address; what is not on this machine has no SHA-256, and is told of."""
        place = str(uri).removeprefix("file://")
        if os.path.exists(place):
            self.add_file(place)
        else:
            warnings.once("reference", f"Artifact.add_reference: {uri} is not on this machine, it is not logged")

    def file(self, *_arguments: Any) -> str:
        """Return where its file is."""
        return self.files[0] if self.files else ""

    def download(self, *_arguments: Any, **_options: Any) -> str:
        """Return the folder of its files, which never left."""
        return os.path.dirname(os.path.abspath(self.file()))

    def wait(self, *_arguments: Any) -> Self:
        """Return at once: nothing is uploaded."""
        return self


class Defined:
    """What `WandbRun.define_metric` returns: it may be the step of another metric."""

    def __init__(self, name: str) -> None:
        self.name = name


class WandbRun:
    """A run. What is not here is as in `xreport.Run`."""

    def __init__(self, run: Run, config: Mapping[str, Any], *, group: str = "", tags: Iterable[str] = ()) -> None:
        self._run = run
        self._tags = tuple(tags)
        self._step = run.last_step + 1
        self.config = self.params = Params(config, lambda values: run.update(params=values))
        self.group = group
        self.entity = self.url = ""

    def __getattr__(self, name: str) -> Any:
        """Forward everything else: id, project, dir, summary, ..."""
        return getattr(self.__dict__["_run"], name)

    def log(
        self, data: Mapping[str, Any], step: Any = None, commit: bool | None = None, sync: bool | None = None  # noqa: ARG002, FBT001
    ) -> None:  # fmt: skip
        """Log metrics, images and tables of one step. With ``commit=False`` the next call is of the same step."""
        whole = self._step if step is None else whole_step(step)
        at = self._step if whole is None else whole
        self._step = at + (step is None if commit is None else bool(commit))
        found = list(split_media(data))
        metrics = {key: value for key, value in found if not isinstance(value, Loggable)}
        if metrics:
            self._run.log(metrics, at if whole is not None else step)
        for key, value in found:
            if isinstance(value, Loggable):
                value.log_to(self._run, key, at)

    def define_metric(
        self, name: str, step_metric: Any = None, *, summary: str | None = None, goal: str | None = None, **_more: Any
    ) -> Defined:
        """Log whether less or more is better, as ``goal`` or ``summary`` tells, and what its curve is drawn over."""
        direction = DIRECTIONS.get(goal or "") or DIRECTIONS.get(summary or "")
        over = str(getattr(step_metric, "name", step_metric) or "")
        score = score_words(summary)
        if direction or over or score:
            self._run.define_metric(name, direction=direction, step=over, score=score)  # type: ignore[arg-type]
        return Defined(name)

    def use_artifact(self, artifact_or_name: Any, *_arguments: Any, **_options: Any) -> Artifact:
        """Log which files the run uses: those of an artifact, or a path. There is no server to fetch a name from."""
        used = artifact_or_name
        if not isinstance(used, Artifact):
            used = Artifact(os.fspath(artifact_or_name), "input")
            if os.path.exists(used.name):
                used.add_file(used.name)
        if not used.files:
            warnings.once(
                "use_artifact", f"wandb.use_artifact({used.name!r}): no such file here; it is not logged. Pass a path"
            )
        for file in used.files:
            self._run.use_artifact(file)
        return used

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
        return self._run.name

    @name.setter
    def name(self, name: str) -> None:
        self._run.name = name

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

    def __reduce__(self) -> tuple[Any, ...]:
        """Go along to another process, as `Run` does."""
        return WandbRun, (self._run, self.config.as_dict())

    def __enter__(self) -> Self:
        """Return the run itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the run; one that an exception leaves has failed."""
        self._run.__exit__(kind, error, trace)
