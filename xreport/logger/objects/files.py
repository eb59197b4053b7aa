"""Files that a run made or used: what they are, and, when asked for, copies of them in the run's folder."""

from __future__ import annotations

import os

from xreport.logger.plain import plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name

COPIES = "files"
"""The folder of the copies, in that of the run."""

_NAMED = 16  # digits of the hash that the folder of a copy is called by


def describe_file(path: str | os.PathLike[str]) -> dict[str, object]:
    """Return path, size and SHA-256 of a file; of a folder, the size of the files in it.

    Raises:
        OSError: It cannot be read.
    """
    place = os.fspath(path)
    shown = plain_text(place).replace(os.sep, "/")
    if os.path.isdir(place):
        return {"path": shown, "bytes": sum(map(os.path.getsize, files_in(place)))}
    digest, size = hash_file(place)
    return {"path": shown, "bytes": size, "sha256": digest}


def hash_file(path: str | os.PathLike[str]) -> tuple[str, int]:
    """Return SHA-256 and size of a file.

    Raises:
        OSError: It cannot be read.
    """
    import hashlib

    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def files_in(path: str | os.PathLike[str]) -> list[str]:
    """Return the files below a folder; of a file, itself."""
    place = os.fspath(path)
    if not os.path.isdir(place):
        return [place]
    return sorted(os.path.join(top, name) for top, _, names in os.walk(place) for name in names)


def copy_file(path: str | os.PathLike[str], folder: str) -> dict[str, object]:
    """Copy a file into the run's folder, under its content: the same content is there once; return what it is.

    Raises:
        OSError: It cannot be read, or not be written.
    """
    import shutil

    place = os.fspath(path)
    found = describe_file(place)
    inside = f"{COPIES}/{str(found['sha256'])[:_NAMED]}/{os.path.basename(place)}"
    target = os.path.join(folder, *inside.split("/"))
    if not os.path.exists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        half = f"{target}.{os.urandom(4).hex()}.part"
        try:
            shutil.copyfile(place, half)
            found = describe_file(half) | {"path": found["path"]}  # what is there: the file may have changed meanwhile
            os.replace(half, target)
        finally:
            if os.path.exists(half):
                os.unlink(half)
    return found | {"copy": plain_text(inside)}
