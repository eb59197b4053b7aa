"""Which paths a site may have, and which folders may become one. Always by components, never by prefix of a string."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from xreport.errors import PublishRefusedError

RESERVED = ".xreport-"
"""How names begin that are ours alone: manifests, and files on their way to their place."""

LONGEST = 255
"""Bytes of one component that file systems hold."""


_PLAIN = re.compile(r"(?![./])[A-Za-z0-9_./-]{1,200}(?<!/)")


def problem(path: str) -> str:
    """Return what is wrong with the path of a site's file, or ``""``."""
    if _PLAIN.fullmatch(path) and "/." not in path and "//" not in path:
        return ""  # nearly all paths, at once
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "leaves the site"
    if any(character < " " or character in "\\\x7f" for character in path):
        return "holds a character that no path may hold"
    try:
        if any(len(part.encode()) > LONGEST for part in parts):
            return "is too long"
    except UnicodeEncodeError:
        return "is not Unicode"
    return "is a name we keep for ourselves" if any(part.startswith(RESERVED) for part in parts) else ""


def check_paths(paths: Iterable[str]) -> None:
    """Refuse paths that leave the site, and paths that would be one file on some computer."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        wrong = problem(path)
        if wrong:
            raise PublishRefusedError(f"the path {path!r} {wrong}", "rename what it is made from")
        same = _fold(path)
        other = files.get(same)
        if other is not None:
            raise PublishRefusedError(f"two files of the site want the path {path!r} and {other!r}", "rename one")
        files[same] = path
        parts = same.split("/")
        for end in range(1, len(parts)):
            folders.setdefault("/".join(parts[:end]), path)
    for same in files.keys() & folders.keys():
        raise PublishRefusedError(
            f"{files[same]!r} is a file of the site, and the folder of {folders[same]!r}", "rename one of the two"
        )


def _fold(path: str) -> str:
    """Return what two paths share when macOS or Windows takes them for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def check_place(out: Path, protected: Sequence[Path]) -> None:
    """Refuse an output folder that is something else to someone."""
    if out.is_symlink():
        raise PublishRefusedError(f"{out} is a link", "name the folder that it leads to")
    if out.exists() and not out.is_dir():
        raise PublishRefusedError(f"{out} is a file", "name a folder with -o")
    if (out / ".git").exists():
        raise PublishRefusedError(f"{out} is a repository", "name a folder inside it with -o, such as site")
    real = out.resolve()
    for kept in (Path.cwd(), Path("~").expanduser(), *protected):
        if kept.resolve().is_relative_to(real):
            raise PublishRefusedError(
                f"{out} is or contains {kept}, which publishing must not touch", "name another folder with -o"
            )


def absolute(out: Path) -> Path:
    """Return the output folder with its parents resolved, and itself as it was named."""
    plain = Path(os.path.abspath(out))  # noqa: PTH100  resolve() would follow a link that we refuse
    return plain.parent.resolve() / plain.name if plain.name else plain
