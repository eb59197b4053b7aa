"""Defects that somebody might seed: what is replaced in which file, and the tests that are there to notice."""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """A defect: the old text occurs in the file exactly once. Some make their test hang, instead of failing."""

    file: str
    old: str
    new: str
    tests: str
    hangs: bool = False


J, W, R = "xreport/format/journal.py", "xreport/logger/writer.py", "xreport/importers/lines/"
FAILING = "reliability/test_failing_calls.py::"
SHORT = FAILING + "test_every_short_write"
POWER = "reliability/test_power_loss.py::test_power_loss_in_the_model"
DAMAGED = "reliability/test_reading_damage.py::test_every_byte_damaged"
VALUES = "logger/test_plain_values.py"
FORKS = "logger/test_forks_threads_signals.py::test_a_child_inherits_neither_locks_nor_files_nor_threads"

MUTANTS: dict[str, Mutant] = {
    "no newline after a torn line": Mutant(J, "                line = self._ending + line\n", "", SHORT),
    "a refused record becomes whole": Mutant(J, 'b"~\\n" if rest == b"\\n" else b"\\n"', 'b"\\n"', SHORT),
    "a short write is ignored": Mutant(
        J,
        "                if written != len(line):\n                    self._write_rest(line[written:], cuts)\n"
        "                if self._state",
        "                if self._state",
        SHORT,
    ),
    "a buffered write": Mutant(
        J,
        "        self._write: Callable[[int, bytes], int] = system.write\n",
        "        held = []\n\n        def hold(file, line):\n            held.append(line)\n"
        "            if len(held) == 4:\n                system.write(file, b''.join(held))\n"
        "                held.clear()\n"
        "            return len(line)\n\n        self._write = hold\n",
        "reliability/test_killed.py::test_killed_at_every_call[os]",
    ),
    "two writes for a record": Mutant(
        J,
        "                written = self._write(self._file, line)\n                if written != len(line):\n"
        "                    self._write_rest(line[written:], cuts)\n                if self._state",
        "                written = self._write(self._file, line[:-1]) + self._write(self._file, line[-1:])\n"
        "                if self._state",
        "format/test_journal_file.py::test_one_write_per_record",
    ),
    "no O_EXCL": Mutant(J, "os.O_EXCL | ", "", "format/test_journal_file.py::test_an_existing_file_is_never_opened"),
    "no O_APPEND": Mutant(
        J, " | os.O_APPEND", "", "format/test_journal_file.py::test_the_file_is_not_inherited_and_appends"
    ),
    "an append does not say that it is under way": Mutant(
        J,
        "            cuts = self._cuts\n            self._state = _BUSY\n",
        "            cuts = self._cuts\n",
        "format/test_journal_file.py::test_no_fault_damages_what_was_acknowledged",
    ),
    "a checkpoint although a handler has logged": Mutant(
        J,
        "if self._cuts == cuts and not grown:",
        "if True:",
        "reliability/test_many_writers.py::test_a_handler_at_each_call",
    ),
    "the count of lines is off by one": Mutant(
        J,
        "Checkpoint(self.count + lines,",
        "Checkpoint(self.count + lines + 1,",
        "format/test_journal_file.py -k checkpoint",
    ),
    "the CRC is of the last piece only": Mutant(
        J,
        "zlib.crc32(chunk, self.crc32)",
        "zlib.crc32(chunk)",
        "format/test_journal_file.py -k checkpoint",
    ),
    "a failed sync is tried again": Mutant(
        J,
        '            if self._sync_failed:\n                raise OSError(errno.EIO, "an earlier sync failed")\n'
        "            try:\n"
        "                self._system.datasync(self._file)\n",
        "            try:\n                try:\n                    self._system.datasync(self._file)\n"
        "                except OSError:\n                    self._system.datasync(self._file)\n",
        FAILING + "test_failed_syncs_are_not_tried_again",
    ),
    "the folder is not synced": Mutant(J, "                self._sync_folders()\n", "", POWER + "[periodic]"),
    "the new folders above are not synced": Mutant(W, "1 + _count_missing(self.folder)", "1", POWER + "[periodic]"),
    "records are not synced one by one": Mutant(
        W,
        "if self._sync_each and not self._sync(journal):",
        "if False:",
        POWER + "[fsync]",
    ),
    "a failed sync counts as one that worked": Mutant(
        W,
        "        except OSError as error:\n            return self._abandon(journal, error)\n"
        "        self._failed_syncs = 0",
        "        except OSError as error:\n            return True\n        self._failed_syncs = 0",
        f"'{POWER}[a failed sync]'",
    ),
    "a later flush answers for a journal left behind": Mutant(
        W,
        "                self._left = True\n",
        "",
        "reliability/test_failing_calls.py::test_flush_does_not_answer_for_a_journal_left_behind",
    ),
    "drops are not counted": Mutant(
        W, "self.dropped += 1", "self.dropped += 0", FAILING + "test_a_full_disk_is_told_once_and_counted"
    ),
    "a failed write ends the training": Mutant(
        W,
        "not in _GONE:\n            return self.drop(error)",
        "not in _GONE:\n            raise error",
        FAILING + "test_every_call_failing[os]",
    ),
    "a failed write is repeated in a new journal": Mutant(
        W,
        "if journal is None or error.errno not in _GONE:",
        "if journal is None:",
        FAILING + "test_every_call_that_works_and_says_it_failed",
    ),
    "a warning each time": Mutant(
        "xreport/logger/warnings.py",
        "        self._given.add(kind)\n",
        "",
        FAILING + "test_a_full_disk_is_told_once_and_counted",
    ),
    "a shared file after a fork": Mutant(
        W,
        "journal, self._journal = self._journal, None",
        "journal = None",
        "'reliability/test_many_writers.py::test_workers[Process-fork]'",
    ),
    "the lock of the parent after a fork": Mutant(
        J,
        "        self._lock = RLock()\n        self._sync_lock = RLock()\n        self.close()",
        "        self.close()",
        FORKS,
        hangs=True,
    ),
    "a lock that a handler cannot take": Mutant(
        J,
        "        self._lock = RLock()\n        self._state",
        "        import threading; self._lock = threading.Lock()\n        self._state",
        "reliability/test_many_writers.py::test_a_handler_at_each_call",
        hangs=True,
    ),
    "a deleted file is not noticed": Mutant(
        J,
        "return state.st_nlink == 0 or not self._is_ours(state)",
        "return False",
        "'reliability/test_clocks_and_places.py::test_places[the file unlinked]'",
    ),
    "no helper that syncs": Mutant(
        W,
        "            self._start_helper()\n",
        "",
        "logger/test_failing_system.py::test_the_helper_thread_writes_sync_records",
    ),
    "a bare NaN": Mutant("xreport/logger/encoding.py", "if _is_finite(sum(values)):", "if True:", VALUES),
    "large integers are rounded": Mutant(
        "xreport/logger/plain.py",
        "return number if number.bit_length() <= _MOST_BITS else",
        "return float(number) if number.bit_length() <= 1000 else",
        VALUES,
    ),
    "equal keys overwrite one another": Mutant(
        "xreport/logger/plain.py", "        if key in into:\n", "        if False:\n", VALUES
    ),
    "what an object raises ends the training": Mutant(
        "xreport/logger/run.py",
        "            return self._writer.drop(error)\n        return self._append(line)\n\n    def _log_more",
        "            raise\n        return self._append(line)\n\n    def _log_more",
        "reliability/test_any_object.py",
    ),
    "the reader does not check the CRC": Mutant(R + "seal.py", " and crc == self._crc:", ":", DAMAGED + "[plain-^1]"),
    "the reader takes an unfinished line": Mutant(
        "xreport/importers/kit/lines.py",
        'yield Stretch(bytes(carry), "tail")',
        'yield Stretch(bytes(carry) + b"\\n")',
        "'reliability/test_reading_damage.py::test_every_prefix[plain]'",
    ),
    "the reader gives up at a bad line": Mutant(
        R + "journal.py",
        "                self.report.reject(len(line) + 1, error.what, error.fix)\n                record = None\n",
        "                self.report.reject(len(line) + 1, error.what, error.fix)\n                return\n",
        DAMAGED + "[plain-newline]",
    ),
}
"""The tests are given as on a command line, beneath ``tests``."""
