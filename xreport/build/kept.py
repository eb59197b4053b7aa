"""Which params of a task matter, kept between builds: a task whose runs have not changed needs no new model."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from xreport.analysis.importance import Importances


def kept(folder: Path | None, task: str, name: str, make: Callable[[], Importances]) -> Importances:
    """Return what was kept of a task under this name; else make it, and keep it instead of what was there.

    Args:
        folder: Of the cache; where it is None, or cannot be written to, nothing is kept.
        task: Slug of the task.
        name: A key of everything that the importances are made of.
        make: Makes them.
    """
    if folder is None:
        return make()
    path = folder / f"{task}.json"
    with suppress(OSError, UnicodeError, msgspec.MsgspecError):
        known, found = msgspec.json.decode(path.read_bytes(), type=tuple[str, Importances])
        if known == name:
            return found
    made = make()
    fresh = path.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError, UnicodeError):  # names that were logged may hold lone surrogates: not kept
        folder.mkdir(parents=True, exist_ok=True)
        content = msgspec.json.encode((name, made))
        fresh.write_bytes(content)
        fresh.replace(path)
    return made
