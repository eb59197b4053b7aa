"""Clocks that lie, and folders that are not what they seem: training goes on, and nothing acknowledged is lost."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forked import result_of
from proofs import proof
from seen import journals, metrics, numbers, xreport_reads

from xreport import logger
from xreport.logger import encoding

NOW = 1_795_442_700.0
YEAR = 365 * 86_400.0

CLOCKS: dict[str, Callable[[], Iterator[float]]] = {
    "1969": lambda: itertools.count(-YEAR, 1.5),
    "about 1970": lambda: itertools.count(-5.0, 1.0),
    "about 2038": lambda: itertools.count(2**31 - 5.0, 1.0),
    "about 2106": lambda: itertools.count(2**32 - 5.0, 1.0),
    "year 9999": lambda: itertools.count(253_402_300_790.0, 1.0),
    "year 33658, as milliseconds would be": lambda: itertools.count(1e12, 1.0),
    "year 1": lambda: itertools.count(-62_135_596_800.0, 1.0),
    "an hour back at each record": lambda: itertools.count(NOW, -3_600.0),
    "ten years ahead and back": lambda: (NOW + 10 * YEAR * (n % 2) for n in itertools.count()),
    "a leap second, twice": lambda: (NOW + (n if n < 10 else n - 1) for n in itertools.count()),
    "frozen": lambda: itertools.repeat(NOW),
    "microseconds": lambda: itertools.count(NOW, 1e-6),
    "the end of summer time, as if it were UTC": lambda: (NOW + n * 600 - 3_600 * (n > 10) for n in itertools.count()),
}


@proof("clocks that go back, stand still, or say 1969, 2038 or 9999", slow=False)
@pytest.mark.parametrize("clock", CLOCKS)
def test_clocks(tmp_path, tally, monkeypatch, clock):
    ticks = CLOCKS[clock]()
    monkeypatch.setattr(time, "time", lambda: next(ticks))
    monkeypatch.setattr(encoding, "_clock", lambda: next(ticks))
    with tally.case(clock):
        run = logger.init("p", dir=tmp_path, capture=False)
        assert all(run.log({"n": n}, step=n) for n in range(20))
        assert run.flush()
        assert run.log({"n": 20, "text": "x"}, step=20)
        run.summary["score"] = 0.5
        assert run.finish()
        (path,) = tmp_path.rglob("*.jsonl")
        part = xreport_reads(path.read_bytes())
        # The order is that of the file, never that of the clock.
        assert part.series["n"].values.tolist() == part.series["n"].steps.tolist() == list(range(21))
        assert [issue.what for issue in part.account.issues if "not a number" not in issue.what] == []
        assert part.account.verified > 0


@proof("a monotonic clock that goes back or stands still, while a folder cannot be made", slow=False)
@pytest.mark.parametrize("kind", ["back", "frozen"])
def test_monotonic_clocks(tmp_path, tally, monkeypatch, kind):
    ticks = itertools.count(1000.0, -10.0 if kind == "back" else 0.0)
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
    blocked = tmp_path / "runs"
    blocked.write_text("a file")
    with tally.case(kind):
        run = logger.init("p", dir=blocked, capture=False)
        assert [run.log({"n": n}) for n in range(3)] == [False] * 3
        blocked.unlink()
        run.log({"n": 3})
        assert run.finish()
        (records,) = journals(blocked).values()
        assert records[-1]["type"] == "end"
        assert records[-1]["dropped"] == 4 - len(metrics(records))


def log_three(folder: Path | str, *, opens: bool) -> None:
    run = logger.init("p", dir=folder, capture=False)
    done = [run.log({"n": n}, step=n) for n in range(3)]
    assert run.finish() is opens
    assert done == [opens] * 3
    if opens:
        assert numbers(Path(folder)) == [0, 1, 2]


def as_nobody(place: Path, work: Callable[[], None]) -> None:
    """Do it as a user whom file modes hold back; root they do not."""

    def limited() -> bool:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        assert place.exists(), "this user does not even get there: the test cannot fail"
        work()
        return True

    assert result_of(limited)


def missing(place: Path) -> None:
    log_three(place / "a" / "b" / "c", opens=True)


def read_only(place: Path) -> None:
    place.chmod(0o555)
    as_nobody(place, lambda: log_three(place / "runs", opens=False))


def unreadable(place: Path) -> None:
    """A folder that takes files, and cannot be listed or opened for a sync."""
    place.chmod(0o333)
    (place / "runs").mkdir(mode=0o777)
    (place / "runs").chmod(0o333)

    def work() -> None:
        run = logger.init("p", dir=place / "runs", id="r", capture=False)
        assert all(run.log({"n": n}) for n in range(3))
        assert run.flush()
        assert run.finish()

    as_nobody(place, work)
    assert numbers(place) == [0, 1, 2]


def no_permission(place: Path) -> None:
    place.chmod(0)
    as_nobody(place, lambda: log_three(place / "runs", opens=False))


def read_only_mount(place: Path) -> None:
    if os.geteuid() or subprocess.call(["mount", "-t", "tmpfs", "-o", "ro", "x", place]):
        read_only(place)
        return
    try:
        log_three(place / "runs", opens=False)
    finally:
        subprocess.run(["umount", place], check=True)


def deleted_under_us(place: Path) -> None:
    run = logger.init("p", dir=place / "runs", capture=False)
    assert run.log({"n": 0})
    shutil.rmtree(place / "runs")
    assert not run.flush()
    assert run.log({"n": 1})
    assert run.finish()
    assert numbers(place) == [1]


def unlinked(place: Path) -> None:
    run = logger.init("p", dir=place, capture=False)
    run.log({"n": 0})
    next(place.rglob("*.jsonl")).unlink()
    assert not run.flush()
    assert run.log({"n": 1})
    assert run.finish()
    assert numbers(place) == [1]


def renamed(place: Path) -> None:
    run = logger.init("p", dir=place / "runs", capture=False)
    assert run.log({"n": 0})
    (place / "runs").rename(place / "moved")
    assert run.log({"n": 1})
    assert run.flush()
    assert run.finish()
    assert numbers(place) == [0, 1]


def truncated(place: Path) -> None:
    """By somebody else, as log rotation does: what comes later is there, and the damage is told."""
    run = logger.init("p", dir=place, capture=False)
    assert run.log({"n": 0})
    assert run.flush()
    (path,) = place.rglob("*.jsonl")
    os.truncate(path, 0)
    assert run.log({"n": 1})
    assert run.finish()
    assert numbers(place) == [1]


def another_folder(place: Path) -> None:
    """A relative folder is that of the beginning, wherever the script goes."""

    def work() -> bool:
        os.chdir(place)
        run = logger.init("p", dir="runs", capture=False)
        (place / "elsewhere").mkdir()
        os.chdir(place / "elsewhere")
        pid = os.fork()
        if not pid:
            os._exit(0 if run.log({"n": 1}) else 1)
        assert os.waitpid(pid, 0)[1] == 0
        assert run.log({"n": 0})
        assert run.finish()
        return not list((place / "elsewhere").iterdir())

    assert result_of(work)
    assert sorted(numbers(place / "runs")) == [0, 1]


def a_file_in_its_place(place: Path) -> None:
    (place / "runs").write_bytes(b"mine")
    log_three(place / "runs", opens=False)
    assert (place / "runs").read_bytes() == b"mine"


def a_dangling_link(place: Path) -> None:
    (place / "runs").symlink_to(place / "nowhere")
    log_three(place / "runs", opens=False)


def a_loop_of_links(place: Path) -> None:
    (place / "runs").symlink_to(place / "runs")
    log_three(place / "runs", opens=False)


def a_link_to_a_folder(place: Path) -> None:
    (place / "real").mkdir()
    (place / "runs").symlink_to(place / "real")
    log_three(place / "runs", opens=True)


def beneath_a_device(place: Path) -> None:
    log_three("/dev/null/runs", opens=False)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


PLACES: dict[str, Callable[[Path], None]] = {
    "a folder that is not there": missing,
    "a read-only folder": read_only,
    "a read-only mount": read_only_mount,
    "a folder that cannot be read, only written to": unreadable,
    "no permission": no_permission,
    "the folder deleted under us": deleted_under_us,
    "the file unlinked": unlinked,
    "the folder renamed": renamed,
    "the file truncated by others": truncated,
    "the process in another folder": another_folder,
    "a file in the folder's place": a_file_in_its_place,
    "a dangling link": a_dangling_link,
    "a loop of links": a_loop_of_links,
    "a link to a folder": a_link_to_a_folder,
    "beneath a device": beneath_a_device,
    "a name of 255 bytes": lambda place: log_three(place / ("n" * 255), opens=True),
    "a name of 256 bytes": lambda place: log_three(place / ("n" * 256), opens=False),
    "a path that is too long": lambda place: log_three(place.joinpath(*["n" * 200] * 30), opens=False),
    "a name that is not UTF-8": lambda place: log_three(place / os.fsdecode(b"\xff\xfe runs"), opens=True),
    "a newline in the name": lambda place: log_three(place / "two\nlines", opens=True),
    "quotes, blanks and a percent sign": lambda place: log_three(place / " %s\"'{}$\\ ", opens=True),
    "characters of four bytes": lambda place: log_three(place / "𝕣𝕦𝕟𝕤 🧪", opens=True),
    "bytes as a path": lambda place: log_three(Path(os.fsdecode(os.fsencode(place))), opens=True),
}


@proof("places: missing, read-only, deleted under us, unlinked, odd and too long names, links, devices", slow=False)
@pytest.mark.parametrize("place", PLACES)
def test_places(tmp_path, tally, place, capfd):
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)  # others get past these
    work = tmp_path / "place"
    work.mkdir(mode=0o777)
    work.chmod(0o777)
    try:
        with tally.case(place):
            PLACES[place](work)
    finally:
        work.chmod(0o755)
    told = capfd.readouterr().err
    assert "Traceback" not in told
