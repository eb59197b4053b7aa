"""The two ways in which stakeholders open a site: from a folder, and from a host.

As a script: serve a folder on loopback, say the port, and end when nobody is there to read. A process of its own,
because builds and loggers that are tested beside it fork, which other threads would forbid.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder and everything below it; yield its address, with a slash at its end."""
    command = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
        finally:
            server.stdin.close()


class Visitor:
    """The shared browser, as one test uses it: every site that it opens is asked for in one way."""

    def __init__(self, browser: Any, folder: Path, served: str) -> None:
        """Take a browser; ``served`` is the address of the folder below which sites lie, or nothing."""
        self._browser = browser
        self._folder = folder
        self._served = served
        self._contexts: list[Any] = []

    def new_context(self, **options: Any) -> Any:
        """Return a new context of the browser; where sites are served, it opens no file."""
        context = self._browser.new_context(**options)
        if self._served:
            context.route(re.compile("^file:"), lambda route: route.abort())
        self._contexts.append(context)
        return context

    def close(self) -> None:
        """Close what the test left open."""
        for context in self._contexts:
            context.close()

    def address(self, uri: str) -> str:
        """Return the address that a visitor asks for, of a ``file:`` address of a site or of a part of it."""
        folder = f"{self._folder.as_uri()}/"
        if not self._served:
            return uri
        assert uri.startswith(folder), f"{uri} is not served: it is not below {folder}"
        return self._served + uri.removeprefix(folder)

    @property
    def home(self) -> str:
        """The address below which all sites of the tests lie."""
        return self._served or f"{self._folder.as_uri()}/"


PROTOCOLS = ("file", "http")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of the browser from a folder and over HTTP.

    The quick tier takes one of the two, in turns along the tests of a module, so that both are seen at every feature;
    the slow tier takes the other. A test that says ``both_ways`` has both in the quick tier.
    """
    if "protocol" not in metafunc.fixturenames:
        return
    tests = [name for name in vars(metafunc.module) if name.startswith("test_")]
    turn = tests.index(metafunc.function.__name__) % 2
    both = metafunc.definition.get_closest_marker("both_ways") is not None
    chosen = [
        pytest.param(name, marks=() if both or at == turn else (pytest.mark.slow,)) for at, name in enumerate(PROTOCOLS)
    ]
    metafunc.parametrize("protocol", chosen)


@pytest.fixture
def protocol(request: pytest.FixtureRequest) -> str:
    """How sites are opened: ``file`` or ``http``."""
    return request.param


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of all temporary folders of this process on loopback."""
    with serving(tmp_path_factory.getbasetemp()) as address:
        yield address


@pytest.fixture
def chromium(
    chromium: object, protocol: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    """The shared browser, which opens sites as the protocol of the test says."""
    address = request.getfixturevalue("served") if protocol == "http" else ""
    visitor = Visitor(chromium, tmp_path_factory.getbasetemp(), address)
    yield visitor
    visitor.close()


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=sys.argv[1])) as made:
        print(made.server_address[1], flush=True)
        threading.Thread(target=made.serve_forever, daemon=True).start()
        sys.stdin.read()
        os._exit(0)  # connections that a browser keeps open do not hold the end up
