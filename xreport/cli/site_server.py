"""A small web server for one site on this machine, whose pages reload when a new version is published.

Published files are served as they are; `xreport.cli.reloading` says what a page gets on its way out, and
`xreport.cli.site_gate` who is answered.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, unquote

from xreport.cli.reloading import RELOAD, SCRIPT, VERSION, version_image, with_reload
from xreport.cli.site_gate import HEADERS, SiteGate
from xreport.errors import XReportError

NO_KEY = b"Open the address that xreport serve printed when it was started: the key in it lets you in.\n"
NO_HOST = b"A request needs one Host header.\n"
WRONG_NAME = b"xreport serve does not answer to this name. If the name is yours, start it with --allow-host NAME.\n"

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
        names: Names under which the site may be asked for, beside those that are ours.

    Raises:
        XReportError: The address or the port cannot be used.
    """

    def __init__(self, site: Path, host: str, port: int, names: Sequence[str] = ()) -> None:
        self._site = site
        self._count = 0
        try:
            self._server = _Server((host, port), partial(_Handler, self))
        except OSError as error:
            fix = "--port 0 takes any free one" if error.errno == errno.EADDRINUSE else "check --host and --port"
            raise XReportError(f"Cannot listen on {host}:{port}: {error.strerror}.", fix) from None
        self._address = str(self._server.server_address[0])
        self.port: int = self._server.server_address[1]
        self.host = host
        self.gate = SiteGate(host, self._address, names)

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
        """Where to open the site on this machine."""
        if ipaddress.ip_address(self._address).is_unspecified:
            return self.url_at("[::1]" if ":" in self._address else "127.0.0.1")
        return self.url_at(f"[{self.host}]" if ":" in self.host else self.host)

    @property
    def url_elsewhere(self) -> str:
        """Where to open the site on other machines; ``""`` where `url` says it, or where they cannot."""
        return self.url_at(socket.gethostname()) if ipaddress.ip_address(self._address).is_unspecified else ""

    def url_at(self, name: str) -> str:
        """Return the address of the site under a name of this machine."""
        return f"http://{name}:{self.port}/{self.gate.key}/"

    def new_version(self) -> None:
        """Let open pages reload."""
        self._count += 1

    def version(self) -> bytes:
        """Return the image that tells a page which version is the newest."""
        return version_image(self._count)

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

    def __init__(self, owner: SiteServer, *args: Any) -> None:
        self._owner = owner
        self._base = f"/{owner.gate.key}"
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with a file of the site, the reload script or the version, to whoever may have it."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1:
            return self._answer(HTTPStatus.BAD_REQUEST, NO_HOST, _TYPES[".txt"])
        if not self._owner.gate.allows(hosts[0].strip()):
            return self._answer(HTTPStatus.MISDIRECTED_REQUEST, WRONG_NAME, _TYPES[".txt"])
        path = self._owner.gate.below_key(self.path)
        if path is None:
            return self._answer(HTTPStatus.FORBIDDEN, NO_KEY, _TYPES[".txt"])
        if path == SCRIPT:
            return self._answer(HTTPStatus.OK, RELOAD, _TYPES[".js"])
        if path == VERSION:
            return self._answer(HTTPStatus.OK, self._owner.version(), _TYPES[".svg"])
        try:
            return self._answer_file(unquote(path, errors="strict"))
        except ValueError:
            return self._answer_file("/..")  # not UTF-8: names nothing

    def do_HEAD(self) -> None:
        """Answer like GET, without the body."""
        self.do_GET()

    def _answer_file(self, path: str) -> None:
        file = self._owner.find(path)
        if file is not None and file.is_dir():
            if not path.endswith("/"):
                # Built from the cleaned parts: "//example.org" must not become an address elsewhere.
                place = "/".join([self._base, *(quote(part) for part in path.split("/") if part), ""])
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
            body = with_reload(body, self._base)
        return self._answer(status, body, kind)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, *, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """End the headers of any answer, errors of the library included."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def version_string(self) -> str:
        """Say nothing of the versions that run here."""
        return "xreport"

    def log_message(self, *_: object) -> None:
        """Requests are not worth a line each."""
