"""Images, tables, sounds and other files that a run logged: history names them, ``files/media/`` has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from xreport.format.limits import LARGEST_IMAGE, LARGEST_TAKEN_SOUND
from xreport.format.media_types import IMAGE_SUFFIXES, SOUND_SUFFIXES
from xreport.importers.kit.images import image_record
from xreport.importers.kit.logged import At, audio_record
from xreport.importers.kit.protocol import Record
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step
from xreport.importers.trackers.wandb.folder import OWN, RunFolder
from xreport.importers.trackers.wandb.objects import MOST_TABLE, read_table

_MOST: Final = 20_000
_MOST_SHOWN: Final = 32 << 20
_SHOWN: Final = (
    ("image", "media/images/", IMAGE_SUFFIXES, LARGEST_IMAGE),
    ("audio", "media/audio/", SOUND_SUFFIXES, LARGEST_TAKEN_SOUND),
    ("table", "media/table/", (".table.json",), MOST_TABLE),
)
"""What is shown, not only listed: kind, folder, ends of names, and the largest file in bytes."""
_NAMED: Final = re.compile(r"(?:media/[^/]+/)?(.+)_(\d{1,18})_[0-9a-f]{6,}\..+", re.DOTALL)
"""W&B names a file after key, step and hash."""


@dataclass(frozen=True, slots=True)
class _Medium:
    path: str
    key: str
    kind: str
    step: int | None
    time: float | None
    caption: str = ""
    size: int | None = None
    sha256: str = ""


class Media:
    """Collects what history says of files; knows what became of them at the end."""

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self._folder = folder
        self._report = report
        self._found: dict[tuple[str, str, int | None], _Medium] = {}

    def add(self, key: str, value: dict[str, Any], step: int, time: float) -> bool:
        """Take a value of history if it stands for files; return whether it does."""
        kind = value.get("_type")
        if not isinstance(kind, str):
            return False
        found = list(_files(value))
        for path, caption, one in found:
            medium = _Medium(
                path=path,
                key=key,
                kind=kind,
                step=step,
                time=time if time == time else None,  # noqa: PLR0124 - NaN
                caption=caption,
                size=as_step(one.get("size")),
                sha256=one["sha256"] if isinstance(one.get("sha256"), str) else "",
            )
            if len(self._found) >= _MOST:
                self._note(f"more than {_MOST:,} media: the others are left out", "Look at them in W&B.")
                break
            self._found.setdefault((path, key, step), medium)
        return bool(found)

    def records(self) -> Iterator[Record]:
        """Yield an image or artifact record for each file that the run logged or kept."""
        known = {medium.path for medium in self._found.values()}
        media = [*self._found.values(), *(self._unnamed(path) for path in self._files() if path not in known)]
        shown = self._choose(media)
        for medium in media:
            record = self._object(medium) if medium in shown else None
            if record is not None:
                yield record
            if record is None or "count" in record:
                yield self._artifact(medium)

    def _files(self) -> list[str]:
        start = f"{self._folder.root}files/"
        paths = [path.removeprefix(start) for path in self._folder.paths if path.startswith(start)]
        return sorted(path for path in paths if path not in OWN)[:_MOST]

    def _unnamed(self, path: str) -> _Medium:
        """A file that no row names: of a truncated log, or saved by the script."""
        if not path.startswith("media/"):
            return _Medium(path, path, "file", None, None)
        named = _NAMED.fullmatch(path)
        key, step = (named[1], int(named[2])) if named else (path, None)
        return _Medium(path, key, path.split("/")[1], step, None)

    def _choose(self, media: list[_Medium]) -> set[_Medium]:
        """Return the media to show: as many as fit, the last ones first."""
        chosen: set[_Medium] = set()
        left = _MOST_SHOWN
        for medium in sorted(media, key=lambda medium: -(medium.step or 0)):
            path = self._folder.media(medium.path)
            kind, most = _kind_of(medium)
            if not path or not kind:
                continue
            size = self._folder.files.size(path)
            if size > most:
                what = f"{_A[kind]} is larger than {most >> 20} MiB: it is listed only"
                self._note(what, "Log a smaller one.", path)
            elif size > left:
                what = "more than 32 MiB of images, sounds and tables: the earlier ones are listed only"
                self._note(what, "Log fewer of them.")
                break
            else:
                left -= size
                chosen.add(medium)
        return chosen

    def _object(self, medium: _Medium) -> Record | None:
        path = self._folder.media(medium.path)
        kind, most = _kind_of(medium)
        try:
            data = self._folder.files.read(path, most)
        except OSError as error:
            self._note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", path)
            return None
        at = At(medium.key, medium.step, medium.time)
        if kind == "image":
            record = image_record(data, at.key, step=at.step, time=at.time, caption=medium.caption)
        elif kind == "audio":
            record = audio_record(data, at, medium.caption)
        else:
            record = read_table(data, at)
        if record is None:
            self._note(*_NONE[kind], path)
        return record

    def _artifact(self, medium: _Medium) -> Record:
        path = self._folder.media(medium.path)
        size = self._folder.files.size(path) if path else medium.size
        role = medium.kind.removesuffix("-file")
        return {"type": "artifact", "path": medium.path, "bytes": size, "role": role} | {
            key: value
            for key, value in (
                ("step", medium.step),
                ("time", medium.time),
                ("sha256", medium.sha256),
                ("caption", medium.caption),
            )
            if value not in (None, "")
        }

    def _note(self, what: str, fix: str, where: str = "") -> None:
        self._report.note(what, fix, where=where or self._folder.log or self._folder.at)


_A: Final = {"image": "an image", "audio": "a sound", "table": "a table"}
_NONE: Final = {
    "image": (
        "an image is not PNG, JPEG, GIF or WebP: it is listed only",
        "Convert it; other formats may carry scripts.",
    ),
    "audio": ("a sound is not WAV, MP3, Ogg or FLAC: it is listed only", "Convert it."),
    "table": ("a table cannot be read: it is listed only", "Restore the file from a copy."),
}


def _kind_of(medium: _Medium) -> tuple[str, int]:
    """Return what a file is shown as, and how large it may be; "" where it is only listed."""
    name = medium.path.lower()
    return next(
        ((kind, most) for kind, folder, ends, most in _SHOWN if name.startswith(folder) and name.endswith(ends)),
        ("", 0),
    )


def _files(value: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, caption and description of the files that a value stands for: one, or a list of them."""
    if isinstance(value.get("path"), str):
        yield _slashes(value["path"]), _text(value.get("caption")), value
    names = value.get("filenames")
    captions = value.get("captions")
    for at, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str):
            caption = captions[at] if isinstance(captions, list) and at < len(captions) else ""
            yield _slashes(name), _text(caption), {}
    for below in value.values():
        for one in below if isinstance(below, list) else ():
            if isinstance(one, dict) and isinstance(one.get("path"), str):
                yield _slashes(one["path"]), _text(one.get("caption")), one


def _slashes(path: str) -> str:
    return path.replace("\\", "/")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
