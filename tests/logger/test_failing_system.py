"""Disk full, quotas, lost files, failed syncs: logging never stops a training, and tells what is missing."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xreport.format.journal import System
from xreport.logger.run import Run
from xreport.logger.warnings import Warnings
from xreport.logger.writer import Writer

CALLS = ("makedirs", "open", "write", "read_at", "fstat", "close", "fsync", "datasync")
ERRORS = ("ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "ESTALE", "EFBIG", "EMFILE", "ENOMEM", "EBADF", "EINVAL")


class Failing(System):
    """Fails one kind of call, from the first-th on, as often as told."""

    def __init__(self, call="", error="EIO", first=0, times=0):
        self.made = 0
        if call:
            real = getattr(System, call)

            def fail(*arguments, **options):
                self.made += 1
                if first < self.made <= first + times:
                    raise OSError(getattr(errno, error), os.strerror(getattr(errno, error)))
                return real(*arguments, **options)

            setattr(self, call, fail)


def make_run(folder, system, **options):
    identity = {"run": "r", "attempt": 1, "project": "p", "name": "n"}
    warnings = Warnings()
    writer = Writer(str(folder), identity, {"params": {"lr": 1}}, warnings=warnings, system=system, **options)
    writer.begin()
    return Run(identity, {}, writer, warnings)


def train(run, steps=8):
    """Return the steps that were acknowledged."""
    acknowledged = []
    for step in range(steps):
        if run.log({"a": step}, step=step):
            acknowledged.append(step)
        if step == 3:
            run.flush()
    run.finish()
    return acknowledged


@pytest.fixture
def read_all():
    """Return the records of all journals of a folder; torn lines are passed over, as by any reader."""
    from json import loads

    def read(folder):
        journals = []
        for path in sorted(Path(folder).glob("*.jsonl"), key=lambda path: path.stat().st_mtime_ns):
            records = []
            for line in path.read_bytes().split(b"\n")[:-1]:
                try:
                    records.append(loads(line))
                except ValueError:
                    continue
            journals.append(records)
        return journals

    return read


def steps_of(journals):
    return [record["step"] for records in journals for record in records if "metrics" in record]


def check_failing(folder, read_all, call, durability, errors, sample):
    """Fail one call with each error, once and for ever, from the first to the last that a session makes."""
    counting = Failing(call)
    train(make_run(folder / "count", counting, durability=durability))
    most = max(counting.made, 1)
    for error in errors:
        for first in {0, 1, most // 2, most - 1} if sample else range(most + 1):
            for times in (1, 10_000):
                runs = folder / f"{error}-{first}-{times}"
                acknowledged = train(make_run(runs, Failing(call, error, first, times), durability=durability))
                journals = read_all(runs) if runs.exists() else []
                found = steps_of(journals)
                assert sorted(found) == sorted(set(found)), "a record is there twice"
                assert set(acknowledged) <= set(found), (error, first, times)
                assert all(not records or records[0]["type"] == "start" for records in journals)
                assert sum("params" in records[0] for records in journals if records) <= 1
                if len(journals) == 1 and journals[0] and journals[0][-1].get("type") == "end":
                    assert journals[0][-1].get("dropped", 0) == 8 - len(acknowledged)


@pytest.mark.parametrize("durability", ["periodic", "fsync"])
@pytest.mark.parametrize("call", CALLS)
def test_every_call_failing_in_turn(tmp_path, read_all, call, durability):
    check_failing(tmp_path, read_all, call, durability, ["ENOSPC"], sample=False)
    check_failing(tmp_path, read_all, call, durability, ["EIO", "EBADF"], sample=True)


@pytest.mark.slow
@pytest.mark.parametrize("durability", ["periodic", "fsync", "os"])
@pytest.mark.parametrize("call", CALLS)
def test_every_call_failing_with_every_error(tmp_path, read_all, call, durability):
    check_failing(tmp_path, read_all, call, durability, ERRORS, sample=False)


def log_steps(run, steps):
    return [step for step in steps if run.log({"a": step}, step=step)]


def test_a_full_disk_is_counted_told_once_and_got_over(tmp_path, read_all, capfd):
    run = make_run(tmp_path, Failing("write", "ENOSPC", first=3, times=4))
    assert log_steps(run, range(10)) == [0, 1, 6, 7, 8, 9]
    assert run.flush()
    run.finish()
    ((*_, sync, end),) = read_all(tmp_path)
    assert (sync["type"], sync["dropped"]) == ("sync", 4)
    assert (end["status"], end["dropped"]) == ("finished", 4)
    assert capfd.readouterr().err.count("No space left") == 1


def test_strict_raises_what_the_system_says(tmp_path):
    run = make_run(tmp_path, Failing("write", "ENOSPC", first=1, times=1), strict=True)
    with pytest.raises(OSError, match="No space"):
        run.log({"a": 1})
    assert run.log({"a": 2})
    run.finish()
    with pytest.raises(OSError, match="No space"):
        make_run(tmp_path / "x", Failing("open", "ENOSPC", times=1), strict=True)


def test_a_folder_that_cannot_be_made_is_tried_again_later(tmp_path, read_all, monkeypatch, capfd):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    system = Failing("makedirs", "EACCES", times=3)
    run = make_run(tmp_path / "r", system)
    assert log_steps(run, range(5)) == []
    assert system.made == 1  # not at each record
    now[0] += 1.1
    assert log_steps(run, range(5, 7)) == []
    now[0] += 2.1
    assert log_steps(run, range(7, 9)) == []
    assert system.made == 3
    now[0] += 4.1
    assert log_steps(run, range(9, 12)) == [9, 10, 11]
    run.finish()
    ((start, *_, end),) = read_all(tmp_path / "r")
    assert start["params"] == {"lr": 1}
    assert end["dropped"] == 9
    assert "training goes on" in capfd.readouterr().err


def test_the_end_tells_what_is_missing_even_of_a_run_that_could_not_begin(tmp_path, read_all, capfd):
    run = make_run(tmp_path / "r", Failing("makedirs", "EACCES", times=1))
    assert log_steps(run, range(3)) == []
    assert run.finish()
    ((start, end),) = read_all(tmp_path / "r")
    assert (start["params"], end["status"], end["dropped"]) == ({"lr": 1}, "finished", 3)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_no_descriptor_is_left_open(tmp_path):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(3):
        run = make_run(tmp_path / str(number), Failing("write", "ENOSPC", first=2, times=2))
        train(run)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_failed_sync_is_not_retried_on_its_journal(tmp_path, read_all, capfd):
    synced = []

    class OnceFailing(System):
        def datasync(self, file):
            synced.append(Path(f"/proc/self/fd/{file}").readlink())
            if len(synced) == 2:
                raise OSError(errno.EIO, "Input/output error")

    run = make_run(tmp_path, OnceFailing())
    acknowledged = log_steps(run, range(2))
    assert run.flush()
    acknowledged += log_steps(run, range(2, 4))
    assert not run.flush()
    acknowledged += log_steps(run, range(4, 6))
    assert run.flush()
    run.finish()
    first, second = sorted(read_all(tmp_path), key=lambda records: "continues" in records[0])
    assert acknowledged == steps_of([first, second]) == list(range(6))
    assert second[0]["continues"] == second[1]["writer"] == first[0]["writer"]
    assert second[1]["type"] == "sync_failed"
    assert second[-1]["type"] == "end"
    assert [path == synced[0] for path in synced] == [True, True, False, False]
    assert "new one" in capfd.readouterr().err


@pytest.mark.parametrize("error", ["EINVAL", "EIO"])
def test_a_disk_that_cannot_sync_does_not_make_journals_without_end(tmp_path, read_all, error, capfd):
    run = make_run(tmp_path, Failing("datasync", error, times=10_000))
    for step in range(10):
        assert run.log({"a": step}, step=step)
        run.flush()
    run.finish()
    assert len(read_all(tmp_path)) == (1 if error == "EINVAL" else 3)
    assert steps_of(read_all(tmp_path)) == list(range(10))
    assert "power loss" in capfd.readouterr().err


def test_fsync_syncs_before_it_acknowledges(tmp_path):
    happened = []

    class Watching(System):
        def write(self, file, data):
            happened.append("write")
            return os.write(file, data)

        def datasync(self, file):
            happened.append("sync")

    run = make_run(tmp_path, Watching(), durability="fsync")
    log_steps(run, range(2))
    assert happened == ["write", "write", "sync", "write", "sync"]
    run.finish()


def test_os_durability_never_syncs(tmp_path):
    system = Failing("datasync", times=100)
    run = make_run(tmp_path, system, durability="os")
    log_steps(run, range(2))
    run.flush()
    run.finish()
    assert system.made == 0


def test_the_helper_thread_writes_sync_records(tmp_path, read_all, monkeypatch):
    monkeypatch.setattr("xreport.logger.writer.SYNC_SECONDS", 0.02)
    run = make_run(tmp_path, System())
    run.log({"a": 1})
    path = next(tmp_path.glob("*.jsonl"))
    deadline = time.monotonic() + 10
    while b'"sync"' not in path.read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    size = path.stat().st_size
    time.sleep(0.1)
    assert path.stat().st_size == size  # nothing new, nothing written
    run.finish()


@pytest.mark.parametrize("harm", ["deleted", "closed"])
def test_a_journal_taken_away_is_replaced(tmp_path, read_all, harm, capfd):
    run = make_run(tmp_path, System())
    log_steps(run, range(2))
    journal = run._writer._journal
    if harm == "deleted":
        Path(journal.path).unlink()
    else:
        os.close(journal._file)
    assert not run.flush()
    assert log_steps(run, range(2, 4)) == [2, 3]
    run.finish()
    last = read_all(tmp_path)[-1]
    assert steps_of([last]) == [2, 3]
    assert last[-1]["type"] == "end"
    assert "deleted or closed" in capfd.readouterr().err


def test_closed_by_a_daemon_between_two_records(tmp_path, read_all):
    """Some programs close every descriptor; the next record goes to a new journal at once."""
    run = make_run(tmp_path, System())
    os.close(run._writer._journal._file)
    assert log_steps(run, range(3)) == [0, 1, 2]
    run.finish()
    assert sorted(steps_of(read_all(tmp_path))) == [0, 1, 2]


FILE_SIZE = """
import resource, signal, sys, xreport
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
run = xreport.init("p", dir=sys.argv[1], capture=False)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
done = [step for step in range(12) if run.log({"loss": step + 0.5, "name": "x" * 20}, step=step)]
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
done += [step for step in range(12, 15) if run.log({"loss": 0.5}, step=step)]
print(done)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize("limit", [200, 300, 301, 333, 400, 512, 600, 777])
def test_a_real_limit_of_the_file_size(tmp_path, read_all, limit):
    done = subprocess.run(
        [sys.executable, "-c", FILE_SIZE, tmp_path, str(limit)], capture_output=True, text=True, check=True
    )
    acknowledged = [int(step) for step in done.stdout.strip("[]\n ").split(",")]
    (folder,) = tmp_path.iterdir()
    found = steps_of(read_all(folder))
    assert acknowledged == found
    assert {12, 13, 14} <= set(found) < set(range(15))
    assert done.stderr.count("File too large") == 1
