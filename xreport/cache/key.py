"""The key under which entries are believed: a secret of the user's, which never lies where the entries do."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from xreport.cache.folder import Folder, UnusableError, read_exactly
from xreport.cache.places import users_state

VARIABLE: Final = "XREPORT_CACHE_KEY"
LEAST: Final = 16
"""Characters of a key that is given; fewer could be guessed."""

SIZE: Final = 32
NAME: Final = "cache.key"


def in_ci() -> bool:
    """Return whether this is a job of CI, as its systems say by ``CI``."""
    return os.environ.get("CI", "").strip().lower() not in {"", "0", "false", "no"}


def read_key(cache: Path) -> bytes | None:
    """Return the key: the one that ``XREPORT_CACHE_KEY`` gives, else that of this user, made at the first use.

    Args:
        cache: The folder of the cache. A key in it would come along with the entries when someone restores it.

    Returns:
        The key; None in CI where none is given: a cache that a job finds there was written by some other job.

    Raises:
        UnusableError: The key that is given is too short; or that of the user can be read by others, or cannot be kept.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        if len(given) < LEAST:
            raise UnusableError(f"{VARIABLE} has fewer than {LEAST} characters. Give it a longer, random value.")
        return hashlib.sha256(b"xreport cache\0" + given.encode("utf-8", "surrogateescape")).digest()
    return None if in_ci() else _users_key(cache)


def _users_key(cache: Path) -> bytes:
    place = users_state()
    if place.resolve().is_relative_to(cache.resolve()):
        raise UnusableError(f"the key for it lies inside, in {place}. Name a folder of its own with --cache.")
    folder = Folder.open(place)
    try:
        return _read(folder) or _make(folder)
    except OSError as error:
        what = f"its key cannot be kept in {place}: {error.strerror or error}"
        raise UnusableError(f"{what}. Mend this, or set {VARIABLE}.") from error
    finally:
        folder.close()


def _read(folder: Folder) -> bytes | None:
    with suppress(FileNotFoundError), folder.reading(NAME) as (handle, status):
        if hasattr(os, "geteuid") and stat.S_IMODE(status.st_mode) & 0o077:
            raise UnusableError(
                f"others can read its key. Remove {folder.path / NAME}: the next build makes a new one."
            )
        key = read_exactly(handle, SIZE + 1)
        return key if len(key) == SIZE else None
    return None


def _make(folder: Folder) -> bytes:
    """Make a key. Of two builds that do so at once, one key lasts; the other's entries are not believed later."""
    key = secrets.token_bytes(SIZE)
    folder.write(NAME, key)
    return key
