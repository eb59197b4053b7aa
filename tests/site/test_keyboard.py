"""Keyboard shortcuts on a built site."""

from __future__ import annotations

from pathlib import Path

import pytest
from watch import watched

pytestmark = [pytest.mark.browser, pytest.mark.both_ways]


def test_shortcuts_go_places_and_the_sheet_lists_them(chromium, example: Path) -> None:
    base = f"{example.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1280, "height": 800}) as watch:
        page = watch.page
        run = min((example / "runs").glob("*.html"))
        watch.visit(run.as_uri())
        page.keyboard.press("?")
        sheet = page.locator("dialog[open]")
        listed = dict(zip(sheet.locator("dt").all_inner_texts(), sheet.locator("dd").all_inner_texts(), strict=True))
        assert "Search the site" in listed.values()
        page.keyboard.press("Escape")
        assert sheet.count() == 0
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.matches('[data-xr-search]')")
        page.keyboard.type("gr?")  # is text here
        assert page.url == watch.visitor.address(run.as_uri())
        assert page.evaluate("document.activeElement.value") == "gr?"
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("g")
        page.keyboard.press("r")
        page.wait_for_url("**/runs.html")
        watch.complete()
        before = page.evaluate("document.body.dataset.mdColorScheme")
        page.keyboard.press("t")
        page.wait_for_function("before => document.body.dataset.mdColorScheme !== before", arg=before)
        watch.clean()
