"""Frames kept between builds, so that a rebuild need not even import MkDocs. MessagePack, never pickle."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from xreport.cache import Cache
from xreport.cache.installed import packages_state
from xreport.frame.frameset import HandPage
from xreport.frame.sources import Mount, Sources
from xreport.render.assets import asset_names
from xreport.render.kinds import FrameKind
from xreport.render.paths import templates_dir
from xreport.render.stamp import Frame
from xreport.settings import Config

_KIND = "frames"
_ENGINES = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one run of MkDocs made: everything in a frame set that is worth keeping."""

    site_name: str
    frames: Mapping[str, Frame]
    pages: tuple[HandPage, ...]
    files: Mapping[str, bytes]
    notes: tuple[str, ...]


def key(kinds: Sequence[FrameKind], config: Config, sources: Sources) -> str:
    """Return a name for everything that the frames depend on."""
    digest = hashlib.sha256()
    facts = {
        "versions": [[name, _version(name)] for name in ("xreport", *_ENGINES)],
        "packages": packages_state(),  # extensions of Markdown, themes, what colours code
        "epoch": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "title": config.title,
        "kinds": [asdict(kind) for kind in kinds],
        "notes": sources.notes,
        "assets": sorted(asset_names()),
        "mkdocs": bool(sources.mkdocs),
    }
    digest.update(json.dumps(facts, sort_keys=True).encode())
    for name, path in _files(sources):
        content = path.read_bytes()
        digest.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()[:32]


def _files(sources: Sources) -> Iterator[tuple[str, Path]]:
    # Our own code and overrides count by their bytes: in a checkout they change without a new version.
    rooms = (Path(__file__).parent, templates_dir() / "theme")
    for room in rooms:
        for path in sorted(room.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield f"{room.name}/{path.relative_to(room).as_posix()}", path
    for position, path in enumerate(sources.mkdocs.chain if sources.mkdocs else ()):
        yield f"mkdocs.yml:{position}", path
    mounts: tuple[Mount | None, ...] = (*sources.mounts, sources.theme)
    for mount in mounts:
        for relative in mount.files if mount else ():
            yield f"{mount.name}/{relative}", mount.folder / relative  # type: ignore[union-attr]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def read(cache: Cache, name: str) -> Rendered | None:
    """Return what was rendered under this name, if it was the last that was."""
    data = cache.read(_KIND, "")
    if data is None:
        return None
    try:
        known, rendered = msgspec.msgpack.decode(data, type=tuple[str, Rendered])
    except (msgspec.MsgspecError, UnicodeError):
        return None
    return rendered if known == name else None


def write(cache: Cache, name: str, rendered: Rendered) -> None:
    """Keep what was rendered, instead of what was kept before."""
    with suppress(UnicodeError):  # names of files may hold what is no text: not kept
        cache.write(_KIND, "", msgspec.msgpack.encode((name, rendered)))
