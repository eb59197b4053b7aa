"""Nothing that somebody else wrote comes into a site by way of what is kept between builds."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import stat
import time
from pathlib import Path

import pytest
from caches import cache_in, entries
from proofs import proof, share

from xreport.cache import open_cache
from xreport.pipeline import Report, build_report
from xreport.settings import Config

SEED = 11
CASES = 2000
DAY = 86400.0


@proof("An entry of the cache that the user's key did not write, for its report and its name, is not there", seed=SEED)
def test_planted_entries_are_absent(tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(SEED)
    cache = cache_in(tmp_path, "one")
    cache.write("frames", "", content := rng.randbytes(500))
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    for _ in range(share(CASES)):
        data = bytearray(whole)
        what = rng.choice(["bit", "cut", "more", "other"])
        at = rng.randrange(len(data))
        if what == "bit":
            data[at] ^= 1 << rng.randrange(8)
        elif what == "cut":
            del data[at:]
        elif what == "more":
            data += rng.randbytes(1 + at)
        else:
            data[40:] = rng.randbytes(460)  # behind the code of what was there
        entry.write_bytes(data)
        with tally.case(f"{what} at {at}"):
            assert cache.read("frames", "") is None
    entry.write_bytes(whole)
    with tally.case("as it was"):
        assert cache.read("frames", "") == content

    with tally.case("under another name"):
        cache.write("part", "a", b"")
        shutil.copy(entry, entries(tmp_path, "part")[0])
        assert cache.read("part", "a") is None
    with tally.case("in the folder of another report"):
        other = cache_in(tmp_path, "other")
        other.write("frames", "", b"")
        for copy in entries(tmp_path, "frames"):
            copy.write_bytes(whole)
        assert other.read("frames", "") is None
    with tally.case("written under another key"):
        monkeypatch.setenv("XREPORT_CACHE_KEY", "another key of somebody")
        assert cache_in(tmp_path, "one").read("frames", "") is None
        cache_in(tmp_path, "one").write("frames", "", b"planted")
        assert cache.read("frames", "") is None
        entry.write_bytes(whole)
    for what in ("a link to a valid entry", "a named pipe", "a folder"):
        entry.unlink(missing_ok=True)
        if what == "a folder":
            entry.mkdir()
        elif what == "a named pipe":
            os.mkfifo(entry)
        else:
            (tmp_path / "elsewhere").write_bytes(whole)
            entry.symlink_to(tmp_path / "elsewhere")
        with tally.case(what):
            assert cache.read("frames", "") is None
            cache.write("frames", "", b"new")
            assert cache.read("frames", "") == (None if what == "a folder" else b"new")
            assert (tmp_path / "elsewhere").read_bytes() == whole, "nothing is written through a link"


@proof("A cache that is a link, open to others or somebody else's is not used: a note, and a cold build", slow=False)
def test_folders_of_others_are_not_used(tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache_in(tmp_path / "good").write("part", "a", b"1")
    report = next((tmp_path / "good").glob("report-*")).name
    stranger = os.geteuid() + 1

    def refused(folder: Path, why: str) -> None:
        before = sorted(tmp_path.rglob("*"))
        cache, note = open_cache(["a report"], folder)
        assert cache is None
        assert note.startswith("Nothing is kept between builds: ")
        assert why in note
        assert sorted(tmp_path.rglob("*")) == before

    (tmp_path / "link").symlink_to(tmp_path / "good")
    (tmp_path / "dangling").symlink_to(tmp_path / "made")
    (tmp_path / "file").touch()
    for name, why in (("link", "is a link"), ("dangling", "is a link"), ("file", "is no folder")):
        with tally.case(name):
            refused(tmp_path / name, why)
    (tmp_path / "linked").mkdir(mode=0o700)
    (tmp_path / "linked" / report).symlink_to(tmp_path / "good" / report)
    with tally.case("the folder of the report is a link"):
        refused(tmp_path / "linked", "is a link")
    for mode in (0o777, 0o770, 0o720, 0o702, 0o1777):
        (tmp_path / f"{mode:o}").mkdir()
        (tmp_path / f"{mode:o}").chmod(mode)
        (tmp_path / f"inner-{mode:o}" / report).mkdir(parents=True)
        (tmp_path / f"inner-{mode:o}").chmod(0o700)
        (tmp_path / f"inner-{mode:o}" / report).chmod(mode)
        with tally.case(f"mode {mode:o}"):
            refused(tmp_path / f"{mode:o}", "others can write to")
        with tally.case(f"the folder of the report has mode {mode:o}"):
            refused(tmp_path / f"inner-{mode:o}", "others can write to")
    with tally.case("only others may read it: closed"):
        (tmp_path / "good" / report).chmod(0o755)
        assert cache_in(tmp_path / "good").read("part", "a") == b"1"
        assert stat.S_IMODE((tmp_path / "good" / report).stat().st_mode) == 0o700
    with tally.case("somebody else's"), monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: stranger)
        refused(tmp_path / "good", "belongs to another user")
    with tally.case("an entry of somebody else"), monkeypatch.context() as patch:
        cache = cache_in(tmp_path / "good")
        patch.setattr(os, "geteuid", lambda: stranger)
        assert cache.read("part", "a") is None


@proof("Of a cache, only files with names of ours in folders with names of ours are removed, and no links", slow=False)
def test_only_our_own_entries_are_removed(tally, tmp_path: Path) -> None:
    base = tmp_path / "cache"
    with cache_in(base) as cache:
        cache.write("part", "a", b"1")
    report = next(base.glob("report-*"))
    name = entries(base)[0].name
    (tmp_path / "mine").mkdir()
    mine = [
        base / "thesis.tex",
        base / name,
        base / "report-notes" / name,
        base / "runs" / name,
        report / "notes.txt",
        report / "part-1.csv",
        report / f"{name}.bak",
        report / name.upper(),
        tmp_path / "mine" / name,
    ]
    for path in mine:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    (report / f"part-{0:032x}").mkdir()
    (report / f"part-{1:032x}").symlink_to(tmp_path / "mine" / name)
    (base / f"report-{0:032x}").symlink_to(tmp_path / "mine")
    kept = [*mine, report / f"part-{0:032x}", report / f"part-{1:032x}", base / f"report-{0:032x}"]
    for path in [*base.rglob("*"), tmp_path / "mine" / name]:
        os.utime(path, (time.time() - 99 * DAY,) * 2, follow_symlinks=False)
    with cache_in(base):
        pass
    with tally.case("the old entry"):
        assert not (report / name).exists()
    for path in kept:
        with tally.case(path.relative_to(tmp_path)):
            assert os.path.lexists(path)


def build(project: Path, cache) -> Report:
    return build_report(
        Config(root=project), [project / "runs"], project / "site", now=1_790_000_100.0, jobs=1, cache=cache
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    run = tmp_path / "project" / "runs" / "r1"
    run.mkdir(parents=True)
    start = {"xreport": 1, "type": "start", "run": "r1", "writer": "a", "time": 1_790_000_000, "name": "r1"}
    records = [
        start,
        {"step": 1, "time": 1_790_000_001, "metrics": {"loss": 1}},
        {"type": "end", "time": 1_790_000_002},
    ]
    (run / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path / "project"


def plant(site: Path) -> int:
    """Change every page, and the manifest so that it vouches for the changed ones; return how many."""
    manifest = json.loads((site / ".xreport-manifest.json").read_bytes())
    changed = 0
    for path, entry in manifest["files"].items():
        if path.endswith(".html"):
            content = (site / path).read_bytes() + b"<p>planted</p>"
            (site / path).write_bytes(content)
            entry[1:] = [hashlib.sha256(content).hexdigest(), len(content)]
            changed += 1
    (site / ".xreport-manifest.json").write_text(json.dumps(manifest))
    return changed


@proof("No page of an old site is taken over whose manifest this user's builds did not write")
def test_a_planted_old_site_is_made_anew(tally, project: Path, tmp_path: Path) -> None:
    cache = cache_in(tmp_path / "cache")
    build(project, cache)
    with tally.case("an old site of our own is taken over"):
        assert build(project, cache).written <= 1
    fresh = {path: path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()}
    for what, kept in (("with a cache", cache), ("without one", None), ("a cold one", cache_in(tmp_path / "cold"))):
        count = plant(project / "site")
        with tally.case(what, count):
            assert build(project, kept).reused == 0
            assert {path: path.read_bytes() for path in (project / "site").rglob("*") if path.is_file()} == fresh


@proof("A folder .xreport-cache in a project or a source is neither read, written nor removed")
def test_a_cache_that_a_folder_brings_is_ignored(tally, project: Path, tmp_path: Path) -> None:
    for place in (project, project / "runs"):
        (place / ".xreport-cache" / "frames").mkdir(parents=True)
        (place / ".xreport-cache" / "frames" / "index.json").write_text("{}")
    build(project, cache_in(tmp_path / "cache"))
    for place in (project, project / "runs"):
        with tally.case(place.name):
            assert [path.name for path in (place / ".xreport-cache").rglob("*")] == ["frames", "index.json"]
    assert "hidden" in (project / "site" / "quality.html").read_text()
