"""The example, built once for all tests of one process; and the browser, over HTTP and from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from building import build
from serving import Visitor, serving

ROOT = Path(__file__).resolve().parents[2]
PROTOCOLS = ("file", "http")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built example site."""
    out = tmp_path_factory.mktemp("example") / "site"
    report = build(ROOT / "site-example", out, jobs=1)
    assert report.runs >= 60
    return out


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
) -> Visitor:
    """The shared browser, which opens sites as the protocol of the test says."""
    address = request.getfixturevalue("served") if protocol == "http" else ""
    return Visitor(chromium, tmp_path_factory.getbasetemp(), address)
