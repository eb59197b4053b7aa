"""The folder of a trial of Ray to the records of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xreport.importers.forms.settings import as_params, read_settings, without_folders, without_folders_inside
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.private import PRIVATE, without_addresses
from xreport.importers.kit.protocol import Files, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step, as_time
from xreport.importers.lines.csv.curves import read_curve
from xreport.importers.lines.csv.flavours import Flavour
from xreport.importers.trackers.ray.states import State

RESULT: Final = "result.json"
PARAMS: Final = "params.json"
PROGRESS: Final = "progress.csv"
ERROR: Final = "error.txt"
CHECKPOINT: Final = re.compile(r"checkpoint_\w+", re.DOTALL)
STEP: Final = "training_iteration"

_BOOKKEEPING: Final = PRIVATE | {
    STEP, "timestamp", "date", "config", "trial_id", "experiment_id", "experiment_tag", "trial_name", "done",
    "should_checkpoint", "checkpoint_dir_name", "time_since_restore", "iterations_since_restore",
    "timesteps_since_restore", "hist_stats",
}  # fmt: skip
"""What Ray adds to each result, and what is no measurement."""
_NAMED: Final = re.compile(r"(?P<trainable>.+)_(?P<id>[0-9a-f]{5,8}_\d{5})(?:_.*)?", re.DOTALL)
_DATED: Final = re.compile(r"(.+?)_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\w*", re.DOTALL)
"""How an experiment is called that nobody gave a name: after what is trained, and the time."""
_FRAME: Final = re.compile(r'File "([^"\n]*)", line (\d+), in (\S+)')
_RAISED: Final = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Failure|Died\w*)\b.*", re.MULTILINE)
_PARTS: Final = re.compile(r"[/\\]+")
_LONGEST: Final = 1 << 20
_SHORT: Final = 20
"""Items of a list that is shown as a fact."""
_ENDS: Final = {"TERMINATED": "finished", "ERROR": "failed"}
_FIX: Final = "Restore the file from a copy: all other lines are read."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trial lies.

    Attributes:
        folder: Source-relative.
        experiment, name: The names of its folder, and of the one around it, wherever the source begins.
        paths: The trial's own files.
    """

    folder: str
    experiment: str
    name: str
    paths: Sequence[str]

    @classmethod
    def of(cls, files: Files, folder: str, paths: Sequence[str]) -> Place:
        """Return the place of the trial that these files are."""
        below = paths[0][len(folder) :].lstrip("/").count("/") + 1
        names = ["", "", *_PARTS.split(files.location(paths[0]))][: -below or None]
        return cls(folder, names[-2], names[-1], paths)

    def below(self, path: str) -> str:
        """Return a path as it is below the folder of the trial."""
        return path[len(self.folder) :].lstrip("/")


def read_trial(files: Files, place: Place, state: State | None, report: Report) -> Iterator[Item]:
    """Yield the run that a trial is; ``state`` is what the experiment says of it, if anything."""
    own = {below: path for path in place.paths if "/" not in (below := place.below(path))}
    named = _NAMED.fullmatch(place.name)
    results = _Results(files, own, report)
    items = results.items()
    first = next(items, None)
    params = read_settings(files, own[PARAMS], report) if PARAMS in own else {}
    # A table repeats the settings that did not change; those of a result may be of a later turn of the search.
    params = params | as_params(results.config) if results.is_table or not params else params
    dated = _DATED.fullmatch(place.experiment)
    yield start(
        time=state.started if state and state.started else results.began,
        project=dated[1] if dated else place.experiment,
        name=f"{named['trainable']}_{named['id']}" if named else place.name,
        algorithm=(state.trainable if state else "") or (named["trainable"] if named else ""),
        seed=take_seed(params),
        params=params,
    )
    if first is not None:
        yield first
    yield from items
    for path in place.paths:
        if "/" in (below := place.below(path)):
            yield {"type": "artifact", "path": below, "bytes": files.size(path), "role": "model"}
    yield from _end(files, own, state, results, report)


class _Results:
    """The results of a trial, line by line; what else the lines say is known when they have been read."""

    def __init__(self, files: Files, own: dict[str, str], report: Report) -> None:
        self._files = files
        self._own = own
        self._report = report
        self.config: dict[str, Any] = {}
        self.began: float | None = None
        self.last: float | None = None
        self.done = False
        self.is_table = not self._has_lines() and PROGRESS in own

    def items(self) -> Iterator[Item]:
        """Yield log records; from the table where there is nothing else."""
        if self._has_lines():
            yield from self._lines(self._own[RESULT])
        elif self.is_table:
            yield from self._table(self._own[PROGRESS])

    def _has_lines(self) -> bool:
        return RESULT in self._own and self._files.size(self._own[RESULT]) > 0

    def _lines(self, path: str) -> Iterator[Item]:
        decoder = LineDecoder()
        line = 0
        try:
            with self._files.open(path) as stream:
                for data, kind in read_lines(stream, self._report):
                    if kind == "too long":
                        continue
                    *texts, rest = data.split(b"\n")
                    for text in (*texts, *([rest] if rest and kind == "tail" else [])):
                        line += 1
                        if text.strip() and (
                            item := self._take(decoder, text, f"{path}:{line}", whole=text is not rest)
                        ):
                            yield item
        except OverLimitError as over:
            self._report.end_early(over, where=path)

    def _take(self, decoder: LineDecoder, text: bytes, where: str, *, whole: bool) -> Record | None:
        try:
            result = decoder.decode(text)
        except BadLineError as error:
            if whole:
                self._report.reject(len(text) + 1, error.what, error.fix, where=where)
            else:
                fix = "It is read when the rest has been written."
                self._report.wait(len(text), "the last line is not finished", fix, where=where)
            return None
        step = as_step(result.get(STEP))
        if step is None:
            what = f"a result without {STEP}: it is left out"
            self._report.reject(len(text) + 1, what, _FIX, where=where)
            return None
        time = as_time(result.get("timestamp"))
        if self.began is None and time == time:  # noqa: PLR0124 - not NaN
            spent = as_time(result.get("time_total_s"))
            self.began = time - spent if spent == spent else time  # noqa: PLR0124
            config = result.get("config")
            self.config = config if isinstance(config, dict) else {}
        self.last = time if time == time else self.last  # noqa: PLR0124
        self.done = result.get("done") is True
        return {"step": step, "time": time, "metrics": _measured(result)}

    def _table(self, path: str) -> Iterator[Item]:
        for item in read_curve(self._files, path, Flavour("rllib", step=STEP), self._report):
            if isinstance(item, Columns):
                shown = {name: one for name, one in item.metrics.items() if not _is_bookkeeping(name)}
                yield Columns(item.steps, item.times, shown)
            elif item.get("type") == "start":
                self.config = item.get("params") or {}
            elif item.get("type") == "fact":
                facts = {name: one for name, one in item["values"].items() if not _is_bookkeeping(name)}
                yield item | {"values": facts}


def _is_bookkeeping(name: str) -> bool:
    return name in _BOOKKEEPING or name.rpartition("/")[2].lower() in PRIVATE


def _measured(result: dict[str, Any]) -> dict[str, Any]:
    """Return what a result says besides Ray's own notes; of absolute paths the last name stays."""
    return {key: _plain(value) for key, value in result.items() if key not in _BOOKKEEPING and _is_shown(key, value)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in value.items() if key != "hist_stats" and _is_shown(key, below)}
    return without_folders(value) if type(value) is str else value


def _is_shown(key: str, value: Any) -> bool:
    if key.lower() in PRIVATE or value is None:
        return False
    return not isinstance(value, list) or (
        len(value) <= _SHORT and all(isinstance(one, bool | int | float) for one in value)
    )


def _end(files: Files, own: dict[str, str], state: State | None, results: _Results, report: Report) -> Iterator[Record]:
    failed = _ENDS.get(state.status) == "failed" if state else ERROR in own and not results.done
    if state is not None and state.status not in _ENDS:
        return
    error, frames = _error(files, own.get(ERROR), report) if failed else ("", "")
    known = [time for time in (results.last, state.last if state else None) if time is not None]
    fields = {"time": max(known, default=None), "error": error, "traceback": frames}
    yield {"type": "end", "status": "failed" if failed else "finished", **said(fields)}


def _error(files: Files, path: str | None, report: Report) -> tuple[str, str]:
    """Return what was raised last, and where in the code; nothing of the machine."""
    if path is None:
        return "", ""
    try:
        text = files.read(path, _LONGEST).decode("utf-8", "replace")
    except OSError as error:
        fix = "Check the file and its permissions."
        report.note(f"the error cannot be read: {error.strerror or 'unknown reason'}", fix, where=path)
        return "", ""
    last = text[text.rfind("Failure #") :] if "Failure #" in text else text
    raised = _RAISED.findall(last)
    lines = [line.strip() for line in last.splitlines() if line.strip()]
    told = raised[-1] if raised else lines[-1] if lines else ""
    frames = [f"{_PARTS.split(file)[-1]}:{line} in {name}" for file, line, name in _FRAME.findall(last)]
    return without_addresses(without_folders_inside(told)), "\n".join(frames)
