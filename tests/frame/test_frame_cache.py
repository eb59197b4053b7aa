"""Frames kept between builds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from caches import cache_in, entries

from xreport.frame import FRAME_KINDS, FrameSet, render_frames
from xreport.frame import cache as kept
from xreport.frame.sources import read_sources
from xreport.settings import Config

FILES = {"mkdocs.yml": "site_name: x\ndocs_dir: d", "d/index.md": "# A", "d/x.css": "a{}", "reports/r.md": "# R"}


def content(frames: FrameSet) -> object:
    return frames.frames, frames.pages, frames.notes, [(file.path, file.make()) for file in frames.files]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the frames of FILES, which do not depend on where the files lie; to be copied."""
    root = tmp_path_factory.mktemp("rendered")
    for name, text in FILES.items():
        (root / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "project" / name).write_text(text, encoding="utf-8")
    render_frames(config=Config(root=root / "project"), cache=cache_in(root / "cache"))
    return root / "cache"


def test_a_second_build_takes_the_same_frames_from_the_cache_without_mkdocs(project, tmp_path: Path) -> None:
    config = project(FILES)
    cache = cache_in(tmp_path / "cache")
    first = render_frames(config=config, cache=cache)
    assert content(render_frames(config=config, cache=cache)) == content(first)
    script = (
        "import sys; from pathlib import Path; from xreport.settings import Config; from xreport.frame import *\n"
        "from xreport.cache import open_cache\n"
        f"cache, _ = open_cache(['a report'], Path({str(cache.path)!r}))\n"
        f"frames = render_frames(config=Config(root=Path({str(config.root)!r})), cache=cache)\n"
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
    cache = cache_in(Path(shutil.copytree(rendered, tmp_path / "cache")))
    (entry,) = entries(cache.path)
    kept_before = entry.read_bytes()
    before = content(render_frames(config=project(FILES), cache=cache))
    assert entry.read_bytes() == kept_before, "the first comes from the cache"
    after = content(render_frames(config=project({**FILES, name: text}), cache=cache))
    assert after != before
    assert entry.read_bytes() != kept_before
    assert entries(cache.path) == [entry]


def test_the_title_counts(tmp_path: Path) -> None:
    cache = cache_in(tmp_path / "cache")
    names = [render_frames(config=Config(root=tmp_path, title=title), cache=cache).site_name for title in ("A", "B")]
    assert names == ["A", "B"]


@pytest.mark.parametrize("damage", [b"", b"somewhat?", None])
def test_a_damaged_entry_is_rendered_again(project, rendered: Path, tmp_path: Path, damage: bytes | None) -> None:
    config, cache = project(FILES), cache_in(Path(shutil.copytree(rendered, tmp_path / "cache")))
    first = content(render_frames(config=config, cache=cache))
    (entry,) = entries(cache.path)
    if damage is None:
        entry.unlink()
    else:
        entry.write_bytes(damage and entry.read_bytes()[: -len(damage)] + damage)
    assert content(render_frames(config=config, cache=cache)) == first


def test_an_installed_package_renders_them_again(project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = read_sources(project(FILES))
    before = kept.key(FRAME_KINDS, Config(root=tmp_path), sources)
    monkeypatch.setattr(kept, "packages_state", lambda: "another one")
    assert kept.key(FRAME_KINDS, Config(root=tmp_path), sources) != before


def test_what_plugins_may_read_is_never_cached(project, tmp_path: Path) -> None:
    config = project({**FILES, "mkdocs.yml": FILES["mkdocs.yml"] + "\nhooks: [h.py]", "h.py": ""})
    render_frames(config=config, cache=cache_in(tmp_path / "cache"))
    assert entries(tmp_path / "cache") == []


def test_names_that_are_no_text_are_not_kept(tmp_path: Path) -> None:
    cache = cache_in(tmp_path / "cache")
    kept.write(cache, "name", kept.Rendered("x", {}, (), {"a\ud800": b"b"}, ()))
    assert entries(tmp_path / "cache") == []
