"""The old site or the new one, whole: killed anywhere, on folders that cannot be exchanged, several builds at once."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from publish_sites import expected, fingerprint, leftovers, site, tree

from xreport.errors import PublishError
from xreport.publish import exchange, publish, seam
from xreport.publish.manifest import PENDING

PUBLISH = """
import sys, os, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from publish_sites import site
from xreport.publish import publish, seam, exchange
{setup}
publish(site(sys.argv[1], int(sys.argv[2])), Path(sys.argv[3]), jobs=int(sys.argv[4]))
"""
NO_EXCHANGE = """
import errno
def exchange_(one, other): raise OSError(errno.ENOSYS, "no such call")
exchange.exchange = exchange_
"""


def publisher(generation: str, pages: int, out: Path, jobs: int = 1, setup: str = "") -> subprocess.Popen[bytes]:
    script = PUBLISH.format(tests=str(Path(__file__).parent), setup=setup)
    arguments = [generation, str(pages), str(out), str(jobs)]
    return subprocess.Popen([sys.executable, "-c", script, *arguments], stderr=subprocess.PIPE)


def kill_at(step: int) -> str:
    return f"""
steps = []
def announce(step):
    steps.append(step)
    if len(steps) == {step}:
        os.kill(os.getpid(), 9)
seam.announce = announce
"""


@pytest.mark.parametrize("setup", ["", NO_EXCHANGE], ids=["exchange", "renames"])
def test_killed_at_any_step_the_site_is_old_or_new(tmp_path: Path, setup: str) -> None:
    out = tmp_path / "site"
    publish(site("a"), out)
    (out / "CNAME").write_text("mine")
    old, new = expected(site("a")), expected(site("b"))
    ends = []
    for step in range(1, 20):
        child = publisher("b", 12, out, setup=setup + kill_at(step))
        child.communicate()
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        if out.exists():
            now = tree(out)
            assert now.pop("CNAME") == b"mine"
            assert now in (old, new)
            ends.append("new" if now == new else "old")
        else:  # between two renames there is no site for a moment: the next build puts the old one back
            assert setup
            ends.append("none")
        publish(site("a"), out)
        assert tree(out) == {**old, "CNAME": b"mine"}
        assert leftovers(out) == []
    else:
        pytest.fail("the steps never end")
    assert ends == (["old", "old", "old", "none", "new"] if setup else ["old", "old", "new"])


def test_a_first_build_killed_leaves_nothing_or_the_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for step in (1, 2):
        publisher("a", 12, out, setup=kill_at(step)).communicate()
        assert not out.exists()
        assert len(leftovers(out)) == 1
    publish(site("a"), out)
    assert leftovers(out) == []


def test_killed_at_random_moments_the_site_is_old_or_new(tmp_path: Path) -> None:
    _kill_at_random(tmp_path / "site", tries=12)


@pytest.mark.slow
def test_killed_at_many_random_moments_the_site_is_old_or_new(tmp_path: Path) -> None:
    _kill_at_random(tmp_path / "site", tries=200)


def _kill_at_random(out: Path, tries: int) -> None:
    chance = random.Random(7)
    pages = 600
    publish(site("a", pages), out)
    state = "a"
    manifests = {name: expected(site(name, pages)) for name in "ab"}
    seen = set()
    for _ in range(tries):
        following = "b" if state == "a" else "a"
        setup = "seam.announce = lambda step: None\nprint('go', file=sys.stderr, flush=True)"
        child = publisher(following, pages, out, jobs=2, setup=setup)
        assert child.stderr is not None
        child.stderr.readline()
        time.sleep(chance.uniform(0, 0.25))
        child.kill()
        child.wait()
        child.stderr.close()
        now = tree(out)
        assert now in (manifests[state], manifests[following])
        seen.add(now == manifests[following])
        state = following if now == manifests[following] else state
    publish(site("a", pages), out)
    assert tree(out) == manifests["a"]
    _gone(out)


def _gone(out: Path) -> None:
    """Workers of a killed build end at their next write; then nothing holds its leftovers."""
    for _ in range(50):
        publish(site("a", 12), out)
        if not leftovers(out):
            return
        time.sleep(0.1)
    raise AssertionError(leftovers(out))


@pytest.mark.parametrize("builds", [2, 5])
def test_of_builds_at_once_one_wins_whole(tmp_path: Path, builds: int) -> None:
    out = tmp_path / "site"
    publish(site("first", 150), out)
    (out / "CNAME").write_text("mine")
    children = [publisher(f"g{n}", 150, out, jobs=2) for n in range(builds)]
    for child in children:
        _, said = child.communicate()
        assert child.returncode == 0, said
    now = tree(out)
    assert now.pop("CNAME") == b"mine"
    assert now in [expected(site(f"g{n}", 150)) for n in range(builds)]
    _gone(out)


def test_a_folder_that_cannot_be_exchanged_is_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    publish(site("a"), out)
    (out / "CNAME").write_text("mine")
    inode = out.stat().st_ino

    def busy(*_: object) -> None:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr(exchange, "exchange", busy)
    published = publish(site("b"), out)
    assert published.exchange == "in place"
    assert "in place" in published.notes[0]
    assert out.stat().st_ino == inode
    assert tree(out) == {**expected(site("b")), "CNAME": b"mine"}
    assert not (out / "data" / "a.js").exists()
    assert leftovers(out) == []


def test_a_mount_point_is_written_in_place_and_mends_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    out.mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda self: self == out)
    assert publish(site("a"), out).exchange == "in place"
    assert fingerprint(out) == _fresh(tmp_path / "fresh_a", "a")
    order: list[str] = []

    class Stop(BaseException):
        pass

    def stop(step: str) -> None:
        order.append(step)
        if step == "move" and order.count("move") == 6:
            raise Stop

    monkeypatch.setattr(seam, "announce", stop)
    with pytest.raises(Stop):
        publish(site("b"), out)
    assert (out / PENDING).exists()
    # Pages come last: what an old page loads is still there.
    assert (out / "data" / "a.js").exists()
    assert (out / "index.html").read_bytes() == b"home a"
    monkeypatch.setattr(seam, "announce", lambda step: None)
    publish(site("c"), out)
    assert fingerprint(out) == _fresh(tmp_path / "fresh_c", "c")
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == [".xreport-manifest.json"]


def _fresh(out: Path, generation: str) -> str:
    publish(site(generation), out)
    return fingerprint(out)


def test_renames_that_fail_put_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    publish(site("a"), out)
    before = fingerprint(out)

    def unsupported(*_: object) -> None:
        raise OSError(errno.EINVAL, "not here")

    def spoil(step: str) -> None:
        if step == "rename new":
            raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(exchange, "exchange", unsupported)
    monkeypatch.setattr(seam, "announce", spoil)
    with pytest.raises(PublishError, match="broken"):
        publish(site("b"), out)
    assert fingerprint(out) == before
    assert leftovers(out) == []


def test_a_stranger_who_moves_in_while_we_build_is_not_touched(tmp_path: Path) -> None:
    from xreport.errors import PublishRefusedError
    from xreport.render.sitefile import SiteFile

    out = tmp_path / "site"

    def move_in() -> bytes:
        out.mkdir()
        (out / "thesis.tex").write_text("x")
        return b""

    with pytest.raises(PublishRefusedError):
        publish([SiteFile("a.html", "a", move_in)], out)
    assert [path.name for path in out.iterdir()] == ["thesis.tex"]
    assert leftovers(out) == []


@pytest.mark.slow
@pytest.mark.parametrize("mounted", [True, False], ids=["mount point", "small disk"])
def test_on_real_mounts(tmp_path: Path, mounted: bool) -> None:
    """A tmpfs as the output folder itself, and one too small for a second site."""
    place = tmp_path / "mnt"
    place.mkdir()
    if os.geteuid() != 0 or subprocess.call(["mount", "-t", "tmpfs", "-o", "size=256k", "x", place]):
        # On CI a skip would hide that nothing was tested.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("mounting needs root")
    try:
        out = place if mounted else place / "site"
        first = publish(site("a"), out)
        assert first.exchange == ("in place" if mounted else "exchange")
        assert tree(out) == expected(site("a"))
        with pytest.raises(PublishError, match="No space left"):
            publish(site("b", 400), out)
        assert tree(out) == expected(site("a"))
        publish(site("b"), out)
        assert tree(out) == expected(site("b"))
    finally:
        subprocess.run(["umount", place], check=True)
