"""The example, built once for all tests of one process; and the browser, over HTTP and from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from building import build
from serving import chromium, protocol, pytest_generate_tests, served  # noqa: F401 - found here by their names

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built example site."""
    out = tmp_path_factory.mktemp("example") / "site"
    report = build(ROOT / "site-example", out, jobs=1)
    assert report.runs >= 60
    return out
