"""A page knows no other page, whatever pages there are: what several share lies in modules that are no page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import xreport

PACKAGE = Path(xreport.__file__).parent


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{name.name}" for name in node.names))
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def room(module: str) -> str:
    """The page that a module of the room of pages belongs to: ``run`` for ``xreport.pages.run.context``."""
    return module.removeprefix("xreport.pages.").partition(".")[0]


def pages() -> set[str]:
    return {room(name) for name in imported(PACKAGE / "site" / "kinds.py") if name.startswith("xreport.pages.")}


def test_a_page_knows_no_other_page() -> None:
    assert {"home", "run", "task", "explore", "review"} <= pages()
    for page in pages():
        place = PACKAGE / "pages" / page
        files = [*place.glob("*.py")] if place.is_dir() else [place.with_suffix(".py")]
        known = {room(name) for file in files for name in imported(file) if name.startswith("xreport.pages.")}
        assert known & pages() <= {page}, page


def test_what_pages_share_knows_no_page() -> None:
    shared = [file for file in (PACKAGE / "pages").glob("*.py") if file.stem not in pages()]
    assert len(shared) > 4
    for file in shared:
        known = {room(name) for name in imported(file) if name.startswith("xreport.pages.")}
        assert not known & pages(), file.name
