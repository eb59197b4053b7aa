"""What takes the place of a file that could not be made: of the same kind, so that every link leads somewhere.

A page says in its frame what is missing, a data script leaves out its data, which the browser side tells of, a drawing
and a table say it in words, and a journal is empty.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from markupsafe import escape

from xreport.pages.missing import MissingPage
from xreport.render.stamp import Frame
from xreport.render.templates import render
from xreport.text import csv_table

_OF_MACHINE: Final = frozenset({"ChangedError", "FileNotFoundError", "MemoryError", "OSError", "PermissionError"})
"""Errors that tell of the machine, and not of a mistake of ours."""


def page_instead(frame: Frame, title: str, files: Sequence[str] = ()) -> Callable[[str], bytes]:
    """Return what makes the page that says that a page could not be made, given the name of the error.

    Args:
        frame: Of its kind.
        title: Of the page.
        files: Paths of the files that the page would tell of.
    """
    return partial(_page, frame, title, files)


def _page(frame: Frame, title: str, files: Sequence[str], error: str) -> bytes:
    page = MissingPage(frame.root, title, _sentence("This page", error), tuple(files))
    return frame.stamp(title=title, body=render("missing", page), description=title)


def file_instead(path: str, error: str) -> bytes:
    """Return what a file of this name says instead; no more of the error than its name, for texts of errors vary."""
    kind = path.rpartition(".")[2]
    sentence = _sentence(path, error)
    if kind == "js":
        return f"/* {sentence} */\n".encode()
    if kind == "svg":
        return _DRAWING.format(text=escape(sentence)).encode()
    if kind == "csv":
        return csv_table(["xreport"], [[sentence]])
    if kind == "json":
        return json.dumps({"error": sentence}).encode()
    return gzip.compress(b"", mtime=0) if kind == "gz" else sentence.encode()


_DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 60" role="img">'
    '<text x="8" y="34" font-family="sans-serif" font-size="14" fill="#808080">{text}</text></svg>'
)


def _sentence(subject: str, error: str) -> str:
    return f"{subject} could not be made" + ("." if error in _OF_MACHINE else f", by a mistake of xreport ({error}).")
