"""Every page kind, on a desk and on a phone, in light and dark: clean, no wider than the screen, nothing axe minds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from serving import Visitor
from watch import watched

pytestmark = pytest.mark.browser

# Style sheets lie on our origin; from a folder, reading them again would be refused, and said on the console.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
SERIOUS = ("serious", "critical")
FINGER = 24
"""CSS pixels that what is pointed at takes each way at least: WCAG 2.2, 2.5.8."""
SMALL = """least => {
  const controls = "button, input, select, summary, textarea, a.xr-button, label:has(input), [tabindex='0']";
  const found = [];
  for (const control of document.querySelectorAll(controls)) {
    // Not there, not for pointers, or of the theme's menu, which is out of sight.
    const away = control.closest("[inert], [aria-hidden=true], .xr-stack thead, .md-sidebar");
    if (away || !control.checkVisibility({ visibilityProperty: true })) continue;
    const { width, height } = (control.closest("label") ?? control).getBoundingClientRect();
    const small = width > 0 && height > 0 && Math.min(width, height) < least;
    if (small) found.push(`${width} x ${height}: ${control.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
SLOW = pytest.mark.slow


def findings(page, context: str) -> list[str]:
    results = Axe().run(page, options=OPTIONS).response
    assert results["passes"]
    return [
        f"{context}: {found['id']} ({found['impact']}): {node['target']} {node['html'][:120]}"
        for found in results["violations"]
        if found["impact"] in SERIOUS
        for node in found["nodes"][:3]
    ]


def page_kinds(site: Path) -> list[str]:
    """One page of each kind, and two where there are many, generated and hand-written."""
    some = [page.relative_to(site).as_posix() for page in sorted(site.glob("*.html"))]
    for folder in ("tasks", "runs", "reports", "docs"):
        pages = sorted((site / folder).rglob("*.html"))
        some += [page.relative_to(site).as_posix() for page in pages[:2]]
    assert len(some) > 10
    return some


def look_at_every_kind(chromium: Visitor, site: Path, width: int, scheme: str) -> None:
    """Open one page of each kind: nothing that must not happen does, nothing is too wide, axe minds nothing."""
    found: list[str] = []
    phone = width <= 360
    screen = {"viewport": {"width": width, "height": 800}, "has_touch": phone, "is_mobile": phone}
    with watched(chromium, f"{site.as_uri()}/", **screen, color_scheme=scheme) as watch:
        for path in page_kinds(site):
            watch.visit(f"{site.as_uri()}/{path}", settle=200)
            overflow = watch.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{path} scrolls sideways at {width} px by {overflow}"
            dark = watch.page.evaluate("document.body.dataset.mdColorScheme === 'slate'")
            assert dark == (scheme == "dark") or path == "404.html", f"{path} is not {scheme}"
            found += findings(watch.page, path)
            if phone:
                found += [f"{path}: {control}" for control in watch.page.evaluate(SMALL, FINGER)]
        watch.clean()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=SLOW)])
def test_every_page_kind_on_a_desk(chromium, example: Path, scheme: str) -> None:
    look_at_every_kind(chromium, example, 1280, scheme)


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=SLOW), "dark"])
def test_every_page_kind_on_a_phone(chromium, example: Path, scheme: str) -> None:
    look_at_every_kind(chromium, example, 360, scheme)


OPENERS = {
    "runs.html#curves=1": "[data-xr-runs] [aria-haspopup=dialog]:visible, .xr-save > button",
    "explore.html": "[data-xr-explore] :is(summary, [aria-expanded]):visible",
}


@pytest.mark.parametrize("path", OPENERS)
def test_what_opens_under_a_finger_is_large_enough_for_it(chromium, example: Path, path: str) -> None:
    screen = {"viewport": {"width": 360, "height": 800}, "has_touch": True, "is_mobile": True}
    found: list[str] = []
    with watched(chromium, f"{example.as_uri()}/", **screen) as watch:
        watch.visit(f"{example.as_uri()}/{path}", settle=500)
        openers = watch.page.locator(OPENERS[path])
        assert openers.count() > 0
        for at in range(openers.count()):
            openers.nth(at).tap()
            found += watch.page.evaluate(SMALL, FINGER)
            watch.page.keyboard.press("Escape")
        watch.clean()
    assert found == []


GOLDEN = [
    pytest.param(case, width, scheme, marks=() if (case, width, scheme) == ("objects", 360, "light") else SLOW)
    for case, width, scheme in product(("basic", "objects"), (1280, 360), ("light", "dark"))
]


@pytest.mark.parametrize(("case", "width", "scheme"), GOLDEN)
def test_every_page_kind_of_the_golden_sites(
    chromium, golden_site: Callable[[str], Path], case: str, width: int, scheme: str
) -> None:
    look_at_every_kind(chromium, golden_site(case), width, scheme)


def test_the_checks_see_what_is_wrong(chromium, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!doctype html><html lang=en><title>x</title><button></button><img src='http://192.0.2.1/x.png'>", "utf-8"
    )
    with watched(chromium, f"{tmp_path.as_uri()}/") as watch:
        watch.visit(page.as_uri())
        assert any("button-name" in line for line in findings(watch.page, "bad"))
        assert watch.outside == ["http://192.0.2.1/x.png"]
        assert any("ERR_FAILED" in line for line in watch.errors), "what is asked of elsewhere is refused"
        with pytest.raises(AssertionError):
            watch.clean()
        watch.outside.clear()
