"""Images, tables and other files that a run logged: history names them, ``files/media/`` has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from xreport.importers.images import LARGEST, image_record
from xreport.importers.protocol import Record
from xreport.importers.report import Report
from xreport.importers.values import as_step
from xreport.importers.wandb.folder import OWN, RunFolder

_MOST: Final = 20_000
_MOST_SHOWN: Final = 32 << 20
_IMAGES: Final = "media/images/"
_IMAGE_NAMES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
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
            record = self._image(medium) if medium in shown else None
            yield record or self._artifact(medium)

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
        """Return the images to show: as many as fit, the last ones first."""
        chosen: set[_Medium] = set()
        left = _MOST_SHOWN
        for medium in sorted(media, key=lambda medium: -(medium.step or 0)):
            path = self._folder.media(medium.path)
            if not path or not _is_image(medium):
                continue
            size = self._folder.files.size(path)
            if size > LARGEST:
                self._note("an image is larger than 4 MiB: it is listed only", "Log a smaller one.", path)
            elif size > left:
                self._note("more than 32 MiB of images: the earlier ones are listed only", "Log fewer of them.")
                break
            else:
                left -= size
                chosen.add(medium)
        return chosen

    def _image(self, medium: _Medium) -> Record | None:
        path = self._folder.media(medium.path)
        try:
            data = self._folder.files.read(path, LARGEST)
        except OSError as error:
            self._note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", path)
            return None
        record = image_record(data, medium.key, step=medium.step, time=medium.time, caption=medium.caption)
        if record is None:
            what = "an image is not PNG, JPEG, GIF or WebP: it is listed only"
            self._note(what, "Convert it; other formats may carry scripts.", path)
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


def _is_image(medium: _Medium) -> bool:
    return medium.path.startswith(_IMAGES) and medium.path.lower().endswith(_IMAGE_NAMES)


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
