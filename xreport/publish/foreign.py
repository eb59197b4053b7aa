"""Files in the output folder that are not ours (CNAME, .nojekyll): never deleted, never overwritten, carried over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from xreport.errors import PublishRefusedError
from xreport.publish.manifest import NAME, Manifest, owned_files
from xreport.publish.paths import RESERVED


def owned(out: Path) -> Manifest | None:
    """Return what of an existing output folder is ours; None when the folder is not there or empty.

    A folder with files and without our manifest is somebody else's.
    """
    if not out.is_dir():
        return None
    manifest = owned_files(out)
    if manifest is None and any(not entry.name.startswith(RESERVED) for entry in out.iterdir()):
        raise PublishRefusedError(
            f"{out} holds files, and was not made by xreport (it has no valid {NAME})",
            "name a new or an empty folder with -o, or empty this one yourself",
        )
    return manifest


def foreign(out: Path, ours: Manifest | None) -> list[str]:
    """List what lies in the output folder and is not in its manifest: files, links, and folders without files."""
    return sorted(_foreign(out, "", ours.files if ours else {})) if out.is_dir() else []


def _foreign(folder: Path, prefix: str, ours: Collection[str]) -> Iterator[str]:
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        path = prefix + entry.name
        if entry.name.startswith(RESERVED):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _foreign(Path(entry.path), path + "/", ours)
        elif path not in ours:
            yield path
    if not found and prefix:
        yield prefix


def check_foreign(out: Path, foreign_paths: Collection[str], wanted: Collection[str]) -> None:
    """Refuse when a foreign file is where the new site needs a file or a folder, or the other way round."""
    folders = {path[:end] for path in wanted for end in range(len(path)) if path[end] == "/"}
    for path in foreign_paths:
        plain = path.rstrip("/")
        parts = plain.split("/")
        above = {"/".join(parts[:end]) for end in range(1, len(parts))}
        clash = above & set(wanted) or ({plain} & set(wanted)) or (path == plain and {plain} & folders)
        if clash:
            raise PublishRefusedError(
                f"{out / plain} is not ours, and the new site needs its place",
                "move that file away, or publish elsewhere",
            )


def carry(out: Path, staging: Path, foreign_paths: Collection[str]) -> None:
    """Bring what is not ours along into the new site, as the same file where the file system allows."""
    for path in foreign_paths:
        source, target = out / path, staging / path
        if path.endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target, follow_symlinks=False)
        except FileNotFoundError:
            continue  # taken away while we were building
        except (OSError, NotImplementedError):
            shutil.copy2(source, target, follow_symlinks=False)


def rescue(old: Path, out: Path) -> None:
    """Bring what came into the old site while the new one was built."""
    late = foreign(old, owned_files(old))
    carry(old, out, [path for path in late if not os.path.lexists(out / path.rstrip("/"))])
