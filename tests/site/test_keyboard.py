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


def test_the_runs_table_is_one_stop_and_menus_give_the_keys_back(chromium, example: Path) -> None:
    base = f"{example.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1400, "height": 900}) as watch:
        page = watch.page
        watch.visit(f"{base}runs.html#curves=1&metrics=val/accuracy")
        page.wait_for_selector(".slick-row")
        saver = page.get_by_role("button", name="Save val/accuracy")
        saver.wait_for()
        head = page.locator(".slick-header-column[role=columnheader]:has(.xr-head-menu)")
        head.first.focus()
        for _ in range(4):
            page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.closest('.xr-runs-grid') !== null"), "Tab stays in the table"
        names = [name.rstrip("⋮") for name in head.all_text_contents()]
        for what, left in (("Move left", names[2]), ("Hide", names[0])):
            head.get_by_role("button", name=f"Menu of {names[2]}", exact=True).focus()
            page.keyboard.press("Enter")
            page.get_by_role("button", name=what, exact=True).focus()
            page.keyboard.press("Enter")
            focused = page.evaluate("document.activeElement.closest('[role=columnheader]')?.textContent ?? ''")
            assert focused.rstrip("⋮") == left, what
        saver.focus()
        page.keyboard.press("Enter")
        with page.expect_download():
            page.get_by_role("button", name="CSV", exact=True).press("Enter")
        assert saver.evaluate("opener => opener === document.activeElement")
        watch.clean()
