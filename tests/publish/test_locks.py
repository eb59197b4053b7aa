"""A lock that someone else holds on the output folder: waited for a moment, then its holder is named."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from publish_sites import expected, fingerprint, leftovers, site, tree

from xreport.errors import PublishError
from xreport.publish import locks, publish

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")

HOLD = """
import fcntl, os, sys, time
handle = os.open(sys.argv[1], os.O_RDONLY)
if len(sys.argv) > 4:
    open("/proc/self/comm", "w").write(sys.argv[4])
fcntl.flock(handle, fcntl.LOCK_SH if sys.argv[2] == "shared" else fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(float(sys.argv[3]))
"""

Hold = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def hold() -> Iterator[Hold]:
    """A function that lets another process lock a folder, for so many seconds."""
    children: list[subprocess.Popen[str]] = []

    def start(folder: Path, seconds: float = 60, kind: str = "exclusive", *name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD, str(folder), kind, str(seconds), *name]
        children.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        assert children[-1].stdout.readline() == "held\n"
        return children[-1]

    yield start
    for child in children:
        child.kill()
        child.communicate()


@pytest.mark.parametrize("kind", ["exclusive", "shared"])
@pytest.mark.parametrize("where", ["the folder", "its parent"])
def test_a_lock_that_is_not_released_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hold: Hold, where: str, kind: str
) -> None:
    out = tmp_path / "site"
    publish(site("a"), out)
    before = fingerprint(out)
    folder = out if where == "the folder" else tmp_path
    child = hold(folder, kind=kind)
    monkeypatch.setattr(locks, "PATIENCE", 0.3)
    began = time.monotonic()
    with pytest.raises(PublishError) as caught:
        publish(site("b"), out)
    assert 0.3 <= time.monotonic() - began < 5
    assert caught.value.message.startswith(f"{folder} is locked by ")
    assert "-o" in caught.value.fix
    assert caught.value.exit_code == 2
    if sys.platform == "linux":
        assert f"process {child.pid} (" in caught.value.message
    assert fingerprint(out) == before
    assert leftovers(out) == []


def test_a_lock_that_comes_while_the_site_is_made_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hold: Hold
) -> None:
    from xreport.render.sitefile import SiteFile

    out = tmp_path / "site"
    publish(site("a"), out)
    before = fingerprint(out)
    monkeypatch.setattr(locks, "PATIENCE", 0.3)

    def make() -> bytes:
        hold(tmp_path)
        return b""

    with pytest.raises(PublishError, match="is locked by"):
        publish([*site("b"), SiteFile("late.html", "late", make)], out)
    assert fingerprint(out) == before
    assert leftovers(out) == []


def test_a_lock_that_is_released_in_time_is_waited_for(tmp_path: Path, hold: Hold) -> None:
    out = tmp_path / "site"
    publish(site("a"), out)
    hold(out, seconds=0.5)
    publish(site("b"), out)
    assert tree(out) == expected(site("b"))


def test_ten_seconds_are_the_limit() -> None:
    assert locks.PATIENCE == 10


def test_who_holds_a_lock_is_unknown_where_nothing_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locks.holder(tmp_path) == "", "nobody holds it"
    read = Path.read_text
    for told in ("", "nonsense\n", "1: FLOCK ADVISORY WRITE 0 00:00:1 0 EOF\n", None):

        def tell(path: Path, *arguments: object, told: str | None = told, **options: object) -> str:
            if path != Path("/proc/locks"):
                return read(path, *arguments, **options)
            if told is None:
                raise PermissionError
            return told

        monkeypatch.setattr(Path, "read_text", tell)
        assert locks.holder(tmp_path) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_name_that_a_process_gave_itself_is_shown_as_text(tmp_path: Path, hold: Hold) -> None:
    child = hold(tmp_path, 60, "exclusive", "a\x1b[2J\nb")
    said = locks.holder(tmp_path)
    assert said.startswith(f"process {child.pid} (a?[2J?b, user ")
    assert os.linesep not in said
