"""Modes of a published site: those that the umask gives, from the first instant."""

from __future__ import annotations

import dataclasses
import errno
import os
import stat
import sys
from pathlib import Path

import pytest
from publish_sites import expected, fingerprint, leftovers, site, tree
from umasks import umask

from xreport.publish import exchange, publish, seam
from xreport.publish.modes import Modes
from xreport.render.sitefile import SiteFile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no umask")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(out: Path) -> tuple[set[int], set[int]]:
    """Modes of all files and of all folders of a site."""
    every = [out, *out.rglob("*")]
    return {mode(path) for path in every if path.is_file()}, {mode(path) for path in every if path.is_dir()}


def publish_with(mask: int, generation: str, out: Path, jobs: int = 1, pages: int = 100):
    with umask(mask):
        return publish(site(generation, pages), out, jobs=jobs)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o027, 0o077])
def test_files_and_folders_have_the_modes_that_the_umask_gives(tmp_path: Path, mask: int, jobs: int) -> None:
    publish_with(mask, "a", tmp_path / "site", jobs)
    assert modes(tmp_path / "site") == ({0o666 & ~mask}, {0o777 & ~mask})


def test_with_the_same_umask_all_is_linked(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_with(0o027, "a", out)
    nodes = {path: path.stat().st_ino for path in out.rglob("*.html")}
    assert publish_with(0o027, "a", out).written == 0
    assert {path: path.stat().st_ino for path in out.rglob("*.html")} == nodes


@pytest.mark.parametrize("masks", [(0o022, 0o077), (0o077, 0o022), (0o000, 0o027)])
def test_with_another_umask_files_are_copied_and_the_old_site_keeps_its_modes(tmp_path: Path, masks) -> None:
    out = tmp_path / "site"
    publish_with(masks[0], "a", out)
    os.link(out / "runs" / "1.html", tmp_path / "old.html")  # what a reader of the old site has
    published = publish_with(masks[1], "a", out)
    assert (published.written, published.reused) == (0, 103)
    assert modes(out) == ({0o666 & ~masks[1]}, {0o777 & ~masks[1]})
    assert tree(out) == expected(site("a", 100))
    assert mode(tmp_path / "old.html") == 0o666 & ~masks[0]


def test_a_build_that_fails_leaves_the_modes_of_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish_with(0o022, "a", out)
    before = fingerprint(out)

    def broken() -> bytes:
        raise OSError(errno.ENOSPC, "full")

    with umask(0o077), pytest.raises(Exception, match="full"):
        publish([*site("a", 100), SiteFile("new.html", "new", broken)], out)
    assert fingerprint(out) == before


def test_a_file_of_another_user_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner could change it in the new site, too."""
    out = tmp_path / "site"
    publish(site("a"), out)
    node = (out / "runs" / "1.html").stat().st_ino
    inside = Modes.inside
    monkeypatch.setattr(
        Modes, "inside", lambda folder: dataclasses.replace(inside(folder), owner=inside(folder).owner + 1)
    )
    assert publish(site("a"), out).reused == 15
    assert (out / "runs" / "1.html").stat().st_ino != node
    assert tree(out) == expected(site("a"))


def test_until_it_is_whole_nobody_else_reads_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def look() -> bytes:
        seen.extend(mode(tmp_path / name) for name in leftovers(tmp_path / "site"))
        return b""

    publish([*site("a"), SiteFile("look.html", "look", look)], tmp_path / "site")
    assert seen == [0o700]
    monkeypatch.setattr(seam, "announce", lambda step: look() if step == "exchange" else None)
    publish_with(0o077, "b", tmp_path / "site")
    assert seen == [0o700, 0o700]


def test_in_place_a_folder_has_its_mode_before_anything_is_moved_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    publish_with(0o022, "a", out)

    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "busy")

    seen = set()
    monkeypatch.setattr(exchange, "exchange", busy)
    monkeypatch.setattr(seam, "announce", lambda step: seen.add(mode(out / "runs")) if step == "move" else None)
    assert publish_with(0o077, "b", out).exchange == "in place"
    assert seen == {0o700}
    monkeypatch.setattr(seam, "announce", lambda step: None)
    files = {mode(path) for path in out.rglob("*") if path.is_file()}
    assert files == {0o600}


def test_across_file_systems_a_copy_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not written into what lies there under its temporary name: a link would lead elsewhere."""
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / ".xreport-target").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "source").write_text("new")

    def apart(*_: object) -> None:
        raise OSError(errno.EXDEV, "another file system")

    replace = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, to: apart() if self.name == "source" else replace(self, to))
    with umask(0o027):
        exchange._move(tmp_path / "source", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "new"
    assert mode(tmp_path / "target") == 0o640
    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_only_leftovers_of_our_own_builds_are_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    left = [f".site.xreport-{role}-0123456789ab" for role in ("new", "old")]
    kept = [".site.xreport-backup", ".site.xreport-new-mine", ".site.xreport-old-0123456789abc"]
    for name in [*left, *kept]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text("planted")
    theirs = os.geteuid() + 1
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: theirs)
        publish(site("a"), out)
    assert sorted(leftovers(out)) == sorted(left + kept)
    assert tree(out) == expected(site("a")), "what another user left beside is no old site to put back"
    publish(site("a"), out)
    assert sorted(leftovers(out)) == sorted(kept)
