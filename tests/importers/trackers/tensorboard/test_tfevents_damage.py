"""Damaged, cut and hostile event files: what can be read is read, the rest is said, and nothing hangs."""

import random
import struct
import time

import numpy as np
import pytest
from event_files import (
    crc32c,
    curve,
    double,
    event,
    event_file,
    frame,
    histogram,
    hparams,
    image,
    masked,
    message,
    simple,
    tensor,
    text,
    version,
)
from event_folders import read_file
from hypothesis import given
from hypothesis import strategies as st

from xreport.importers.trackers.tensorboard import frames
from xreport.importers.trackers.tensorboard.crc import crc_each, crc_rows

VALUES = [1.0, 2.0, 3.0, 4.0, 5.0]
RECORDS = [frame(data) for data in (version(), *curve("loss", VALUES))]
WHOLE = b"".join(RECORDS)


def values(data):
    return [value for _, value in read_file(data).points.get("loss", [])]


@given(st.binary(max_size=70))
def test_checksums_are_those_of_a_reader_of_single_bytes(data):
    expected = struct.unpack("<I", masked(data))[0]
    assert crc_each([data]).tolist() == [expected]
    if len(data) >= 4:
        assert crc_rows(np.frombuffer(data * 3, np.uint8).reshape(3, -1)).tolist() == [expected] * 3


@pytest.mark.parametrize("size", [4095, 4096, 4097, 5000, 20_001])
def test_checksums_of_long_records(size):
    data = random.Random(size).randbytes(size)
    assert crc_each([data, data[:100]]).tolist() == [
        struct.unpack("<I", masked(part))[0] for part in (data, data[:100])
    ]


def test_known_checksum():
    assert crc32c(b"123456789") == 0xE3069283


def test_a_whole_file_has_no_issue():
    run = read_file(WHOLE)
    assert run.whats == []
    assert values(WHOLE) == VALUES
    assert run.report.rejected == run.report.pending == 0


@pytest.mark.parametrize("cut", range(1, len(RECORDS[-1])))
def test_a_cut_tail_is_pending(cut):
    run = read_file(WHOLE[:-cut])
    assert [value for _, value in run.points["loss"]] == VALUES[:-1]
    (issue,) = run.report.issues()
    assert issue.pending
    assert run.report.pending == len(RECORDS[-1]) - cut


def test_a_tail_of_nul_bytes_is_pending():
    run = read_file(WHOLE + bytes(5000))
    assert run.whats == ["ends in NUL bytes: the rest of the file was lost"]
    assert values(WHOLE + bytes(5000)) == VALUES


@pytest.mark.parametrize("at", range(len(RECORDS[3])))
def test_any_changed_byte_costs_its_record_only(at):
    start = sum(map(len, RECORDS[:3]))
    data = bytearray(WHOLE)
    data[start + at] ^= 0x10
    run = read_file(bytes(data))
    assert [value for _, value in run.points["loss"]] == [1.0, 2.0, 4.0, 5.0]
    (issue,) = run.report.issues()
    assert issue.where == f"run/events.out.tfevents.1700000000.… (byte {start:,})"
    assert not issue.pending
    assert issue.fix
    assert run.report.rejected == len(RECORDS[3])


@pytest.mark.parametrize(
    "rubbish", [b"x", b"rubbish" * 99, bytes(30), b"\xff" * 13, RECORDS[2][:-1], RECORDS[2][:-6], RECORDS[2][3:]]
)
def test_what_lies_between_records_is_passed_over(rubbish):
    data = b"".join([*RECORDS[:3], rubbish, *RECORDS[3:]])
    found = read_file(data)
    assert [value for _, value in found.points["loss"]] == VALUES
    assert found.report.rejected == len(rubbish)


def test_a_large_record_that_was_cut_hides_none_behind_it():
    large = frame(event(image("i", b"GIF89a" + bytes(3000))))[:100]
    assert values(RECORDS[0] + large + b"".join(RECORDS[1:])) == VALUES


def test_records_that_are_no_events():
    data = frame(version()) + frame(b"\xff\xff\xff") + frame(b"") + frame(event(simple("loss", 1.0)))
    run = read_file(data)
    assert run.points == {"loss": [(0, 1.0)]}
    assert run.whats == ["a record that is no TensorBoard event is left out"]


def test_blocks_of_any_size_give_the_same(monkeypatch):
    data = event_file(*curve("loss", range(300)), event(histogram("h" * 400)), *curve("loss", range(300)))
    whole = read_file(data).points
    for size in (16, 100, 1000):
        monkeypatch.setattr(frames, "CHUNK", size)
        assert read_file(data).points == whole


def test_records_beyond_the_limit_are_passed_over(monkeypatch):
    monkeypatch.setattr(frames, "MOST_RECORD", 1000)
    monkeypatch.setattr(frames, "CHUNK", 64)
    data = event_file(*curve("loss", [1]), event(text("t", "x" * 5000)), *curve("loss", [2]))
    run = read_file(data)
    assert run.points["loss"] == [(1, 1.0), (1, 2.0)]
    assert run.whats == ["a record of more than 64 MiB is left out"]


def test_a_length_of_exabytes_needs_no_memory():
    length = struct.pack("<Q", 2**62)
    run = read_file(WHOLE + length + masked(length) + b"abc")
    assert [value for _, value in run.points["loss"]] == VALUES
    assert run.report.rejected == 15


def test_half_a_million_useless_bytes_take_no_time():
    began = time.process_time()
    for data in (bytes(1 << 19), b"\x01\0\0\0\0\0\0\0" * (1 << 16), random.Random(1).randbytes(1 << 19)):
        read_file(data)
    assert time.process_time() - began < 10


def test_records_that_all_look_different_take_no_time():
    """Thousands of records of one size in which the fast way finds nothing alike."""
    rng = random.Random(2)
    odd = []
    for n in range(4000):
        tag = "".join(rng.choices("abcdefgh", k=8))
        odd.append(event(simple(tag, n), step=rng.choice([1, 200, 70_000])))
        odd.append(event(message(1, message(1, tag), message(5, rng.randbytes(0)), message(3, b"abc")), step=n % 128))
    began = time.process_time()
    run = read_file(event_file(*odd))
    assert sum(map(len, run.points.values())) == 4000
    assert time.process_time() - began < 20


def _packed(field, *values):
    return message(field, struct.pack(f"<{len(values)}d", *values))


def _seeds():
    old = message(5, double(1, 0.0), double(2, 3.0), _packed(6, 1, 2, 3), _packed(7, 1, 0, 5))
    return [
        WHOLE,
        event_file(
            event(tensor("x", 1, message(4, struct.pack("<f", 1.0))), step=3), event(hparams(a=1, b="x", c=True))
        ),
        event_file(event(image("i", b"GIF89a" + bytes(20))), event(text("t", "a", "b")), event(histogram("h"))),
        event_file(
            event(message(1, message(1, "h"), old)),
            event(tensor("p", 2, _packed(6, *range(12)), plugin="pr_curves", shape=(6, 2))),
            event(tensor("h2", 2, _packed(6, *range(6)), plugin="histograms", shape=(2, 3))),
            event(tensor("s", 7, message(8, b"RIFF0000WAVE"), message(8, b""), plugin="audio", shape=(1, 2))),
        ),
        event_file(*(event(simple("a", n), simple("b", n), step=n * 100) for n in range(20))),
    ]


def _mutate(rng, data):
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data)) if data else 0
        kind = rng.randrange(5)
        if kind == 0 and data:
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.randint(1, 30)]
        elif kind == 2:
            data[at:at] = rng.randbytes(rng.randint(1, 20))
        elif kind == 3:
            data[at:at] = data[at : at + rng.randint(1, 60)]
        elif data:
            data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def _in_records(rng, data):
    """Mutate what the records hold, and frame it rightly: the checksums do not protect the reader then."""
    at, parts = 0, []
    while at < len(data):
        size = struct.unpack_from("<Q", data, at)[0]
        held = data[at + 12 : at + 12 + size]
        parts.append(frame(_mutate(rng, held) if rng.random() < 0.5 else held))
        at += size + 16
    return b"".join(parts)


@pytest.mark.parametrize("seed", range(4))
def test_mutated_files(seed):
    mutate_files(seed, 300)


@pytest.mark.slow
def test_many_mutated_files():
    mutate_files(99, 2500)


def mutate_files(seed, count):
    rng = random.Random(seed)
    seeds = _seeds()
    for _ in range(count):
        data = (_mutate if rng.random() < 0.5 else _in_records)(rng, rng.choice(seeds))
        run = read_file(data)
        report = run.report
        assert 0 <= report.rejected + report.pending <= len(data)
        assert all(issue.what and issue.fix and issue.where for issue in report.issues())
        for series in run.series.values():
            assert series.steps.size == series.values.size == series.times.size > 0
