"""The runs page in a real browser, from a folder: table, groups, pins, filters, exports, curves."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from addresses import slug_of
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route
from watch import Watch, watched

pytestmark = pytest.mark.browser

LARGEST_KB = 120
ROW = ".slick-row"


@pytest.fixture
def watch(chromium, example: Path) -> Iterator[Watch]:
    with watched(chromium, f"{example.as_uri()}/", viewport={"width": 1400, "height": 900}) as made:
        yield made


def open_runs(watch: Watch, example: Path, address: str = "") -> None:
    watch.visit("about:blank")  # the same page with another hash would not load anew
    watch.visit(f"{example.as_uri()}/runs.html{address}")
    watch.page.wait_for_selector(ROW)


def slugs(example: Path, count: int) -> list[str]:
    return [page.stem for page in sorted((example / "runs").glob("*.html"))][:count]


def hash_of(watch: Watch) -> str:
    return watch.page.evaluate("decodeURIComponent(location.hash)")


def counted(watch: Watch) -> str:
    return watch.page.locator("[data-xr-count]").inner_text()


def head(watch: Watch, label: str):
    return watch.page.get_by_role("columnheader", name=label, exact=False).first


def open_menu(watch: Watch, label: str) -> None:
    head(watch, label).hover()
    watch.page.get_by_role("button", name=f"Menu of {label}", exact=True).click()


def names(watch: Watch) -> list[str]:
    """Names of the runs on screen, from the top."""
    rows = watch.page.locator(".grid-canvas-left .slick-row")
    found = [(rows.nth(at).evaluate("r => +r.dataset.row"), rows.nth(at).inner_text()) for at in range(rows.count())]
    return [text.split("\n")[0].strip() for _, text in sorted(found)]


def clip(watch: Watch) -> None:
    """Keep what is copied: a page opened from a folder may not read the clipboard."""
    watch.page.evaluate("""() => {
      window.copied = "";
      const keep = (text) => { window.copied = text; return Promise.resolve(); };
      Object.defineProperty(navigator, "clipboard", { value: { writeText: keep }, configurable: true });
    }""")


def share(watch: Watch, what: str) -> str:
    watch.page.get_by_role("button", name="Share").click()
    watch.page.get_by_role("button", name=what).click()
    watch.page.wait_for_function("() => window.copied !== ''")
    return watch.page.evaluate("window.copied")


def test_a_filter_of_a_column_becomes_part_of_the_query(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    open_menu(watch, "algorithm")
    watch.page.get_by_label("neural network").check()
    box = watch.page.get_by_label("Filter runs")
    assert box.input_value() == 'algorithm="neural network"'
    few = counted(watch)
    assert re.fullmatch(r"\d+ of \d+ runs", few)
    watch.page.keyboard.press("Escape")
    open_menu(watch, "val/accuracy best")
    low = watch.page.get_by_label("val/accuracy best from")
    low.fill("0.97")
    low.press("Enter")
    assert box.input_value() == 'algorithm="neural network" "val/accuracy:best">=0.97'
    assert counted(watch) != few
    assert head(watch, "val/accuracy best").get_attribute("data-filtered") is not None, "its head says so"
    box.fill("nosuchkey>3")
    note = watch.page.locator(".xr-query-note")
    assert "nosuchkey" in note.inner_text()
    box.press("Escape")
    assert not note.is_visible()
    watch.clean()


def test_groups_say_how_many_and_whether_they_mix(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    watch.page.get_by_role("button", name="Group", exact=True).click()
    watch.page.get_by_label("algorithm", exact=True).check()
    watch.page.keyboard.press("Escape")
    assert "group=algorithm" in hash_of(watch)
    groups = int(re.search(r"(\d+) groups", counted(watch))[1])
    rows = watch.page.locator(".xr-group-row .xr-group")
    assert rows.count() == groups
    network = rows.filter(has_text="neural network")
    assert re.search(r"\d+ runs", network.inner_text())
    assert re.search(r"mixes \d+ configurations", network.inner_text())
    cells = watch.page.locator(".xr-group-row .slick-cell span[title*='95 % CI']")
    assert re.search(r"^n = \d+, mean [\d.]+, 95 % CI .+, min .+, max ", cells.first.get_attribute("title"))
    network.get_by_role("button").click()
    assert watch.page.locator(".xr-name[data-inside]").count() > 0, "its runs are listed"
    network.get_by_role("button").click()
    assert watch.page.locator(".xr-name[data-inside]").count() == 0
    watch.clean()


def test_groups_are_averaged_as_on_the_replicates_page(watch: Watch, example: Path) -> None:
    """Mean and interval of a configuration are those of the report; its pages are written by Python."""
    open_runs(watch, example, "#group=configuration&q=algorithm:vector and task:digits&cols=name,val/accuracy:last")
    cells = watch.page.locator(".xr-group-row .slick-cell.num").all_inner_texts()
    page = (example / "tasks" / f"{slug_of(example, 'handwritten-digits', 'tasks')}.html").read_text("utf-8")
    assert len(cells) == 2
    for cell in cells:
        mean, half = re.fullmatch(r"([\d.]+) ± ([\d.]+)", cell.strip()).groups()
        assert re.search(rf"{mean}</td><td[^>]*>± {half}<", page), cell


def test_pins_and_a_baseline(watch: Watch, example: Path) -> None:
    first, second = slugs(example, 2)
    open_runs(watch, example, f"#pin={second}&base={first}&q=forest")
    assert watch.page.locator(f".xr-pinned a[href$='runs/{second}.html']").count() == 1, "pinned, though filtered out"
    assert names(watch)[0] == watch.page.locator(".xr-pinned a").first.inner_text()
    open_runs(watch, example, f"#base={first}&pin={first}")
    assert watch.page.locator(".xr-mark", has_text="baseline").count() == 1
    deltas = watch.page.locator(".xr-delta:not(:empty)")
    watch.page.evaluate("document.querySelector('.slick-viewport-right').scrollLeft = 600")
    deltas.first.wait_for()
    assert re.match(r"[+−±]", deltas.first.inner_text())
    tones = {deltas.nth(at).get_attribute("data-tone") for at in range(deltas.count())}
    assert tones & {"good", "bad"}, "coloured by direction"
    watch.page.locator(".xr-pinned").first.hover()
    watch.page.locator(".xr-pinned .xr-more").click()
    watch.page.get_by_role("button", name="No baseline").click()
    assert "base=" not in hash_of(watch)
    watch.clean()


def tops(watch: Watch, rows: list[int]) -> list[float]:
    """Where rows stand in the window, of each its part on the left."""
    found = [watch.page.locator(f".grid-canvas-left .slick-row[data-row='{row}']").bounding_box() for row in rows]
    return [box["y"] for box in found]


def scroll_rows(watch: Watch, pixels: int) -> None:
    watch.page.evaluate(
        "pixels => [...document.querySelectorAll('.slick-viewport-bottom')].filter(v => v.offsetParent).at(-1)"
        ".scrollTop = pixels",
        pixels,
    )
    watch.page.wait_for_timeout(100)


def test_pinned_rows_stay_in_sight(watch: Watch, example: Path) -> None:
    pins = slugs(example, 12)
    open_runs(watch, example, f"#pin={','.join(pins[:2])}&sort=name")
    page = watch.page
    before, first = tops(watch, [0, 1]), tops(watch, [2])[0]
    assert before[1] < first
    scroll_rows(watch, 1000)
    assert tops(watch, [0, 1]) == before
    seen = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('.slick-row').dataset.row", [200, first + 9]
    )
    assert int(seen) > 20, "the others scrolled beneath them"
    page.mouse.move(600, before[0] + 10)
    page.mouse.wheel(0, -5000)  # over a pinned row
    page.wait_for_function("() => document.querySelector('.slick-row[data-row=\"2\"]')")
    head(watch, "val/accuracy last").click()
    assert page.locator(".slick-row.xr-pinned a").count() == 2, "whatever the order"
    page.locator(".slick-row[data-row='0'] .xr-check input").click()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    selected = page.locator(".grid-canvas-left .xr-selected").evaluate_all("all => all.map(r => +r.dataset.row)")
    assert sorted(selected) == [0, 1, 2, 3], "from the pinned rows into the others"
    open_runs(watch, example, f"#pin={','.join(pins)}&group=algorithm&open=*&freeze=2")
    height = page.locator(".xr-runs-grid").bounding_box()["height"]
    held = page.locator(".slick-pane-top.slick-pane-left").bounding_box()["height"]
    assert 32 * 3 <= held <= height / 3, "the others of many pins scroll"
    page.locator(".xr-twist").first.click()
    assert page.locator(".slick-row[data-row='0'].xr-pinned").count() == 2, (
        "a row is two parts where columns are frozen"
    )
    watch.clean()


DRAWN_INSIDE = """() => new Promise((resolve) => {
  let last = -1, same = 0;
  const look = () => {
    const count = document.querySelectorAll(".xr-name[data-inside]").length;
    same = count === last ? same + 1 : 0;
    last = count;
    if (same < 20) requestAnimationFrame(look); else resolve(count);
  };
  look();
})"""
"""How many rows within groups are drawn, once that no longer changes: a grid draws them frame by frame."""


def test_open_groups_and_the_split_are_in_the_link(watch: Watch, example: Path) -> None:
    open_runs(watch, example, "#group=algorithm&curves=1&q=task:digits")
    page = watch.page
    page.locator(".xr-group-row", has_text="neural network").get_by_role("button").click()
    border = page.get_by_role("separator", name="Width of the table")
    border.focus()
    page.keyboard.press("ArrowLeft")
    address = hash_of(watch)
    assert "&open=neural network&" in address
    assert address.endswith("&split=45")
    assert len(page.evaluate("location.hash")) < 300
    inside, width = page.evaluate(DRAWN_INSIDE), page.locator(".xr-runs-grid").bounding_box()["width"]
    assert inside > 0
    open_runs(watch, example, page.evaluate("location.hash"))
    border.wait_for()
    assert page.evaluate(DRAWN_INSIDE) == inside
    assert abs(page.locator(".xr-runs-grid").bounding_box()["width"] - width) < 2
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_role("button", name="Open all").click()
    assert "open=*" in hash_of(watch)
    page.get_by_role("button", name="Close all").click()
    assert "open=" not in hash_of(watch)
    watch.clean()


def test_pins_and_the_baseline_have_keys(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    page = watch.page
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog").inner_text()
    assert re.search(r"^p$\n+Pin the run", sheet, re.MULTILINE)
    assert re.search(r"^b$\n+Make the run", sheet, re.MULTILINE)
    for keys in ("Space", "Shift ↑ ↓", "Enter", "↑ ↓ ← →"):
        assert f"\n{keys.replace(' ', '')}\n" in sheet, f"{keys} is listed"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="What can be typed here").click()
    page.get_by_role("button", name="tag:prod").wait_for()
    assert "Shift ↑ ↓" in page.locator(".xr-menu:visible").inner_text(), "from the same list"
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    assert hash_of(watch) == "", "of no run, nothing"
    for row in (0, 2):
        page.locator(f".slick-row[data-row='{row}'] .xr-check input").click()
    chosen = re.search(r"sel=([^&]+)", hash_of(watch))[1]
    page.keyboard.press("p")
    assert f"pin={chosen}&" in hash_of(watch), "the selected, once"
    page.keyboard.press("b")
    assert f"base={chosen.split(',')[1]}&" in hash_of(watch), "of several the one under the cursor"
    watch.clean()


def test_on_paper_the_table_is_whole(watch: Watch, example: Path) -> None:
    open_runs(watch, example, "#sort=name")
    page = watch.page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    rows = page.locator(".xr-paper tbody tr:visible")
    assert rows.count() == 200, "as many as are printed, not those of the window"
    assert page.get_by_text("and 4 more rows: the first 200 are printed").is_visible()
    assert not page.locator(".xr-runs-grid").is_visible()
    heads = page.locator(".xr-paper thead tr").first.inner_text().split("\t")
    assert [text.strip() for text in heads][:2] == ["name", "status"]
    page.set_viewport_size({"width": 1010, "height": 700})
    assert page.locator(".xr-paper").evaluate("p => p.scrollWidth <= p.clientWidth"), "nothing is cut off at the edge"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".xr-paper").count() == 0
    watch.clean()


@pytest.mark.slow
def test_heat_and_bars(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    watch.page.get_by_role("button", name="Heat").click()
    watch.page.get_by_role("button", name="Bars").click()
    assert hash_of(watch) == "#look=heat,bars"
    strengths = watch.page.locator(".xr-heat").evaluate_all(
        "all => all.map(h => h.style.getPropertyValue('--xr-strength'))"
    )
    assert len(set(strengths)) > 3
    widths = watch.page.locator(".xr-bar").evaluate_all(
        "all => all.map(b => [b.getBoundingClientRect().width,"
        " b.parentNode.clientWidth * parseFloat(b.style.width) / 100])"
    )
    assert all(abs(drawn - meant) < 1 for drawn, meant in widths), "as long as the number says"
    assert min(widths)[0] < 15 < max(widths)[0]
    watch.clean()


def test_the_table_is_worked_by_keyboard(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    page = watch.page
    head(watch, "name").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert "sort=status" in hash_of(watch)
    assert head(watch, "status").get_attribute("aria-sort") == "ascending"
    page.keyboard.press(" ")
    assert head(watch, "status").get_attribute("aria-sort") == "descending"
    page.keyboard.press("ArrowDown")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.locator(".grid-canvas-top.grid-canvas-left").focus()
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator(".grid-canvas-left .xr-selected").count() == 3
    assert page.get_by_role("link", name="Compare 3 runs").get_attribute("href").startswith("compare.html#runs=")
    page.keyboard.press("p")
    assert "pin=" in hash_of(watch)
    page.keyboard.press("b")
    assert "base=" in hash_of(watch)
    watch.clean()


def test_a_range_is_selected_with_shift_and_the_mouse(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    boxes = watch.page.locator(".grid-canvas-left .slick-row .xr-check input")
    watch.page.locator(".slick-row[data-row='0'] .xr-check input").click()
    watch.page.locator(".slick-row[data-row='4'] .xr-check input").click(modifiers=["Shift"])
    assert boxes.evaluate_all("all => all.filter(b => b.checked).length") == 5
    assert len(hash_of(watch)) < 300
    watch.clean()


def test_columns_are_chosen_moved_frozen_and_hidden(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    labels = lambda: watch.page.get_by_role("columnheader").all_inner_texts()  # noqa: E731
    before = labels()
    watch.page.get_by_role("button", name="Columns").click()
    watch.page.get_by_label("Find a column").fill("mean of last")
    watch.page.locator(".xr-menu-list label:visible input").first.check()
    watch.page.keyboard.press("Escape")
    assert "show=" in hash_of(watch)
    watch.page.get_by_role("button", name="Columns").click()
    watch.page.get_by_role("button", name="Default columns").click()
    watch.page.get_by_label("Only columns that differ").check()
    watch.page.keyboard.press("Escape")
    watch.page.get_by_label("Filter runs").fill("knn")
    assert "columns alike" in counted(watch)
    assert not any("algorithm" in label for label in labels()), "all of them are of one algorithm"
    open_runs(watch, example)
    open_menu(watch, "task")
    watch.page.get_by_role("button", name="Move left").click()
    assert "cols=name,task,status" in hash_of(watch)
    open_menu(watch, "task")
    watch.page.get_by_role("button", name="Freeze up to here").click()
    assert "freeze=2" in hash_of(watch)
    assert "task" in watch.page.locator(".slick-header-left").inner_text()
    head(watch, "status").drag_to(head(watch, "name"))
    assert "cols=status,name,task" in hash_of(watch), "heads are dragged"
    open_menu(watch, "status")
    watch.page.get_by_role("button", name="Hide").click()
    assert len(labels()) < len(before)
    watch.clean()


def test_columns_move_and_freeze_by_what_is_in_sight(watch: Watch, example: Path) -> None:
    """Columns that are chosen, but hidden for being grouped by or alike, count for nothing."""
    open_runs(watch, example, "#cols=name,status,task,seed,algorithm&group=task")
    open_menu(watch, "seed")
    watch.page.get_by_role("button", name="Move left").click()
    assert "cols=name,seed,task,status,algorithm" in hash_of(watch)
    open_menu(watch, "seed")
    watch.page.get_by_role("button", name="Freeze up to here").click()
    open_menu(watch, "status")
    watch.page.get_by_role("button", name="Freeze up to here").click()
    assert "freeze=3" in hash_of(watch), "name, seed, status"
    watch.clean()


def test_what_is_shown_is_taken_away(watch: Watch, example: Path) -> None:
    open_runs(watch, example, "#q=forest&sort=name&cols=name,status,val/accuracy:last")
    clip(watch)
    shown = int(counted(watch).split()[0])
    block = share(watch, "Copy as report block")
    assert "../runs.html#q=forest&sort=name&cols=name,status,val/accuracy:last)" in block
    assert len(re.findall(r"^\| \[", block, re.MULTILINE)) == min(shown, 20)
    assert re.search(r"^\| name \| status \| val/accuracy last \|\n\|---\|---\|---:\|$", block, re.MULTILINE)
    watch.page.get_by_role("button", name="Share").click()
    with watch.page.expect_download() as saved:
        watch.page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(saved.value.path()).read_text("utf-8"))))
    assert len(rows) == shown
    assert list(rows[0]) == ["name", "status", "val/accuracy:last"]
    assert [row["name"] for row in rows][: len(names(watch))] == names(watch)
    assert any(len(row["val/accuracy:last"]) > 8 for row in rows), "all digits"
    watch.clean()


def test_curves_of_the_shown_runs_beside_the_table(watch: Watch, example: Path) -> None:
    open_runs(watch, example, "#q=algorithm:neural and task:digits")
    page = watch.page
    page.get_by_role("button", name="Curves").click()
    page.locator(".xr-curves .u-over").first.wait_for()
    shown = int(counted(watch).split()[0])
    page.wait_for_function(
        "said => document.querySelector('[data-xr-progress]').textContent === said", arg=f"{shown} runs"
    )  # more than 50 runs: the first are drawn while the others load
    page.get_by_role("button", name="Metrics").click()
    page.locator(".xr-curves-bar label[title='train/loss'] input").check()
    page.keyboard.press("Escape")
    loss = page.locator("figure[data-xr-curve='train/loss']")
    loss.scroll_into_view_if_needed()
    loss.locator(".u-over").wait_for()
    assert "curves=1&metrics=" in hash_of(watch)
    slug = page.locator(".slick-row[data-row='1'] a").get_attribute("href")
    page.locator(".slick-row[data-row='1'] .xr-name").hover()
    layer = page.locator("figure[data-xr-curve='train/loss'] canvas.xr-layer")
    lit = layer.evaluate("c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)")
    assert lit, f"the curve of {slug} is lit"
    page.mouse.move(5, 5)
    box = page.locator("figure[data-xr-curve='train/loss'] .u-over").bounding_box()
    hit = False
    for part in range(95, 10, -3):
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * part / 100)
        hit = hit or page.locator(".xr-tip:visible").count() > 0
        if page.locator(".slick-row.xr-hovered").count():
            break
    assert hit
    assert page.locator(".slick-row.xr-hovered").count() > 0, "pointing at a curve lights its row"
    page.locator(".slick-row[data-row='0'] .xr-check input").click()
    page.wait_for_function("() => document.querySelector('[data-xr-progress]').textContent === '1 run'")
    page.reload()
    loss.scroll_into_view_if_needed()
    loss.locator(".u-over").wait_for()
    watch.clean()


def test_groups_are_drawn_as_bands_with_n(watch: Watch, example: Path) -> None:
    open_runs(watch, example, "#curves=1&metrics=val/accuracy&group=configuration&q=algorithm:neural and task:digits")
    page = watch.page
    plot = page.locator("figure[data-xr-curve='val/accuracy'] .u-over")
    plot.wait_for()
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.mouse.move(box["x"] + box["width"] * 0.52, box["y"] + 40)
    tip = page.locator(".xr-tip:visible")
    tip.wait_for()
    assert "n = 10" in tip.inner_text(), "ten seeds, one of them twice: n counts seeds, as in the rows of groups"
    rule = "Repeats of one seed are averaged first: n counts seeds."
    assert rule in page.locator("figure[data-xr-curve='val/accuracy'] figcaption").get_attribute("title")
    assert page.locator(f".xr-group-row span[title*='{rule}']").count() > 0
    canvas = page.locator("figure[data-xr-curve='val/accuracy'] .u-wrap > canvas:not(.xr-layer)")
    before = canvas.evaluate("c => c.toDataURL()")
    page.get_by_label("Band around the mean").select_option("ci")
    page.wait_for_function("() => location.hash.includes('band=ci')")
    page.locator("figure[data-xr-curve='val/accuracy'] .u-over").wait_for()
    page.wait_for_timeout(200)
    assert canvas.evaluate("c => c.toDataURL()") != before, "another band"
    watch.clean()


def test_of_many_curves_the_first_are_drawn_while_the_others_load(watch: Watch, example: Path) -> None:
    asked: list[Route] = []
    slow = {"others": True}

    def answer(route: Route) -> None:
        asked.append(route)
        if len(asked) <= 50 or not slow["others"]:
            route.continue_()

    watch.page.route("**/data/curves/*.js", answer)
    watch.page.goto(watch.visitor.address(f"{example.as_uri()}/runs.html#curves=1"), wait_until="commit")
    watch.page.wait_for_selector(".xr-curves .u-over")
    said = watch.page.locator("[data-xr-progress]")
    assert re.fullmatch(r"loading 50 of \d\d+", said.inner_text())
    slow["others"] = False
    for route in asked[50:]:
        route.continue_()
    watch.page.wait_for_selector("[data-xr-progress] >> text=/^[0-9]+ runs$/")
    assert len(asked) == int(said.inner_text().split()[0])
    watch.page.wait_for_selector(".xr-curves .u-over")
    watch.clean()


@pytest.mark.slow
def test_the_border_between_table_and_curves_moves(watch: Watch, example: Path) -> None:
    open_runs(watch, example, "#curves=1&q=knn")
    border = watch.page.get_by_role("separator", name="Width of the table")
    border.wait_for()
    grid = watch.page.locator(".xr-runs-grid")
    before = grid.bounding_box()["width"]
    border.focus()
    watch.page.keyboard.press("ArrowLeft")
    watch.page.keyboard.press("ArrowLeft")
    assert grid.bounding_box()["width"] < before - 50
    box = border.bounding_box()
    watch.page.mouse.move(box["x"] + 5, box["y"] + 30)
    watch.page.mouse.down()
    watch.page.mouse.move(box["x"] + 205, box["y"] + 30, steps=3)
    watch.page.mouse.up()
    assert grid.bounding_box()["width"] > before
    watch.clean()


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "#group=%00&cols=,,&sort=-&pin=nobody&base=nobody",
        "#q=((%22&curves=1&metrics=nothing",
        "#freeze=99&look=x&sel=%zz",
        "#group=algorithm&open=%zz,*,gone&curves=1&split=1e9",
    ],
)
def test_any_address_gives_a_table(watch: Watch, example: Path, address: str) -> None:
    open_runs(watch, example, address)
    watch.page.wait_for_timeout(300)
    watch.clean()


def test_the_workspace_fits_a_phone(chromium, example: Path) -> None:
    with watched(chromium, f"{example.as_uri()}/", viewport={"width": 360, "height": 740}) as watch:
        open_runs(watch, example, "#curves=1&group=algorithm&metrics=val/accuracy")
        watch.page.locator(".xr-curves .u-over").first.wait_for(state="attached")
        table, curves = (watch.page.locator(name).bounding_box() for name in (".xr-runs-grid", ".xr-curves"))
        assert curves["y"] > table["y"] + table["height"], "one below the other"
        for name in ("Group", "Columns", "Share"):
            watch.page.get_by_role("button", name=name, exact=True).click()
            box = watch.page.locator(".xr-menu:visible").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360, name
            watch.page.keyboard.press("Escape")
        assert watch.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        watch.clean()


def test_a_finger_reaches_everything(chromium, example: Path) -> None:
    """Pins, filters, groups, selection and curves by tapping alone; what is tapped is large enough."""
    view = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with watched(chromium, f"{example.as_uri()}/", **view) as watch:
        open_runs(watch, example)
        page = watch.page
        page.locator(".slick-row[data-row='1'] .xr-more").tap()
        page.get_by_role("button", name="Pin to the top").tap()
        assert "pin=" in hash_of(watch)
        page.get_by_role("button", name="Menu of status").tap()
        page.get_by_label("finished", exact=False).first.tap()
        page.touchscreen.tap(180, 60)
        assert page.locator(".xr-popover").is_hidden()
        assert "q=status=finished" in hash_of(watch)
        page.locator(".slick-row[data-row='2'] .xr-check").tap()
        assert "sel=" in hash_of(watch)
        scroll_rows(watch, 400)
        pinned = page.locator(".slick-row.xr-pinned").bounding_box()
        touch = page.context.new_cdp_session(page)
        points = [{"x": 300 - 15 * at, "y": pinned["y"] + 16} for at in range(11)]
        for kind, point in zip(["touchStart", *["touchMove"] * 10], points, strict=True):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_function("() => document.querySelector('.slick-viewport-bottom').scrollLeft > 100")
        lefts = page.evaluate("['.slick-viewport-top', '.slick-viewport-bottom', '.slick-header']"
                              ".map(name => document.querySelector(name).scrollLeft)")  # fmt: skip
        assert len(set(lefts)) == 1, "pinned rows, the others and heads go sideways together"
        open_runs(watch, example)
        box = page.get_by_label("Select all shown runs")
        box.scroll_into_view_if_needed()
        seen = box.evaluate("""b => { const { left, top, right, bottom } = b.getBoundingClientRect();
          const at = [[left + 2, top + 2], [right - 2, bottom - 2]];
          return at.every(([x, y]) => document.elementFromPoint(x, y) === b) }""")
        assert seen, "nothing cuts it off"
        box.tap()
        assert f"Compare {counted(watch).split()[0]} runs" in page.locator(".xr-selection").inner_text()
        open_runs(watch, example, "#group=algorithm")
        page.locator(".xr-twist").first.tap()
        assert "open=" in hash_of(watch)
        sizes = page.locator(".xr-head-menu, .xr-more, .xr-twist").evaluate_all(
            "all => all.map(b => b.getBoundingClientRect()).map(b => Math.min(b.width, b.height)).filter(Boolean)"
        )
        assert min(sizes) >= 24, "WCAG 2.2, target size"
        page.get_by_role("button", name="Curves").tap()
        page.locator(".xr-curves .u-over").first.wait_for(state="attached")
        watch.clean()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way_of_assistive_tools(chromium, example: Path, scheme: str) -> None:
    axe = Axe()
    with watched(
        chromium, f"{example.as_uri()}/", viewport={"width": 1400, "height": 900}, color_scheme=scheme
    ) as watch:
        first = slugs(example, 1)[0]
        for address in (f"#pin={first}&base={first}&look=heat,bars&q=algorithm:network", "#group=algorithm&curves=1"):
            open_runs(watch, example, address)
            watch.page.wait_for_timeout(400)
            for menu in ("Group", "Columns", "Share"):
                watch.page.get_by_role("button", name=menu, exact=True).click()
                found = axe.run(watch.page, options={"resultTypes": ["violations"]}).response["violations"]
                serious = [f for f in found if f["impact"] in {"serious", "critical"}]
                assert [(f["id"], f["nodes"][0]["html"][:200]) for f in serious] == []
                watch.page.keyboard.press("Escape")


@pytest.mark.slow
def test_help_of_the_query_box(watch: Watch, example: Path) -> None:
    open_runs(watch, example)
    watch.page.get_by_role("button", name="What can be typed here").click()
    watch.page.get_by_role("button", name="not status:failed").click()
    assert watch.page.get_by_label("Filter runs").input_value() == "not status:failed"
    assert " of " in counted(watch)
    watch.clean()


def test_scripts_of_the_page_are_small(example: Path) -> None:
    page = (example / "runs.html").read_text("utf-8")
    scripts = [*re.findall(r'src="(assets/xr/[\w.]+\.js)', page), "assets/xr/search.js", "assets/xr/runcurves.js"]
    sizes = {name: len(gzip.compress((example / name).read_bytes())) / 1000 for name in set(scripts)}
    assert "assets/xr/runs.js" in sizes
    assert sum(sizes.values()) <= LARGEST_KB, sizes
