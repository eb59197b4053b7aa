"""The guard of the browser tests sees what it is there for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from serving import Visitor
from watch import watched

pytestmark = pytest.mark.browser
ELSEWHERE = "http://192.0.2.1/x.png"


class _Redirecting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Send images elsewhere; everything else is a page with one."""
        if self.path == "/x.png":
            self.send_response(302)
            self.send_header("Location", ELSEWHERE)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>x</title><img src=x.png>")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def redirecting() -> Iterator[str]:
    """The address of a host whose image lies elsewhere."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Redirecting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_a_redirect_to_elsewhere_is_noted(chromium: Visitor, redirecting: str, tmp_path: Path) -> None:
    visitor = Visitor(chromium, tmp_path, redirecting)
    with watched(visitor, f"{tmp_path.as_uri()}/") as watch:
        with watch.page.expect_request(ELSEWHERE):
            watch.page.goto(redirecting, wait_until="commit")
        assert watch.outside == [ELSEWHERE]
        watch.outside.clear()
