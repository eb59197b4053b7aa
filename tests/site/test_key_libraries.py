"""A site file is made anew when a library that decides on its bytes is another one."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import xreport
from xreport.site.keys import LIBRARIES

ROOMS = ("analysis", "build", "charts", "pages", "render", "tables")
NO_PART_OF_A_SITE = {"pandas"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"xreport"}


def test_every_library_that_makes_pages_is_part_of_the_key() -> None:
    package = Path(xreport.__file__).parent
    names = {name for room in ROOMS for path in (package / room).rglob("*.py") for name in imported(path)}
    known = packages_distributions()
    used = {known[name][0].lower() for name in names}
    assert used - NO_PART_OF_A_SITE <= set(LIBRARIES)
    assert {"jinja2", "numpy", "nh3"} <= used
