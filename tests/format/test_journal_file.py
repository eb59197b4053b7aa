"""The journal under every fault that a system can make: what was acknowledged is in the file, once, unchanged."""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import stat
import threading
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xreport.format.journal import Checkpoint, Journal, System


class Scripted(System):
    """A system whose writes do what a script says, one word a call; after its end they work."""

    def __init__(self, script=()):
        self.script = list(script)
        self.journal = None
        self.nested = []
        self.names = itertools.count()

    def write(self, file, data):
        word = self.script.pop(0) if self.script else "all"
        if word == "handler before":
            # The one thing that is not promised: between a short write and the next one a handler logs, and its record
            # is torn, too. So here a handler within a record succeeds.
            within = not data.startswith((b"{", b"\n{"))
            script, self.script = self.script, ([] if within else self.script)
            self.log_in_handler()
            self.script = script
            return os.write(file, data)
        if word == "handler after":
            written = os.write(file, data)
            self.log_in_handler()
            return written
        if word == "short, handler":
            written = os.write(file, data[: len(data) // 2])
            self.log_in_handler()
            return written
        if word == "interrupt before":
            raise KeyboardInterrupt
        if word == "interrupt after":
            os.write(file, data)
            raise KeyboardInterrupt
        if word == "nothing":
            return 0
        if isinstance(word, int):
            return os.write(file, data[: max(1, min(word, len(data)))])
        if word != "all":
            raise OSError(getattr(errno, word), word)
        return os.write(file, data)

    def log_in_handler(self):
        """What a signal handler does that runs just now."""
        name = f"nested {next(self.names)}"
        try:
            self.journal.append(line_of(name))
        except OSError:
            return
        self.nested.append(name)


def line_of(name, filling=""):
    return json.dumps({"name": name, "filling": filling}).encode() + b"\n"


def whole_lines(content):
    """Return the names of the records that a reader finds: lines that end with a newline and parse."""
    found = []
    for line in content.split(b"\n")[:-1]:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line)["name"])
    return found


def session(folder, script, records=6, filling=""):
    """Append records under a script; return the journal, what was acknowledged and what was not, in order."""
    system = Scripted(script)
    journal = Journal(f"{folder}/{os.urandom(8).hex()}.jsonl", system)
    system.journal = journal
    acknowledged, refused = [], []
    for number in range(records):
        try:
            journal.append(line_of(str(number), filling))
        except (OSError, KeyboardInterrupt):
            refused.append(str(number))
        else:
            acknowledged.append(str(number))
    return journal, acknowledged, refused, system.nested


def check(journal, acknowledged, refused, nested):
    found = whole_lines(Path(journal.path).read_bytes())
    assert len(set(found)) == len(found), "a record is there twice"
    assert {name for name in found if not name.startswith("nested")} <= {*acknowledged, *refused}
    assert set(nested) <= set(found)
    assert [name for name in found if name in acknowledged] == acknowledged


WORDS = st.one_of(
    st.sampled_from(
        (
            "all",
            "handler before",
            "handler after",
            "short, handler",
            "interrupt before",
            "interrupt after",
            "nothing",
            "ENOSPC",
            "EIO",
            "EDQUOT",
            "EINTR",
            "EAGAIN",
        )
    ),
    st.integers(1, 60),
)


@settings(max_examples=600, deadline=None)
@given(script=st.lists(WORDS, max_size=14))
def test_no_fault_damages_what_was_acknowledged(tmp_path_factory, script):
    journal, *outcome = session(tmp_path_factory.getbasetemp(), script, filling="x" * 30)
    check(journal, *outcome)
    journal._system.script.clear()
    check_checkpoints(journal)
    journal.close()


def check_checkpoints(journal):
    """A checkpoint is right whatever happened before it."""
    lines = []

    def make(checkpoint):
        numbers = {"name": "sync", "count": checkpoint.count, "bytes": checkpoint.bytes, "crc32": checkpoint.crc32}
        lines.append(json.dumps(numbers).encode() + b"\n")
        return lines[-1]

    journal.append_checkpoint(make)
    assert journal.settled
    content = Path(journal.path).read_bytes()
    before = content[: -len(lines[-1])]
    assert content == before + lines[-1]
    told = json.loads(lines[-1])
    assert (told["bytes"], told["crc32"]) == (len(before), zlib.crc32(before))
    assert told["count"] == sum(bool(line) for line in before.split(b"\n"))


@pytest.mark.parametrize("then", ["all", "ENOSPC", "nothing", "short, handler"])
def test_every_short_write(tmp_path, then):
    for length in range(1, len(line_of("0", "y" * 40))):
        outcome = session(tmp_path, [length, then], records=3, filling="y" * 40)
        assert outcome[2] == ([] if then == "all" else ["0"])
        check(*outcome)
        outcome[0].close()


@pytest.mark.parametrize("error", ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EFBIG", "ESTALE", "ENOMEM"])
def test_every_write_failing_once_or_for_ever(tmp_path, error):
    for first in range(8):
        for times in (1, 100):
            outcome = session(tmp_path, ["all"] * first + [error] * times)
            check(*outcome)
            outcome[0].close()
            assert len(outcome[2]) == min(times, max(0, 6 - first))


def test_one_write_per_record(tmp_path):
    sizes = []

    class Counting(System):
        def write(self, file, data):
            sizes.append(len(data))
            return os.write(file, data)

    journal = Journal(str(tmp_path / "x.jsonl"), Counting())
    lines = [line_of(str(number)) for number in range(5)]
    for line in lines:
        journal.append(line)
    assert sizes == [len(line) for line in lines]
    assert Path(journal.path).read_bytes() == b"".join(lines)


def test_an_existing_file_is_never_opened(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        Journal(str(path))
    (tmp_path / "y.jsonl").symlink_to(path)
    with pytest.raises(FileExistsError):
        Journal(str(tmp_path / "y.jsonl"))
    assert path.read_bytes() == b"mine"


def test_the_file_is_not_inherited_and_appends(tmp_path):
    journal = Journal(str(tmp_path / "x.jsonl"))
    assert not os.get_inheritable(journal._file)
    assert not os.get_inheritable(journal._reader)
    journal.append(b"1\n")
    os.lseek(journal._file, 0, os.SEEK_SET)
    journal.append(b"2\n")
    assert Path(journal.path).read_bytes() == b"1\n2\n"


def test_threads_do_not_mix_lines(tmp_path):
    journal = Journal(str(tmp_path / "x.jsonl"))

    def work(name):
        for number in range(200):
            journal.append(line_of(f"{name}-{number}", "z" * 500))
            if number % 50 == 0:
                journal.append_checkpoint(lambda checkpoint, n=number: line_of(f"sync {name} {n} {checkpoint.bytes}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    content = Path(journal.path).read_bytes()
    names = whole_lines(content)
    assert len(names) == len(content.split(b"\n")) - 1 == len(set(names)) == 8 * 204
    for thread in range(8):
        assert [name for name in names if name.startswith(f"{thread}-")] == [f"{thread}-{n}" for n in range(200)]
    for name in names:
        if name.startswith("sync"):
            offset = int(name.split()[-1])
            assert content[offset:].startswith(line_of(name))


def test_checkpoint_of_a_large_journal_is_read_in_pieces(tmp_path):
    journal = Journal(str(tmp_path / "x.jsonl"))
    for number in range(5):
        journal.append(line_of(str(number), "w" * 700_000))
    check_checkpoints(journal)


@given(st.lists(st.sampled_from([b"", b"a", b"\n", b"\n\n", b"ab\n", b"\nab", b"\n\n\nab\n"]), max_size=8))
def test_checkpoint_does_not_depend_on_the_pieces(pieces):
    content = b"".join(pieces)
    checkpoint = Checkpoint()
    for piece in pieces:
        checkpoint = checkpoint.after(piece)
    assert (checkpoint.bytes, checkpoint.crc32) == (len(content), zlib.crc32(content))
    assert checkpoint.count == sum(bool(line) for line in content.split(b"\n")[:-1])


def test_a_journal_that_cannot_be_read_back_says_nothing(tmp_path):
    class Blind(System):
        def read_at(self, *_arguments):
            raise OSError(errno.EIO, "no")

    journal = Journal(str(tmp_path / "x.jsonl"), Blind())
    seen = []
    journal.append_checkpoint(lambda checkpoint: seen.append(checkpoint) or b"{}\n")
    assert seen == [None]


def test_lost_when_deleted_or_closed_by_others(tmp_path):
    journal = Journal(str(tmp_path / "x.jsonl"))
    assert not journal.lost
    Path(journal.path).unlink()
    assert journal.lost
    other = Journal(str(tmp_path / "y.jsonl"))
    os.close(other._file)
    assert other.lost


def test_a_descriptor_that_others_took_is_left_alone(tmp_path):
    journal = Journal(str(tmp_path / "x.jsonl"))
    os.close(journal._file)
    with (tmp_path / "innocent").open("w+b") as innocent:
        assert innocent.fileno() == journal._file
        assert journal.lost
        journal.close()
        innocent.write(b"still open")


def test_closed_journals_refuse(tmp_path):
    journal = Journal(str(tmp_path / "x.jsonl"))
    files = (journal._file, journal._reader)
    journal.close()
    with pytest.raises(OSError, match="closed") as caught:
        journal.append(b"{}\n")
    assert caught.value.errno == errno.EBADF
    for file in files:
        with pytest.raises(OSError, match="Bad file"):
            os.fstat(file)


def test_sync_reaches_the_file_and_once_its_folders(tmp_path):
    synced = []

    class Watching(System):
        def datasync(self, file):
            synced.append("file")

        def fsync(self, file):
            synced.append("folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "?")

    journal = Journal(str(tmp_path / "x.jsonl"), Watching())
    journal.sync()
    journal.sync()
    assert synced == ["file", "folder", "folder", "file"]


def test_folders_that_cannot_be_synced_do_not_matter_and_files_do(tmp_path):
    class Failing(System):
        def fsync(self, file):
            raise OSError(errno.EINVAL, "no")

    journal = Journal(str(tmp_path / "x.jsonl"), Failing())
    journal.sync()
    Failing.datasync = Failing.fsync
    with pytest.raises(OSError, match="no"):
        journal.sync()
