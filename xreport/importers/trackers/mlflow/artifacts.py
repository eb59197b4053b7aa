"""The files that a run stored: listed with their sizes; pictures, tables and small texts are shown.

They are looked for inside the source only, by the run's id: where a store's URI points to may be another machine,
and must never be a way to files that nobody named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from xreport.format.limits import LARGEST_IMAGE
from xreport.format.media_types import IMAGE_SUFFIXES
from xreport.importers.kit.images import image_record
from xreport.importers.kit.protocol import Files, Record
from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.shown import (
    LARGEST_TABLE,
    LARGEST_TEXT,
    as_shown,
    as_table,
    describe_model,
    is_text,
)

MOST: Final = 1000
"""Files listed per run; models bring many."""
_MOST_PICTURES: Final = 100
_MOST_TABLES: Final = 20
_MOST_TEXTS: Final = 20
_PLACE: Final = re.compile(r"(?:^|/)([0-9a-f]{32})/artifacts/(.+)", re.DOTALL)
_MODEL: Final = "MLmodel"
_LOGGED: Final = re.compile(
    r"images/(?P<key>.+?)[%+]step[%+](?P<step>\d{1,18})[%+]timestamp[%+](?P<time>\d{1,15})[%+].*", re.DOTALL
)
"""The names that ``mlflow.log_image(key=…, step=…)`` gives."""
_SMALL_COPY: Final = re.compile(r"images/.*[%+]compressed\.webp", re.DOTALL)


class ArtifactFile(NamedTuple):
    """``name`` is the path that the run gave it, ``path`` where it is now."""

    name: str
    path: str


def artifacts_by_run(paths: Iterable[str]) -> dict[str, list[ArtifactFile]]:
    """Return the stored files among these paths, by the id of their run."""
    found: dict[str, list[ArtifactFile]] = {}
    for path in paths:
        match = _PLACE.search(path) if "/artifacts/" in path else None
        if match:
            found.setdefault(match[1], []).append(ArtifactFile(match[2], path))
    return found


def artifact_records(
    artifacts: list[ArtifactFile], captions: Mapping[str, str], files: Files, report: Report
) -> Iterator[Record]:
    """Yield a record for each file, by name."""
    reading = _Artifacts(captions, files, report)
    reading.models = tuple(f"{name.rpartition('/')[0]}/" for name, _ in artifacts if name.rpartition("/")[2] == _MODEL)
    listed = sorted(dict(artifacts).items())
    if len(listed) > MOST:
        report.skip("artifact beyond the first 1,000 of a run", len(listed) - MOST)
    for name, path in listed[:MOST]:
        if not _SMALL_COPY.fullmatch(name):
            yield from reading.records(name, path)


class _Artifacts:
    """The artifacts of a run, one by one: so many of them are shown, all are listed."""

    def __init__(self, captions: Mapping[str, str], files: Files, report: Report) -> None:
        self.models: tuple[str, ...] = ()
        self._captions = captions
        self._files = files
        self._report = report
        self._shown: Counter[str] = Counter()

    def records(self, name: str, path: str) -> Iterator[Record]:
        """Yield what is shown of a file, and the file itself unless all of it is shown."""
        size = self._files.size(path)
        shown = self._show(name, path, size)
        if shown is not None:
            self._shown[shown["type"]] += 1
            yield shown
            if shown["type"] in {"image", "table"} and "count" not in shown:
                return
        record: Record = {"type": "artifact", "path": name, "bytes": size, "role": self._role(name)}
        caption = self._captions.get(name, "")
        if name.rpartition("/")[2] == _MODEL and size <= LARGEST_TEXT:
            caption = describe_model(self._read(path, LARGEST_TEXT)) or caption
        yield record | {"caption": caption} if caption else record

    def _role(self, name: str) -> str:
        return "model" if self.models and (name.startswith(self.models) or "/" in self.models) else "output"

    def _show(self, name: str, path: str, size: int) -> Record | None:
        if self._shown["image"] < _MOST_PICTURES and size <= LARGEST_IMAGE and name.lower().endswith(IMAGE_SUFFIXES):
            return _picture(name, self._read(path, LARGEST_IMAGE))
        if self._captions.get(name) == "table" and size <= LARGEST_TABLE and self._shown["table"] < _MOST_TABLES:
            return as_table(self._read(path, LARGEST_TABLE), name)
        if self._shown["text"] < _MOST_TEXTS and self._role(name) == "output" and is_text(name, size):
            return as_shown(self._read(path, LARGEST_TEXT), name)
        return None

    def _read(self, path: str, most: int) -> bytes:
        try:
            return self._files.read(path, most)
        except OSError as error:
            self._report.note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", where=path)
            return b""


def _picture(name: str, data: bytes) -> Record | None:
    logged = _LOGGED.fullmatch(name)
    if logged is None:
        return image_record(data, name)
    return image_record(
        data, re.sub("[~#]", "/", logged["key"]), step=int(logged["step"]), time=int(logged["time"]) / 1000
    )
