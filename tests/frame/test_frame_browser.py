"""The frames in a real browser, from a folder and over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from xreport.frame import FRAME_KINDS, FrameSet, render_frames

pytestmark = pytest.mark.browser


class Visit:
    """A browser page that remembers what went wrong."""

    def __init__(self, browser, **options: object) -> None:
        self._visitor = browser
        self.page = browser.new_context(**options).new_page()
        self.problems: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request) -> None:
        if not request.url.startswith((self._visitor.home, "data:")):
            self.problems.append(f"request to {request.url}")

    def open(self, path: Path) -> None:
        self.page.goto(self._visitor.address(path.as_uri()))
        self.page.wait_for_load_state()

    def scheme(self) -> str:
        return self.page.evaluate("document.body.getAttribute('data-md-color-scheme')")


def bundled(site: Path) -> None:
    """Stand in for the browser side where a checkout has none, and for the data of runs."""
    own = ("xreport.js", "xreport.css", "runs.js", "charts.js", "compare.js")
    for path in (*(site / "assets" / "xr" / name for name in own), site / "data" / "runs.js"):
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_text("")


def test_every_kind_opens_cleanly_and_the_scheme_is_kept(chromium, plain: FrameSet, write_site, tmp_path: Path) -> None:
    site = write_site(plain, tmp_path / "site")
    bundled(site)
    visit = Visit(chromium, viewport={"width": 1400, "height": 800}, color_scheme="light")
    for kind in FRAME_KINDS:
        visit.open(site / kind.path)
        assert visit.page.text_content("h1") == kind.name
    assert visit.scheme() == "default"
    visit.page.click("label[for=__palette_1]:visible")
    assert visit.scheme() == "slate"
    visit.open(site / "runs" / "run.html")  # another folder: the theme keeps its choice by the site's root
    assert visit.scheme() == "slate"
    visit.page.click(".md-tabs__link >> text=Compare")
    assert visit.page.url.endswith("/compare.html")
    visit.open(site / "404.html")
    assert visit.problems == []


def test_on_a_phone_the_drawer_leads_everywhere(chromium, plain: FrameSet, write_site, tmp_path: Path) -> None:
    site = write_site(plain, tmp_path / "site")
    bundled(site)
    visit = Visit(chromium, viewport={"width": 390, "height": 800})
    visit.open(site / "runs" / "run.html")
    visit.page.click("label.md-header__button[for=__drawer]")
    visit.page.click(".md-sidebar--primary >> text=Quality")
    assert visit.page.url.endswith("/quality.html")
    assert visit.problems == []


def test_hand_written_pages_run_their_own_scripts_and_nobody_elses(
    chromium, project, write_site, tmp_path: Path
) -> None:
    page = "# Own\n\n<script>window.own = 1</script>\n\n<img src=x onerror='window.inline = 1'>\n"
    site = write_site(render_frames(config=project({"reports/own.md": page})), tmp_path / "site")
    bundled(site)
    visit = Visit(chromium)
    visit.open(site / "reports" / "own.html")
    assert visit.page.evaluate("[window.own, window.inline]") == [1, None]
    assert any("Content Security Policy" in problem for problem in visit.problems)


def test_the_policy_stops_what_a_body_might_smuggle_in(chromium, plain: FrameSet, tmp_path: Path, write_site) -> None:
    site = write_site(plain, tmp_path / "site")
    bundled(site)
    body = "<p>x</p><script>window.hit = 1</script><img src=x onerror='window.hit = 1'><svg onload='window.hit = 1'/>"
    page = plain.frames["run"].stamp(title="x", body=body)
    (site / "runs" / "bad.html").write_bytes(page)
    (site / "runs" / "open.html").write_bytes(page.replace(b"Content-Security-Policy", b"X-Nothing"))
    visit = Visit(chromium)
    visit.open(site / "runs" / "bad.html")
    assert visit.page.evaluate("window.hit") is None
    visit.open(site / "runs" / "open.html")
    assert visit.page.evaluate("window.hit") == 1  # the payload is live: the policy is what stopped it
