"""Whole builds against what they must be: a folder beside this file is a case: ``in`` is built, compared with ``out``.

After a change that is meant, ``XREPORT_GOLDEN=write pytest tests/golden`` writes what is built now: read the diff.
Kept is what xreport itself writes: bodies of pages without the theme's frame, and the data for programs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/in"))
DATA = ("data/runs.json", "data/runs.csv", "data/issues.csv")


def bodies(site: Path) -> dict[str, str]:
    """Return the body of every generated page, and the data files."""
    found = {}
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        start = html.find('id="xr-page">')
        if start >= 0:
            body = html[start + len('id="xr-page">') : html.index("</article>", start)]
            found[page.relative_to(site).as_posix()] = body.removesuffix("</div>") + "\n"
    for path in sorted([*site.glob("data/places/*.js"), *site.glob("data/changes/*.js")]):
        found[path.relative_to(site).as_posix()] = path.read_text(encoding="utf-8")
    for name in DATA:
        found[name] = (site / name).read_bytes().decode()
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_site_is_what_it_was(case: Path, golden_site: Callable[[str], Path]) -> None:
    made = bodies(golden_site(case.name))
    expected = case / "out"
    if os.environ.get("XREPORT_GOLDEN") == "write":
        for name, content in made.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_bytes(content.encode())
    kept = {
        path.relative_to(expected).as_posix(): path.read_bytes().decode()
        for path in sorted(expected.rglob("*"))
        if path.is_file()
    }
    assert set(made) == set(kept)
    for name, content in made.items():
        assert content == kept[name], f"{name} differs"
