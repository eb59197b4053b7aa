"""The charts and viewers of a run page in a real browser, opened from a folder."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from logged_page import HOSTILE, STEPS, add_logged, copy_site
from watch import Watch, watched

pytestmark = pytest.mark.browser

LARGEST_KB = 60


@pytest.fixture(scope="module")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with one run that logged objects of every kind."""
    made = copy_site(example, tmp_path_factory.mktemp("logged") / "site")
    add_logged(made, run_of(made))
    return made


def run_of(site: Path) -> str:
    """A run with curves of two metrics at least, and times."""
    pages = sorted((site / "runs").glob("*.html"))
    return next(page.stem for page in pages if page.read_text("utf-8").count("data-xr-chart") > 1)


@pytest.fixture
def watch(chromium, site: Path) -> Iterator[Watch]:
    with watched(chromium, f"{site.as_uri()}/", viewport={"width": 1280, "height": 900}) as made:
        yield made


def open_run(watch: Watch, site: Path, address: str = "") -> None:
    watch.visit(f"{site.as_uri()}/runs/{run_of(site)}.html{address}")
    watch.page.wait_for_selector("figure[data-xr-chart] .u-over")


def open_logged(watch: Watch, site: Path, address: str = "") -> None:
    open_run(watch, site, address)
    reveal(watch)


def reveal(watch: Watch) -> None:
    """Bring every object near the screen once."""
    figures = watch.page.locator("figure[data-xr-logged]")
    for index in range(figures.count()):
        figures.nth(index).scroll_into_view_if_needed()
    watch.page.wait_for_selector("figure[data-xr-logged='samples'] .xr-view")


def figure(watch: Watch, key: str):
    return watch.page.locator(f"figure[data-xr-logged='{key}']")


def box_of(locator) -> dict:
    locator.scroll_into_view_if_needed()
    return locator.bounding_box()


def hash_of(watch: Watch) -> str:
    return watch.page.evaluate("location.hash")


def first_plot(watch: Watch):
    return watch.page.locator("figure[data-xr-chart] .u-over").first


LETTERS = """() => [...document.querySelectorAll('svg.xr-sketch')].flatMap((drawing) => {
  const scale = drawing.getScreenCTM().a;
  return [...drawing.querySelectorAll('text')].map((label) => scale * parseFloat(getComputedStyle(label).fontSize));
})"""


def test_letters_of_drawings_are_as_large_in_narrow_and_wide_cards(watch: Watch, site: Path) -> None:
    for width in (360, 1280, 1440):
        watch.page.set_viewport_size({"width": width, "height": 900})
        open_logged(watch, site)
        figure(watch, "roc").locator(".xr-view-sketch").wait_for()
        drawn = watch.page.evaluate(LETTERS)
        assert drawn
        assert 9.8 <= min(drawn) <= max(drawn) <= 12, (width, min(drawn), max(drawn))
        figure(watch, "roc").evaluate("f => f.style.width = '220px'")
        watch.page.wait_for_function("() => document.querySelector('[data-xr-logged=roc] svg').clientWidth < 220")
        watch.page.wait_for_function(f"() => Math.min(...({LETTERS})()) > 9.8")
        watch.page.set_viewport_size({"width": 1280, "height": 900})
    watch.clean()


def test_a_table_has_its_row_and_cards_of_a_row_are_equally_high(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    row = watch.page.locator(".xr-objects").first.bounding_box()
    table = figure(watch, "predictions").bounding_box()
    assert row
    assert table
    assert table["width"] == pytest.approx(row["width"], abs=1)
    boxes = [one.bounding_box() for one in watch.page.locator(".xr-objects").first.locator("figure").all()]
    tops = {
        round(box["y"]): {round(one["height"]) for one in boxes if round(one["y"]) == round(box["y"])} for box in boxes
    }
    assert any(sum(round(one["y"]) == top for one in boxes) > 1 for top in tops), "some stand beside each other"
    assert all(len(heights) == 1 for heights in tops.values()), tops
    watch.clean()


def test_zoom_is_shared_by_all_charts_and_lives_in_the_link(watch: Watch, site: Path) -> None:
    open_run(watch, site)
    box = box_of(first_plot(watch))
    second = watch.page.locator("figure[data-xr-chart] .u-wrap > canvas:not(.xr-layer)").nth(1)
    before = second.evaluate("c => c.toDataURL()")
    watch.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 20)
    watch.page.mouse.down()
    watch.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20, steps=4)
    watch.page.mouse.up()
    watch.page.wait_for_function("() => location.hash.includes('zoom=')")
    assert second.evaluate("c => c.toDataURL()") != before, "the other chart follows"
    zoomed = hash_of(watch)
    watch.page.reload()
    watch.page.wait_for_selector("figure[data-xr-chart] .u-over")
    assert watch.page.get_by_role("button", name="Reset zoom").is_enabled(), "the link keeps the zoom"
    assert hash_of(watch) == zoomed
    box = box_of(first_plot(watch))
    watch.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 20)
    watch.page.wait_for_function("() => location.hash === ''")
    assert second.evaluate("c => c.toDataURL()") == before, "all of it is shown again"
    watch.clean()


def test_pointing_at_one_chart_shows_the_values_of_the_others(watch: Watch, site: Path) -> None:
    open_run(watch, site)
    box = box_of(first_plot(watch))
    watch.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 30)
    watch.page.mouse.move(box["x"] + box["width"] * 0.52, box["y"] + 30)
    values = watch.page.locator(".xr-hover")
    assert re.match(r"step \d+ · ", values.nth(0).inner_text())
    assert values.nth(0).inner_text().split(" · ")[0] == values.nth(1).inner_text().split(" · ")[0]
    watch.page.mouse.move(5, 5)
    watch.page.wait_for_function("() => [...document.querySelectorAll('.xr-hover')].every(v => v.textContent === '')")
    watch.clean()


def test_controls_are_reached_by_keyboard_and_write_the_link(watch: Watch, site: Path) -> None:
    open_run(watch, site)
    page = watch.page
    select = page.get_by_label("x axis")
    select.focus()
    page.wait_for_function("() => document.querySelector('[aria-label=\"x axis\"]').options.length > 2")
    select.select_option("relative")
    for name in ("Log y", "Clip outliers"):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        assert page.get_by_role("button", name=name).get_attribute("aria-pressed") == "true"
    page.get_by_label("Smoothing").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    assert re.fullmatch(r"#x=relative&log=y&smooth=0\.\d+&clip=1", hash_of(watch))
    assert "1st to 99th percentile" in page.locator(".xr-plot-note").first.inner_text(), "clipping is said"
    page.reload()
    page.wait_for_selector("figure[data-xr-chart] .u-over")
    assert page.get_by_label("x axis").input_value() == "relative"
    assert page.get_by_role("button", name="Log y").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-xr-toolbar] output").inner_text() != "off"
    watch.clean()


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["#x=wall", "#log=xy", "#x=m:nothing", "#zoom=1e999,NaN&x=%00&smooth=9&log=q", "#metrics"]
)
def test_any_address_gives_a_page(watch: Watch, site: Path, address: str) -> None:
    watch.visit(f"{site.as_uri()}/runs/{run_of(site)}.html{address}", settle=400)
    watch.page.locator("figure[data-xr-chart]").first.scroll_into_view_if_needed()
    watch.page.wait_for_selector("figure[data-xr-chart] .xr-live")
    live = watch.page.locator("figure[data-xr-chart] .u-over").count()
    empty = watch.page.get_by_text("Nothing logged over nothing.").count()
    assert (empty if "nothing" in address else live) > 0
    watch.clean()


@pytest.mark.parametrize(("kind", "begins"), [("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("CSV", b"line,step,")])
def test_a_chart_is_saved(watch: Watch, site: Path, tmp_path: Path, kind: str, begins: bytes) -> None:
    open_run(watch, site)
    watch.page.locator(".xr-save > button").first.click()
    with watch.page.expect_download() as download:
        watch.page.get_by_role("button", name=kind, exact=True).first.click()
    target = tmp_path / "saved"
    download.value.save_as(target)
    assert target.read_bytes().startswith(begins)
    assert download.value.suggested_filename.endswith(kind.lower())
    if kind == "SVG":
        assert re.search(rb'<path d="M[\d. ]+L', target.read_bytes()), "lines are lines"
    assert watch.page.locator(".xr-save-menu").first.is_hidden()
    watch.clean()


def test_compare_draws_all_charts_before_it_is_printed(chromium, site: Path) -> None:
    slugs = ",".join(page.stem for page in sorted((site / "runs").glob("*.html"))[:3])
    with watched(chromium, f"{site.as_uri()}/", viewport={"width": 1280, "height": 500}) as watch:
        watch.visit(f"{site.as_uri()}/compare.html#runs={slugs}")
        watch.page.wait_for_selector("[data-xr-compare] figure")
        figures = watch.page.locator("[data-xr-compare] figure").count()
        live = watch.page.locator("[data-xr-compare] .u-over")
        assert live.count() < figures, "the test needs a chart that is far from the screen"
        watch.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert live.count() == figures
        watch.clean()


def test_legend_and_lines_bring_out_each_other(chromium, site: Path) -> None:
    slugs = [page.stem for page in sorted((site / "runs").glob("*.html"))[:3]]
    with watched(chromium, f"{site.as_uri()}/", viewport={"width": 1280, "height": 1600}) as watch:
        watch.visit(f"{site.as_uri()}/compare.html#runs={','.join(slugs)}")
        watch.page.wait_for_selector("[data-xr-compare] .u-over")
        item = watch.page.locator(".xr-legend-item").first
        layer = watch.page.locator(".xr-layer").first
        plain = layer.evaluate("c => c.toDataURL()")
        item.hover()
        watch.page.wait_for_selector(".xr-legend-item[data-hot]")
        assert layer.evaluate("c => c.toDataURL()") != plain, "the line is drawn above the others"
        box = box_of(watch.page.locator("[data-xr-compare] .u-over").first)
        assert layer.bounding_box() == box, "the layer lies on the plotting area"
        found = False
        for top in range(4, int(box["height"]), 8):
            watch.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + top)
            found = found or watch.page.locator(".xr-legend-item[data-hot]").count() == 1
        assert found, "pointing at a line brings out its name"
        item.click()
        assert item.get_attribute("aria-pressed") == "true"
        watch.page.get_by_role("button", name="Log y").click()
        assert "log=y" in hash_of(watch)
        assert f"runs={slugs[0]}" in hash_of(watch), "charts and page share the address"
        watch.clean()


def test_every_kind_of_object_has_a_viewer_and_damage_keeps_its_static_rendering(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    shown = {
        kind: watch.page.locator(f".xr-view[data-xr-kind={kind}]").count()
        for kind in ("image", "table", "histogram", "curve", "text", "audio")
    }
    assert shown == dict.fromkeys(shown, 1)
    assert watch.page.locator(".xr-view[data-xr-kind=confusion]").count() == 2
    assert figure(watch, "damaged").locator(".xr-static").count() == 1
    assert figure(watch, "samples").locator(".xr-view-bar").inner_text().split("\n")[-1].endswith("1,234 logged")
    assert watch.page.locator("figure[data-xr-logged] img[src=x]").count() == 0
    assert HOSTILE in watch.page.locator(".xr-view[data-xr-kind=text] pre").inner_text()
    watch.clean()


def test_sliders_move_together_to_the_nearest_step(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    label = lambda key: figure(watch, key).locator("output").inner_text()  # noqa: E731
    assert label("samples") == "step 30 · 4 of 4"
    slider = figure(watch, "samples").locator("input[type=range]")
    slider.focus()
    for _ in range(2):
        watch.page.keyboard.press("ArrowLeft")
    assert label("samples") == "step 10 · 2 of 4"
    assert label("weights") == "step 10 · 2 of 4"
    assert label("predictions") == "step 9 · 1 of 2", "the nearest it has"
    assert figure(watch, "samples").locator("img").get_attribute("src").endswith("/10.png")
    assert hash_of(watch) == "#step=10"
    watch.page.get_by_label("Link sliders").uncheck()
    slider.focus()
    watch.page.keyboard.press("ArrowLeft")
    assert (label("samples"), label("weights")) == ("step 0 · 1 of 4", "step 10 · 2 of 4")
    watch.clean()


def test_the_link_brings_a_step_back(watch: Watch, site: Path) -> None:
    open_logged(watch, site, "#step=19&log=y")
    assert figure(watch, "cm").locator("output").inner_text() == "step 20 · 3 of 4"
    assert watch.page.get_by_role("button", name="Log y").get_attribute("aria-pressed") == "true"
    watch.clean()


def test_an_image_opens_in_full_size_and_moves_by_arrow_keys(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    image = figure(watch, "samples").locator("img")
    assert image.evaluate("i => i.decode().then(() => getComputedStyle(i).imageRendering)") == "pixelated"
    figure(watch, "samples").locator(".xr-zoom").click()
    dialog = watch.page.locator("dialog[open]")
    assert "step 30" in dialog.inner_text()
    watch.page.keyboard.press("ArrowLeft")
    assert "step 20" in dialog.inner_text()
    watch.page.keyboard.press("Escape")
    watch.page.locator("dialog").wait_for(state="detached")
    assert figure(watch, "samples").locator("output").inner_text() == "step 20 · 3 of 4"
    watch.clean()


def test_a_table_is_sorted_filtered_shown_whole_and_saved(watch: Watch, site: Path, tmp_path: Path) -> None:
    open_logged(watch, site)
    view = figure(watch, "predictions").locator(".xr-view")
    rows = view.locator("tbody tr")
    assert rows.count() == 100
    assert "150 rows, the first 150 of 5000 were kept" in view.inner_text()
    view.get_by_role("button", name="Show all 150").click()
    assert rows.count() == 150
    score = view.locator("th", has_text="score")
    score.click()
    assert score.get_attribute("aria-sort") == "descending"
    first = rows.first.locator("td").first.inner_text
    assert first() == "149"
    score.press("Enter")
    assert (first(), rows.last.locator("td").last.inner_text()) == ("0", "NaN"), "NaN stays last"
    view.locator("input[type=search]").fill("dog")
    assert rows.count() == 50
    with watch.page.expect_download() as download:
        view.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text("utf-8").splitlines()
    assert len(lines) == 151
    assert lines[0] == "id,word,score"
    watch.clean()


def test_a_histogram_tells_its_values_and_its_heat_moves_the_step(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    view = figure(watch, "weights").locator(".xr-view")
    bars = box_of(view.locator("svg"))
    watch.page.mouse.move(bars["x"] + bars["width"] / 2, bars["y"] + bars["height"] / 2)
    assert re.search(r"to .*: \d+ of \d+ values", view.locator(".xr-view-value").inner_text())
    heat = box_of(view.locator("canvas"))
    watch.page.mouse.move(heat["x"] + 5, heat["y"] + heat["height"] / 2)
    assert view.locator(".xr-view-value").inner_text().startswith("step 0 · ")
    watch.page.mouse.click(heat["x"] + 5, heat["y"] + heat["height"] / 2)
    assert figure(watch, "weights").locator("output").inner_text() == "step 0 · 1 of 4"
    inked = view.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)"
    )
    assert inked
    watch.clean()


def test_curves_and_matrices_answer_the_pointer(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    roc = figure(watch, "roc").locator(".xr-view")
    assert roc.locator("path.xr-chance").count() == 1
    assert "area 0.75" in roc.inner_text()
    drawing = box_of(roc.locator("svg"))
    corner = roc.locator("path.xr-line").first.bounding_box()
    watch.page.mouse.move(corner["x"] + corner["width"] - 1, corner["y"] + 1)
    assert drawing["height"] > 100
    assert roc.locator(".xr-view-value").inner_text().endswith("1, 1")
    cm = figure(watch, "cm").locator(".xr-view")
    assert cm.locator("td[data-at='1,1']").inner_text() == "9"
    cm.get_by_role("button", name="Row %").click()
    assert cm.locator("td[data-at='1,1']").inner_text() == "81.8%"
    cm.locator("td[data-at='1,0']").hover()
    assert cm.locator(".xr-view-value").inner_text() == "dog called cat: 1 (9.09% of the row)"
    many = figure(watch, "many classes").locator(".xr-view")
    heat = box_of(many.locator("canvas"))
    watch.page.mouse.move(heat["x"] + 1, heat["y"] + 1)
    assert many.locator(".xr-view-value").inner_text().startswith("c0 called c0: 40")
    watch.clean()


def test_texts_wrap_or_not_and_sounds_play(watch: Watch, site: Path) -> None:
    open_logged(watch, site)
    view = watch.page.locator(".xr-view[data-xr-kind=text]")
    assert view.locator("pre").evaluate("p => getComputedStyle(p).whiteSpace") == "pre-wrap"
    view.get_by_role("button", name="Wrap").click()
    assert view.locator("pre").evaluate("p => getComputedStyle(p).whiteSpace") == "pre"
    audio = watch.page.locator(".xr-view[data-xr-kind=audio] audio")
    audio.evaluate("a => { a.preload = 'auto'; a.load(); }")
    watch.page.wait_for_function("() => document.querySelector('.xr-view audio').duration > 0.05")
    watch.clean()


def test_a_console_opens_at_its_end(watch: Watch, site: Path) -> None:
    open_run(watch, site)
    tail = watch.page.locator("#tail")
    tail.locator("summary").click()
    watch.page.wait_for_function("() => document.querySelector('#tail pre').scrollTop > 0")
    assert tail.get_by_role("button", name="Copy").is_visible()
    watch.clean()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_viewers_fit_a_phone(chromium, site: Path, scheme: str) -> None:
    with watched(chromium, f"{site.as_uri()}/", viewport={"width": 360, "height": 800}, color_scheme=scheme) as watch:
        open_logged(watch, site)
        assert watch.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        watch.clean()


def test_scripts_are_within_their_budget_and_loaded_where_they_are_used(watch: Watch, site: Path) -> None:
    asked: list[str] = []
    watch.page.on("request", lambda request: asked.append(request.url))
    open_logged(watch, site)
    ours = [url.removeprefix(watch.allowed) for url in asked if "/assets/xr/" in url and url.endswith(".js")]
    assert {Path(name).name for name in ours} == {"xreport.js", "charts.js", "viewers.js"}
    size = sum(len(gzip.compress((site / name).read_bytes())) for name in ours)
    assert size <= LARGEST_KB * 1000, f"{size / 1000:.1f} kB of JavaScript on a run page"
    asked.clear()
    plain = next(
        page for page in sorted((site / "runs").glob("*.html")) if "data-xr-logged-of" not in page.read_text("utf-8")
    )
    watch.visit(f"{site.as_uri()}/runs/{plain.name}", settle=300)
    assert any("charts.js" in url for url in asked)
    assert not any("viewers" in url for url in asked), "nothing is loaded that the page does not use"
    assert len(STEPS) == 4
    watch.clean()
