"""A run from its log, record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from xreport.format.limits import LONGEST_TAIL
from xreport.importers.kit.decode import BadLineError
from xreport.importers.kit.logged import console_record
from xreport.importers.kit.protocol import Files, Item, Record
from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb import environment
from xreport.importers.trackers.wandb.artifacts import artifact_records, used_artifact, used_data
from xreport.importers.trackers.wandb.description import RUN_CONFIG, RUN_SUMMARY, Description
from xreport.importers.trackers.wandb.folder import CONSOLE, DIFF, METADATA, REQUIREMENTS, SUMMARY, RunFolder
from xreport.importers.trackers.wandb.hints import Hints
from xreport.importers.trackers.wandb.history import History, System
from xreport.importers.trackers.wandb.items import Items, Parts, decode, decode_object
from xreport.importers.trackers.wandb.log import read_log
from xreport.importers.trackers.wandb.loose import exit_code_of, read_rows
from xreport.importers.trackers.wandb.media import Media
from xreport.importers.trackers.wandb.summary import Summary
from xreport.importers.trackers.wandb.times import has_ended, span_of
from xreport.importers.trackers.wandb.wire import WireError, fields, int_of, parse, seconds_of, text_of

# Fields of a record that say which kind it is. Console output, telemetry and the client's own traffic are passed over.
_HISTORY, _SUMMARY, _CONFIG, _STATS, _ARTIFACT, _ALERT, _METRIC, _RUN, _EXIT = 2, 3, 5, 7, 8, 10, 12, 17, 18
_USE_ARTIFACT, _ENVIRONMENT = 25, 26
# Fields of those records.
_ITEMS, _STEP, _STEP_NUMBER = 1, 2, 1
_UPDATE, _REMOVE = 1, 2
_STATS_TIME, _STATS_ITEMS = 2, 3
_EXIT_CODE, _EXIT_RUNTIME, _EXIT_NOT_COMPLETE = 1, 2, 3
_ALERT_TITLE, _ALERT_TEXT = 1, 2

_LOST_FIX: Final = "Restore the file from a copy. Everything else is read."


class Reading:
    """Reads one run: the log, or what is left where there is none."""

    def __init__(self, files: Files, report: Report) -> None:
        self._folder = RunFolder(files, report)
        self._report = report
        self._where = self._folder.log or self._folder.at
        self._summary = Summary(self._object(SUMMARY))
        self._media = Media(self._folder, report)
        self._history = History(report, self._where, self._summary, self._media)
        self._system = System()
        self._about = Description(self._folder)
        self._items = Items()
        self._hints = Hints()
        self._others: list[Record] = []
        self._exit: Record | None = None
        self._started = False
        self._kinds: dict[int, Callable[[bytes], None]] = {
            _HISTORY: self._add_row,
            _STATS: self._add_stats,
            _SUMMARY: self._add_summary,
            _CONFIG: self._add_config,
            _RUN: self._add_run,
            _EXIT: self._add_exit,
            _ARTIFACT: lambda data: self._others.extend(artifact_records(parse(data))),
            _ALERT: self._add_alert,
            _METRIC: lambda data: self._hints.take(parse(data)),
            _USE_ARTIFACT: self._add_used,
            _ENVIRONMENT: lambda data: self._about.add_environment(environment.of_record(parse(data))),
        }

    def items(self) -> Iterator[Item]:
        """Yield the records of the run."""
        if self._folder.log:
            yield from self._read_log()
        else:
            yield from self._read_files()
        yield from self._close()

    def _read_files(self) -> Iterator[Item]:
        """Read what is left where the log is not: rows of old clients, and what the summary says of times."""
        metadata, summary = self._object(METADATA), self._object(SUMMARY)
        span = span_of(self._folder.time, metadata, summary)
        self._about.started = span.started or 0.0
        for _ in read_rows(self._folder, self._report, self._history):
            yield from self._blocks()
        self._exit = exit_code_of(metadata)
        if self._exit is None and has_ended(summary):
            self._exit = {"code": 0, "runtime": 0}
            self._about.facts["wandb/exit_code"] = "not known: the log of the run is not there"
        if span.ended is not None:
            self._others.append({"type": "sync", "time": span.ended})

    # -- the log ------------------------------------------------------------------------------------

    def _read_log(self) -> Iterator[Item]:
        try:
            with self._folder.files.open(self._folder.log) as stream:
                for data in read_log(stream, self._report, self._where):
                    self._add(data)
                    yield from self._blocks()
        except OSError as error:
            what = f"cannot be read: {error.strerror or 'unknown reason'}"
            self._report.note(what, "Check the file and its permissions.", where=self._where)

    def _add(self, data: bytes) -> None:
        """Take a record. What cannot be read of it is left out, and said."""
        try:
            for number, value in fields(data):
                add = self._kinds.get(number)
                if add and isinstance(value, bytes):
                    add(value)
        except WireError:
            self._report.reject(len(data), "a record is not one of W&B's", _LOST_FIX, where=self._where)

    def _add_row(self, data: bytes) -> None:
        items, rest = self._items.read_row(data)
        step: int | None = None
        for number, value in fields(rest):
            if number == _STEP and isinstance(value, bytes):
                step = int_of(parse(value), _STEP_NUMBER)
            elif number == _ITEMS and isinstance(value, bytes):
                items.append(self._items.split(value))
        self._history.add_items(items, step)

    def _add_stats(self, data: bytes) -> None:
        self._system.add(self._items.read(data, _STATS_ITEMS), seconds_of(parse(data), _STATS_TIME))

    def _add_summary(self, data: bytes) -> None:
        self._apply(data, self._summary.update, self._summary.remove)

    def _add_config(self, data: bytes) -> None:
        self._apply(data, self._about.config.update, self._about.config.remove)

    def _apply(self, data: bytes, update: Callable[[Parts, Any], None], remove: Callable[[Parts], None]) -> None:
        for parts, raw in self._items.read(data, _UPDATE):
            try:
                value = decode(raw)
            except BadLineError:
                self._report.note("a value that is not JSON: it is left out", _LOST_FIX, where=self._where)
            else:
                update(parts, value)
        for parts, _ in self._items.read(data, _REMOVE):
            remove(parts)

    def _add_run(self, data: bytes) -> None:
        message = parse(data)
        self._about.take(message)
        for config in message.get(RUN_CONFIG, ()):
            self._add_config(config)
        for summary in message.get(RUN_SUMMARY, ()):
            self._add_summary(summary)

    def _add_exit(self, data: bytes) -> None:
        message = parse(data)
        if int_of(message, _EXIT_NOT_COMPLETE):
            return  # one process of several is done, not the run
        self._exit = {"code": int_of(message, _EXIT_CODE), "runtime": int_of(message, _EXIT_RUNTIME)}

    def _add_alert(self, data: bytes) -> None:
        message = parse(data)
        text = ": ".join(filter(None, (text_of(message, _ALERT_TITLE), text_of(message, _ALERT_TEXT))))
        self._others.append({"type": "note", "notes": text})

    def _add_used(self, data: bytes) -> None:
        message = parse(data)
        self._about.data.extend(used_data(message))
        self._others.extend(used_artifact(message))

    # -- what becomes of it -------------------------------------------------------------------------

    def _blocks(self) -> Iterator[Item]:
        for rows in (self._history.rows, self._system.rows):
            if rows.full:
                yield from self._start()
                yield from rows.take()

    def _start(self) -> Iterator[Item]:
        """Yield the start record, once, with all that is known by then."""
        if not self._started:
            self._started = True
            yield self._describe()

    def _describe(self) -> Record:
        about = self._about
        about.config.read(self._folder, self._report)
        about.add_environment(environment.of_metadata(self._object(METADATA)))
        packages = environment.packages_of(self._folder.read(REQUIREMENTS))
        about.add_environment({"packages": packages} if packages else {})
        if self._folder.find(DIFF):
            about.add_environment({"dirty": True})
        return about.record()

    def _close(self) -> Iterator[Item]:
        early = self._started
        yield from self._start()
        yield from self._history.rows.take()
        yield from self._system.rows.take()
        if early:
            # What was said after the first block: the same record again, as far as it may be said twice.
            late = self._about.record()
            yield {key: late[key] for key in ("name", "group", "tags", "params") if key in late} | {"type": "update"}
        yield from self._last_words()

    def _last_words(self) -> Iterator[Item]:
        facts = self._history.facts()
        values = self._summary.values(self._history.last, facts)
        if self._summary.is_ahead and self._broke_off:
            # The last values of rows that are lost, and no result that anybody set.
            if lost := {key: value for key, value in values.items() if key not in self._history.last}:
                yield {"type": "log", "metrics": lost}
        elif values:
            yield {"type": "summary", "values": values}
        facts |= self._about.facts
        if self._system.cores:
            facts["wandb/left_out"] = f"the load of each of {len(self._system.cores)} processor cores"
        if facts:
            yield {"type": "fact", "values": facts}
        yield from self._hints.records(self._history.last.keys() | self._summary.names())
        yield from self._media.records()
        yield from self._history.histograms.records()
        if self._history.histograms.left_out:
            self._report.skip("histograms of W&B (others between them)", self._history.histograms.left_out)
        yield from self._others
        console = console_record(self._folder.tail(CONSOLE, LONGEST_TAIL))
        if console is not None:
            yield console
        if self._exit is not None:
            yield self._end(self._exit)

    @property
    def _broke_off(self) -> bool:
        """Whether the run failed, or has a log without an end. Of one without a log nothing is known."""
        return bool(self._exit["code"] if self._exit else self._folder.log)

    def _end(self, said: Record) -> Record:
        code = said["code"]
        record: Record = {"type": "end", "status": "failed" if code else "finished"}
        if code:
            record["error"] = f"exit code {code}"
        # The run time of a resumed run counts the time before it was resumed.
        if self._about.started and said["runtime"] > 0 and not self._about.resumed:
            record["time"] = self._about.started + said["runtime"]
        return record

    def _object(self, name: str) -> dict[str, Any]:
        data = self._folder.read(name)
        if not data.strip():
            return {}
        try:
            return decode_object(data)
        except BadLineError as error:
            self._report.note(f"{error.what}: the file is not used", error.fix, where=self._folder.find(name))
            return {}
