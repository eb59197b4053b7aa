"""Where the files that the reader sees come from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xreport.errors import FrameError


@cache
def templates_dir() -> Path:
    """Return the folder of page templates, theme overrides and browser bundles.

    A wheel carries it inside the package; a checkout (and an editable install) has it beside the package.
    """
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "templates", package.parent / "templates"):
        if (candidate / "theme").is_dir():
            return candidate
    raise FrameError(f"the templates of xreport are missing beside {package}", "install xreport again")
