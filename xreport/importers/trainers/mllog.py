"""MLPerf's training log: lines ``:::MLLOG {…}`` amid whatever else a training prints."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, BinaryIO, Final

from xreport.format.limits import EXACT
from xreport.format.records import FORMAT
from xreport.importers.forms.settings import as_params, description
from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_fact, as_number, as_step, flatten_metrics

MARK: Final = b":::MLLOG"
SUFFIXES: Final = (".txt", ".log", ".out")
_HEAD: Final = 64 << 10
_LOOK: Final = 64 << 20
"""Bytes of all texts of a source that are looked through for a first such line; of others their two ends."""
_CHUNK: Final = 1 << 20
_STEPS: Final = ("samples_count", "step_num", "iteration", "epoch_num")
_SETTINGS: Final = re.compile(
    r"^submission_|^seed$|(?:^|_)(?:opt|lr|lamb|lars|adam|sgd|momentum|warmup|decay|dropout)(?:_|$)|learning_rate"
    r"|batch_size|gradient_accumulation|sequence_length"
)
"""Names of settings in the list of MLPerf's logging rules, whenever they are said."""
_MEASURED: Final = re.compile(r"accuracy|error|loss|throughput|stats|score|perplexity|duration|time")
_FIX: Final = "Restore the line from a copy, or remove it. All other lines are read."


class MllogImporter:
    """Reads the log of an MLPerf training.

    What is said before the run starts are params, as are settings said later; numbers said after it are metrics where
    they measure or are said again, and facts where they are said once.
    """

    name = "mlperf"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim text files with such a line, however much a console says before it."""
        names = (path for path in listing.files if path.lower().endswith(SUFFIXES))
        look = _Look(listing)
        found = [path for path in names if look.finds(path)]
        return [Claim(path, (path,)) for path in found] or Refusal("no text with lines :::MLLOG")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run."""
        path = files.claim.at
        reading = _Reading(path, report)
        with files.open(path) as stream:
            for data, kind in read_lines(stream, report):
                if kind != "too long":
                    reading.take(data, unfinished=kind == "tail")
        yield "", reading.items()


class _Look:
    """Looks for the mark in texts: in all of each, as long as what was read of them together is not too much."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._left = _LOOK

    def finds(self, path: str) -> bool:
        """Return whether a file has the mark, as far as was looked."""
        head = self._listing.head(path, _HEAD)
        if MARK in head:
            return True
        size = self._listing.size(path)
        if size <= len(head) or b"\0" in head:
            return False
        try:
            with self._listing.open(path) as stream:
                return self._is_at_the_end(stream, size) or self._is_inside(stream, size)
        except OSError:
            return False

    def _is_at_the_end(self, stream: BinaryIO, size: int) -> bool:
        stream.seek(max(0, size - _HEAD))
        return MARK in (stream.read(_HEAD) or b"")

    def _is_inside(self, stream: BinaryIO, size: int) -> bool:
        if size > self._left:
            return False
        self._left -= size
        stream.seek(_HEAD - len(MARK))
        carry = b""
        while part := stream.read(_CHUNK):
            if MARK in carry + part:
                return True
            carry = part[-len(MARK) :]
        return False


class _Reading:
    """Collects the events of one file."""

    def __init__(self, path: str, report: Report) -> None:
        self._path = path
        self._report = report
        self._decoder = LineDecoder()
        self._line = 0
        self._params: dict[str, Any] = {}
        self._points: dict[str, list[tuple[float, float, dict[str, Any]]]] = {}
        self._facts: dict[str, Any] = {}
        self._times: list[float] = []
        self._started: float | None = None
        self._end: Record | None = None

    def take(self, data: bytes, *, unfinished: bool) -> None:
        """Read a stretch of lines."""
        lines = data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        for line in lines:
            self._line += 1
            at = line.find(MARK)
            if at < 0:
                continue
            try:
                self._event(self._decoder.decode(line[at + len(MARK) :].strip()))
            except BadLineError as error:
                where = f"{self._path}:{self._line}"
                if unfinished:
                    fix = "It is read when the rest has been written."
                    self._report.wait(len(line), "the last line is not finished", fix, where=where)
                else:
                    self._report.reject(len(line) + 1, error.what, _FIX, where=where)

    def _event(self, event: dict[str, Any]) -> None:
        key, value = event.get("key"), event.get("value")
        stamp = event.get("time_ms")
        time = float(stamp) / 1e3 if isinstance(stamp, int | float) and abs(stamp) < 1e15 else float("nan")
        if not isinstance(key, str):
            return
        self._times.append(time)
        metadata = event.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        if key == "run_start" and self._started is None:
            self._started = time
        elif key == "run_stop":
            said = str(metadata.get("status", "success"))
            self._end = {"type": "end", "status": "finished" if said == "success" else "failed"}
            if math.isfinite(time):
                self._end["time"] = time
            if said != "success":
                self._end["error"] = f"run_stop: {said}"
        elif event.get("event_type") == "POINT_IN_TIME" and value is not None:
            self._value(key, value, metadata, time)

    def _value(self, key: str, value: Any, metadata: dict[str, Any], time: float) -> None:
        if self._started is None:
            self._params[key] = value
            return
        for name, one in flatten_metrics({key: value}, self._report.note).items():
            number = as_number(one, self._report.note)
            if number is None:
                self._facts[name] = as_fact(one)
            else:
                self._points.setdefault(name, []).append((time, number, metadata))

    def items(self) -> Iterator[Item]:
        """Yield what all of them say."""
        params = as_params(self._params)
        start: Record = {"xreport": FORMAT, "type": "start", **description(params)}
        known = [time for time in self._times if time == time]  # noqa: PLR0124 - not NaN
        if known:
            start["time"] = known[0]
        benchmark = self._params.get("submission_benchmark", self._facts.get("submission_benchmark"))
        if isinstance(benchmark, str) and benchmark:
            start["project"] = f"MLPerf {benchmark}"
        yield start
        once = {name: _whole(points[-1][1]) for name, points in self._points.items() if not _is_measured(name, points)}
        said = self._facts | once
        settings = {name: value for name, value in said.items() if _SETTINGS.search(name)}
        if settings:
            # Some trainings say their settings when all is over.
            yield {"type": "update", **description(as_params(settings))}
        facts = {name: value for name, value in said.items() if name not in settings}
        for name, points in self._points.items():
            if name in once:
                continue
            yield from _series(name, points)
        if facts:
            yield {"type": "fact", "values": facts}
        if known and self._end is None:
            yield {"type": "sync", "time": known[-1]}  # its last sign of life
        if self._end is not None:
            stopped = self._end.get("time")
            if stopped is not None and self._started is not None and math.isfinite(self._started):
                # The result of an MLPerf training is how long it took to its target, if it got there.
                yield {"type": "metric", "key": "run_seconds", "unit": "s", "direction": "min", "primary": True}
                reached = self._end.get("status") == "finished"
                took = {"run_seconds": round(stopped - self._started, 3)}
                yield {"type": "summary" if reached else "fact", "values": took}
            yield self._end


def _is_measured(name: str, points: list[tuple[float, float, dict[str, Any]]]) -> bool:
    return len(points) > 1 or _MEASURED.search(name) is not None


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < EXACT else value


def _series(name: str, points: list[tuple[float, float, dict[str, Any]]]) -> Iterator[Record]:
    """The step is the first count in the metadata that rises from point to point, else the points are counted."""
    steps = next((found for key in _STEPS if (found := _rising([meta.get(key) for _, _, meta in points]))), None)
    for at, (time, value, metadata) in enumerate(points):
        metrics = {name: value}
        epoch = metadata.get("epoch_num")
        if isinstance(epoch, int | float) and not isinstance(epoch, bool) and len(points) > 1:
            metrics[f"{name}/epoch_num"] = epoch
        yield {"step": steps[at] if steps else at, "time": time, "metrics": metrics}


def _rising(values: list[Any]) -> list[int]:
    steps = [step for step in map(as_step, values) if step is not None]
    whole = len(steps) == len(values) and all(a < b for a, b in pairwise(steps))
    return steps if whole else []
