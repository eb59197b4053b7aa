"""Folders that are not ours: refused with the fix, and not touched."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from publish_sites import fingerprint, leftovers, site

from xreport.errors import PublishRefusedError
from xreport.publish import check_output, publish
from xreport.publish.manifest import NAME, read_manifest
from xreport.render.sitefile import SiteFile


def work_folder(root: Path) -> Path:
    return root / "work"


def parent_of_inputs(root: Path) -> Path:
    publish(site("a"), root / "managed")
    (root / "managed" / "runs" / "journals").mkdir()
    return root / "managed"


def inputs(root: Path) -> Path:
    return root / "runs"


def repository(root: Path) -> Path:
    publish(site("a"), root / "repo")
    (root / "repo" / ".git").mkdir()
    return root / "repo"


def link(root: Path) -> Path:
    publish(site("a"), root / "real")
    (root / "link").symlink_to(root / "real")
    return root / "link"


def dangling_link(root: Path) -> Path:
    (root / "dangling").symlink_to(root / "nowhere")
    return root / "dangling"


def file(root: Path) -> Path:
    (root / "file").write_text("x")
    return root / "file"


def somebody_elses(root: Path) -> Path:
    (root / "theirs").mkdir()
    (root / "theirs" / "thesis.tex").write_text("x")
    return root / "theirs"


def forged(content: object) -> Callable[[Path], Path]:
    def make(root: Path) -> Path:
        (root / "forged").mkdir()
        (root / "forged" / "thesis.tex").write_text("x")
        (root / "forged" / NAME).write_text(content if isinstance(content, str) else json.dumps(content))
        return root / "forged"

    return make


def linked_manifest(root: Path) -> Path:
    publish(site("a"), root / "real")
    (root / "posing").mkdir()
    (root / "posing" / "thesis.tex").write_text("x")
    (root / "posing" / NAME).symlink_to(root / "real" / NAME)
    return root / "posing"


def file_in_the_way(root: Path) -> Path:
    publish([SiteFile.of_bytes("a.html", b"a")], root / "managed")
    (root / "managed" / "index.html").write_text("mine")
    return root / "managed"


def file_where_a_folder_goes(root: Path) -> Path:
    publish([SiteFile.of_bytes("a.html", b"a")], root / "managed")
    (root / "managed" / "runs").write_text("mine")
    return root / "managed"


def link_where_a_folder_goes(root: Path) -> Path:
    publish([SiteFile.of_bytes("a.html", b"a")], root / "managed")
    (root / "managed" / "runs").symlink_to(root / "runs")
    return root / "managed"


def folder_where_a_file_goes(root: Path) -> Path:
    publish([SiteFile.of_bytes("a.html", b"a")], root / "managed")
    (root / "managed" / "index.html").mkdir()
    (root / "managed" / "index.html" / "mine").write_text("mine")
    return root / "managed"


PLACES = [
    work_folder,
    lambda root: root / "work" / ".",
    lambda root: root / "work" / ".." / "work",
    lambda root: root,
    lambda root: Path(),
    lambda root: Path("/"),
    lambda root: Path("~").expanduser(),
    inputs,
    parent_of_inputs,
    repository,
    link,
    dangling_link,
    file,
    somebody_elses,
    forged("{"),
    forged("[]"),
    forged({}),
    forged({"generator": "xreport", "format": 99, "version": "1", "files": {}}),
    forged({"generator": "xreport", "format": 1, "version": "1", "files": {"../../x": ["k", "s", 1]}}),
    forged({"generator": "xreport", "format": 1, "version": "1", "files": {"x": "y"}}),
    forged("[" * 100_000),
    linked_manifest,
    file_in_the_way,
    file_where_a_folder_goes,
    link_where_a_folder_goes,
    folder_where_a_file_goes,
]


@pytest.mark.parametrize("place", PLACES)
def test_such_a_folder_is_refused_and_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place) -> None:
    root = tmp_path / "root"
    (root / "work").mkdir(parents=True)
    (root / "runs").mkdir()
    (root / "runs" / "a.jsonl").write_text("{}")
    monkeypatch.chdir(root / "work")
    monkeypatch.setenv("HOME", str(root / "work"))
    out = place(root)
    before = fingerprint(root)
    with pytest.raises(PublishRefusedError) as caught:
        publish(site("a"), out, protected=[root / "runs", root / "managed" / "runs" / "journals"])
    assert caught.value.exit_code == 2
    assert caught.value.fix
    assert fingerprint(root) == before
    assert leftovers(root / "x") == []


def test_a_folder_whose_name_begins_like_an_input_is_not_the_input(tmp_path: Path) -> None:
    (tmp_path / "runs_private").mkdir()
    publish(site("a"), tmp_path / "runs", protected=[tmp_path / "runs_private"])
    assert (tmp_path / "runs" / "index.html").exists()


def test_a_folder_inside_an_input_is_fine(tmp_path: Path) -> None:
    publish(site("a"), tmp_path / "site", protected=[tmp_path])
    assert check_output(tmp_path / "site", [tmp_path]) == tmp_path / "site"


PATHS = [
    "",
    "/etc/passwd",
    "../x.html",
    "runs/../../x.html",
    "runs//x.html",
    "./x.html",
    "runs/",
    "a\0b",
    "a\nb",
    "..\\x.html",
    "C:\\x.html",
    "x" * 256,
    "é" * 128,
    "\ud800.html",
    NAME,
    "runs/.xreport-x",
]


@pytest.mark.parametrize("path", PATHS)
def test_paths_that_leave_the_site_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishRefusedError):
        publish([SiteFile.of_bytes(path, b"x")], tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.html", "a.html"), ("a.html", "A.html"), ("caf\u00e9", "cafe\u0301"), ("runs", "runs/a"), ("Runs/A", "runs")],
)
def test_two_files_that_are_one_somewhere_are_refused(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(PublishRefusedError, match="rename"):
        publish([SiteFile.of_bytes(one, b"1"), SiteFile.of_bytes(other, b"2")], tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["a b.html", "..x/...html", "%2e%2e/x", ".nojekyll", "日本/語.html", "x" * 255, "__proto__"]
)
def test_odd_paths_that_stay_inside_are_published(tmp_path: Path, path: str) -> None:
    publish([SiteFile.of_bytes(path, b"x")], tmp_path / "site")
    assert (tmp_path / "site" / path).read_bytes() == b"x"


@pytest.mark.parametrize(
    "content", ['{"generator":"xreport","format":1,"version":"0.1.0","files":{"a":["k","s",1e999]}}', "[" * 99999]
)
def test_a_manifest_of_any_shape_is_none(tmp_path, content):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / NAME).write_text(content)
    assert read_manifest(tmp_path / "site") is None


def test_a_manifest_that_is_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / NAME)
    assert read_manifest(tmp_path) is None
