"""Frames kept between builds, so that a rebuild need not even import MkDocs. JSON and plain files, never pickle."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from xreport.config import Config
from xreport.frame.frameset import HandPage
from xreport.frame.kinds import FrameKind
from xreport.frame.sources import Mount, Sources
from xreport.render.assets import asset_names
from xreport.render.paths import templates_dir
from xreport.render.stamp import Frame

KEPT = 4
"""Entries kept; the least recently used go first."""

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


def read(cache: Path, name: str) -> Rendered | None:
    """Return the entry of this name, or None when there is none or it is damaged."""
    folder = cache / name
    try:
        index = json.loads((folder / "index.json").read_bytes())
        files = {path: (folder / "files" / digest).read_bytes() for path, digest in index["files"].items()}
        if any(hashlib.sha256(content).hexdigest() != index["files"][path] for path, content in files.items()):
            return None
        rendered = Rendered(
            index["site_name"],
            {kind: Frame(kind, root, tuple(segments)) for kind, (root, segments) in index["frames"].items()},
            tuple(HandPage(p["path"], p["title"], p["text"], tuple(p["links"])) for p in index["pages"]),
            files,
            tuple(index["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    with suppress(OSError):
        os.utime(folder)
    return rendered


def write(cache: Path, name: str, rendered: Rendered) -> None:
    """Keep an entry, whole or not at all. A cache that cannot be written is no error."""
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".new-", dir=cache))
        try:
            _write_entry(staging, rendered)
            staging.rename(cache / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _forget(cache)


def _write_entry(folder: Path, rendered: Rendered) -> None:
    (folder / "files").mkdir()
    index: dict[str, Any] = {
        "site_name": rendered.site_name,
        "frames": {kind: [frame.root, frame.segments] for kind, frame in rendered.frames.items()},
        "pages": [asdict(page) for page in rendered.pages],
        "files": {},
        "notes": rendered.notes,
    }
    for path, content in rendered.files.items():
        digest = hashlib.sha256(content).hexdigest()
        (folder / "files" / digest).write_bytes(content)
        index["files"][path] = digest
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def _forget(cache: Path) -> None:
    entries = [path for path in cache.iterdir() if path.is_dir()]
    for entry in sorted(entries, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(entry, ignore_errors=True)
