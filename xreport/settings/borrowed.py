"""What a source says of itself: a file that came with the data is data, and few of its keys count."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Final

from xreport.errors import ConfigError
from xreport.settings.checking import KEYS, check
from xreport.settings.config import Config
from xreport.settings.mistakes import Mistakes
from xreport.settings.reading import FILE, parse

TAKEN: Final = ("title", "metrics", "tasks", "ignore")
"""Keys that name no file, no address and no pattern that is run over files."""
_LONGEST_TITLE: Final = 200
_MOST_BYTES: Final = 16 << 10
"""Reading TOML takes memory and time by the square of a key's length: for so much, no more than a second."""
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def borrow(config: Config, source: Path) -> tuple[Config, tuple[str, ...]]:
    """Return the settings with what the ``xreport.toml`` of a source may say, and notes on what became of it.

    Never raises: a file of somebody else that cannot be read is no reason to build nothing.
    """
    shown = os.path.join(os.path.relpath(source), FILE)  # noqa: PTH118 - a path may lead upwards
    try:
        return _borrowed(config, shown, _read(source / FILE))
    except (FileNotFoundError, NotADirectoryError):
        return config, ()
    except OSError as error:
        return config, (f"{shown} is left out: it cannot be read ({error.strerror})",)
    except ConfigError as error:
        return config, (f"{shown} is left out: {error.message}",)
    except Exception as error:  # noqa: BLE001 - as of the docstring
        return config, (f"{shown} is left out, by a mistake of xreport ({type(error).__name__}: {str(error)[:200]})",)


def _borrowed(config: Config, shown: str, data: bytes) -> tuple[Config, tuple[str, ...]]:
    text, document = parse(shown, data)
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
        raise OSError(0, f"larger than {_MOST_BYTES >> 10} KiB")
    return data


def _said(shown: str, taken: list[str], left: list[str]) -> str:
    used = f"of {shown} these keys are used: {', '.join(taken)}" if taken else f"nothing of {shown} is used"
    unused = f"; these are not: {', '.join(left)}" if left else ""
    mine = f". If the file is yours: -c {shown} instead of the folder" if left else ""
    return f"a SOURCE is only data: {used}{unused}{mine}"
