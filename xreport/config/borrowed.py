"""What a source says of itself: a file that came with the data is data, and few of its keys count."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Final

from xreport.config.checking import KEYS, check
from xreport.config.mistakes import Mistakes
from xreport.config.reading import FILE, parse
from xreport.config.settings import Config
from xreport.errors import ConfigError

TAKEN: Final = ("title", "metrics", "tasks", "ignore")
"""Keys that name no file, no address and no pattern that is run over files."""
_LONGEST_TITLE: Final = 200
_MOST_BYTES: Final = 256 << 10
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def borrow(config: Config, source: Path) -> tuple[Config, tuple[str, ...]]:
    """Return the settings with what the ``xreport.toml`` of a source may say, and notes on what became of it.

    Never raises: a file of somebody else that cannot be read is no reason to build nothing.
    """
    shown = f"{source.name or source}/{FILE}"
    try:
        data = _read(source / FILE)
    except (FileNotFoundError, NotADirectoryError):
        return config, ()
    except OSError as error:
        return config, (f"{shown} is left out: it cannot be read ({error.strerror})",)
    try:
        text, document = parse(shown, data)
    except ConfigError as error:
        return config, (f"{shown} is left out: {error.message}",)
    mistakes = Mistakes(shown)
    fields = check({key: document[key] for key in TAKEN if key in document}, mistakes)
    if "title" in fields:
        fields["title"] = fields["title"][:_LONGEST_TITLE]
    notes = [_said(shown, sorted(fields), sorted(KEYS & document.keys() - {*TAKEN}))]
    if mistakes.found:
        notes.append(f"what is wrong in {shown} is left out: {mistakes.error(text).message}")
    return replace(config, **fields), tuple(notes)


def _read(file: Path) -> bytes:
    """Return what is in a regular file; no link is followed, and nothing waits on a pipe."""
    if file.is_symlink():
        raise OSError(0, "a symbolic link")
    with os.fdopen(os.open(file, _FLAGS), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        data = opened.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise OSError(0, "larger than such a file is")
    return data


def _said(shown: str, taken: list[str], left: list[str]) -> str:
    counts = ", ".join(taken) or "nothing"
    told = f"; left out, as a source may not say it: {', '.join(left)}" if left else ""
    mine = f" (is the file yours? Then name it with -c {shown} instead of the folder)" if left else ""
    return f"of {shown}, which came with the source, this counts: {counts}{told}{mine}"
