"""What a page shows first: its data comes with it, once, and plain HTML stands in for scripts that fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from watch import watched

pytestmark = pytest.mark.browser

GRID, PLAIN = ".slick-row", "[data-xr-runs] > .xr-scroll > table"


@pytest.fixture
def page(chromium, example: Path):
    with watched(chromium, f"{example.as_uri()}/", viewport={"width": 1280, "height": 900}) as watch:
        yield watch.page


def requests(page) -> list[str]:
    """The data scripts that a page asks for, from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/data/" in request.url else None)
    return asked


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("runs.html", GRID),
        ("explore.html", "[data-xr-explore] canvas"),
        ("compare.html", "[data-xr-compare] button"),
    ],
)
def test_the_data_of_all_runs_is_asked_for_once(chromium, page, example: Path, path: str, there: str) -> None:
    asked = requests(page)
    page.goto(chromium.address((example / path).as_uri()))
    page.wait_for_selector(there)
    assert sum(url.endswith("/data/runs.js") for url in asked) == 1


def with_curves(example: Path) -> str:
    """The slug of a run that logged curves."""
    runs = sorted((example / "runs").glob("*.html"))
    return next(run.stem for run in runs if "data-xr-chart" in run.read_text("utf-8"))


def test_the_curves_of_a_run_come_with_its_page(chromium, page, example: Path) -> None:
    asked, slug = requests(page), with_curves(example)
    page.goto(chromium.address((example / "runs" / f"{slug}.html").as_uri()))
    page.wait_for_selector("figure[data-xr-chart] .u-over")
    assert sum(url.endswith(f"/data/curves/{slug}.js") for url in asked) == 1


def test_everything_that_a_page_needs_is_asked_for_at_once(chromium, page, example: Path) -> None:
    """Of a far server each file that waits for another costs a round trip: here the theme's styles never come."""
    slug = with_curves(example)
    page.route("**/assets/stylesheets/*.css", lambda _route: None)
    waited = {f"curves/{slug}.js", "xr/xreport.js", "xr/charts.js", "xr/xreport.css", "xr/charts.css"}

    def note(request) -> None:
        waited.difference_update([name for name in waited if request.url.endswith(name)])

    page.on("request", note)
    page.goto(chromium.address((example / "runs" / f"{slug}.html").as_uri()), wait_until="commit")
    for _ in range(50):
        if not waited:
            break
        page.wait_for_timeout(100)
    assert waited == set()


def test_the_first_chart_needs_nothing_of_the_readers_locale(chromium, page, example: Path) -> None:
    """A formatter costs a page some 15 ms, and throws where the browser's language is none."""
    page.add_init_script(
        "for (const name of ['Collator', 'DateTimeFormat', 'NumberFormat'])"
        " Intl[name] = function () { throw new RangeError('Incorrect locale information provided') };"
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(chromium.address((example / "runs" / f"{with_curves(example)}.html").as_uri()))
    page.wait_for_selector("figure[data-xr-chart] .u-over")
    assert errors == []


def test_the_plain_table_is_not_laid_out_where_the_grid_takes_its_place(chromium, page, example: Path) -> None:
    page.route("**/data/runs.js", lambda _route: None)  # it never comes
    page.goto(chromium.address((example / "runs.html").as_uri()), wait_until="commit")
    page.wait_for_selector(PLAIN, state="attached")
    assert not page.is_visible(PLAIN)
    said = page.evaluate("getComputedStyle(document.querySelector('[data-xr-runs]'), '::before').content")
    assert "Loading the runs" in said


@pytest.mark.parametrize("broken", ["assets/xr/runs.js", "data/runs.js"])
@pytest.mark.parametrize("how", ["missing", "damaged", "of another shape"])
def test_the_plain_table_shows_where_a_script_fails(chromium, page, example: Path, broken: str, how: str) -> None:
    bodies = {"damaged": "(window.xreport_data||={})[", "of another shape": "window.xreport_data={runs:{}};throw 1"}
    page.route(f"**/{broken}", lambda route: route.abort() if how == "missing" else route.fulfill(body=bodies[how]))
    page.goto(chromium.address((example / "runs.html").as_uri()))
    page.wait_for_selector(PLAIN, state="visible")
    assert page.locator(f"{PLAIN} tbody tr").count() > 60


@pytest.mark.parametrize("name", ["compare", "explore"])
def test_other_pages_say_that_their_script_did_not_run(chromium, page, example: Path, name: str) -> None:
    page.route(f"**/assets/xr/{name}.js", lambda route: route.fulfill(body="throw new RangeError('an old browser')"))
    page.goto(chromium.address((example / f"{name}.html").as_uri()))
    page.wait_for_selector("text=page's script, which did not run", state="visible")
    assert page.locator(".xr-note a[href='data/runs.csv']").is_visible()
