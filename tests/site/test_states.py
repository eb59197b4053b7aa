"""What a page says where there is nothing, where data is on its way, and where it did not come."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addresses import slug_of
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
            folder, _, rest = address.partition("/")
            if rest and not (example / address).exists():
                address = f"{folder}/{slug_of(example, rest.removesuffix('.html'), folder)}.html"
            pattern = re.compile(rf"/data/({'|'.join(keys)})\.js$")
            wanted = re.compile(r"/data/(.*)\.js$")
            watch.page.route(pattern, lambda route: DAMAGES[damage](route, wanted.search(route.request.url)[1]))
            watch.page.goto(chromium.address(f"{example.as_uri()}/{address}"))
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
    page = visit("runs/svm-c-1-s0.html", damage, "places/.*", "changes/.*")
    page.wait_for_selector("html[data-xr-ready]", state="attached")
    link = page.get_by_role("link", name="on the task's page")
    assert link.get_attribute("href").startswith("../tasks/handwritten-digits")
    assert "compares with the others is on the page of its task" in page.locator("[data-xr-changes]").inner_text()
    page = visit("runs/svm-c-1-s0.html", damage, "logged/.*", "search")
    page.locator("[data-xr-logged-of]").scroll_into_view_if_needed()
    assert "The viewers' data could not be loaded" in notes(page, 1)
    assert page.locator("figure.xr-logged").first.is_visible()
    page.locator("input[data-xr-search]").first.fill("svm")
    page.wait_for_selector(".xr-results >> text=The search index could not be loaded.")


@pytest.mark.parametrize("damage", DAMAGES)
def test_comparison_without_what_is_loaded_late(visit, damage: str) -> None:
    page = visit(
        "compare.html#runs=svm-c-1-s0,svm-c-1-s1,knn-s0", damage, "about", "standings/.*", "curves/svm-c-1-s0-.*"
    )
    said = notes(page, 2)
    assert "What the runs say of code, data and environment (data/about.js) could not be loaded" in said
    assert "No curves could be loaded for svm C=1 s0." in said
    assert page.locator("table.xr-compare tbody tr").count() > 2
    page.wait_for_selector("[data-xr-compare] figure.xr-figure")


@pytest.mark.parametrize("damage", DAMAGES)
def test_comparison_without_means_and_objects(visit, damage: str) -> None:
    page = visit("compare.html#runs=svm-c-1-s0,svm-c-1-s1", damage, "standings/.*", "logged/svm-c-1-s1-.*")
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
    assert page.locator("text=which did not run").count() == 0
    # What Python says stays.
    assert page.locator("[data-xr-task] table").first.is_visible()


def runs_script(count: int, **columns: list) -> str:
    """A list of runs by hand, with these columns besides those that every list has."""
    given = {
        "name": [f"run {n}" for n in range(count)],
        "task": ["Handwritten digits"] * count,
        **columns,
    }
    sent = [
        {
            "key": key,
            "label": key,
            "group": "Metrics" if ":" in key else "Run",
            "kind": "number" if ":" in key or key == "started" else "text",
            "direction": "max" if ":" in key else None,
            "values": values,
        }
        for key, values in given.items()
    ]
    marks = {"slugs": [f"run-{n}" for n in range(count)], "colors": [0] * count, "scored": [[]] * count}
    content = {"count": count, **marks, "columns": sent}
    return f"(window.xreport_data=window.xreport_data||{{}}).runs={json.dumps(content)};"


def listed(visit, script: str, address: str):
    """Open a page that finds this list of runs."""
    DAMAGES["given"] = lambda route, _: route.fulfill(content_type="text/javascript", body=script)
    return visit(address, "given", "runs")


def test_exploring_one_run_says_why_there_is_nothing_to_draw(visit) -> None:
    page = listed(visit, runs_script(1, **{"val/accuracy:last": [0.5]}), "explore.html#task=handwritten-digits")
    assert "One run alone differs from nothing" in page.locator("[data-xr-parallel] .xr-empty").inner_text()
    assert page.get_by_text("Drag along an axis").is_hidden()
    assert page.get_by_text("1 run", exact=True).is_visible()


def test_exploring_runs_without_params_draws_no_metric_over_itself(visit) -> None:
    columns = {"started": [1, 2, 3], "val/accuracy:last": [0.5, 0.6, 0.7], "val/accuracy:best": [0.6, 0.7, 0.8]}
    page = listed(visit, runs_script(3, **columns), "explore.html#task=handwritten-digits")
    assert "No param differs" in page.locator("[data-xr-parallel] .xr-empty").inner_text()
    assert page.get_by_label("x", exact=True).input_value() == "started"
    assert page.get_by_label("y", exact=True).input_value() == "val/accuracy:last"


def test_a_site_without_runs_offers_none_to_compare(visit) -> None:
    page = listed(visit, runs_script(0), "compare.html")
    page.wait_for_selector(".xr-empty >> text=There is no run on this site yet.")
    assert page.locator(".xr-picker").count() == 0


def test_what_takes_its_time_says_so_and_keeps_the_room(chromium, example: Path) -> None:
    with watched(chromium, f"{example.as_uri()}/") as watch:
        held: list = []
        watch.page.route("**/data/curves/*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
        address = "compare.html#runs=network-lr-0-1-s0,svm-c-1-s0"
        watch.page.goto(chromium.address(f"{example.as_uri()}/{address}"), wait_until="commit")
        note = watch.page.locator(".xr-waiting")
        note.first.wait_for(state="attached")
        assert note.first.bounding_box()["height"] > 200
        watch.page.wait_for_selector(".xr-waiting >> text=Loading curves…")
        for route in held:
            route.continue_()
        watch.page.wait_for_selector("[data-xr-compare] figure.xr-figure")
        assert note.count() == 0
        watch.clean()


def test_paper_gets_the_explore_page_in_a_sheets_width_without_controls(visit) -> None:
    page = visit("explore.html#task=wine", "missing", "nothing")
    page.wait_for_selector("[data-xr-front] tbody tr")
    widths = (
        "() => [...document.querySelectorAll('.xr-pc, .xr-points')].map((one) => one.getBoundingClientRect().width)"
    )
    on_screen = page.evaluate(widths)
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert len(on_screen) == 4
    assert max(page.evaluate(widths)) <= 680
    drawn = "() => [...document.querySelectorAll('.xr-points canvas')].map((one) => one.width / one.clientWidth)"
    assert all(ratio > 2.9 for ratio in page.evaluate(drawn))
    controls = page.locator("[data-xr-explore] :is(select, input, button.xr-button, .xr-explore-help)")
    assert controls.count() > 5
    assert not any(one.is_visible() for one in controls.all())
    page.emulate_media(media="screen")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(widths) == on_screen


def test_paper_cuts_no_chart_of_a_comparison(visit) -> None:
    page = visit("compare.html#runs=network-lr-0-1-s0,svm-c-1-s0,svm-c-1-s1", "missing", "nothing")
    page.wait_for_selector(".xr-compare-objects")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 900})
    beyond = (
        "() => [...document.querySelectorAll('.xr-page *')].filter((one) => one.getBoundingClientRect().right > 704)"
    )
    assert page.evaluate(f"{beyond}.map((one) => one.className)") == []


def test_without_scripts_the_explore_page_says_what_python_knows(chromium, example: Path) -> None:
    with watched(chromium, f"{example.as_uri()}/", java_script_enabled=False) as watch:
        watch.page.goto(chromium.address(f"{example.as_uri()}/explore.html"))
        task = watch.page.locator("[data-xr-task^=wine-]")
        text = task.inner_text()
        assert re.search(r"explains \d+ % \(95 % interval", text)
        assert re.search(r"learning_rate_init\s+0\.\d\d 0\.\d\d … \d\.\d\d", text)
        assert "Best single run so far" in text
        assert task.locator("section:has(h3:text-is('Trade-off')) tbody tr").count() >= 2
