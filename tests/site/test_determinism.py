"""The same input gives the same bytes, wherever and however it is built."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from building import build

ROOT = Path(__file__).resolve().parents[2]


def tree_hash(site: Path) -> str:
    """Return one hash over all paths and bytes of a folder."""
    digest = hashlib.sha256()
    for path in sorted(site.rglob("*"), key=lambda path: path.as_posix()):
        if path.is_file():
            digest.update(path.relative_to(site).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _build(source: Path, out: Path, *options: str, **environment: str) -> str:
    command = [sys.executable, "-m", "xreport", "build", str(source), "-o", str(out), "--quiet", *options]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": "1795000000", **environment}
    subprocess.run(command, check=True, env=variables, cwd=out.parent, capture_output=True)
    return tree_hash(out)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Twelve runs of the example."""
    runs = tmp_path / "input" / "runs"
    chosen = sorted((ROOT / "site-example" / "runs").iterdir())[::8][:12]
    for folder in chosen:
        shutil.copytree(folder, runs / folder.name)
    return runs


def test_equal_bytes_whatever_surrounds_the_build(small: Path, tmp_path: Path) -> None:
    first = _build(small, tmp_path / "one", "--jobs", "1", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    again = _build(small, tmp_path / "one", "--jobs", "2", PYTHONHASHSEED="2", TZ="Asia/Kathmandu", LC_ALL="C.UTF-8")
    assert first == again, "into a filled folder"
    elsewhere = tmp_path / "other place" / "deep"
    elsewhere.mkdir(parents=True)
    moved = elsewhere / "runs"
    # Copied in the opposite order: the folder lists differently, times and inodes differ too.
    for folder in sorted(small.iterdir(), reverse=True):
        shutil.copytree(folder, moved / folder.name, copy_function=shutil.copyfile)
    third = _build(
        moved, elsewhere / "two", "--no-cache", PYTHONHASHSEED="3", TZ="America/St_Johns", XDG_CACHE_HOME=str(tmp_path)
    )
    assert first == third, "from another path into an empty folder"


def test_another_input_gives_other_bytes(small: Path, tmp_path: Path) -> None:
    for folder in sorted(small.iterdir())[3:]:
        shutil.rmtree(folder)
    build(small, tmp_path / "one", jobs=1)
    shutil.rmtree(min(small.iterdir()))
    build(small, tmp_path / "two", jobs=1)
    assert tree_hash(tmp_path / "one") != tree_hash(tmp_path / "two")
