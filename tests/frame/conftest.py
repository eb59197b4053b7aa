"""Sites to frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from serving import chromium, protocol, pytest_generate_tests, served  # noqa: F401 - found here by their names

from xreport.frame import FRAME_KINDS, FrameSet, render_frames
from xreport.settings import Config


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> FrameSet:
    """The frames of somebody who wrote nothing by hand."""
    return render_frames(config=Config(root=tmp_path_factory.mktemp("plain"), title="Tests <&> more"))


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Config]:
    """Write files into a project folder and return its configuration."""

    def write(files: Mapping[str, str], **settings: object) -> Config:
        root = tmp_path / "project"
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        return Config(root=root, **settings)  # type: ignore[arg-type]

    return write


@pytest.fixture
def write_site() -> Callable[[FrameSet, Path], Path]:
    """Write a frame set as a site, with one page of each kind."""

    def write(frames: FrameSet, out: Path) -> Path:
        pages = {
            kind.path: frames.frames[kind.name].stamp(title=kind.name, body=f"<h1>{kind.name}</h1>")
            for kind in FRAME_KINDS
        }
        for path, content in {**{file.path: file.make() for file in frames.files}, **pages}.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
        return out

    return write
