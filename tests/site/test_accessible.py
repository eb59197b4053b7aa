"""No page kind has a serious finding of axe, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_browser import page_paths
from watch import watched

pytestmark = pytest.mark.browser

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
SERIOUS = ("serious", "critical")


def findings(page, context: str) -> list[str]:
    results = Axe().run(page, options=OPTIONS).response
    assert results["passes"] is not None
    return [
        f"{context}: {found['id']} ({found['impact']}): {node['target']} {node['html'][:120]}"
        for found in results["violations"]
        if found["impact"] in SERIOUS
        for node in found["nodes"][:3]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_no_serious_finding(chromium, example: Path, width: int, scheme: str) -> None:
    base = f"{example.as_uri()}/"
    found: list[str] = []
    with watched(chromium, base, viewport={"width": width, "height": 800}, color_scheme=scheme) as watch:
        for path in page_paths(example):
            watch.visit(base + path, settle=250)
            found += findings(watch.page, path)
    assert found == []


def test_the_check_sees_what_is_wrong(chromium, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><html lang=en><title>x</title><button></button>", encoding="utf-8")
    with watched(chromium, page.as_uri()) as watch:
        watch.visit(page.as_uri())
        assert any("button-name" in line for line in findings(watch.page, "bad"))
