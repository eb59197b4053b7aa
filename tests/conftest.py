"""Shared by all tests: where things are, and the one browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from lacking import lacks

# A busy machine is no failure; and CI tries the same examples each time, so that a red one can be tried again.
settings.register_profile("steady", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("steady")

pytest_plugins = ["browser_side", "proving"]

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def _nobodys_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests, and the commands that they start, keep nothing where whoever runs them does, and have a key in CI too."""
    own = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(own / "cache"))
        patch.setenv("XDG_STATE_HOME", str(own / "state"))
        patch.setenv("XREPORT_CACHE_KEY", "a key for the tests")
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real logs that other projects wrote."""
    if not SHARED_DATA.is_dir():
        lacks("the folder of real logs beside the checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A headless Chromium, shared by the tests of one process."""
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if binary is None:
        lacks("Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def golden_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function from the name of a case of ``tests/golden`` to its site, built once in a process."""

    @cache
    def build(case: str) -> Path:
        from xreport.pipeline import build_report
        from xreport.settings import read_config

        folder = ROOT / "tests" / "golden" / case / "in"
        config = read_config(folder / "xreport.toml", folder)
        site = tmp_path_factory.mktemp(f"golden-{case}") / "site"
        build_report(config, [config.root / source for source in config.sources], site, now=1_780_010_000.0, jobs=1)
        return site

    return build
