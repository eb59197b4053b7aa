"""The publish room: it alone writes the output folder. The old site or the new one, whole, at every instant."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from xreport.errors import Issue, PublishError
from xreport.publish.exchange import NOTES, Way, put, put_in_place
from xreport.publish.foreign import carry, check_foreign, foreign, owned
from xreport.publish.locks import locked
from xreport.publish.manifest import NAME, Manifest
from xreport.publish.modes import Modes, write_file
from xreport.publish.oldsite import OldSite
from xreport.publish.paths import absolute, check_paths, check_place
from xreport.publish.seam import reached
from xreport.publish.staging import clean, staging_folder
from xreport.publish.writing import Plan, Progress, make_folders, write_all
from xreport.render.sitefile import SiteFile

__all__ = ["Published", "check_output", "publish"]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        written: Files that were made.
        reused: Files that were linked from the old site.
        removed: Files of the old site that the new one does not have.
        bytes: Size of the site.
        seconds: How long it took.
        exchange: How the new site took the old one's place.
        site: The SHA-256 of its manifest, which says what every file of it is.
        notes: What the user should know, in words.
        failed: The files that could not be made, and what the site has in their place says so.
    """

    written: int
    reused: int
    removed: int
    bytes: int
    seconds: float
    exchange: Way
    site: str
    notes: tuple[str, ...] = ()
    failed: tuple[Issue, ...] = ()


Amend = Callable[[Sequence[Issue]], Sequence[SiteFile]]
"""Returns files anew that tell of those which could not be made; their keys are empty: they are not reused."""


def check_output(out: Path, protected: Sequence[Path] = ()) -> Path:
    """Refuse an output folder that is not ours to touch; return it as an absolute path. Nothing is touched."""
    out = absolute(out)
    check_place(out, protected)
    owned(out)
    return out


def publish(  # noqa: PLR0913 - each is a separate choice of the caller
    files: Sequence[SiteFile],
    out: Path,
    *,
    jobs: int = 1,
    protected: Sequence[Path] = (),
    vouched: Callable[[str], bool] = lambda _site: True,
    progress: Progress | None = None,
    amend: Amend | None = None,
) -> Published:
    """Write a site beside the output folder, and put it in its place at once.

    Args:
        files: All files of the site. Those whose path and key the old site has are linked, and not made.
        out: The output folder: missing, empty, or published by us before.
        jobs: Processes that make and write files.
        protected: Folders and files that the output folder must neither be nor contain: inputs, configuration.
        vouched: Told what `Published.site` was of the site that lies there; False when its files must not be taken
            over, because somebody else may have written them and the manifest.
        progress: Called with (files done, files in all).
        amend: Makes those files anew that list what could not be made.

    Raises:
        PublishRefusedError: The folder is not ours, or two files want one path. Nothing was touched.
        PublishError: Writing failed, as on a full disk, or the folder stays locked by others. The old site stands.
    """
    started = time.monotonic()
    out = check_output(out, protected)
    check_paths(file.path for file in files)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        clean(out)
        return _publish(files, out, jobs, vouched, progress or _quiet, amend or _nothing, started)
    except OSError as error:
        raise PublishError(
            f"the site could not be written: {error}", f"mend this and build again; {out} stands"
        ) from error


def _publish(  # noqa: PLR0913, PLR0917 - as of publish
    files: Sequence[SiteFile],
    out: Path,
    jobs: int,
    vouched: Callable[[str], bool],
    progress: Progress,
    amend: Amend,
    started: float,
) -> Published:
    with _standing(out) as (old, strangers), staging_folder(out, inside=_must_stay(out)) as staging:
        check_foreign(out, strangers, {file.path for file in files})
        modes = Modes.inside(staging)
        make_folders(staging, [file.path for file in files])
        reused = old.reuse(files, staging, modes) if vouched(old.manifest.sha256) else {}
        progress(len(reused), len(files))
        rest = [file for file in files if file.path not in reused]
        made, failed = write_all(Plan(rest, staging), jobs, lambda done: progress(len(reused) + done, len(files)))
        for file in amend(failed) if failed else ():
            (staging / file.path).unlink()
            reused.pop(file.path, None)
            made[file.path] = Plan([file], staging).write(0)[1]
        manifest = Manifest({**reused, **made})
        dumped = manifest.dump()
        write_file(staging / NAME, dumped)
        staging.chmod(modes.folder)  # until here nobody else could read it
        reached("written")
        if staging.parent == out:
            put_in_place(staging, out, manifest)
            way: Way = "in place"
        else:
            carry(out, staging, strangers)
            _sync(staging / NAME, staging)
            way = put(staging, out, manifest)
        _sync(out.parent)
    return Published(
        written=len(made),
        reused=len(reused),
        removed=len(old.manifest.files.keys() - manifest.files.keys()),
        bytes=sum(entry.bytes for entry in manifest.files.values()),
        seconds=time.monotonic() - started,
        exchange=way,
        site=hashlib.sha256(dumped).hexdigest(),
        notes=tuple(note.format(out=out) for note in [NOTES[way]] if note),
        failed=tuple(failed),
    )


@contextmanager
def _standing(out: Path) -> Iterator[tuple[OldSite, list[str]]]:
    """Look at the published site at one moment, between the exchanges of other builds: it, and what is not ours."""
    with locked(out.parent), locked(out):
        previous = owned(out)
        strangers = foreign(out, previous)
        old = OldSite.open(out, previous or Manifest())
    try:
        yield old, strangers
    finally:
        old.close()


def _quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def _nothing(_failed: Sequence[Issue]) -> Sequence[SiteFile]:
    return ()


def _must_stay(out: Path) -> bool:
    """Return whether the folder is one that can be filled only: a mount point, or in a folder that we cannot change."""
    return out.is_dir() and (out.is_mount() or not os.access(out.parent, os.W_OK | os.X_OK))


def _sync(*paths: Path) -> None:
    """Bring the manifest and the folders to disk. The files follow when the system likes: a site can be built again."""
    for path in paths:
        with suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
