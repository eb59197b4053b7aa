"""Publishing: what is written, what is linked, what is carried over."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from publish_sites import expected, fingerprint, leftovers, site, tree

from xreport.errors import Issue, PublishError
from xreport.publish import publish
from xreport.publish.manifest import NAME
from xreport.render.sitefile import SiteFile


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "site"


def test_a_new_site_is_written_whole(out: Path) -> None:
    published = publish(site("a"), out)
    assert tree(out) == expected(site("a"))
    assert (published.written, published.reused, published.removed) == (15, 0, 0)
    assert published.bytes == sum(map(len, expected(site("a")).values()))
    assert (published.exchange, published.notes) == ("exchange", ())
    assert leftovers(out) == []


@pytest.mark.parametrize("jobs", [1, 3])
def test_unchanged_files_are_linked_and_not_made(out: Path, jobs: int) -> None:
    publish(site("a", 200), out, jobs=jobs)
    kept = out / "runs" / "1.html"
    inode = kept.stat().st_ino

    def never() -> bytes:
        raise AssertionError("a file with the same key was made again")

    files = [SiteFile(f.path, f.key, never if "same" in f.key else f.make) for f in site("b", 200)]
    published = publish(files, out, jobs=jobs)
    assert kept.stat().st_ino == inode
    assert kept.stat().st_nlink == 1
    assert tree(out) == expected(site("b", 200))
    assert (published.written, published.reused, published.removed) == (69, 134, 1)


def test_several_processes_write_the_same_site(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    publish(site("a", 300), tmp_path / "one", jobs=1)
    publish(site("a", 300), tmp_path / "many", jobs=4, progress=lambda done, total: seen.append((done, total)))
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "many")
    assert seen[-1] == (303, 303)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_into_an_empty_or_a_filled_folder_the_bytes_are_the_same(tmp_path: Path) -> None:
    publish(site("b"), tmp_path / "fresh")
    (tmp_path / "empty").mkdir(mode=0o700)
    publish(site("b"), tmp_path / "empty")
    publish(site("a"), tmp_path / "filled")
    publish(list(reversed(site("b"))), tmp_path / "filled")
    assert len({fingerprint(tmp_path / name) for name in ("fresh", "empty", "filled")}) == 1


@pytest.mark.parametrize("same_size", [True, False])
def test_a_page_that_was_edited_is_made_again(out: Path, same_size: bool) -> None:
    publish(site("a"), out)
    page = out / "runs" / "1.html"
    content = page.read_bytes()
    page.write_bytes(content[::-1] if same_size else b"")
    published = publish(site("a"), out)
    assert page.read_bytes() == content
    assert published.written == 1


def test_a_page_replaced_by_a_link_is_made_again(out: Path, tmp_path: Path) -> None:
    publish(site("a"), out)
    page, elsewhere = out / "runs" / "1.html", tmp_path / "elsewhere"
    elsewhere.write_bytes(page.read_bytes())
    page.unlink()
    page.symlink_to(elsewhere)
    publish(site("a"), out)
    assert not page.is_symlink()
    assert elsewhere.exists()


def test_a_site_of_another_version_is_made_again(out: Path) -> None:
    publish(site("a"), out)
    stored = json.loads((out / NAME).read_text())
    (out / NAME).write_text(json.dumps({**stored, "version": "0.0.0"}))
    assert publish(site("a"), out).reused == 0


def test_the_manifest_says_what_is_there_and_no_time(out: Path) -> None:
    publish(site("a"), out)
    stored = json.loads((out / NAME).read_bytes())
    assert stored["files"].keys() == tree(out).keys()
    assert list(stored["files"]) == sorted(stored["files"])
    assert stored["files"]["runs/1.html"][0] == "1-same"
    assert stored.keys() == {"generator", "format", "version", "files"}


def test_what_is_not_ours_is_carried_over(out: Path, tmp_path: Path) -> None:
    publish(site("a"), out)
    (out / "CNAME").write_text("lab.example")
    (out / "CNAME").chmod(0o600)
    (out / "runs" / "mine.txt").write_text("mine")
    (out / "kept" / "empty").mkdir(parents=True)
    (out / "link").symlink_to(tmp_path)
    publish(site("b"), out)
    publish([SiteFile.of_bytes("index.html", b"only")], out)
    assert tree(out) == {"index.html": b"only", "CNAME": b"lab.example", "runs/mine.txt": b"mine"}
    assert stat.S_IMODE((out / "CNAME").stat().st_mode) == 0o600
    assert (out / "kept" / "empty").is_dir()
    assert (out / "link").readlink() == tmp_path
    assert sorted(path.name for path in (out / "runs").iterdir()) == ["mine.txt"]


def test_what_arrives_while_we_build_is_carried_over(out: Path) -> None:
    publish(site("a"), out)

    def late() -> bytes:
        (out / "late.txt").write_text("late")
        return b"x"

    publish([*site("b"), SiteFile("late.html", "late", late)], out)
    assert (out / "late.txt").read_text() == "late"


def test_a_site_without_files_is_a_site(out: Path) -> None:
    publish(site("a"), out)
    publish([], out)
    assert tree(out) == {}
    assert publish(site("a"), out).written == 15


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_full_disk_leaves_the_old_site(out: Path, jobs: int) -> None:
    publish(site("a", 100), out)
    before = fingerprint(out)

    def full() -> bytes:
        raise OSError(28, "No space left on device")

    files = [*site("b", 200)[:150], SiteFile("full.html", "full", full), *site("b", 200)[150:]]
    with pytest.raises(PublishError, match="No space left"):
        publish(files, out, jobs=jobs)
    assert fingerprint(out) == before
    assert leftovers(out) == []


def test_a_page_that_cannot_be_made_is_named(out: Path) -> None:
    publish(site("a"), out)
    before = fingerprint(out)

    def broken() -> bytes:
        raise ZeroDivisionError("by what?")

    files = [*site("b", 200), SiteFile("broken.html", "broken", broken)]
    with pytest.raises(ZeroDivisionError):
        publish(files, out)
    with pytest.raises(PublishError, match=r"broken\.html could not be made: ZeroDivisionError: by what") as caught:
        publish(files, out, jobs=3)
    assert "in broken" in "".join(caught.value.__notes__)
    assert fingerprint(out) == before
    assert leftovers(out) == []


def test_who_stops_watching_stops_the_workers(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workers: list[int] = []
    fork = os.fork

    def noted() -> int:
        workers.append(fork())
        return workers[-1]

    monkeypatch.setattr(os, "fork", noted)

    def stop(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(site("a", 300), out, jobs=3, progress=stop)
    assert not out.exists()
    assert leftovers(out) == []
    assert len(workers) == 3
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_takes_the_place_of_a_file_is_told_and_never_reused(out: Path, jobs: int) -> None:
    def broken() -> bytes:
        raise ZeroDivisionError("by what?")

    files = [*site("a", 200), SiteFile("broken.html", "b", broken, instead=lambda error: error.encode(), run="r1")]
    listed = SiteFile("list.html", "l", b"nothing".strip)

    def amend(failed: Sequence[Issue]) -> list[SiteFile]:
        return [SiteFile("list.html", "", repr([issue.where for issue in failed]).encode)]

    for _ in range(2):
        published = publish([*files, listed], out, jobs=jobs, amend=amend)
        (issue,) = published.failed
        assert (issue.where, issue.run, issue.ours) == ("broken.html", "r1", True)
        assert "by a mistake of xreport (ZeroDivisionError: by what?)" in issue.what
        assert (out / "broken.html").read_bytes() == b"ZeroDivisionError"
        assert (out / "list.html").read_bytes() == b"['broken.html']"
    mended = publish([*files[:-1], SiteFile("broken.html", "b", b"whole".strip), listed], out, jobs=jobs, amend=amend)
    assert (mended.failed, mended.written) == ((), 2)
    assert (out / "broken.html").read_bytes() == b"whole"
    assert (out / "list.html").read_bytes() == b"nothing"
