"""The server of `xreport serve`: the site, nothing but the site, and always the newest."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from xreport.cli import site_server
from xreport.cli.site_server import RELOAD_PATH, VERSION_PATH, SiteServer, with_reload
from xreport.errors import XReportError


@pytest.fixture
def site(tmp_path) -> Path:
    site = tmp_path / "site"
    (site / "runs").mkdir(parents=True)
    (site / "index.html").write_text("<html><body>home</body></html>")
    (site / "runs" / "a b.html").write_text("<html><body>run</body></html>")
    (site / "runs" / "index.html").write_text("<html><body>runs</body></html>")
    (site / "404.html").write_text("<html><body>no such page</body></html>")
    (site / "data.js").write_text("x = 1")
    (site / "x.bin").write_bytes(b"\0")
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "site-other").mkdir()
    (tmp_path / "site-other" / "secret.txt").write_text("secret")
    return site


@pytest.fixture
def server(site) -> Iterator[SiteServer]:
    with SiteServer(site, "127.0.0.1", 0) as server:
        yield server


def get(server: SiteServer, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_pages_get_the_reload_script(server, site):
    response, body = get(server, "/")
    assert (response.status, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body == f'<html><body>home<script src="{RELOAD_PATH}"></script></body></html>'.encode()
    assert b"script" not in (site / "index.html").read_bytes(), "the published file is left alone"
    assert get(server, "/runs/a%20b.html?x=1#y")[1].startswith(b"<html><body>run<script")


def test_small_answers_are_sent_at_once(server, monkeypatch):
    """Without that the body of each waits some 40 ms for the browser to acknowledge its header."""
    options = []
    answer = site_server._Handler.do_GET

    def note(handler: site_server._Handler) -> None:
        options.append(handler.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        answer(handler)

    monkeypatch.setattr(site_server._Handler, "do_GET", note)
    assert get(server, "/data.js")[1] == b"x = 1"
    assert [bool(option) for option in options] == [True]


def test_other_files_are_served_as_they_are(server):
    response, body = get(server, "/data.js")
    assert (response.headers["Content-Type"], body) == ("text/javascript; charset=utf-8", b"x = 1")
    assert get(server, "/x.bin")[0].headers["Content-Type"] == "application/octet-stream"


def test_headers_keep_it_fresh_and_to_itself(server):
    headers = get(server, "/data.js")[0].headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_head_has_no_body(server):
    response, body = get(server, "/", method="HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 30


def test_post_is_not_answered(server):
    assert get(server, "/", method="POST")[0].status == 501


def test_missing_pages_are_404_with_the_page_of_the_site(server, site):
    response, body = get(server, "/nope.html")
    assert response.status == 404
    assert b"no such page" in body
    (site / "404.html").unlink()
    assert get(server, "/nope.html")[1] == b"not found\n"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/runs/../../secret.txt",
        "/runs/%2e%2e/%2e%2e/secret.txt", "/..\\secret.txt", "/..%5csecret.txt", "/../site-other/secret.txt",
        "//../secret.txt", "/link.txt", "/%00", "/x%00.html", "/%ff", "/C:/x", "/./../secret.txt", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_nothing_outside_the_site_is_served(server, path):
    response, body = get(server, path)
    assert response.status == 404
    assert b"secret" not in body


def test_folders_redirect_inside_the_site_only(server, site):
    response, _ = get(server, "/runs")
    assert (response.status, response.headers["Location"]) == (301, "/runs/")
    assert b"runs<script" in get(server, "/runs/")[1]
    (site / "example.org").mkdir()
    assert get(server, "//example.org")[0].headers["Location"] == "/example.org/"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("127.1.2.3:80", 200),
        ("[::1]:80", 200),
        ("evil.example", 421),
        ("", 421),
    ],
)
def test_only_requests_that_name_this_machine_are_answered(server, host, status):
    """A web site whose name is made to point at 127.0.0.1 must not read the runs."""
    assert get(server, "/data.js", Host=host)[0].status == status


def test_an_exchanged_folder_is_seen_at_once(server, site, tmp_path):
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / "index.html").write_text("<body>new</body>")
    site.rename(tmp_path / "old")
    (tmp_path / "next").rename(site)
    assert b"new" in get(server, "/")[1]


def test_the_version_changes_with_each_build_and_each_server(server, site):
    before = get(server, VERSION_PATH + "?n=1")[1]
    assert re.fullmatch(rb'window.xreport_version = "[0-9a-f]{8}-0";\n', before)
    assert get(server, VERSION_PATH)[1] == before
    server.new_version()
    assert get(server, VERSION_PATH)[1] != before
    with SiteServer(site, "127.0.0.1", 0) as other:
        assert get(other, VERSION_PATH)[1] != before


def test_a_taken_port_is_said(server, site):
    with pytest.raises(XReportError, match="Cannot listen") as caught:
        SiteServer(site, "127.0.0.1", server.port)
    assert "--port 0" in caught.value.fix
    with pytest.raises(XReportError, match="Cannot listen"):
        SiteServer(site, "203.0.113.1", 0)


def test_a_site_that_is_gone_is_404(server, site):
    site.rename(site.parent / "gone")
    assert get(server, "/")[0].status == 404


def test_ipv6_is_served(site):
    try:
        socket.socket(socket.AF_INET6).bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 here")
    with SiteServer(site, "::1", 0) as server:
        assert server.url == f"http://[::1]:{server.port}/"
        connection = http.client.HTTPConnection("::1", server.port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200


def test_a_page_without_an_end_of_body_reloads_too():
    assert with_reload(b"<p>x").endswith(b'<p>x<script src="/_xreport/reload.js"></script>')


@pytest.mark.browser
def test_an_open_page_reloads_under_the_policy_of_the_site(server, site, chromium):
    policy = "default-src 'none'; script-src 'self'"
    page_text = f'<head><meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>%s</body>'
    (site / "index.html").write_text(page_text % "first")
    page = chromium.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    with page.expect_response(lambda response: VERSION_PATH in response.url):
        page.goto(server.url)
    with page.expect_response(lambda response: VERSION_PATH in response.url):
        assert page.inner_text("body") == "first"
    (site / "index.html").write_text(page_text % "second")
    server.new_version()
    page.get_by_text("second").wait_for(timeout=10_000)
    page.close()
    assert [error for error in errors if "favicon" not in error and "404" not in error] == []


def test_unreadable_files_are_404(server, monkeypatch):
    def refuse(_self: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert get(server, "/data.js")[0].status == 404
