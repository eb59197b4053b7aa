"""What a page says where there is nothing, where data is on its way, and where it did not come."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watch import watched

pytestmark = pytest.mark.browser

DAMAGES: dict[str, Callable[[object, str], None]] = {
    "missing": lambda route, _: route.abort(),
    "broken": lambda route, _: route.fulfill(content_type="text/javascript", body='(window.xreport_data={"'),
    "other": lambda route, key: route.fulfill(
        content_type="text/javascript",
        body=f"(window.xreport_data=window.xreport_data||{{}})[{json.dumps(key)}]={{count:1,columns:{{}},items:[1],series:[{{}}]}};",
    ),
}


@pytest.fixture
def visit(chromium, example: Path) -> Iterator[Callable]:
    """Open a page of the example with some data scripts damaged; what it throws fails the test."""
    with watched(chromium, f"{example.as_uri()}/", viewport={"width": 1280, "height": 900}) as watch:
        watch.page.set_default_timeout(8_000)

        def go(address: str, damage: str, *keys: str):
            pattern = re.compile(rf"/data/({'|'.join(keys)})\.js$")
            wanted = re.compile(r"/data/(.*)\.js$")
            watch.page.route(pattern, lambda route: DAMAGES[damage](route, wanted.search(route.request.url)[1]))
            watch.page.goto(f"{example.as_uri()}/{address}")
            return watch.page

        yield go
        loud = [error for error in watch.errors if "Failed to load resource" not in error]
        assert loud == []


def notes(page, count: int) -> str:
    """What the page says could not be loaded, once it says as much as this."""
    page.locator(".xr-lacking").nth(count - 1).wait_for()
    assert page.locator(".xr-lacking").count() == count
    return " ".join(page.locator(".xr-lacking").all_inner_texts())


@pytest.mark.parametrize("damage", DAMAGES)
def test_run_page_without_its_data(visit, damage: str) -> None:
    page = visit("runs/boosting-s0-4a6a19ca69.html", damage, "curves/.*")
    assert "The data of these curves could not be loaded" in notes(page, 1)
    assert page.locator("figure.xr-figure svg path").count() > 0
    page = visit("runs/svm-c-1-s0.html", damage, "logged/.*", "search")
    page.locator("[data-xr-logged-of]").scroll_into_view_if_needed()
    assert "The viewers' data could not be loaded" in notes(page, 1)
    assert page.locator("figure.xr-logged").first.is_visible()
    page.locator("input[data-xr-search]").first.fill("svm")
    page.wait_for_selector(".xr-results >> text=The search index could not be loaded.")


@pytest.mark.parametrize("damage", DAMAGES)
def test_comparison_without_what_is_loaded_late(visit, damage: str) -> None:
    page = visit("compare.html#runs=svm-c-1-s0,svm-c-1-s1,knn-s0", damage, "about", "standings/.*", "curves/svm-c-1-s0")
    said = notes(page, 2)
    assert "What the runs say of code, data and environment (data/about.js) could not be loaded" in said
    assert "No curves could be loaded for svm C=1 s0." in said
    assert page.locator("table.xr-compare tbody tr").count() > 2
    page.wait_for_selector("[data-xr-compare] figure.xr-figure")


@pytest.mark.parametrize("damage", DAMAGES)
def test_comparison_without_means_and_objects(visit, damage: str) -> None:
    page = visit("compare.html#runs=svm-c-1-s0,svm-c-1-s1", damage, "standings/.*", "logged/svm-c-1-s1")
    said = notes(page, 2)
    assert "Means over seeds (data/standings) could not be loaded" in said
    assert "No objects could be loaded for svm C=1 s1." in said
    assert page.locator(".xr-compare-objects figure").count() > 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_explore_page_without_its_data(visit, damage: str) -> None:
    page = visit("explore.html", damage, "explore/.*")
    assert "Importance and best-so-far are in it." in notes(page, 1)
    assert page.locator("[data-xr-parallel]").is_visible()
    assert page.locator("[data-xr-front] table").is_visible()


@pytest.mark.parametrize("damage", DAMAGES)
def test_without_the_list_of_runs(visit, damage: str) -> None:
    page = visit("compare.html", damage, "runs")
    assert "The list of runs (data/runs.js) could not be loaded" in notes(page, 1)
    page = visit("explore.html", damage, "runs")
    assert "so there are no interactive drawings" in notes(page, 1)
    # What Python says stays.
    assert page.locator("[data-xr-task] table").first.is_visible()
