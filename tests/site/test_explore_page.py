"""The explore page in a real browser, opened from a folder."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from addresses import plain, slug_of
from logged_page import copy_site
from watch import Watch, watched

pytestmark = pytest.mark.browser

LARGEST_KB = 80
MANY = 10_000
HOSTILE = "<img src=x onerror='window.fired=1'>"


@pytest.fixture
def watch(chromium, example: Path) -> Iterator[Watch]:
    with watched(chromium, f"{example.as_uri()}/", viewport={"width": 1280, "height": 900}) as made:
        yield made


def explore(watch: Watch, site: Path, address: str = "#task=wine") -> None:
    watch.page.set_default_timeout(8000)
    watch.visit(f"{site.as_uri()}/explore.html{address}")
    watch.page.wait_for_selector(".xr-pc-title")
    watch.page.wait_for_selector("[data-xr-importance]")


def state(watch: Watch) -> dict[str, str]:
    """The address as the page wrote it."""
    text = watch.page.evaluate("location.hash").removeprefix("#")
    return {key: unquote(value) for key, _, value in (part.partition("=") for part in text.split("&") if part)}


def wait_for_hash(watch: Watch, part: str) -> None:
    watch.page.wait_for_function("part => decodeURIComponent(location.hash).includes(part)", arg=part)
    watch.page.evaluate("() => new Promise(requestAnimationFrame)")  # the page is drawn a frame after its address


def shown(watch: Watch) -> int:
    """How many runs the page says that it shows."""
    watch.page.wait_for_timeout(60)
    return int(re.match(r"\d+", watch.page.locator("[data-xr-count]").inner_text()).group())


def axis(watch: Watch, key: str):
    return watch.page.locator(f".xr-pc-axis[data-key='{key}']")


def axes(watch: Watch) -> list[str]:
    return watch.page.locator(".xr-pc-axis").evaluate_all("nodes => nodes.map(node => node.dataset.key)")


def drag(watch: Watch, start: tuple[float, float], end: tuple[float, float]) -> None:
    watch.page.mouse.move(*start)
    watch.page.mouse.down()
    watch.page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    watch.page.mouse.move(*end, steps=3)
    watch.page.mouse.up()


def brush(watch: Watch, key: str, low: float, high: float) -> None:
    """Drag along an axis, between two places from 0 (bottom) to 1 (top)."""
    box = axis(watch, key).locator(".xr-pc-strip").bounding_box()
    x = box["x"] + box["width"] / 2
    drag(watch, (x, box["y"] + (1 - low) * box["height"]), (x, box["y"] + (1 - high) * box["height"]))


def test_the_page_opens_with_the_largest_task(watch: Watch, example: Path) -> None:
    explore(watch, example, "")
    page = watch.page
    assert plain(page.get_by_label("Task", exact=True).input_value()) == "handwritten-digits"
    assert page.get_by_label("Metric", exact=True).input_value() == "val/accuracy:last"
    assert "too few" in page.locator("[data-xr-importance]").inner_text().lower()
    assert state(watch) == {}, "defaults are left out"
    watch.clean()


def test_a_brush_becomes_the_query_and_the_links_carry_it(watch: Watch, example: Path) -> None:
    explore(watch, example)
    everything = shown(watch)
    assert everything == 48
    brush(watch, "params.learning_rate_init", 0.5, 1.0)
    wait_for_hash(watch, "learning_rate_init>=")
    first = shown(watch)
    assert 0 < first < everything
    brush(watch, "params.activation", 0.4, 0.95)
    wait_for_hash(watch, "(activation=relu or activation=tanh)")
    both = shown(watch)
    assert 0 < both < first, "several axes at once"
    page = watch.page
    assert page.get_by_label("Filter runs").input_value() == state(watch)["q"]
    assert page.locator(".xr-pc-axis[data-brushed]").count() == 2
    compare = page.get_by_role("link", name=f"Compare {both} runs", exact=True).get_attribute("href")
    assert compare.startswith("compare.html#runs=")
    assert compare.count(",") == both - 1
    page.reload()
    page.wait_for_selector(".xr-pc-brush")
    assert shown(watch) == both, "the link is the view"
    page.get_by_role("link", name="Show in the runs table").click()
    page.wait_for_selector(".xr-runs-grid .slick-row")
    assert page.locator("[data-xr-count]").inner_text().startswith(f"{both} of"), "the same runs on the table"
    watch.clean()


def test_a_click_on_a_brushed_axis_clears_it(watch: Watch, example: Path) -> None:
    explore(watch, example, "#task=wine&q=alpha%3E%3D0.001%20search")
    assert shown(watch) < 48
    axis(watch, "params.alpha").locator(".xr-pc-strip").click(position={"x": 13, "y": 200})
    watch.page.wait_for_function("() => !location.hash.includes('alpha')")
    assert state(watch)["q"] == "search"
    assert shown(watch) == 48


def test_the_query_box(watch: Watch, example: Path) -> None:
    explore(watch, example)
    box = watch.page.get_by_label("Filter runs")
    box.fill("activation=tanh nothing>3")
    wait_for_hash(watch, "activation=tanh")
    watch.page.get_by_text("No column is called “nothing”: searched as words.").wait_for()
    assert shown(watch) == 0
    watch.page.get_by_text("No run of this task matches").wait_for()
    box.fill("alpha >")
    watch.page.get_by_text("“alpha >” lacks a value, and is left out.").wait_for()
    assert shown(watch) == 48
    box.press("Escape")
    watch.page.wait_for_function("() => !location.hash.includes('q=')")
    assert shown(watch) == 48
    assert watch.page.get_by_text("lacks a value").count() == 0
    watch.clean()


def test_keyboard_ranges_order_and_hiding(watch: Watch, example: Path) -> None:
    explore(watch, example)
    page = watch.page
    before = axes(watch)
    title = axis(watch, "params.alpha").get_by_role("button")
    title.focus()
    title.press("ArrowLeft")
    wait_for_hash(watch, "axes=")
    place = before.index("params.alpha")
    assert axes(watch).index("params.alpha") == place - 1
    focused = "document.activeElement.closest('.xr-pc-axis')?.dataset.key"
    assert page.evaluate(focused) == "params.alpha", "the focus moves with the axis"
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="alpha")
    panel.wait_for()
    page.keyboard.type("0.001")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    wait_for_hash(watch, "alpha>=0.001 alpha<=1")
    assert shown(watch) < 48
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate(focused) == "params.alpha"
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="Hide axis").press("Enter")
    page.wait_for_function("() => !document.querySelector(\".xr-pc-axis[data-key='params.alpha']\")")
    page.get_by_role("button", name="Axes", exact=True).press("Enter")
    page.get_by_role("group", name="Axes").get_by_label("alpha").check()
    axis(watch, "params.alpha").get_by_role("button").wait_for()
    watch.clean()


def test_axes_are_reordered_by_dragging(watch: Watch, example: Path) -> None:
    explore(watch, example)
    before = axes(watch)
    title = axis(watch, before[0]).locator(".xr-pc-title").bounding_box()
    goal = axis(watch, before[2]).locator(".xr-pc-title").bounding_box()
    start = (title["x"] + 40, title["y"] + 10)
    drag(watch, start, (goal["x"] + 50, goal["y"] + 10))
    wait_for_hash(watch, "axes=")
    assert axes(watch) == [before[1], before[2], before[0], *before[3:]]
    assert watch.page.get_by_role("dialog").count() == 0, "a drag is no click"


def test_a_run_under_the_pointer_is_named_and_opened(watch: Watch, example: Path) -> None:
    explore(watch, example)
    page = watch.page
    page.wait_for_timeout(100)
    last = axis(watch, "val/loss:last").locator(".xr-pc-strip").bounding_box()
    # The best run ends at the very bottom of the last axis.
    page.mouse.move(last["x"] + 8, last["y"] + last["height"] - 4)
    page.mouse.move(last["x"] + 7, last["y"] + last["height"] - 3)
    name = page.locator(".xr-explore-hover strong").inner_text()
    best = page.locator("[data-xr-progress] p a").first.inner_text()
    assert name == best
    assert "val/loss last 0.00" in page.locator(".xr-explore-hover").inner_text()
    for up in range(0, 120, 4):  # beside the axis, where a press is no brush
        page.mouse.move(last["x"] - 20, last["y"] + last["height"] - up)
        if page.locator(".xr-explore-hover strong").count():
            break
    page.mouse.click(last["x"] - 20, last["y"] + last["height"] - up)
    page.wait_for_url("**/runs/*.html")
    watch.clean()


def test_metric_and_task_pickers(watch: Watch, example: Path) -> None:
    explore(watch, example)
    page = watch.page
    page.get_by_label("Metric", exact=True).select_option("test/loss:score")
    wait_for_hash(watch, "metric=test/loss")
    assert axes(watch)[-1] == "test/loss:score"
    assert "test/loss" in page.locator("[data-xr-parallel] .xr-colour-key").inner_text()
    cancer = slug_of(example, "breast-cancer", "tasks")
    page.get_by_label("Task", exact=True).select_option(cancer)
    wait_for_hash(watch, f"task={cancer}")
    page.wait_for_function("() => document.querySelector('[data-xr-count]').textContent === '27 runs'")
    assert state(watch) == {"task": cancer}, "what was chosen for another task is gone"
    watch.clean()


def test_importance_is_read_from_the_data_and_leads_to_the_scatter(watch: Watch, example: Path) -> None:
    explore(watch, example)
    page = watch.page
    section = page.locator("[data-xr-importance]")
    assert re.search(
        r"explains \d+ % \(95 % interval \d+ … \d+ %\) of how 48 configurations rank", section.inner_text()
    )
    data = page.evaluate(f"window.xreport_data['explore/{slug_of(example, 'wine', 'tasks')}']")
    assert section.locator("tbody th").all_inner_texts() == [effect["name"] for effect in data["effects"]]
    first = section.locator("tbody tr").first.inner_text()
    assert data["effects"][0]["importance"]["range"] in first
    assert data["effects"][0]["correlation"]["text"] in first
    section.get_by_role("button", name="alpha").click()
    wait_for_hash(watch, "x=params.alpha")
    assert page.get_by_label("x", exact=True).input_value() == "params.alpha"
    watch.clean()


def test_a_rectangle_on_the_scatter_is_two_ranges(watch: Watch, example: Path) -> None:
    explore(watch, example)
    page = watch.page
    plot = page.locator("[data-xr-scatter] .xr-points")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    drag(watch, (box["x"] + 300, box["y"] + 60), (box["x"] + box["width"] - 20, box["y"] + 290))
    wait_for_hash(watch, "val/loss:last")
    query = state(watch)["q"]
    assert re.fullmatch(
        r'learning_rate_init>=\S+ learning_rate_init<=\S+ "val/loss:last">=\S+ "val/loss:last"<=\S+', query
    )
    assert 0 < shown(watch) < 48
    page.locator("[data-xr-scatter]").get_by_label("log x").uncheck()
    wait_for_hash(watch, "logx=0")
    watch.clean()


def test_the_pareto_front_is_listed_and_compared(watch: Watch, example: Path) -> None:
    explore(watch, example)
    page = watch.page
    section = page.locator("[data-xr-front]")
    rows = section.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(2).map(c => +c.textContent))"
    )
    assert len(rows) >= 2
    assert rows == sorted(rows), "weights go up,"
    losses = [loss for _, loss in rows]
    assert losses == sorted(losses, reverse=True), "and the loss comes down"
    link = section.get_by_role("link", name=re.compile("Compare"))
    assert link.get_attribute("href").count(",") == len(rows) - 1
    section.locator("tbody input").first.uncheck()
    assert link.get_attribute("href").count(",") == len(rows) - 2
    section.get_by_label("across").select_option("test/loss:score")
    wait_for_hash(watch, "px=test/loss:score")
    watch.clean()


def test_best_so_far_over_runs_and_hours(watch: Watch, example: Path) -> None:
    explore(watch, example)
    section = watch.page.locator("[data-xr-progress]")
    assert re.search(r"Best single run: search \d+, val/loss 0\.\d+, run \d+ of 48", section.inner_text())
    section.get_by_role("button", name="hours").click()
    wait_for_hash(watch, "over=hours")
    assert section.get_by_role("button", name="hours").get_attribute("aria-pressed") == "true"
    assert "hours of all runs together" in section.inner_text()
    watch.clean()


def test_a_damaged_address_gives_a_sensible_page(watch: Watch, example: Path) -> None:
    explore(watch, example, "#task=gone&metric=nothing&axes=a,b&x=%E0%A4&q=((((lr>&px=no&logx=7&over=never")
    assert plain(watch.page.get_by_label("Task", exact=True).input_value()) == "handwritten-digits"
    assert len(axes(watch)) > 2
    watch.clean()


def axe_core() -> str:
    """The rules of axe-core, from the package that tests get them by."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        if os.environ.get("CI") == "true":
            pytest.fail("axe-core is missing on CI: pip install axe-playwright-python")
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return Path(found.origin).with_name("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        (360, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.slow),
        pytest.param(360, "light", marks=pytest.mark.slow),
    ],
)
def test_it_fits_and_axe_finds_nothing_serious(chromium, example: Path, width: int, scheme: str) -> None:
    axe = axe_core()
    with watched(
        chromium, f"{example.as_uri()}/", viewport={"width": width, "height": 800}, color_scheme=scheme
    ) as made:
        explore(made, example)
        page = made.page
        page.emulate_media(reduced_motion="reduce")
        axis(made, "params.learning_rate_init").get_by_role("button").press("Enter")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axis(made, "params.learning_rate_init").locator(".xr-pc-strip").bounding_box()["y"] < 800
        made.clean()  # before axe, which reads style sheets in ways that a folder does not allow
        page.evaluate(axe)
        report = page.evaluate("axe.run(document.querySelector('#xr-page'))")
        serious = [item for item in report["violations"] if item["impact"] in {"serious", "critical"}]
        assert [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in serious] == []


def test_the_scripts_stay_small(example: Path) -> None:
    names = ["explore.js", "xreport.js"]
    sizes = [len(gzip.compress((example / "assets" / "xr" / name).read_bytes())) for name in names]
    assert sum(sizes) <= LARGEST_KB * 1000


# -- data made here: many runs, hostile names, what is missing ---------------------------------------


@pytest.fixture(scope="module")
def made(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with the runs of Wine replaced by many, and an explore script that has everything to say."""
    site = copy_site(example, tmp_path_factory.mktemp("explore") / "site")
    draw = random.Random(1)
    lr = [10 ** draw.uniform(-5, 0) for _ in range(MANY)]
    columns = {
        "name": ("Run", "link", [f"run {n} {HOSTILE}" for n in range(MANY)]),
        "task": ("Run", "text", ["Wine"] * MANY),
        "status": ("Run", "status", ["finished"] * MANY),
        "params.lr": ("Params", "number", lr),
        "params.batch": ("Params", "number", [round(1e4 * value) for value in lr]),
        f"params.{HOSTILE}": ("Params", "text", [draw.choice(["a", HOSTILE, None]) for _ in range(MANY)]),
        **{f"params.p{n}": ("Params", "number", [draw.random() for _ in range(MANY)]) for n in range(5)},
        "val/loss:last": ("Metrics", "number", ["NaN" if draw.random() < 0.1 else draw.random() for _ in range(MANY)]),
    }
    made = [
        {
            "key": key,
            "label": key.removeprefix("params."),
            "group": group,
            "kind": kind,
            "unit": "",
            "direction": "min" if group == "Metrics" else None,
            "values": values,
            "text": None,
        }
        for key, (group, kind, values) in columns.items()
    ]
    marks = {"slugs": [f"run-{n}" for n in range(MANY)], "colors": [0] * MANY, "scored": [[]] * MANY}
    write(site, "runs", {"count": MANY, **marks, "columns": made})
    wine = f"explore/{slug_of(site, 'wine', 'tasks')}"
    script = (site / "data" / f"{wine}.js").read_text("utf-8")
    content = json.loads(script.partition("]=")[2].rstrip().rstrip(";"))
    pair = {"first": "lr", "second": "batch", "text": "0.93"}
    write(
        site,
        f"explore/{slug_of(site, 'wine', 'tasks')}",
        {**content, "confounded": [pair], "left_out": [HOSTILE], "progress": []},
    )
    return site


def write(site: Path, key: str, content: object) -> None:
    text = f"(window.xreport_data=window.xreport_data||{{}})[{json.dumps(key)}]={json.dumps(content)};\n"
    (site / "data" / f"{key}.js").write_text(text, "utf-8")


def test_ten_thousand_runs_stay_usable(chromium, made: Path) -> None:
    with watched(chromium, f"{made.as_uri()}/", viewport={"width": 1280, "height": 900}) as watch:
        explore(watch, made)
        drawn = f"() => document.querySelector('.xr-pc canvas').dataset.drawn === '{MANY}'"
        watch.page.wait_for_function(drawn)
        brush(watch, "params.lr", 0.2, 0.4)
        wait_for_hash(watch, "lr>=")
        watch.page.wait_for_function(drawn)
        assert 1500 < shown(watch) < 2500
        # Nothing holds the page up for long: the wait for a turn while all is drawn anew.
        longest = watch.page.evaluate("""async () => {
          const box = document.querySelector("input[aria-label='Filter runs']");
          box.value = "lr>=0.001";
          box.dispatchEvent(new Event("input", { bubbles: true }));
          let [last, longest] = [performance.now(), 0];
          for (let turn = 0; turn < 40; turn += 1) {
            await new Promise((done) => setTimeout(done, 0));
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
          }
          return longest;
        }""")
        print(f"longest wait for a turn: {longest:.0f} ms")
        assert longest < 1500, "some hundred ms on a quiet machine"
        watch.clean()


def test_hostile_names_confounding_and_nothing_to_show(chromium, made: Path) -> None:
    with watched(chromium, f"{made.as_uri()}/", viewport={"width": 1280, "height": 900}) as watch:
        explore(watch, made)
        text = watch.page.locator("[data-xr-importance]").inner_text()
        assert "lr and batch vary together (0.93): their shares cannot be told apart" in text
        assert f"Left out, for nearly every configuration has another value of it: {HOSTILE}" in text
        assert "No finished run has a score yet" in watch.page.locator("[data-xr-progress]").inner_text()
        assert "takes two metrics" in watch.page.locator(".xr-page").inner_text()
        compare = watch.page.get_by_text("Compare", exact=True).locator("visible=true").last
        assert compare.get_attribute("href") is None, "ten thousand are not compared"
        brush(watch, f"params.{HOSTILE}".replace("'", "\\'"), 0.05, 0.45)
        watch.page.wait_for_function("() => location.hash.includes('q=')")
        assert 2500 < shown(watch) < 4200
        watch.clean()


def test_missing_data_is_said(chromium, example: Path, tmp_path: Path) -> None:
    site = copy_site(example, tmp_path / "site")
    (site / "data" / "explore" / f"{slug_of(site, 'wine', 'tasks')}.js").unlink()
    with watched(chromium, f"{site.as_uri()}/", viewport={"width": 1280, "height": 900}) as watch:
        watch.visit(f"{site.as_uri()}/explore.html#task=wine")
        watch.page.get_by_text(f"data/explore/{slug_of(site, 'wine', 'tasks')}.js could not be loaded").wait_for()
        assert watch.page.locator(".xr-pc-axis").count() > 3, "the rest of the page works"
        (site / "data" / "runs.js").unlink()
        watch.page.reload()
        watch.page.get_by_text("data/runs.js) could not be loaded").wait_for()
