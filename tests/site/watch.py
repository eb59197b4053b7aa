"""A browser page that notices everything that must not happen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from serving import Visitor

INIT = """
window.fired = 0;
window.violations = [];
const note = (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI);
document.addEventListener("securitypolicyviolation", note);
"""

COMPLETE = "html:not([data-xr-js]), html[data-xr-ready]"


@dataclass
class Watch:
    """What a page did that it must not do."""

    page: object
    visitor: Visitor
    allowed: str
    """Where requests may go: everything else is a leak."""
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    fired: int = 0
    violations: list[str] = field(default_factory=list)

    def visit(self, url: str, settle: int = 0) -> None:
        """Open a page, by its place in the folder, and take note."""
        self.page.goto(self.visitor.address(url) if url.startswith("file:") else url, wait_until="load")
        self.complete()
        if settle:
            self.page.wait_for_timeout(settle)
        self.note()

    def complete(self) -> None:
        """Wait for the scripts that come after the first frame, where scripts run."""
        self.page.wait_for_selector(COMPLETE, state="attached")

    def note(self) -> None:
        """Add up what happened on the page so far."""
        self.fired += self.page.evaluate("window.fired") or 0
        self.violations += self.page.evaluate("window.violations") or []

    def clean(self) -> None:
        """Fail unless nothing happened that must not."""
        self.quiet()
        assert self.violations == []
        assert self.fired == 0

    def quiet(self) -> None:
        """Fail unless there was no error and no request to elsewhere: what is known where scripts do not run."""
        assert self.errors == []
        assert self.outside == []


@contextmanager
def watched(chromium: Visitor, site: str, **context_options) -> Iterator[Watch]:
    """Open a page that may only ask for what lies below the ``file:`` address of a site, as its visitor asks for it.

    Everything else is refused and noted; a test that ends well with a note of it fails all the same.
    """
    allowed = chromium.address(site)
    context = chromium.new_context(**context_options)
    context.add_init_script(INIT)
    page = context.new_page()
    watch = Watch(page, chromium, allowed)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    outside = re.compile(f"^(?!{re.escape(allowed)}|data:|about:)")

    def note(request) -> None:
        if outside.match(request.url):
            watch.outside.append(request.url)

    context.on("request", note)  # where a redirect leads, too, which is not asked for below
    context.route(outside, lambda route: route.abort())  # those alone: each answer costs time
    try:
        yield watch
        assert watch.outside == []
    finally:
        context.close()
