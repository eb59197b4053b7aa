"""A claim to the records of its run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from xreport.format.records import FORMAT, SINCE
from xreport.importers.forms.plain_yaml import YamlError, read_yaml
from xreport.importers.forms.settings import as_params
from xreport.importers.kit.budget import OverLimitError
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.params import nest, take_seed
from xreport.importers.kit.protocol import Files, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.lines.csv.curves import header_of, read_curve
from xreport.importers.lines.csv.flavours import recognise
from xreport.importers.lines.csv.importer import SUFFIXES
from xreport.importers.lines.jsonl import JsonlImporter
from xreport.importers.trackers.tensorboard.attempts import Attempt, attempts_of
from xreport.importers.trackers.tensorboard.beside import Beside
from xreport.importers.trackers.tensorboard.claims import HEAD, HPARAMS, first_events, is_event_file
from xreport.importers.trackers.tensorboard.contents import Contents
from xreport.importers.trackers.tensorboard.events import Event
from xreport.importers.trackers.tensorboard.frames import read_frames
from xreport.importers.trackers.tensorboard.places import Place, folder_of, from_hint
from xreport.importers.trackers.tensorboard.shapes import Shapes
from xreport.importers.trackers.tensorboard.trouble import Trouble, without_host

_DULL: Final = {"logs", "log", "logdir", "runs", "lightning_logs", "tb_logs", "tensorboard", "tb", "output", "outputs"}


def find_attempts(files: Files) -> list[Attempt]:
    """Return the attempts of a run. Most have one, without event files as well: settings alone are a run."""
    events = list(filter(is_event_file, files.claim.files))
    restarts = {path: step for path in events if (step := _begins_at(files, path)) is not None}
    return attempts_of(events, restarts) or [Attempt(1, ())]


def _begins_at(files: Files, path: str) -> int | None:
    try:
        with files.open(path) as stream:
            data = stream.read(HEAD) or b""
    except OSError:
        return None
    return next((event.begins for event in first_events(data)[0] if event.begins is not None), None)


class RunReader:
    """Reads the event files of an attempt of one run, and what lies beside them."""

    def __init__(self, files: Files, report: Report, attempt: Attempt) -> None:
        self._files = files
        self._report = report
        self._attempt = attempt
        self._places = from_hint(files.claim.hint)
        self._contents = Contents()
        self._owners: dict[str, str] = {}

    def records(self) -> Iterator[Item]:
        """Yield the records of the run."""
        yield self._start()
        beside = self._beside() if self._attempt.is_last else None
        if beside:
            yield from beside.records
        try:
            for path in self._attempt.files:
                for block in self._numbers(path):
                    if beside:
                        self._report.collected.spend(block.steps.size, beside.add(block))
                    else:
                        yield block
        except OverLimitError as over:
            self._report.end_early(over, where=self._files.claim.at)
        if beside:
            yield from beside.items()
        yield from self._described()
        for what, count in self._contents.left_out.items():
            self._report.skip(f"{what} in event files", count)

    def _start(self) -> Record:
        """A run is called by its path, without the folders that say nothing; a tree of runs makes groups."""
        start: Record = {"xreport": FORMAT, "type": "start"}
        if self._attempt.since is not None:
            start |= {"attempt": self._attempt.number, SINCE: self._attempt.since}
        names = self._files.claim.at.split("/")
        while names and (names[0].lower() in _DULL or not names[0]):
            del names[0]
        while names and names[-1].lower() in _DULL:
            del names[-1]
        if names:
            start["name"] = "/".join(names)
        if len(names) > 2:
            start["group"] = "/".join(names[:-1])
        return start

    def _described(self) -> Iterator[Record]:
        """Yield what is known when all is read. The settings file wins: the plugin makes all numbers doubles."""
        settings = self._settings()
        session = self._contents.session.params
        params = nest({key: value for key, value in session.items() if not _has(settings, key)}) | settings
        seed = take_seed(params)
        described: Record = {"params": params} if params else {}
        if seed is not None:
            described["seed"] = seed
        if described:
            yield {"type": "update", **described}
        yield from self._contents.records()

    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {}
        for path in self._files.claim.context:
            if path.rpartition("/")[2] != HPARAMS:
                continue
            try:
                found = read_yaml(self._files.read(path))
            except (YamlError, OSError) as error:
                what = f"the settings cannot be read: {error.strerror if isinstance(error, OSError) else error}"
                self._report.note(what, "Restore the file, or remove it.", where=path)
                continue
            if isinstance(found, dict):
                settings |= as_params(found)
        return settings

    def _beside(self) -> Beside | None:
        for path in self._files.claim.files:
            if not is_event_file(path):
                report = Report(path, self._report.budget.limits)
                beside = self._table(path, report) if path.lower().endswith(SUFFIXES) else self._lines(path, report)
                self._tell(report)
                return beside
        return None

    def _lines(self, path: str, report: Report) -> Beside:
        with self._files.open(path) as stream:
            return Beside(JsonlImporter().items(stream, report))

    def _table(self, path: str, report: Report) -> Beside | None:
        header = header_of(self._files, path)
        flavour = recognise(path, header) if header else None
        return Beside(read_curve(self._files, path, flavour, report), rounded=True) if flavour else None

    def _tell(self, report: Report) -> None:
        for issue in report.issues():
            self._report.note(issue.what, issue.fix, pending=issue.pending, where=issue.where)
        self._report.rejected += report.rejected
        self._report.rejected_lines += report.rejected_lines
        self._report.pending += report.pending

    def _numbers(self, path: str) -> Iterator[Columns]:
        place = self._places.get(folder_of(path), Place())
        trouble = Trouble(self._report, path, self._files.size(path))
        prefix = place.prefix

        def take(data: bytes, event: Event, step: int, time: float) -> None:
            self._contents.take(data, event, step, time, prefix)

        shapes = Shapes(take, trouble.garbled)
        try:
            with self._files.open(path) as stream:
                for frames in read_frames(stream, trouble):
                    yield self._renamed(shapes.read(frames), path, place)
        except OSError as error:
            what = f"cannot be read: {error.strerror or error}"
            self._report.note(what, "Check the file and its permissions.", where=without_host(path))

    def _renamed(self, block: Columns, path: str, place: Place) -> Columns:
        """Name the metrics; two folders of a run never write to one."""
        metrics = {}
        for tag, column in block.metrics.items():
            name = place.rename(tag)
            if self._owners.setdefault(name, folder_of(path)) != folder_of(path):
                name = place.rename_apart(tag)
            metrics[name] = column
        return Columns(block.steps, block.times, metrics)


def _has(settings: dict[str, Any], key: str) -> bool:
    """Whether the file has a param of the plugin, for which Lightning joins nested names with a slash."""
    if key in settings:
        return True
    place: Any = settings
    for name in key.split("/"):
        if not isinstance(place, dict) or name not in place:
            return False
        place = place[name]
    return True
