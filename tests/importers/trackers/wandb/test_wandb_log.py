"""The log of LevelDB: every record of a whole file, and as many as there can be of a damaged one."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wandb_writer import BLOCK, HEADER, log

from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb.log import read_log

TAIL = "the last record is not finished"
DAMAGED = "damaged: a checksum does not match"


class Result:
    def __init__(self, data: bytes) -> None:
        self.report = Report("run")
        self.records = list(read_log(io.BytesIO(data), self.report, "run.wandb"))
        self.whats = [issue.what for issue in self.report.issues()]


@given(st.lists(st.one_of(st.binary(max_size=300), st.integers(BLOCK - 40, 3 * BLOCK + 40).map(bytes)), max_size=8))
def test_records_of_all_sizes_come_back(records):
    result = Result(log(*records))
    assert result.records == records
    assert result.whats == []


@pytest.mark.parametrize("room", range(16))
def test_a_record_that_begins_close_to_the_end_of_a_block(room):
    first = bytes(BLOCK - len(HEADER) - 7 - room)
    records = [first, b"x" * 100, b"y"]
    assert Result(log(*records)).records == records


@pytest.mark.parametrize("size", [1, 3, 6])
def test_a_log_that_has_only_begun_is_pending(size):
    result = Result(HEADER[:size])
    assert result.whats == ["the log has only begun"]
    assert result.report.pending == size
    assert result.report.issues()[0].pending


def test_an_empty_log_says_so():
    assert Result(b"").whats == ["the log is empty"]


@pytest.mark.parametrize("cut", [1, 5, 7, 8, 90])
def test_a_truncated_log_keeps_all_whole_records(cut):
    data = log(b"a" * 50, b"b" * 100)
    result = Result(data[:-cut])
    assert result.records == [b"a" * 50]
    assert result.whats == [TAIL]
    assert result.report.pending == 107 - cut
    assert result.report.rejected == 0


def test_a_log_cut_between_two_blocks_of_a_record_is_pending():
    data = log(b"a", bytes(2 * BLOCK))
    result = Result(data[:BLOCK])
    assert result.records == [b"a"]
    assert (result.whats, result.report.pending) == ([TAIL], BLOCK - len(HEADER) - 8)


def test_one_damaged_record_costs_no_other_where_the_next_is_whole():
    data = bytearray(log(b"a" * 50, b"b" * 50, b"c" * 50))
    data[len(HEADER) + 57 + 20] ^= 1
    result = Result(bytes(data))
    assert result.records == [b"a" * 50, b"c" * 50]
    assert (result.whats, result.report.rejected) == ([DAMAGED], 57)


def test_where_the_length_is_damaged_reading_goes_on_at_the_next_block():
    records = [bytes([at]) * 1000 for at in range(70)]
    data = bytearray(log(*records))
    data[len(HEADER) + 2 * 1007 + 4] ^= 0x55
    result = Result(bytes(data))
    assert result.records[:2] == records[:2]
    # The one that begins in the damaged block and ends in the next is lost as well.
    assert result.records[2:] == records[33:]
    assert sorted(result.whats) == sorted([DAMAGED, "a record whose beginning is lost"])


def test_damage_in_the_midst_of_a_long_record_costs_that_record():
    data = bytearray(log(b"a", bytes(3 * BLOCK), b"c"))
    data[BLOCK + 100] ^= 1
    result = Result(bytes(data))
    assert result.records == [b"a", b"c"]
    assert DAMAGED in result.whats
    assert result.report.rejected > 3 * BLOCK


def test_a_damaged_header_costs_nothing_else():
    result = Result(log(b"a", header=b"XXXXXXX"))
    assert result.records == [b"a"]
    assert result.whats == ["the beginning of the log is damaged"]


def test_a_newer_version_is_said():
    result = Result(log(b"a", header=HEADER[:-1] + b"\x01"))
    assert result.records == [b"a"]
    assert "newer version" in result.whats[0]


def test_nul_bytes_at_the_end_are_what_a_power_loss_leaves():
    result = Result(log(b"a") + bytes(5000))
    assert result.records == [b"a"]
    assert result.whats[0].startswith("ends in NUL bytes")
    assert result.report.pending == 5000


def test_nul_bytes_in_the_midst_are_damage():
    records = [bytes([65 + at]) * 1000 for at in range(70)]
    data = bytearray(log(*records))
    data[BLOCK : 2 * BLOCK] = bytes(BLOCK)
    result = Result(bytes(data))
    # Both records that reach into the lost block are lost; never is the head of one joined with the tail of another.
    assert result.records == records[:32] + records[66:]
    assert any(what.startswith("holds NUL bytes") for what in result.whats)
    assert result.report.rejected > BLOCK


def test_a_record_without_end_is_not_kept_in_memory(monkeypatch):
    monkeypatch.setattr("xreport.importers.trackers.wandb.log.MOST_RECORD", 4 * BLOCK)
    data = log(bytes(5 * BLOCK), b"c")
    result = Result(data)
    assert result.records == [b"c"]
    assert "a record is larger than 64 MiB" in result.whats
