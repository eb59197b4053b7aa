"""A headless Chromium that measures from inside a page, and a plain HTTP server of a folder.

Times are read by the page's own clock: from the start of a navigation (or an action) to the first frame after what was
waited for is there. Each navigation has a context of its own, so nothing is cached.
"""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
VIEWPORT = {"width": 1280, "height": 900}
LONGEST = 120_000
"""Milliseconds after which a page is given up."""
LONGEST_ACT = 20_000
SETTLE = 3.0
"""Seconds that a browser has to itself after its start: pages of its own load meanwhile."""

IN_PAGE = """
window.xrWhen = (test, most = LONGEST) => new Promise((resolve, reject) => {
  const end = performance.now() + most;
  const look = () => {
    let found = false;
    try { found = test(); } catch { /* not there yet */ }
    // This is a callback of a frame, which shows what is there by now; a task after it runs when the frame is made.
    if (found) setTimeout(() => resolve(performance.now()));
    else if (performance.now() > end) reject(new Error(`nothing came of ${test}`));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
window.xrPainted = (canvas) => {
  const copy = Object.assign(document.createElement("canvas"), { width: 150, height: 60 }).getContext("2d");
  copy.drawImage(canvas, 0, 0, 150, 60);
  return copy.getImageData(0, 0, 150, 60).data.some((value, index) => index % 4 === 3 && value > 0);
};
"""


@dataclass(frozen=True)
class Visit:
    """One navigation: milliseconds to each thing that was waited for, and the addresses loaded by then."""

    times: dict[str, float]
    loaded: tuple[str, ...]


@dataclass
class Chrome:
    """The browser, and how to measure with it."""

    browser: Any
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, waits: dict[str, str] | None = None) -> Iterator[Any]:
        """A new page; ``waits`` names JavaScript conditions that are watched from the first moment on."""
        context = self.browser.new_context(viewport=VIEWPORT)
        watch = "".join(f"window.{name} = xrWhen(() => {test});" for name, test in (waits or {}).items())
        context.add_init_script(IN_PAGE.replace("LONGEST", str(LONGEST)) + watch)
        page = context.new_page()
        page.set_default_timeout(LONGEST)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url[:120]}: {error}"))
        try:
            yield page
        finally:
            context.close()

    @contextmanager
    def visit(self, url: str, waits: dict[str, str]) -> Iterator[tuple[Any, Visit]]:
        """Open an address and wait for all conditions."""
        with self.page(waits) as page:
            page.goto(url, wait_until="commit")
            times = {name: page.evaluate(f"window.{name}") for name in waits}
            loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
            yield page, Visit(times, (url, *loaded))

    def visits(self, url: str, waits: dict[str, str], repeat: int) -> tuple[dict[str, float], tuple[str, ...]]:
        """Return the median of several navigations, and what the last one loaded."""
        found: list[Visit] = []
        for _ in range(repeat):
            with self.visit(url, waits) as (_page, visit):
                found.append(visit)
        return {name: statistics.median(visit.times[name] for visit in found) for name in waits}, found[-1].loaded


@contextmanager
def chromium() -> Iterator[Chrome]:
    """Start the system's Chromium, or Playwright's own."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        time.sleep(SETTLE)
        try:
            yield Chrome(browser)
        finally:
            browser.close()


def act(page: Any, action: str, changed: str) -> float:
    """Run an action in the page; return the milliseconds until its effect is drawn.

    Args:
        page: The page.
        action: A JavaScript statement.
        changed: What must differ afterwards, a JavaScript expression.
    """
    script = """async () => {
      const seen = () => CHANGED;
      const before = seen(), start = performance.now();
      ACTION;
      return await xrWhen(() => seen() !== before, LONGEST) - start;
    }"""
    script = script.replace("CHANGED", changed).replace("ACTION", action).replace("LONGEST", str(LONGEST_ACT))
    return float(page.evaluate(script))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback interface by a process of its own; yields the address, with a slash."""
    command = [sys.executable, str(Path(__file__).with_name("static_server.py")), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        match = re.search(r"port (\d+)", process.stdout.readline())
        if match is None:
            raise SystemExit("the HTTP server did not start")
        yield f"http://127.0.0.1:{match[1]}/"
    finally:
        process.terminate()
        process.wait()


def kind_of(path: str) -> str:
    """Return what a file of a site is: data, JavaScript or styles of ours, the page, or the theme's."""
    if path.startswith("data/"):
        return "data"
    if path.startswith("assets/xr/"):
        return "JavaScript" if path.endswith(".js") else "styles"
    return "page" if path.endswith(".html") else "theme"


def weigh(site: Path, base: str, loaded: tuple[str, ...]) -> dict[str, tuple[int, int, int]]:
    """Return files, bytes and bytes as gzip sends them, for each kind of what a page loaded."""
    sums: dict[str, tuple[int, int, int]] = {}
    for path in sorted({unquote(urlsplit(url).path).lstrip("/") for url in loaded if url.startswith(base)}):
        file = site / path
        if not file.is_file():
            continue
        content = file.read_bytes()
        files, size, packed = sums.get(kind_of(path), (0, 0, 0))
        sums[kind_of(path)] = (files + 1, size + len(content), packed + len(gzip.compress(content, 6)))
    return sums


def describe(weights: dict[str, tuple[int, int, int]]) -> str:
    """Return weights as words: kB, and kB as gzip sends them."""
    order: Callable[[str], int] = ("JavaScript", "data", "styles", "page", "theme").index
    return ", ".join(
        f"{kind} {weights[kind][1] / 1000:,.0f} ({weights[kind][2] / 1000:,.0f})" for kind in sorted(weights, key=order)
    )
