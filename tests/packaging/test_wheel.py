"""What people install carries the browser side: built from a fresh clone, with no Node on PATH."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {"xreport.js", "search.js", "charts.js", "picture.js", "viewers.js", "runs.js", "runmenus.js", "compare.js"}
STYLES = {"xreport.css", "charts.css", "viewers.css", "runs.css", "compare.css"}
BUNDLE = SCRIPTS | STYLES | {"THIRD-PARTY.txt"}
PROJECT = ("pyproject.toml", "hatch_build.py", ".gitignore", "LICENSE", "README.md", "xreport", "templates")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout as git would give it, built into an sdist and, from that, a wheel."""
    copy = tmp_path_factory.mktemp("clone") / "xreport"
    copy.mkdir()
    for name in PROJECT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        else:
            shutil.copy(source, copy)
    shutil.rmtree(copy / "templates" / "assets", ignore_errors=True)
    python("-m", "build", "--outdir", "dist", ".", cwd=copy)
    return copy


def python(*arguments: str, cwd: Path, program: str = sys.executable) -> str:
    """Run Python where no other program is on PATH, and return what it printed."""
    environment = {**os.environ, "PATH": str(cwd / "no-programs"), "SOURCE_DATE_EPOCH": "1700000000"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run([program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_wheel_carries_templates_and_bundle(clone: Path) -> None:
    (wheel,) = (clone / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"xreport/templates/assets/xr/{name}" for name in BUNDLE} <= names
    assert "xreport/templates/pages/runs.html" in names
    assert "xreport/templates/theme/xr-frame.html" in names
    assert not [name for name in names if "node_modules" in name or name.endswith(".ts")]


def test_the_sdist_carries_the_bundle_so_that_its_wheel_needs_no_node(clone: Path) -> None:
    (sdist,) = (clone / "dist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        members = {member.name.partition("/")[2]: member for member in archive.getmembers()}
        stamp = archive.extractfile(members["templates/assets/xr/sources.sha256"])
        assert stamp is not None
        assert stamp.read().decode().strip() == source_digest(clone), "the bundle is not of these sources"
    assert {f"templates/assets/xr/{name}" for name in BUNDLE} <= set(members)
    assert {"hatch_build.py", "templates/browser/src/xreport.ts", "templates/browser/package-lock.json"} <= set(members)
    assert not [name for name in members if "node_modules" in name]


def source_digest(clone: Path) -> str:
    code = "import hatch_build as h; print(h.source_digest(h.ROOT / h.BROWSER))"
    return python("-c", code, cwd=clone).strip()


def test_an_editable_install_finds_the_bundle_and_a_changed_source_renews_it(clone: Path) -> None:
    shutil.rmtree(clone / "templates" / "assets", ignore_errors=True)
    environment = clone.parent / "venv"
    venv.create(environment, with_pip=True)
    installed = str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    python("-m", "pip", "install", "--quiet", "--no-deps", "-e", ".", cwd=clone, program=installed)
    code = "from xreport.render.paths import templates_dir; print(templates_dir() / 'assets' / 'xr')"
    bundle = Path(python("-c", code, cwd=clone.parent, program=installed).strip())
    assert bundle == clone / "templates" / "assets" / "xr"
    assert {path.name for path in bundle.iterdir()} >= BUNDLE

    sheet = clone / "templates" / "browser" / "css" / "page.css"
    sheet.write_text(sheet.read_text("utf-8") + "\n.xr-renewed { color: red; }\n", "utf-8")
    assert "up to date" not in python("hatch_build.py", cwd=clone)
    assert ".xr-renewed" in (bundle / "xreport.css").read_text("utf-8")
    assert "up to date" in python("hatch_build.py", cwd=clone)


def test_licences_of_what_is_bundled_are_passed_on(clone: Path) -> None:
    notice = (clone / "templates" / "assets" / "xr" / "THIRD-PARTY.txt").read_text("utf-8")
    for package in ("minisearch", "slickgrid", "uplot"):
        assert f"{package} " in notice
    assert notice.count("Permission is hereby granted") >= 3


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "templates" / "browser" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock.replace("https://github.com/sponsors/", "").replace("https://opencollective.com/", "")


@pytest.mark.parametrize(
    ("page", "budget"), [("charts", 60_000), ("runs", 120_000), ("compare", 70_000), ("explore", 40_000)]
)
def test_scripts_stay_small(clone: Path, page: str, budget: int) -> None:
    folder = clone / "templates" / "assets" / "xr"
    sizes = [len(gzip.compress((folder / name).read_bytes())) for name in ("xreport.js", f"{page}.js")]
    assert sum(sizes) <= budget
