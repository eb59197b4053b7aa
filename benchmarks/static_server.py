"""A plain HTTP server of one folder on the loopback interface: ``python benchmarks/static_server.py FOLDER``.

Unlike ``python -m http.server`` it sends small files at once: that one holds each back for up to 40 ms, until the
browser acknowledges the header. No server that sites are published on does so.
"""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Handler(SimpleHTTPRequestHandler):
    """Keeps connections open, as web servers do."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Requests are not worth a line each."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=sys.argv[1])) as server:
        print(f"port {server.server_address[1]}", flush=True)
        server.serve_forever()
