"""SwanLab: folders of runs, ``swanlog/run-…``, straight from the log ``run-<id>.swanlab`` in each.

The log is that of LevelDB, as W&B's is, and holds protocol buffers. What local mode writes besides, a file of JSON
lines for each metric, says the same again.
"""

from __future__ import annotations

import math
import posixpath
import struct
from collections.abc import Iterable, Iterator
from typing import Any, Final

from xreport.importers.forms.documents import DocumentError, decode_object, dict_of, text_of
from xreport.importers.forms.plain_yaml import YamlError, read_yaml
from xreport.importers.forms.settings import as_params, without_folders_inside
from xreport.importers.kit.fields import said, start
from xreport.importers.kit.images import image_record
from xreport.importers.kit.logged import At, audio_record, text_record
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb.log import read_log
from xreport.importers.trackers.wandb.wire import (
    Message,
    WireError,
    int_of,
    message_of,
    messages_of,
    parse,
    seconds_of,
    texts_of,
)
from xreport.importers.trackers.wandb.wire import (
    text_of as words_of,
)

OWN: Final = "SwanLab's own notes of a run"
_END: Final = ".swanlab"
_MAGIC: Final = b":SWL\xd6\xe1"
_VERSION: Final = 2
_CONFIG: Final = "files/config.yaml"
_MACHINE: Final = "files/swanlab-metadata.json"
_MEDIA: Final = ("media/", "files/media/")
_START, _FINISH, _COLUMN, _SCALAR, _LOGGED = 10, 11, 12, 13, 14
"""The kinds of records, by the field that they are in."""
_SYSTEM: Final = 2
_IMAGE, _AUDIO, _TEXT = 2, 3, 4
_STATES: Final = {1: "finished", 2: "failed", 3: "killed"}
_LARGEST: Final = 16 << 20
_FIX: Final = "Restore the file from a copy: all else of the run is read."


class SwanLabImporter:
    """Reads the folders of runs that SwanLab 0.10 leaves, online and offline.

    Read: config, scalars with steps and times, name, description, tags, group, end and error, texts, images, sounds.
    Left: names of the machine, its user and folders, what was printed, names of workspaces.
    """

    name = "swanlab"
    bare = False

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim each log with what lies beside it in the folder of its run."""
        logs = [path for path in listing.files if path.endswith(_END) and listing.head(path, 4) == _MAGIC[:4]]
        return list(_claims(listing, logs)) or Refusal("no log of SwanLab")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a folder."""
        yield "", _Run(files, report).items()


def _claims(listing: Listing, logs: list[str]) -> Iterator[Claim | Aside]:
    for log in logs:
        folder = posixpath.dirname(log)
        begin = len(folder) + 1 if folder else 0
        inside = listing.folder(folder) if folder else [log, _CONFIG, _MACHINE]
        own = [path for path in inside if path[begin:] in {_CONFIG, _MACHINE} or path[begin:].startswith(_MEDIA)]
        yield Claim(folder or log, (log, *own))
        others = tuple(path for path in inside if path[begin:].startswith(("logs/", "console/", "debug/", "files/")))
        if others:
            yield Aside(tuple(path for path in others if path not in own), OWN)


class _Run:
    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        self._log = files.claim.files[0]
        self._folder = posixpath.dirname(self._log)
        self._systems: set[str] = set()
        self._began = math.nan

    def items(self) -> Iterator[Item]:
        """Yield the records; the start record first, whatever the log begins with."""
        begun = False
        for number, message, time in self._records():
            if number == _START:
                self._began = seconds_of(message, 12) or time
                yield self._start(message) | ({"type": "update"} if begun else {})
            elif not begun:
                yield self._start({})
            begun = True
            if number == _FINISH:
                yield _end(message)
            elif number == _COLUMN and int_of(message, 1) == _SYSTEM:
                self._systems.add(words_of(message, 3))
            elif number == _SCALAR:
                yield self._scalar(message)
            elif number == _LOGGED:
                yield from self._media(message)
        if not begun:
            yield self._start({})

    def _records(self) -> Iterator[tuple[int, Message, float]]:
        with self._files.open(self._log) as stream:
            for data in read_log(stream, self._report, self._log, magic=_MAGIC, version=_VERSION):
                try:
                    record = parse(data)
                    time = seconds_of(record, 2)
                    found = [(number, message_of(record, number), time) for number in _KINDS if number in record]
                except WireError as error:
                    self._report.reject(len(data), f"a record that cannot be read: {error}", _FIX, where=self._log)
                    continue
                yield from found

    def _start(self, message: Message) -> Record:
        config = self._config()
        return start(
            run=words_of(message, 10),
            time=None if math.isnan(self._began) else self._began,
            project=words_of(message, 1),
            name=words_of(message, 4),
            seed=take_seed(config),
            params=config,
            group=words_of(message, 7),
            tags=texts_of(message, 6),
            notes=words_of(message, 5),
            environment=self._environment(),
        )

    def _read(self, name: str) -> bytes:
        path = posixpath.join(self._folder, name)
        if path not in self._files.claim.files:
            return b""
        try:
            return self._files.read(path, _LARGEST)
        except OSError as error:
            self._report.note(f"cannot be read: {error.strerror or 'unknown reason'}", _FIX, where=path)
            return b""

    def _config(self) -> dict[str, Any]:
        data = self._read(_CONFIG)
        try:
            found = read_yaml(data) if data.strip() else {}
        except YamlError as error:
            where = posixpath.join(self._folder, _CONFIG)
            self._report.note(f"the config cannot be read: {error}", _FIX, where=where)
            return {}
        values = {
            key: value["value"] if isinstance(value, dict) and "value" in value else value
            for key, value in (found.items() if isinstance(found, dict) else ())
        }
        return as_params(values)

    def _environment(self) -> dict[str, Any]:
        data = self._read(_MACHINE)
        try:
            found = decode_object(data) if data.strip() else {}
        except DocumentError:
            return {}
        git, hardware = dict_of(found, "git"), dict_of(found, "hardware")
        cpu = text_of(dict_of(hardware, "cpu"), "brand")
        return said(
            {
                "commit": text_of(git, "commit"),
                "python": text_of(dict_of(found, "runtime"), "python_version"),
                "hardware": said({"cpu": cpu}),
            }
        )

    def _scalar(self, message: Message) -> Record:
        key, time = words_of(message, 1), seconds_of(message, 4)
        bits = message_of(message, 5).get(1, [0])[-1]
        (value,) = struct.unpack("<d", int(bits).to_bytes(8, "little")) if isinstance(bits, int) else (math.nan,)
        step = int_of(message, 2)
        if key in self._systems:
            key = f"system/{key.removeprefix('__swanlab__.')}"
            step = 0 if math.isnan(self._began) else max(0, int(time - self._began))
        return {"step": step, "time": time, "metrics": {key: value}}

    def _media(self, message: Message) -> Iterator[Record]:
        key, kind, step, time = words_of(message, 1), int_of(message, 3), int_of(message, 2), seconds_of(message, 4)
        for item in messages_of(message_of(message, 5), 1):
            name, caption = words_of(item, 1), words_of(item, 4)
            payload = item.get(5, [b""])[-1]
            data = payload if isinstance(payload, bytes) and payload else self._stored(name)
            record: Record | None = None
            if kind == _IMAGE:
                record = image_record(data, key, step=step, time=time, caption=caption)
            elif kind == _AUDIO:
                record = audio_record(data, At(key, step, time), caption)
            elif kind == _TEXT and data:
                record = text_record(data.decode("utf-8", "replace"), At(key, step, time))
            yield record or {"type": "artifact", "path": name or key, "bytes": int_of(item, 3), "role": "output"}

    def _stored(self, name: str) -> bytes:
        """Return a file of the run by its name, wherever in the folder of media it lies."""
        found = next((path for path in self._files.claim.files[1:] if name and posixpath.basename(path) == name), "")
        return self._read(posixpath.relpath(found, self._folder or ".")) if found else b""


_KINDS: Final = (_START, _FINISH, _COLUMN, _SCALAR, _LOGGED)


def _end(message: Message) -> Record:
    status = _STATES.get(int_of(message, 1), "finished")
    error = words_of(message, 2).strip().rpartition("\n")[2] if status == "failed" else ""
    fields = {"time": seconds_of(message, 3), "error": without_folders_inside(error)}
    return {"type": "end", "status": status, **said(fields)}
