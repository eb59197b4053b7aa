"""Charts by finger and by keyboard, and their pictures, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from logged_page import copy_site
from watch import Watch, watched

from xreport.charts.curves import curves_script
from xreport.model import Series

pytestmark = pytest.mark.browser

STEPS = 10_000
SPIKE = 4321
PHONE = {"viewport": {"width": 360, "height": 760}, "has_touch": True, "is_mobile": True}
TICK_X, TICK_Y = r'text-anchor="middle" font-size="11"[^>]*>\d', r'x="58" [^>]*text-anchor="end"[^>]*>[−\d]'
DESK = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example: one run has 10,000 steps with a single spike, a NaN and an infinite value; another has NaN only."""
    made = copy_site(example, tmp_path_factory.mktemp("plots") / "site")
    steps = np.arange(STEPS, dtype=np.int64)
    values = np.sin(steps / 700)
    values[SPIKE] = 50.0
    values[[2000, 9000]] = np.nan, np.inf
    for place, drawn in enumerate((values, np.full(STEPS, np.nan))):
        slug = run_of(made, place)
        metrics = re.findall(r'data-xr-chart="([^"]+)"', (made / "runs" / f"{slug}.html").read_text("utf-8"))
        series = {name: Series(steps, drawn, 1.7e9 + steps) for name in metrics}
        (made / "data" / "curves" / f"{slug}.js").write_bytes(curves_script(slug, series))
    return made


def run_of(site: Path, place: int = 0) -> str:
    """A run with several curves."""
    pages = sorted((site / "runs").glob("*.html"))
    return [page.stem for page in pages if page.read_text("utf-8").count("data-xr-chart") > 1][place]


@contextmanager
def opened(chromium, site: Path, screen: dict, address: str = "", place: int = 0) -> Iterator[Watch]:
    with watched(chromium, f"{site.as_uri()}/", **screen) as watch:
        watch.visit(f"{site.as_uri()}/runs/{run_of(site, place)}.html{address}")
        watch.page.wait_for_selector("figure[data-xr-chart] .u-over")
        yield watch
        watch.note()
        watch.clean()


def zoom_of(watch: Watch) -> tuple[float, float] | None:
    """The zoom in the address, once it rests."""
    rested(watch, "location.hash")
    found = re.search(r"zoom=([^,&]+),([^,&]+)", watch.page.evaluate("location.hash"))
    return (float(found[1]), float(found[2])) if found else None


def rested(watch: Watch, what: str) -> None:
    """Wait until a value of the page stays what it is."""
    before = None
    while before != (before := watch.page.evaluate(what)):
        watch.page.wait_for_timeout(400)


def said(watch: Watch) -> str:
    return watch.page.locator(".xr-said").first.text_content()


class Fingers:
    """Fingers on the first chart, in shares of its width."""

    def __init__(self, watch: Watch, figure: str = "figure[data-xr-chart]") -> None:
        self.watch = watch
        plot = watch.page.locator(f"{figure} .u-over").first
        for _ in range(2):  # what is drawn on the way there moves the page
            plot.evaluate("plot => plot.scrollIntoView({ block: 'center', behavior: 'instant' })")
            rested(watch, f"document.querySelector('{figure} .u-over').getBoundingClientRect().top")
        self.box = plot.bounding_box()
        self.session = watch.page.context.new_cdp_session(watch.page)

    def send(self, kind: str, *places: tuple[float, float]) -> None:
        points = [
            {"x": self.box["x"] + x * self.box["width"], "y": self.box["y"] + y * self.box["height"], "id": index}
            for index, (x, y) in enumerate(places)
        ]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def glide(self, start: list[tuple[float, float]], end: list[tuple[float, float]], stages: int = 8) -> None:
        self.send("touchStart", *start)
        for stage in range(1, stages + 1):
            part = stage / stages
            moved = [(a + (c - a) * part, b + (d - b) * part) for (a, b), (c, d) in zip(start, end, strict=True)]
            self.send("touchMove", *moved)
        self.send("touchEnd")

    def tap(self, place: tuple[float, float]) -> None:
        self.send("touchStart", place)
        self.send("touchEnd")


def test_two_fingers_zoom_one_moves_a_double_tap_resets_and_the_page_scrolls(chromium, site: Path) -> None:
    with opened(chromium, site, PHONE) as watch:
        fingers = Fingers(watch)
        before = watch.page.evaluate("scrollY")
        fingers.glide([(0.5, 0.7)], [(0.5, -1.2)])
        watch.page.wait_for_function("before => scrollY > before + 50", arg=before)
        assert zoom_of(watch) is None, "one finger up and down is for the page"

        fingers = Fingers(watch)
        scrolled = watch.page.evaluate("scrollY")
        fingers.glide([(0.4, 0.5), (0.6, 0.5)], [(0.1, 0.5), (0.9, 0.5)])
        low, high = zoom_of(watch) or pytest.fail("two fingers did not zoom")
        assert low == pytest.approx(STEPS * 0.375, rel=0.05)
        assert high == pytest.approx(STEPS * 0.625, rel=0.05)
        assert watch.page.evaluate("scrollY") == scrolled
        assert watch.page.evaluate("visualViewport.scale") == 1

        fingers.glide([(0.8, 0.5)], [(0.3, 0.5)])
        moved = zoom_of(watch) or pytest.fail("one finger lost the zoom")
        assert moved[0] == pytest.approx(low + 0.5 * (high - low), rel=0.1)
        assert moved[1] - moved[0] == pytest.approx(high - low, rel=0.01)

        fingers.tap((0.5, 0.5))
        fingers.tap((0.5, 0.5))
        assert zoom_of(watch) is None


def test_one_finger_across_reads_the_values(chromium, site: Path) -> None:
    with opened(chromium, site, PHONE) as watch:
        fingers = Fingers(watch)
        fingers.glide([(0.2, 0.5)], [(0.5, 0.5)])
        value = watch.page.locator("figure[data-xr-chart] .xr-hover").first.text_content()
        assert 4500 < float(re.search(r"step (\d+)", value)[1]) < 5500
        assert zoom_of(watch) is None


@pytest.mark.parametrize("page", ["compare", "groups"])
def test_on_a_phone_values_and_names_of_many_runs_stay_within_the_figure(chromium, site: Path, page: str) -> None:
    runs = sorted(page.stem for page in (site / "runs").glob("*.html"))[:30]
    groups = "runs.html#curves=1&metrics=val/accuracy&group=algorithm,configuration"
    address = f"compare.html#runs={','.join(runs)}" if page == "compare" else groups
    with watched(chromium, f"{site.as_uri()}/", **PHONE) as watch:
        watch.visit(f"{site.as_uri()}/{address}")
        watch.page.locator(".xr-charts figure").first.scroll_into_view_if_needed()
        fingers = Fingers(watch, ".xr-charts figure")
        figure = watch.page.locator(".xr-charts figure").first
        for end in (0.2, 0.45, 0.55, 0.8):
            fingers.glide([(0.1, 0.5)], [(end, 0.5)])
            tip, whole = figure.locator(".xr-tip").bounding_box(), figure.bounding_box()
            assert whole["x"] <= tip["x"]
            assert tip["x"] + tip["width"] <= whole["x"] + whole["width"]
            finger = fingers.box["x"] + end * fingers.box["width"]
            assert not tip["x"] <= finger <= tip["x"] + tip["width"], "the box lies over what is pointed at"
        plot = figure.locator(".u-over").bounding_box()
        assert plot == pytest.approx(fingers.box), "the page moves when its last chart is first pointed at"
        title = figure.locator("figcaption").evaluate(
            "caption => { const range = document.createRange(); range.selectNode(caption.firstChild);"
            "return range.getClientRects().length; }"
        )
        assert title == 1, "a name is broken into lines"
        watch.note()
        watch.clean()


def test_a_chart_is_read_and_zoomed_by_keyboard(chromium, site: Path) -> None:
    with opened(chromium, site, DESK) as watch:
        page = watch.page
        chart = page.locator("figure[data-xr-chart] .xr-plot").first
        assert chart.get_attribute("aria-label")
        chart.focus()
        page.keyboard.press("ArrowRight")
        assert said(watch).startswith("step 0 · 0")
        page.keyboard.press("ArrowRight")
        assert said(watch).startswith("step 1 · ")
        page.keyboard.press("Shift+ArrowRight")
        assert said(watch).startswith("step 1001 · ")
        page.keyboard.press("ArrowLeft")
        assert said(watch).startswith("step 1000 · ")
        page.keyboard.press("+")
        low, high = zoom_of(watch) or pytest.fail("plus did not zoom")
        assert low < 1000 < high < 0.7 * STEPS
        assert page.locator("figure[data-xr-chart] .xr-hover").first.text_content().startswith("step 1000 ")
        for _ in range(12):
            page.keyboard.press("+")
        for _ in range(80):
            page.keyboard.press("ArrowRight")
        assert said(watch).startswith("step 1080 · ")
        low, high = zoom_of(watch) or pytest.fail("the zoom is lost")
        assert low < 1080 < high < 1080 + 80, "the view follows the cursor"
        page.keyboard.press("-")
        page.keyboard.press("Home")
        assert zoom_of(watch) is None
        page.keyboard.press("Escape")
        assert page.locator("figure[data-xr-chart] .xr-hover").first.text_content() == ""
        page.keyboard.press("?")
        assert "In a chart" in page.locator("dialog.xr-keys").text_content()


def test_one_spike_of_ten_thousand_steps_is_seen_and_read_exactly(chromium, site: Path) -> None:
    with opened(chromium, site, DESK) as watch:
        svg = saved(watch, "SVG")
        line = re.search(r'<path d="(M[^"]+)" stroke="[^"]+" stroke-opacity="1"', svg)[1]
        heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line)]
        assert min(heights) < 90 < 300 < sorted(heights)[1], "one point alone reaches the top"
        marks = re.findall(r'<path d="([^"]+)" stroke="[^"]+" stroke-width="1.4"', svg)
        assert len(marks) == 1
        assert marks[0].count("M") == 3, "a cross for NaN, a tip for the infinite"
        assert "1 × NaN, 1 × +∞" in svg
    with opened(chromium, site, DESK, f"#zoom={SPIKE - 5},{SPIKE + 5}") as watch:
        watch.page.locator("figure[data-xr-chart] .xr-plot").first.focus()
        for _ in range(6):
            watch.page.keyboard.press("ArrowRight")
        assert said(watch) == f"step {SPIKE} · 50"
        csv = saved(watch, "CSV")
        assert [int(row.split(",")[1]) for row in csv.split()[1:]] == list(range(SPIKE - 5, SPIKE + 6))


def test_where_no_value_is_finite_the_axis_has_no_numbers(chromium, site: Path) -> None:
    with opened(chromium, site, DESK, place=1) as watch:
        svg = saved(watch, "SVG")
        assert f"no finite value in view · {STEPS} × NaN" in svg
        assert re.findall(TICK_X, svg)
        assert not re.findall(TICK_Y, svg)
    with opened(chromium, site, DESK) as watch:
        assert re.findall(TICK_Y, saved(watch, "SVG"))


def saved(watch: Watch, kind: str) -> str:
    figure = watch.page.locator("figure[data-xr-chart]").first
    figure.locator(".xr-save > button").click()
    with watch.page.expect_download() as download:
        figure.locator(".xr-save-menu button", has_text=kind).click()
    return Path(download.value.path()).read_text("utf-8")


def test_a_figure_names_its_metric_once(example: Path) -> None:
    pages = [page.read_text("utf-8") for page in (example / "tasks").glob("*.html")]
    figure = re.compile(r'<figure class="xr-figure">\s*<figcaption>([^<]*)</figcaption>.*?([\w-]+)\.svg', re.DOTALL)
    found = [(caption, name) for page in pages for caption, name in figure.findall(page)]
    assert len(found) >= 6
    for caption, name in found:
        drawn = (example / "figures" / f"{name}.svg").read_text("utf-8")
        metric = re.search(r">([^<]+) · (?:higher|lower) is better<", drawn)[1].split(" (")[0]
        assert metric not in caption, "its axis says it"
