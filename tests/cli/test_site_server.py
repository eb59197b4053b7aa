"""The server of `xreport serve`: the site, nothing but the site, and always the newest."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from xreport.cli import site_server
from xreport.cli.reloading import SCRIPT, VERSION, VERSIONS, version_image, with_reload
from xreport.cli.site_gate import HEADERS
from xreport.cli.site_server import SiteServer
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


Answer = tuple[http.client.HTTPResponse, bytes]


def get(server: SiteServer, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a path of the site, with the key."""
    return ask(server, f"/{server.gate.key}{path}", method, **headers)


def ask(server: SiteServer, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a path as it is."""
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
    assert body == f'<html><body>home<script src="/{server.gate.key}{SCRIPT}"></script></body></html>'.encode()
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
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Server"] == "xreport"
    assert "Access-Control-Allow-Origin" not in headers


def test_every_answer_has_the_headers_once(server):
    answers = [
        get(server, "/"), get(server, SCRIPT), get(server, VERSION), get(server, "/nope"), get(server, "/runs"),
        get(server, "/", "HEAD"), get(server, "/", "POST"), get(server, "/", "OPTIONS"), ask(server, "/"),
        get(server, "/", Host="evil.example"), get(server, "/" + "a" * 70_000),
    ]  # fmt: skip
    assert [answer[0].status for answer in answers] == [200, 200, 200, 404, 301, 200, 501, 501, 403, 421, 414]
    for response, _ in answers:
        assert {name: response.headers.get_all(name) for name in HEADERS} == {
            name: [value] for name, value in HEADERS.items()
        }


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
        "//../secret.txt", "/../../secret.txt", "/link.txt", "/%00",
        "/x%00.html", "/%ff", "/C:/x", "/./../secret.txt", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_nothing_outside_the_site_is_served(server, path):
    response, body = get(server, path)
    assert response.status == 404
    assert b"secret" not in body


def test_folders_redirect_inside_the_site_only(server, site):
    response, _ = get(server, "/runs")
    base = f"/{server.gate.key}"
    assert (response.status, response.headers["Location"]) == (301, f"{base}/runs/")
    assert b"runs<script" in get(server, "/runs/")[1]
    (site / "example.org").mkdir()
    assert get(server, "//example.org")[0].headers["Location"] == f"{base}/example.org/"
    assert get(server, "")[0].headers["Location"] == f"{base}/"


def test_without_the_key_nothing_is_answered_but_where_it_is_found(server, site):
    key = server.gate.key
    (site / key).mkdir()
    wrong = ("0" if key[0] != "0" else "1") + key[1:]
    paths = [
        "/", "/index.html", "/nope.html", SCRIPT, VERSION, "/favicon.ico", "/runs", f"/{wrong}/", f"/{key[:-1]}/",
        f"/{key}0/", f"/{key}0/index.html", f"/{key.upper()}/x", f"/?{key}", f"/x/../{key}/", "/%ff", f"/%ff{key}/",
        "*", f"http://127.0.0.1:{server.port}/{key}/", f"{key}/", f"/{key}%00/",
    ]  # fmt: skip
    for path in paths:
        for method in ("GET", "HEAD"):
            response, body = ask(server, path, method)
            assert (response.status, response.headers["Content-Type"]) == (403, "text/plain; charset=utf-8"), path
            assert body == (site_server.NO_KEY if method == "GET" else b"")
    assert b"xreport serve printed" in site_server.NO_KEY


def test_each_server_has_a_key_of_its_own(server, site):
    assert re.fullmatch(r"[0-9a-f]{32}", server.gate.key)
    with SiteServer(site, "127.0.0.1", 0) as other:
        assert other.gate.key != server.gate.key
        assert ask(other, f"/{server.gate.key}/")[0].status == 403


def test_a_request_names_one_host(server):
    path = f"/{server.gate.key}/data.js"
    for hosts in ([], ["localhost", "evil.example"], ["127.0.0.1", "127.0.0.1"]):
        for version in ("1.0", "1.1"):
            lines = [f"GET {path} HTTP/{version}", *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
                connection.sendall("\r\n".join(lines).encode())
                with connection.makefile("rb") as answer:
                    assert answer.readline().split()[1] == b"400"
                    assert answer.read().endswith(site_server.NO_HOST)


def test_a_name_that_is_refused_is_told_the_option(server):
    response, body = get(server, "/", Host="evil.example")
    assert (response.status, body) == (421, site_server.WRONG_NAME)
    assert b"--allow-host" in body


def test_an_exchanged_folder_is_seen_at_once(server, site, tmp_path):
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / "index.html").write_text("<body>new</body>")
    site.rename(tmp_path / "old")
    (tmp_path / "next").rename(site)
    assert b"new" in get(server, "/")[1]


def test_the_version_changes_with_each_build(server):
    response, before = get(server, VERSION + "?n=1")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert b'width="1"' in before
    assert get(server, VERSION)[1] == before
    server.new_version()
    assert b'width="2"' in get(server, VERSION)[1]
    assert version_image(VERSIONS) == before, "no width grows for ever"
    assert version_image(VERSIONS - 1) != before


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
        assert server.url == f"http://[::1]:{server.port}/{server.gate.key}/"
        connection = http.client.HTTPConnection("::1", server.port, timeout=10)
        connection.request("GET", f"/{server.gate.key}/")
        assert connection.getresponse().status == 200


def test_a_page_without_an_end_of_body_reloads_too():
    assert with_reload(b"<p>x", "/k") == b'<p>x<script src="/k/_xreport/reload.js"></script>'


@pytest.mark.browser
def test_an_open_page_reloads_under_the_policy_of_the_site(server, site, chromium):
    policy = "default-src 'none'; script-src 'self'; img-src 'self' data:"
    page_text = f'<head><meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>%s</body>'
    (site / "index.html").write_text(page_text % "first")
    page = chromium.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    with page.expect_response(lambda response: VERSION in response.url):
        page.goto(server.url)
    with page.expect_response(lambda response: VERSION in response.url):
        assert page.inner_text("body") == "first"
    (site / "index.html").write_text(page_text % "second")
    server.new_version()
    page.get_by_text("second").wait_for(timeout=10_000)
    page.close()
    assert [error for error in errors if "403" not in error] == [], "but for the icon"


def test_addresses_to_open(site):
    with SiteServer(site, "0.0.0.0", 0) as server:
        rest = f":{server.port}/{server.gate.key}/"
        assert server.url == f"http://127.0.0.1{rest}"
        assert server.url_elsewhere == f"http://{socket.gethostname()}{rest}"
        for host in ("127.0.0.1", "192.0.2.7", socket.gethostname()):
            assert get(server, "/", Host=host)[0].status == 200
        assert get(server, "/", Host="evil.example")[0].status == 421
    with SiteServer(site, "localhost", 0, ["lab.example"]) as server:
        assert server.url == f"http://localhost:{server.port}/{server.gate.key}/"
        assert server.url_elsewhere == ""
        assert get(server, "/", Host="Lab.Example:80")[0].status == 200


@pytest.mark.browser
def test_a_page_that_is_no_longer_served_says_so_and_runs_nothing_of_who_took_the_port(site, chromium, monkeypatch):
    monkeypatch.setattr(site_server._Handler, "protocol_version", "HTTP/1.0")  # threads keep no connection
    policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; img-src 'self' data:"
    (site / "index.html").write_text(
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><body>the runs</body>'
    )
    page = chromium.new_page()
    asked: list[str] = []

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.end_headers()
            self.wfile.write(b"document.body.textContent = 'taken'")

        def log_message(self, *_: object) -> None:
            pass

    with SiteServer(site, "127.0.0.1", 0) as server, page.expect_response(lambda response: VERSION in response.url):
        page.goto(server.url)
    # As another user's process could, once ours has ended.
    with HTTPServer(("127.0.0.1", server.port), Other) as other:
        threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        page.get_by_role("alert").wait_for(timeout=15_000)
        other.shutdown()
    assert "Open the address that it printed last" in page.inner_text("[role=alert]")
    assert asked
    assert page.inner_text("body").startswith("the runs")
    # And when the server answers again, the notice goes.
    with SiteServer(site, "127.0.0.1", server.port) as back:
        back.gate.key = server.gate.key
        page.get_by_role("alert").wait_for(state="detached", timeout=15_000)
    page.close()


def test_unreadable_files_are_404(server, monkeypatch):
    def refuse(_self: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert get(server, "/data.js")[0].status == 404
