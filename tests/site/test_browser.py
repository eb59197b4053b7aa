"""The example in a real browser, as stakeholders open it: from a folder and over HTTP."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from watch import watched

pytestmark = pytest.mark.browser


def test_a_long_name_of_a_param_stays_in_its_table(chromium, example: Path, tmp_path: Path) -> None:
    page = next((example / "runs").glob("*.html"))
    copied = tmp_path / "site"
    (copied / "runs").mkdir(parents=True)
    (copied / "assets").symlink_to(example / "assets")
    html = page.read_text(encoding="utf-8")
    long = re.sub(r'(id="params".*?<th scope="row">)', rf"\g<1>{'model.' * 50}", html, count=1, flags=re.DOTALL)
    assert long != html
    (copied / "runs" / page.name).write_text(long, encoding="utf-8")
    with watched(chromium, f"{copied.as_uri()}/", viewport={"width": 1280, "height": 800}) as watch:
        watch.visit(f"{copied.as_uri()}/runs/{page.name}")
        table = watch.page.locator("table:has(th:text('model.model.'))").first
        wide = table.evaluate("t => t.scrollWidth - t.parentElement.clientWidth")
        assert wide <= 0, f"{wide} px wider than its column"


@pytest.mark.both_ways
def test_search_finds_runs_by_name_tag_and_param(chromium, example: Path) -> None:
    base = f"{example.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1280, "height": 800}) as watch:
        watch.visit(base + "index.html")
        box = watch.page.locator("input[data-xr-search]").first
        for words in ("forest", "baseline", "max_depth"):
            box.click()
            box.fill(words)
            watch.page.wait_for_selector("[role=option] a, [role=option]", timeout=5000)
            assert watch.page.locator("[role=option]").count() > 0, words
        box.press("Enter")
        watch.page.wait_for_url("**/*.html*")
        watch.clean()


@pytest.mark.both_ways
def test_the_runs_table_sorts_and_filters(chromium, example: Path) -> None:
    base = f"{example.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1400, "height": 900}) as watch:
        watch.visit(base + "runs.html")
        watch.page.wait_for_selector(".slick-row")
        total = watch.page.locator("[data-xr-count]").inner_text()
        watch.page.locator("[data-xr-runs] input[type=search]").fill("forest")
        watch.page.wait_for_function("t => document.querySelector('[data-xr-count]').textContent !== t", arg=total)
        names = watch.page.locator(".slick-row a[href*='runs/']").all_inner_texts()
        assert names
        header = watch.page.locator(".slick-header-column", has_text="Duration").first
        header.click()
        watch.page.wait_for_selector("[aria-sort=ascending], [aria-sort=descending]")
        watch.page.reload()
        watch.page.wait_for_selector(".slick-row")
        assert watch.page.locator("[data-xr-runs] input[type=search]").input_value() == "forest", (
            "the link keeps the view"
        )
        watch.clean()


@pytest.mark.both_ways
def test_compare_shows_chosen_runs_side_by_side(chromium, example: Path) -> None:
    slugs = [page.stem for page in sorted((example / "runs").glob("*.html"))[:3]]
    base = f"{example.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1280, "height": 900}) as watch:
        watch.visit(f"{base}compare.html#runs={','.join(slugs)}", settle=300)
        for slug in slugs:
            assert watch.page.locator(f"[data-xr-compare] a[href='runs/{slug}.html']").count() >= 1
        assert watch.page.locator("[data-xr-compare] table").count() >= 1
        watch.visit(f"{base}compare.html#runs=%00%zz,,nobody&all=7", settle=200)
        watch.clean()


@pytest.mark.both_ways
def test_curves_are_interactive_and_zoom(chromium, example: Path) -> None:
    page = next(p for p in sorted((example / "runs").glob("*.html")) if "data-xr-chart" in p.read_text())
    base = f"{example.as_uri()}/"
    with watched(chromium, base, viewport={"width": 1280, "height": 900}) as watch:
        watch.visit(f"{base}runs/{page.name}")
        plot = watch.page.locator("figure[data-xr-chart] .u-over").first
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        watch.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
        watch.page.mouse.down()
        watch.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20, steps=4)
        reset = watch.page.get_by_role("button", name="Reset zoom")
        assert reset.is_disabled()
        watch.page.mouse.up()
        watch.page.wait_for_timeout(200)
        assert reset.is_enabled(), "dragging zooms"
        watch.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 20)
        watch.page.wait_for_timeout(200)
        assert reset.is_disabled(), "a double click resets"
        watch.clean()


def test_pages_are_readable_without_javascript(chromium, example: Path) -> None:
    with watched(chromium, f"{example.as_uri()}/", java_script_enabled=False) as watch:
        page = watch.page
        page.goto(chromium.address((example / "runs.html").as_uri()))
        assert page.locator("[data-xr-runs] tbody tr").count() >= 60
        run = next(p for p in sorted((example / "runs").glob("*.html")) if "data-xr-chart" in p.read_text())
        page.goto(chromium.address(run.as_uri()))
        assert page.locator("figure[data-xr-chart] path").count() >= 1
        watch.quiet()
