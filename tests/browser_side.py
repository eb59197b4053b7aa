"""The browser side in tests: what builds it, and a checkout with the packages that check it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BROWSER = ROOT / "templates" / "browser"

_spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
hatch_build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hatch_build)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with TypeScript and Biome: this one, or on CI a copy, as other tests are using the packages."""
    if all((BROWSER / "node_modules" / name).is_dir() for name in ("typescript", "@biomejs")):
        return ROOT
    if os.environ.get("CI") != "true":
        pytest.skip("TypeScript and Biome are not installed: python hatch_build.py --check")
    copy = copied(tmp_path_factory.mktemp("checkout"))
    hatch_build.install_packages(copy / hatch_build.BROWSER, dev=True)
    return copy


def copied(target: Path) -> Path:
    """Copy the browser side and its unit tests, without packages."""
    for folder in (hatch_build.BROWSER, hatch_build.BROWSER_TESTS):
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns("node_modules"))
    return target
