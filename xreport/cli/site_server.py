"""A small web server for one site on this machine, whose pages reload when a new version is published.

Published files are served as they are. A page gets one ``<script src>`` more on its way out; the policy in the pages
allows scripts of their own origin and no requests by script, so the version is polled with a script as well.
"""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
import threading
from contextlib import AbstractContextManager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import quote, unquote, urlsplit

from xreport.errors import XReportError

RELOAD_PATH = "/_xreport/reload.js"
VERSION_PATH = "/_xreport/version.js"
_TAG = f'<script src="{RELOAD_PATH}"></script>'.encode()
_RELOAD = """\
(() => {
  "use strict";
  let count = 0;
  const poll = () => {
    if (document.hidden) return void setTimeout(poll, 1000);
    const script = document.createElement("script");
    const next = () => { script.remove(); setTimeout(poll, 1000); };
    script.onerror = next;
    script.onload = () => {
      const version = window.xreport_version;
      if (window.xreport_opened === undefined) window.xreport_opened = version;
      if (version !== window.xreport_opened) location.reload(); else next();
    };
    script.src = "VERSION?n=" + Date.now() + "." + count++;
    document.head.append(script);
  };
  poll();
})();
""".replace("VERSION", VERSION_PATH)

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".gz": "application/gzip",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "text/plain; charset=utf-8",
}
"""Ours, since the system's list differs from machine to machine."""


class SiteServer(AbstractContextManager["SiteServer"]):
    """Serves a folder from a thread, until the context ends.

    Args:
        site: The folder; looked up at each request, since a rebuild exchanges it.
        host: Address to listen on.
        port: Port to listen on; 0 for any.

    Raises:
        XReportError: The address or the port cannot be used.
    """

    def __init__(self, site: Path, host: str, port: int) -> None:
        self._site = site
        # Random, so that a page left open reloads when the next server starts.
        self._instance = secrets.token_hex(4)
        self._count = 0
        try:
            self._server = _Server((host, port), partial(_Handler, self))
        except OSError as error:
            fix = "--port 0 takes any free one" if error.errno == errno.EADDRINUSE else "check --host and --port"
            raise XReportError(f"Cannot listen on {host}:{port}: {error.strerror}.", fix) from None
        self.port: int = self._server.server_address[1]
        self.host = host
        self._is_loopback = _is_loopback(host)

    def __enter__(self) -> Self:
        """Start answering."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where to open the site."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    def new_version(self) -> None:
        """Let open pages reload."""
        self._count += 1

    def version_script(self) -> bytes:
        """Return the script that tells a page which version is the newest."""
        return f'window.xreport_version = "{self._instance}-{self._count}";\n'.encode()

    def allows(self, host_header: str | None) -> bool:
        """Whether a request names us: a foreign web site whose name points here must not read what we serve."""
        if not self._is_loopback or host_header is None:
            return True
        name = urlsplit(f"//{host_header}").hostname or ""
        return name in ("localhost", self.host) or _is_loopback(name)

    def find(self, path: str) -> Path | None:
        """Return the file of the site that a URL path names, or None. Nothing outside the site is ever found."""
        parts = [part for part in path.split("/") if part]
        if any(part in (".", "..") or set(part) & {"\\", "\0", ":"} for part in parts):
            return None
        try:
            root = self._site.resolve(strict=True)
            file = root.joinpath(*parts).resolve(strict=True)
        except (OSError, RuntimeError):
            return None
        return file if file.is_relative_to(root) else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: Any) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    # Header and body are two writes: without this the system holds small bodies back until the header is acknowledged.
    disable_nagle_algorithm = True
    scripts: ClassVar = {RELOAD_PATH: lambda _: _RELOAD.encode(), VERSION_PATH: SiteServer.version_script}

    def __init__(self, owner: SiteServer, *args: Any) -> None:
        self._owner = owner
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with a file of the site, the reload script or the version."""
        try:
            path = unquote(urlsplit(self.path).path, errors="strict")
        except ValueError:
            path = "/.."  # not UTF-8: names nothing
        if not self._owner.allows(self.headers.get("Host")):
            return self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"not served under this name\n", _TYPES[".txt"])
        if path in self.scripts:
            return self._answer(HTTPStatus.OK, self.scripts[path](self._owner), _TYPES[".js"])
        return self._answer_file(path)

    def do_HEAD(self) -> None:
        """Answer like GET, without the body."""
        self.do_GET()

    def _answer_file(self, path: str) -> None:
        file = self._owner.find(path)
        if file is not None and file.is_dir():
            if not path.endswith("/"):
                # Built from the cleaned parts: "//example.org" must not become an address elsewhere.
                place = "/" + "/".join(quote(part) for part in path.split("/") if part) + "/"
                return self._answer(HTTPStatus.MOVED_PERMANENTLY, b"", _TYPES[".txt"], location=place)
            file = self._owner.find(path + "index.html")
        status = HTTPStatus.OK if file else HTTPStatus.NOT_FOUND
        file = file or self._owner.find("404.html")
        try:
            body = file.read_bytes() if file else b"not found\n"
        except OSError:
            status, file, body = HTTPStatus.NOT_FOUND, None, b"not found\n"
        kind = _TYPES.get(file.suffix.lower(), "application/octet-stream") if file else _TYPES[".txt"]
        if file and file.suffix == ".html":
            body = with_reload(body)
        return self._answer(status, body, kind)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, *, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        # Data comes as scripts, which any web site could load from this machine otherwise.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Requests are not worth a line each."""


def with_reload(page: bytes) -> bytes:
    """Return a page with the reload script before the end of its body."""
    place = page.rfind(b"</body>")
    return page + _TAG if place < 0 else page[:place] + _TAG + page[place:]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
