"""A browser page that notices everything that must not happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

INIT = """
window.fired = 0;
window.violations = [];
const note = (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI);
document.addEventListener("securitypolicyviolation", note);
"""


@dataclass
class Watch:
    """What a page did that it must not do."""

    page: object
    allowed: str
    """Where requests may go: everything else is a leak."""
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    fired: int = 0
    violations: list[str] = field(default_factory=list)

    def visit(self, url: str, settle: int = 0) -> None:
        """Open a page and take note."""
        self.page.goto(url, wait_until="load")
        if settle:
            self.page.wait_for_timeout(settle)
        self.note()

    def note(self) -> None:
        """Add up what happened on the page so far."""
        self.fired += self.page.evaluate("window.fired") or 0
        self.violations += self.page.evaluate("window.violations") or []

    def clean(self) -> None:
        """Fail unless nothing happened that must not."""
        assert self.errors == []
        assert self.outside == []
        assert self.violations == []
        assert self.fired == 0


@contextmanager
def watched(chromium, allowed: str, **context_options) -> Iterator[Watch]:
    """Open a page that may only ask for what begins with ``allowed``; everything else is aborted and noted."""
    context = chromium.new_context(**context_options)
    context.add_init_script(INIT)
    page = context.new_page()
    watch = Watch(page, allowed)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)

    def guard(route, request) -> None:
        if request.url.startswith((allowed, "data:", "about:")):
            route.continue_()
        else:
            watch.outside.append(request.url)
            route.abort()

    context.route("**/*", guard)
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((allowed, "data:", "about:")) else watch.outside.append(request.url)
        ),
    )
    try:
        yield watch
    finally:
        context.close()
