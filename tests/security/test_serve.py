"""What `xreport serve` serves is read by whoever has its address, and by nobody else."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from proofs import proof, share
from strangers import reachable, stranger

from xreport.cli.reloading import SCRIPT, VERSION
from xreport.cli.site_server import NO_KEY, SiteServer

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Server": "xreport",
}


@pytest.fixture
def site(tmp_path) -> Path:
    """A small site."""
    site = tmp_path / "site"
    (site / "runs").mkdir(parents=True)
    (site / "data").mkdir()
    for name in ("index.html", "404.html", "runs/a.html", "data/runs.json", "data/runs.js"):
        (site / name).write_text("<body>private</body>" if name.endswith("html") else "private = 1")
    return site


def ask(port: int, path: str, method: str = "GET", host: str = "127.0.0.1") -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def paths(site: Path) -> list[str]:
    """Paths that are there, and one that is not."""
    files = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    return ["/", SCRIPT, VERSION, "/nope.html", *(f"/{name}" for name in files)]


@proof("requests without the key, or with another: one sentence, whether the file is there or not", seed=11, slow=False)
def test_nothing_is_served_without_the_key(site, tally):
    chance = random.Random(11)
    with SiteServer(site, "127.0.0.1", 0) as server:
        key = server.gate.key
        wrong = [key[:at] + ("0" if key[at] != "0" else "1") + key[at + 1 :] for at in range(len(key))]
        wrong += [f"{chance.getrandbits(128):032x}" for _ in range(share(60))]
        wrong += ["", ".", "..", key[:-1], f"{key}0", f"x{key}", f"%2e/{key}", "null", key.swapcase() + "x"]
        assert {ask(server.port, f"/{key}{path}")[0].status for path in paths(site)} == {200, 301, 404}, "with it"
        for other in wrong:
            for path in paths(site)[:: 1 if other in ("", ".") else 4]:
                for method in ("GET", "HEAD"):
                    with tally.case(f"{method} {other} {path}"):
                        response, body = ask(server.port, f"/{other}{path}", method)
                        assert response.status == 403
                        assert body == (NO_KEY if method == "GET" else b"")
                        assert response.headers["Content-Length"] == str(len(NO_KEY))


@proof("names in the Host header, which a foreign web site may have pointed here: refused, the option told", slow=False)
def test_foreign_names_are_refused(site, tally):
    names = [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "2130706433", "0",
        "evil.example@localhost", "evil.example#localhost", "localhost/", "[", "[::1", "[evil.example]", "", ":80", "*",
    ]  # fmt: skip
    for host in ("127.0.0.1", "0.0.0.0"):
        with SiteServer(site, host, 0, ["lab.example"]) as server:
            for name in names:
                with tally.case(f"{host} {name}"):
                    response, body = ask(server.port, f"/{server.gate.key}/data/runs.json", host=name)
                    assert response.status == 421
                    assert b"--allow-host" in body
                    assert b"private" not in body
            for name in ("localhost", "127.0.0.1:8000", "[::1]", "lab.example"):
                with tally.case(f"{host} {name}"):
                    assert ask(server.port, f"/{server.gate.key}/data/runs.json", host=name)[1] == b"private = 1"


@proof("every kind of answer: no frame, no sniffing, no cache, no referrer, nothing for other origins", slow=False)
def test_headers_of_every_answer(site, tally):
    with SiteServer(site, "127.0.0.1", 0) as server:
        base = f"/{server.gate.key}"
        requests = [(method, f"{base}{path}") for path in paths(site) for method in ("GET", "HEAD")]
        requests += [
            (method, f"{base}/") for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE")
        ]
        requests += [("GET", "/"), ("GET", base), ("GET", f"{base}/runs"), ("GET", "/" + "a" * 70_000)]
        for method, path in requests:
            with tally.case(f"{method} {path[:80]}"):
                response, _ = ask(server.port, path, method)
                assert {name: response.headers.get_all(name) for name in HEADERS} == {
                    n: [v] for n, v in HEADERS.items()
                }
                assert response.status == 501 or method in ("GET", "HEAD")
                assert "Set-Cookie" not in response.headers


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command on one run; yield its process and the address that it prints."""
    journal = folder / "runs" / "20251123-121320-aaaaaa" / "00112233445566aa.jsonl"
    journal.parent.mkdir(parents=True)
    start = {"xreport": 1, "type": "start", "run": journal.parent.name, "writer": journal.stem, "attempt": 1}
    records = [start | {"time": 1763900000.0, "project": "p", "name": "private"}]
    records += [{"step": 1, "time": 1763900001.0, "metrics": {"val/acc": 0.5}}]
    journal.write_text("".join(json.dumps(record) + "\n" for record in records))
    (folder / "tmp").mkdir(mode=0o777)
    (folder / "tmp").chmod(0o777)
    env = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "xreport", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    try:
        while not (found := re.match(r"Serving on (http://\S+)", said := process.stdout.readline())):
            assert said, "it ended early"
        yield process, found[1]
    finally:
        process.terminate()
        process.communicate(timeout=30)


SPY = """
port, pid, temporary = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
found = {"answers": [], "read": "", "listed": []}
for path in json.loads(sys.stdin.readline()):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    found["answers"].append([path, response.status, response.read().decode()])
    connection.close()
for process in pathlib.Path("/proc").glob("[0-9]*"):
    for name in ("cmdline", "environ", "comm", "status", "maps"):
        try:
            found["read"] += (process / name).read_text(errors="replace")
        except OSError:
            pass
for folder in temporary.iterdir():
    try:
        found["listed"] += map(str, folder.iterdir())
    except OSError:
        pass
print(json.dumps(found))
"""


@proof(
    "another user of the machine, who knows the port and looks through /proc and the temporary folder: reads nothing"
)
def test_another_user_of_the_machine(tmp_path, tally):
    reachable(tmp_path)
    with serving(tmp_path) as (process, url):
        key = urlsplit(url).path.strip("/")
        asked = ["/", "/index.html", "/runs.html", "/data/runs.json", "/data/runs.js", SCRIPT, VERSION, f"/{'0' * 32}/"]
        spy = stranger(SPY, urlsplit(url).port, process.pid, tmp_path / "tmp")
        said, _ = spy.communicate(json.dumps(asked) + "\n", timeout=60)
        found = json.loads(said)
        for path, status, body in found["answers"]:
            with tally.case(path):
                assert (status, body) == (403, NO_KEY.decode())
        with tally.case("processes"):
            assert str(process.pid) in found["read"], "it has looked"
            assert key not in found["read"]
        with tally.case("temporary files"):
            assert any((tmp_path / "tmp").iterdir())
            assert found["listed"] == []


@contextmanager
def elsewhere(page: str = "") -> Iterator[tuple[str, list[tuple[str, str | None, str | None]]]]:
    """Another server on this machine; yield its address, and path, referrer and cookies of each request to it."""
    heard: list[tuple[str, str | None, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append((self.path, self.headers.get("Referer"), self.headers.get("Cookie")))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", heard
        server.shutdown()


def shown_in(frame) -> str:
    """Return the text of a frame; one that the browser took away after it was refused shows nothing."""
    try:
        return frame.evaluate("document.documentElement.textContent")
    except Exception:
        if frame.is_detached():
            return ""
        raise


@proof(
    "a page on another port, in the browser that has the site open: no frame, script, image, cookie or referrer of ours"
)
def test_other_pages_of_the_browser(site, tally, chromium):
    (site / "data" / "runs.js").write_text("window.stolen = 'private'")
    with SiteServer(site, "127.0.0.1", 0) as server:
        # Even one who has learned the address shows nothing of it inside a page of his.
        hostile = f"""<body>their page
            <iframe src="{server.url}"></iframe>
            <object data="{server.url}runs/a.html"></object>
            <script src="{server.url}data/runs.js"></script>
            <img src="{server.url}{VERSION.removeprefix("/")}">"""
        with elsewhere(hostile) as (address, heard):
            (site / "index.html").write_text(f"<body>private <a href='{address}linked'>a link</a></body>")
            page = chromium.new_page()
            page.goto(server.url)
            page.get_by_text("a link").click()
            page.wait_for_url(f"{address}linked")
            page.wait_for_load_state("load")
            with tally.case("a link tells no referrer and brings no cookie"):
                assert [one for one in heard if one[0] == "/linked"] == [("/linked", None, None)]
            with tally.case("a frame"):
                bodies = [shown_in(frame) for frame in page.frames]
                assert len(bodies) > 1
                assert not any("private" in body for body in bodies), bodies
            with tally.case("a script"):
                assert page.evaluate("window.stolen") is None
            with tally.case("an image"):
                assert page.evaluate("document.images[0].naturalWidth") == 0
            page.close()


@proof("every page of a real site, opened in a browser through the server: complete, and every request below the key")
def test_a_real_site_works_below_its_key(golden_site, tally, chromium):
    site = golden_site("objects")
    with SiteServer(site, "127.0.0.1", 0) as server:
        page = chromium.new_page()
        asked: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("response", lambda answer: failed.append(answer.url) if answer.status != 200 else None)
        for file in sorted(site.rglob("*.html")):
            name = file.relative_to(site).as_posix()
            if name == "404.html":
                continue
            with tally.case(name):
                failed.clear()
                with page.expect_response(lambda response: VERSION in response.url):
                    page.goto(server.url + name)
                page.wait_for_selector("html[data-xr-ready]")
                assert failed == []
        with tally.case("all requests"):
            assert len(asked) > 20
            assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
        page.close()
