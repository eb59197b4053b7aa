"""Every call of the journal failing, stopping short, or lying: acknowledged is read back, and training goes on."""

from __future__ import annotations

import errno
import os
import resource
import signal
from pathlib import Path

import pytest
from forked import result_of
from proofs import proof, share, shared
from seam import CALLS, Failing, Short, fault, make_run
from seen import filling, journals, lines_of, metrics, numbers, xreport_reads

from xreport.format.journal import System

ERRORS = (
    "ENOSPC",
    "EDQUOT",
    "EIO",
    "EINTR",
    "EAGAIN",
    "EROFS",
    "EACCES",
    "ESTALE",
    "EFBIG",
    "EMFILE",
    "ENOMEM",
    "EBADF",
)
RECORDS = 8
FOR_EVER = 10_000


def train(run) -> list[int]:
    """Log, sync and end a run; return what was acknowledged."""
    done = []
    for number in range(RECORDS):
        if run.log({"n": number}, step=number):
            done.append(number)
        if number == 3:
            run.flush()
    run.finish()
    return done


def check(folder: Path, acknowledged: list[int], *, exact: bool) -> None:
    found = numbers(folder)
    assert len(set(found)) == len(found), "a record is there twice"
    assert set(acknowledged) <= set(found), "an acknowledged record is lost"
    if exact:
        assert set(found) == set(acknowledged), "a refused record is there"
    ends = []
    for path in folder.rglob("*.jsonl"):
        content = path.read_bytes()
        records = lines_of(content)
        ends += [record for record in records if record.get("type") == "end"]
        assert not records or records[0]["type"] == "start"
        if records:
            # A seal is right whatever failed before it.
            assert not any("between sync points" in issue.what for issue in xreport_reads(content).account.issues)
    for end in ends:
        assert end.get("dropped", 0) == RECORDS - len(acknowledged), "the run does not tell how many are missing"


@proof("every call × 12 errors × Nth × once or for ever, in each durability")
@pytest.mark.parametrize("durability", ["periodic", "fsync", "os"])
def test_every_call_failing(tmp_path, tally, durability):
    for call in CALLS:
        counting = Failing(call)
        train(make_run(tmp_path / f"{call}-count", counting, durability=durability))
        cases = [(error, first, times) for error in ERRORS for first in range(counting.seen) for times in (1, FOR_EVER)]
        for error, first, times in shared(cases):
            folder = tmp_path / f"{call}-{error}-{first}-{times}"
            with tally.case(f"{durability} {folder.name}"):
                done = train(make_run(folder, Failing(call, error, first, times), durability=durability))
                # Where a sync fails, what was written is there and not acknowledged.
                check(folder, done, exact=call not in ("datasync", "fsync"))


@proof("every call × 10 errors × Nth, where the call is made and yet says that it failed")
def test_every_call_that_works_and_says_it_failed(tmp_path, tally):
    for call in CALLS:
        counting = Failing(call)
        train(make_run(tmp_path / f"{call}-count", counting))
        # Those two say that the file is not there: then nothing was written to it.
        errors = [error for error in ERRORS if error not in ("ESTALE", "EBADF")]
        for error, first in shared([(error, first) for error in errors for first in range(counting.seen)]):
            folder = tmp_path / f"{call}-{error}-{first}"
            with tally.case(folder.name):
                done = train(make_run(folder, Failing(call, error, first, 1, after=True)))
                check(folder, done, exact=False)


def line_length(folder: Path) -> int:
    run = make_run(folder)
    run.log({"n": 0, "x": filling(0, 234)}, step=0)
    (path,) = folder.glob("*.jsonl")
    length = len(path.read_bytes().split(b"\n")[1]) + 1
    run.finish()
    return length


@proof("every split of a record of 300 bytes by a short write, then all, nothing or a full disk", slow=False)
def test_every_short_write(tmp_path, tally, monkeypatch):
    monkeypatch.setattr("xreport.logger.encoding._clock", lambda: 1795442702.119)  # each line is as long as the other
    length = line_length(tmp_path / "measure")
    assert 290 <= length <= 310
    for then in ("all", "nothing", "ENOSPC"):
        for split in shared(range(1, length)):
            folder = tmp_path / f"{then}-{split}"
            run = make_run(folder, Short(split, then=then), durability="os")
            with tally.case(folder.name):
                done = [n for n in range(3) if run.log({"n": n, "x": filling(n, 234)}, step=n)]
                assert done == ([0, 1, 2] if then == "all" else [1, 2])
                assert run.finish()
                assert numbers(folder) == done
                (records,) = journals(folder).values()
                assert all(one["x"] == filling(one["n"], 234) for one in metrics(records))


@proof("every pair of short writes of a record of 300 bytes, in steps of 7", slow=False)
def test_short_writes_one_after_the_other(tmp_path, tally):
    for first in shared(range(1, 290, 7)):
        for second in range(1, 299 - first, 29):
            folder = tmp_path / f"{first}-{second}"
            run = make_run(folder, Short(first, second, 1), durability="os")
            with tally.case(folder.name):
                assert run.log({"n": 0, "x": filling(0, 234)}, step=0)
                assert run.finish()
                assert numbers(folder) == [0]


def limited(folder: Path, limit: int) -> list[int]:
    """Log with a limit of the file's size, then without."""
    run = make_run(folder, durability="os")
    most = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
    done = [n for n in range(12) if run.log({"n": n, "x": filling(n, 31 * n)}, step=n)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    done += [n for n in range(12, 15) if run.log({"n": n, "x": ""}, step=n)]
    assert run.finish()
    return done


@proof("RLIMIT_FSIZE of each value from 1 to 4,096")
def test_every_limit_of_the_file_size(tmp_path, tally):
    limits = shared(range(1, 4_097))

    def work() -> list[list[int]]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        return [limited(tmp_path / str(limit), limit) for limit in limits]

    results = result_of(work, seconds=300)
    partly = 0
    for limit, done in zip(limits, results, strict=True):
        with tally.case(limit):
            check_exactly(tmp_path / str(limit), done)
            assert {12, 13, 14} <= set(done)
            partly += 3 < len(done) < 15
    assert partly > len(limits) // 4


def check_exactly(folder: Path, done: list[int]) -> None:
    assert sorted(numbers(folder)) == done
    for records in journals(folder).values():
        for one in metrics(records):
            assert one["x"] == filling(one["n"], len(one["x"])), "a value is changed"


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@proof("a sync that fails at each place and works when tried again", slow=False)
def test_failed_syncs_are_not_tried_again(tmp_path, tally):
    for durability in ("periodic", "fsync"):
        for failing in range(12):
            folder = tmp_path / f"{durability}-{failing}"
            synced: list[tuple[str, bool]] = []

            class Failing1(System):
                def datasync(self, file, failing=failing, synced=synced):
                    synced.append((str(Path(f"/proc/self/fd/{file}").readlink()), len(synced) != failing))
                    if not synced[-1][1]:
                        raise fault("EIO")
                    os.fdatasync(file)

            files = open_files()
            with tally.case(folder.name):
                run = make_run(folder, Failing1(), durability=durability)
                claims = []
                for number in range(6):
                    said = run.log({"n": number}, step=number)
                    claims += [said, run.flush()]
                happened = failing < len(synced)
                run.finish()
                bad = [path for path, worked in synced if not worked]
                for path in bad:
                    after = synced[synced.index((path, False)) + 1 :]
                    assert path not in [later for later, _ in after], "a failed sync was tried again on its file"
                assert sorted(numbers(folder)) == list(range(6))
                # Where the sync of a record fails, neither its log nor the next flush says that it is on the disk.
                assert claims.count(False) == happened * (1 if claims[0::2].count(False) == 0 else 2)
                told = [r for records in journals(folder).values() for r in records if r.get("type") == "sync_failed"]
                assert len(told) == len(bad)
                assert open_files() == files, "a file is left open"


@proof("flush after the helper's sync failed: it does not answer for the journal that was left behind", slow=False)
def test_flush_does_not_answer_for_a_journal_left_behind(tmp_path, tally):
    for failing in range(4):
        run = make_run(tmp_path / str(failing), Failing("datasync", "EIO", failing, 1))
        with tally.case(failing):
            said = []
            for number in range(6):
                run.log({"n": number}, step=number)
                run._writer._checkpoint()  # what the helper does every 5 s
                said.append(run.flush())
            # A journal that fails within flush, or before it, makes just this flush say so.
            assert said == [number != failing // 2 for number in range(6)]
            run.finish()
            assert sorted(numbers(tmp_path / str(failing))) == list(range(6))


@proof("disk full for ever from the Nth record on: one warning, all counted, strict raises", slow=False)
def test_a_full_disk_is_told_once_and_counted(tmp_path, tally, capfd):
    for first in range(1, share(20) + 1):
        folder = tmp_path / str(first)
        with tally.case(first):
            run = make_run(folder, Failing("write", "ENOSPC", first, 20), durability="os")
            done = [n for n in range(40) if run.log({"n": n}, step=n)]
            assert run.finish()
            assert len(done) == 20
            assert numbers(folder) == done
            assert capfd.readouterr().err.count("No space left") == 1
            (records,) = journals(folder).values()
            assert records[-1]["dropped"] == 20
            strict = make_run(folder / "strict", Failing("write", "ENOSPC", 1, 1), durability="os", strict=True)
            with pytest.raises(OSError, match="No space") as caught:
                strict.log({"n": 0})
            assert caught.value.errno == errno.ENOSPC
            strict.finish()
