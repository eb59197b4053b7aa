"""The compare page in a real browser: 2, 5 and 60 runs, their objects, its links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from addresses import slug_of
from building import build
from compare_logs import CONFIGURATIONS, HOSTILE, REPOSITORY, SEEDS, names, write_logs
from playwright.sync_api import Route
from watch import Watch, watched

pytestmark = pytest.mark.browser

CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } });
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    report = build(write_logs(folder), folder / "site", jobs=1)
    assert report.runs == CONFIGURATIONS * SEEDS
    return folder / "site"


@pytest.fixture
def watch(chromium, site: Path) -> Iterator[Watch]:
    with watched(chromium, f"{site.as_uri()}/", viewport={"width": 1280, "height": 900}) as made:
        made.page.add_init_script(CLIPBOARD)
        yield made


def compare(watch: Watch, site: Path, runs: list[str], state: str = "", ready: str = "tr[data-kind=means]") -> None:
    """Open a comparison and wait until what is loaded late is there."""
    watch.page.goto("about:blank")
    watch.visit(f"{site.as_uri()}/compare.html#runs={','.join(runs)}{state}")
    watch.page.wait_for_selector(f"[data-xr-compare] {ready}", state="attached")


def row(watch: Watch, label: str) -> list[str]:
    """The texts of a row of the sheet."""
    found = watch.page.locator(f"table.xr-compare tr:has(> th[scope=row]:text-is('{label}'))").first
    return [" ".join(text.split()) for text in found.locator("td").all_inner_texts()]


def draw_curves(watch: Watch) -> None:
    watch.page.locator("figure.xr-figure").first.scroll_into_view_if_needed()
    watch.page.wait_for_selector(".u-over")


def hash_of(watch: Watch) -> str:
    return watch.page.evaluate("location.hash")


def button(watch: Watch, name: str):
    return watch.page.locator("[data-xr-compare]").get_by_role("button", name=name, exact=True)


def test_two_runs_say_what_changed_what_it_bought_and_whether_seeds_explain_it(watch: Watch, site: Path) -> None:
    compare(watch, site, ["c0-s0", "c1-s0"], "&base=c0-s0")
    page = watch.page
    sentence = page.locator("[data-xr-compare] .xr-lede").inner_text()
    assert sentence.startswith("c1-s0 against c0-s0: model.depth 2 → 3, optim.schedule.warmup 0 → 1, ")
    assert "over seeds no significant difference" in sentence
    means = row(watch, "mean of its configuration")
    assert "±" in means[0]
    assert "no significant difference, p = " in means[1]
    assert page.locator("table.xr-compare .xr-compare-branch th", has_text="optim").count() == 1
    assert row(watch, "lr") == ["0.1", "0.01"]
    assert row(watch, "width") == row(watch, "model.width") == []
    assert row(watch, "Python") == ["3.11.7", "3.12.1"]
    assert row(watch, "numpy") == ["2.0.0", "2.1.0"]
    assert row(watch, "commit") == ["c0ffee123456", "facade123456 with uncommitted changes"]
    link = page.locator(f"a[href='{REPOSITORY}/commit/c0ffee1234567890']")
    assert link.count() == 1
    # No colour of better or worse where chance may have made the difference.
    delta = page.locator("table.xr-compare tr:has(> th[title='val/acc:last']) .xr-delta")
    assert delta.get_attribute("data-better") is None
    watch.note()
    watch.clean()


def test_what_differs_by_more_than_chance_is_called_so(watch: Watch, site: Path) -> None:
    compare(watch, site, ["c0-s0", "c2-s0", "c0-s1"], "&base=c0-s0")
    _, worse, same = row(watch, "mean of its configuration")
    assert "significant, p < 0.001" in worse
    assert "the baseline's configuration" in same
    assert row(watch, "zoo-v2 sha256") == ["abababababab", "cdcdcdcdcdcd", "abababababab"]
    assert watch.page.locator(".xr-compare-told li").count() == 2
    watch.clean()


def test_five_runs_rows_baseline_and_transposing_by_keyboard_and_link(watch: Watch, site: Path) -> None:
    runs = [slug_of(site, f"c{number}-s0") for number in range(5)]
    compare(watch, site, runs)
    page = watch.page
    assert page.locator("table.xr-compare thead th").count() == 5
    assert page.locator("table.xr-compare .xr-delta").count() == 0
    page.locator(f"[data-key='pin {runs[2]}']").focus()
    page.keyboard.press("Enter")
    assert page.locator("table.xr-compare thead th").first.inner_text().startswith("c2-s0")
    assert page.evaluate("document.activeElement.dataset.key") == f"pin {runs[2]}"
    assert page.locator("table.xr-compare .xr-delta").count() > 0
    shown = page.locator("table.xr-compare tbody tr").count()
    button(watch, "Show all rows").press("Space")
    assert page.locator("table.xr-compare tbody tr").count() > shown
    assert row(watch, "width") == ["64"] * 5
    button(watch, "Runs as rows").click()
    assert page.locator("table.xr-compare tbody th[scope=row]").count() == 5
    assert hash_of(watch) == f"#runs={','.join(runs)}&base={runs[2]}&all=1&t=1"
    page.reload()
    page.wait_for_selector("table.xr-compare[data-transposed]")
    assert page.locator("table.xr-compare tbody th[scope=row]").first.inner_text().startswith("c2-s0")
    button(watch, "Runs as rows").click()
    button(watch, "Show all rows").click()
    page.locator(f"[data-key='pin {runs[2]}']").click()
    page.locator(f"[data-key='remove {runs[4]}']").click()
    assert hash_of(watch) == f"#runs={','.join(runs[:4])}"
    draw_curves(watch)
    watch.note()
    watch.clean()


def test_sixty_runs(watch: Watch, site: Path) -> None:
    compare(watch, site, names(), "&base=c3-s0", ready=".xr-compare-objects")
    page = watch.page
    heads = page.locator("table.xr-compare thead th")
    assert heads.count() == 50
    assert heads.first.inner_text().startswith("c3-s0")
    assert "The first 50 of 60 runs" in page.locator(".xr-compare-cut").inner_text()
    button(watch, "Show all 60").click()
    assert heads.count() == 60
    assert page.locator(".xr-compare-cut").count() == 0
    told = page.locator(".xr-compare-told li").all_inner_texts()
    assert len(told) == 9
    assert [line.split("-")[0] for line in told[:8]] == ["c0", "c1", "c2", "c4", "c5", "c6", "c7", "c8"]
    assert told[-1] == "and 51 more runs, below"
    assert page.locator("figure.xr-figure").count() == 2
    button(watch, "Go to curves").click()
    top = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert page.evaluate("document.activeElement.textContent") == "Curves"
    assert 0 < top < 300
    samples = page.locator(".xr-compare-object[data-key=samples]")
    samples.scroll_into_view_if_needed()
    page.wait_for_selector(".xr-compare-object[data-key=samples] img")
    assert samples.locator("img").count() == 12
    button(watch, "Show all").click()
    samples.locator(".xr-compare-columns > div").nth(19).wait_for()
    assert samples.locator("img").count() == 20
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    watch.note()
    watch.clean()


def test_of_many_curves_the_first_are_drawn_while_the_others_load(watch: Watch, site: Path) -> None:
    held: list[Route] = []
    watch.page.route("**/data/curves/c11-s4-*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page = watch.page
    address = watch.visitor.address(f"{site.as_uri()}/compare.html#runs={','.join(names())}")
    page.goto(address, wait_until="commit")  # what is held keeps the page from being loaded
    page.wait_for_selector("[data-xr-coming]")
    assert "10 more runs are loading…" in page.locator("h2", has_text="Curves").inner_text()
    draw_curves(watch)
    assert page.locator(".xr-legend-item").count() == 50
    held[0].continue_()
    page.wait_for_selector("[data-xr-coming]", state="detached")
    assert page.locator(".xr-legend-item").count() == 60
    draw_curves(watch)
    watch.note()
    watch.clean()


def shown_steps(watch: Watch, key: str) -> list[str]:
    return watch.page.locator(f".xr-compare-object[data-key='{key}'] .xr-view-step").all_inner_texts()


def reveal(watch: Watch) -> None:
    for figure in watch.page.locator(".xr-compare-object").all():
        figure.scroll_into_view_if_needed()


def test_objects_side_by_side_follow_one_slider(watch: Watch, site: Path) -> None:
    runs = ["c0-s0", "c1-s0", "c2-s0"]
    compare(watch, site, runs, "&base=c0-s0", ready=".xr-compare-objects")
    reveal(watch)
    page = watch.page
    assert shown_steps(watch, "samples") == ["step 30 · 4 of 4", "step 39 · 3 of 3", "step 30 · 4 of 4"]
    page.locator(".xr-compare-step input").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert hash_of(watch).endswith("&step=12")
    assert shown_steps(watch, "samples") == ["step 10 · 2 of 4", "step 12 · 2 of 3", "step 10 · 2 of 4"]
    image = page.locator(".xr-compare-object[data-key=samples] img")
    sources = [one.get_attribute("src") for one in image.all()]
    assert sources == [f"{watch.allowed}media/{slug_of(site, run)}/1.png" for run in runs]
    for one in image.all():
        one.and_(page.locator(".xr-tiny")).wait_for()  # enlarged when it has come
    page.reload()
    page.wait_for_selector(".xr-compare-objects")
    reveal(watch)
    assert shown_steps(watch, "samples") == ["step 10 · 2 of 4", "step 12 · 2 of 3", "step 10 · 2 of 4"]
    for key in ("weights", "roc"):
        assert page.locator(f".xr-compare-object[data-key={key}] svg").count() >= 3, key
    watch.note()
    watch.clean()


def test_images_side_by_side_begin_at_one_height_on_a_phone(watch: Watch, site: Path) -> None:
    watch.page.set_viewport_size({"width": 360, "height": 800})
    compare(watch, site, ["c0-s0", "c1-s0", "c2-s0"], ready=".xr-compare-objects")
    reveal(watch)
    columns = watch.page.locator(".xr-compare-object[data-key=samples] .xr-compare-columns > div")
    names = columns.locator(".xr-compare-name > span:nth-child(2)")
    names.first.evaluate("name => name.textContent = 'a-name-that-needs-two-lines-at-least'")
    tops = columns.locator(".xr-view").evaluate_all("all => all.map((one) => one.getBoundingClientRect().top)")
    assert len(tops) == 3
    assert max(tops) - min(tops) < 1, tops
    assert names.nth(1).evaluate("name => name.getClientRects().length") == 1, "a name that fits is not broken"
    watch.note()
    watch.clean()


def test_tables_are_joined_and_texts_compared_by_line(watch: Watch, site: Path) -> None:
    compare(watch, site, ["c0-s0", "c1-s0"], ready=".xr-compare-objects")
    reveal(watch)
    page = watch.page
    joined = page.locator("table.xr-compare-joined")
    assert joined.locator("tbody tr").count() == 5
    # Configuration 1 lacks the first row and has another score in each third one.
    assert joined.locator("tbody tr[data-differs] > th").all_inner_texts() == ["0", "3"]
    assert joined.locator("td[data-differs]").count() == 3
    page.get_by_text("Only rows that differ").click()
    assert joined.locator("tbody tr").count() == 2
    page.get_by_label("Join rows by").select_option("word")
    assert joined.locator("tbody th").all_inner_texts() == ["word 0", "word 3"]
    assert hash_of(watch).endswith("&on=word")
    page.get_by_text("Only rows that differ").click()
    assert joined.locator("tbody th").all_inner_texts()[-1] == "null"
    text = page.locator(".xr-compare-object[data-key='code diff']")
    marked = text.locator(".xr-line[data-differs]").all_inner_texts()
    assert [line.strip() for line in marked] == ["return y + 0", "return y + 1"]
    assert HOSTILE in text.inner_text()
    watch.note()
    watch.clean()


def test_a_comparison_can_be_copied(watch: Watch, site: Path) -> None:
    compare(watch, site, ["c0-s0", "c1-s0"], "&base=c0-s0&all=1")
    button(watch, "Copy as report block").click()
    lines = watch.page.evaluate("window.copied").splitlines()
    assert lines[0] == "|  | c0-s0 (baseline) | c1-s0 |"
    assert "| optim.lr | 0.1 | 0.01 |" in lines
    assert '| note | &lt;img src=x onerror="window.fired=1">\\|\\`a\\` |' in "\n".join(lines)
    assert lines[-1] == "[Comparison of 2 runs](../compare.html#runs=c0-s0,c1-s0&base=c0-s0&all=1)"
    button(watch, "Copy link").click()
    assert watch.page.evaluate("window.copied") == watch.page.url
    watch.clean()


@pytest.mark.parametrize("state", ["", "#runs=", "#runs=%zz,,&base=%00&t=9&step=x&on=%", "#%%%"])
def test_a_damaged_link_lets_one_choose(watch: Watch, site: Path, state: str) -> None:
    watch.visit(f"{site.as_uri()}/compare.html{state}")
    watch.page.wait_for_selector(".xr-picker label")
    watch.note()
    watch.clean()


def test_runs_are_chosen_by_a_query_that_says_what_it_leaves_out(watch: Watch, site: Path) -> None:
    watch.visit(f"{site.as_uri()}/compare.html")
    box, runs = watch.page.get_by_label("Filter runs"), watch.page.locator(".xr-picker label")
    runs.first.wait_for()
    everything = runs.count()
    box.fill("optim.lr=0.01")
    said = watch.page.locator(".xr-picker [role=status]")
    assert said.inner_text() == f"{runs.count()} of {everything} runs"
    assert 0 < runs.count() < everything
    box.fill("optim.lr >")
    assert said.inner_text().endswith("runs. “optim.lr >” lacks a value, and is left out.")
    assert runs.count() == everything
    watch.clean()


def test_what_is_not_on_this_site_is_said_in_good_grammar(watch: Watch, site: Path) -> None:
    compare(watch, site, ["c0-s0", "gone"], ready=".xr-note")
    note = watch.page.locator("[data-xr-compare] .xr-note").first
    assert "This run is not on this site: “gone”. It may have been renamed or removed" in note.inner_text()
    note.get_by_role("button").click()
    assert hash_of(watch) == "#runs=c0-s0"
    # One run differs from nothing: everything is shown.
    assert row(watch, "width") == ["64"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone(chromium, site: Path, scheme: str) -> None:
    viewport = {"width": 360, "height": 740}
    with watched(chromium, f"{site.as_uri()}/", viewport=viewport, color_scheme=scheme) as watch:
        for state in ("", "&t=1&all=1"):
            compare(watch, site, ["c0-s0", "c1-s0", "c2-s0"], f"&base=c0-s0{state}", ready=".xr-compare-objects")
            reveal(watch)
            assert watch.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        watch.note()
        watch.clean()


def test_paper_gets_all_charts_and_objects(watch: Watch, site: Path) -> None:
    compare(watch, site, ["c0-s0", "c1-s0"], ready=".xr-compare-objects")
    watch.page.set_viewport_size({"width": 1280, "height": 300})
    watch.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert watch.page.locator(".xr-compare-object > .xr-view:empty").count() == 0
    assert watch.page.locator("figure.xr-figure .u-over").count() == 2
    watch.clean()


def test_without_what_is_known_beside_the_table_the_rest_is_compared(watch: Watch, site: Path) -> None:
    watch.page.route("**/data/about.js", lambda route: route.abort())
    compare(watch, site, ["c0-s0", "c2-s0"], ready="table.xr-compare")
    assert row(watch, "lr") == ["0.1", "0.001"]
    draw_curves(watch)
