"""Links of older sites, and links to runs that have got another name, lead where they led."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addresses import slug_of
from building import build
from serving import serving

pytestmark = pytest.mark.browser
NAMES = {"a": "Baseline <1>", "b": "twin", "c": "twin"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs, two of one name."""
    folder = tmp_path_factory.mktemp("old")
    for number, (run, name) in enumerate(NAMES.items()):
        start = {"xreport": 1, "type": "start", "run": run, "writer": f"{number:016x}", "attempt": 1, "name": name}
        records = [start | {"time": 1.0, "project": "Zoo"}, {"step": 1, "metrics": {"acc": 0.5}}]
        (folder / "runs" / run).mkdir(parents=True)
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / "runs" / run / f"{number:016x}.jsonl").write_text(text)
    build(folder / "runs", folder / "site", jobs=1)
    return folder / "site"


@pytest.fixture
def ask(chromium, site: Path) -> Iterator[Callable[[str], object]]:
    """Ask a host for an address as most answer: what is not there is the page for that."""
    context = chromium.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with serving(site.parent) as served:

        def answer(route) -> None:
            path = route.request.url.removeprefix(f"{served}site/").partition("#")[0]
            if (site / path).is_file():
                route.continue_()
            else:
                route.fulfill(status=404, content_type="text/html", path=site / "404.html")

        page.route("**/*.html*", answer)

        def visit(path: str):
            page.goto(f"{served}site/{path}")
            return page

        yield visit
    assert errors == []
    context.close()


def test_a_name_that_is_the_only_one_leads_to_its_page(ask, site: Path) -> None:
    page = ask("runs/baseline-1.html#curves")
    page.wait_for_url(f"**/runs/{slug_of(site, 'baseline-1')}.html#curves")
    page = ask("projects/zoo.html")
    page.wait_for_url(f"**/projects/{slug_of(site, 'zoo', 'projects')}.html")
    page = ask("tasks/zoo.html")
    page.wait_for_url(f"**/tasks/{slug_of(site, 'zoo', 'tasks')}.html")


def test_a_run_that_was_renamed_is_found_by_what_stays(ask, site: Path) -> None:
    slug = slug_of(site, "baseline-1")
    page = ask(f"runs/what-it-was-called{slug.removeprefix('baseline-1')}.html")
    page.wait_for_url(f"**/runs/{slug}.html")


def test_of_several_runs_of_one_name_the_reader_chooses(ask) -> None:
    page = ask("runs/twin.html")
    page.locator("#found a").nth(1).wait_for()
    assert page.locator("#found a").all_inner_texts() == ["twin", "twin"]
    page.locator("#found a").first.click()
    page.wait_for_url("**/runs/twin-*.html")


def test_what_is_nowhere_is_said(ask) -> None:
    page = ask("runs/nobody.html")
    page.wait_for_function("() => window.xreport_data && window.xreport_data.search")
    assert page.inner_text("h1") == "This page is not here"
    assert page.locator("#found a").count() == 0
    assert ask("elsewhere/page.html").inner_text("h1") == "This page is not here"


def test_a_page_that_is_listed_and_gone_is_not_asked_for_again_and_again(ask, site: Path) -> None:
    asked: list[str] = []
    page = ask("index.html")
    page.on("request", lambda request: asked.append(request.url))
    slug = slug_of(site, "baseline-1")
    away = site / "runs" / f"{slug}.away"
    (site / "runs" / f"{slug}.html").rename(away)
    try:
        page = ask(f"runs/{slug}.html")
        page.locator("#found a").first.wait_for()
        page.wait_for_timeout(300)
        assert sum(url.endswith(f"{slug}.html") for url in asked) == 1
    finally:
        away.rename(site / "runs" / f"{slug}.html")


def test_older_links_to_comparisons_name_runs_without_the_hash(ask, site: Path) -> None:
    renamed = f"older-name{slug_of(site, 'baseline-1').removeprefix('baseline-1')}"
    for runs in ("baseline-1", renamed):
        page = ask(f"compare.html#runs={runs}")
        page.wait_for_selector(f"[data-xr-compare] a[href='runs/{slug_of(site, 'baseline-1')}.html']")
        page.goto("about:blank")
    page = ask("compare.html#runs=twin")
    page.get_by_text("twin").first.wait_for()
    assert page.locator("[data-xr-compare] a[href^='runs/twin']").count() == 0, "which of the two is not said"
