"""Frames kept between builds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xreport.config import Config
from xreport.frame import FrameSet, render_frames
from xreport.frame import cache as kept

FILES = {"mkdocs.yml": "site_name: x\ndocs_dir: d", "d/index.md": "# A", "d/x.css": "a{}", "reports/r.md": "# R"}


def content(frames: FrameSet) -> object:
    return frames.frames, frames.pages, frames.notes, [(file.path, file.make()) for file in frames.files]


def entries(cache: Path) -> list[Path]:
    return sorted((cache / "frames").glob("*"))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the frames of FILES, which do not depend on where the files lie; to be copied."""
    root = tmp_path_factory.mktemp("rendered")
    for name, text in FILES.items():
        (root / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "project" / name).write_text(text, encoding="utf-8")
    render_frames(config=Config(root=root / "project"), cache=root / "cache")
    return root / "cache"


def test_a_second_build_takes_the_same_frames_from_the_cache_without_mkdocs(project, tmp_path: Path) -> None:
    config = project(FILES)
    cache = tmp_path / "cache"
    first = render_frames(config=config, cache=cache)
    assert content(render_frames(config=config, cache=cache)) == content(first)
    script = (
        "import sys; from pathlib import Path; from xreport.config import Config; from xreport.frame import *\n"
        f"frames = render_frames(config=Config(root=Path({str(config.root)!r})), cache=Path({str(cache)!r}))\n"
        "assert 'mkdocs' not in sys.modules and 'material' not in sys.modules\n"
        f"assert len(frames.files) == {len(first.files)}"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mkdocs.yml", "site_name: y\ndocs_dir: d"),
        ("d/index.md", "# B"),
        ("d/x.css", "b{}"),
        ("d/new.md", "# N"),
        ("reports/r.md", "# S"),
    ],
)
def test_whatever_frames_depend_on_renders_them_again(
    project, rendered: Path, tmp_path: Path, name: str, text: str
) -> None:
    cache = Path(shutil.copytree(rendered, tmp_path / "cache"))
    before = content(render_frames(config=project(FILES), cache=cache))
    assert len(entries(cache)) == 1, "the first comes from the cache"
    after = content(render_frames(config=project({**FILES, name: text}), cache=cache))
    assert after != before
    assert len(entries(cache)) == 2


def test_the_title_counts(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    names = [render_frames(config=Config(root=tmp_path, title=title), cache=cache).site_name for title in ("A", "B")]
    assert names == ["A", "B"]


@pytest.mark.parametrize("damage", ["index", "file", "gone", "empty"])
def test_a_damaged_entry_is_rendered_again(project, rendered: Path, tmp_path: Path, damage: str) -> None:
    config, cache = project(FILES), Path(shutil.copytree(rendered, tmp_path / "cache"))
    first = content(render_frames(config=config, cache=cache))
    assert len(entries(cache)) == 1
    entry = entries(cache)[0]
    file = entry / "index.json" if damage in ("index", "empty") else min((entry / "files").iterdir())
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(b"" if damage == "empty" else file.read_bytes()[:-9] + b"somewhat?")
    assert content(render_frames(config=config, cache=cache)) == first


def test_what_plugins_may_read_is_never_cached(project, tmp_path: Path) -> None:
    config = project({**FILES, "mkdocs.yml": FILES["mkdocs.yml"] + "\nhooks: [h.py]", "h.py": ""})
    render_frames(config=config, cache=tmp_path / "cache")
    assert entries(tmp_path / "cache") == []


def test_old_entries_are_forgotten_and_other_folders_left_alone(project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for n in range(6):
        (cache / f"neighbour{n}").mkdir(parents=True)
    rendered = kept.Rendered("x", {}, (), {"a": b"b"}, ())
    for n in range(6):
        kept.write(cache / "frames", f"entry{n}", rendered)
    assert len(entries(cache)) == kept.KEPT
    assert len(list(cache.glob("neighbour*"))) == 6


def test_a_cache_that_cannot_be_written_does_no_harm(project, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert render_frames(config=project(FILES), cache=tmp_path / "cache").frames
