"""The cache and the way between processes give what reading gives."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_journals import Made, read

from xreport.analysis.series import summarise
from xreport.config import Config
from xreport.importers import Refusal
from xreport.load import load, pool
from xreport.load.codec import decode_part, encode_part
from xreport.load.part import Account, Part, read_part
from xreport.model import Series


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "runs"
    for number in range(5):
        made = Made(run=f"r{number}", writer=f"{number:016x}", params={"big": 10**300, "nan": float("nan")})
        for step in range(50):
            made.log(step, a=step / 7, **({"b": step} if step % 3 else {}))
        made.end().write(folder)
    (folder / "log.txt").write_text('{"a": 1}\n{"a": NaN}\n{"a"')
    (folder / "wide.bin").write_bytes(b"\0")
    return folder


def test_a_part_survives_the_way_to_bytes(source):
    names = ("r0", f"{0:016x}.jsonl")
    part = read_part(str(source), names, "/".join(names))
    again = decode_part(encode_part(part, "key"), "key")
    assert repr(again) == repr(part)
    assert list(again.series) == ["a", "b"]
    for key, one in part.series.items():
        for name in ("steps", "values", "times"):
            np.testing.assert_array_equal(getattr(one, name), getattr(again.series[key], name))
            assert not getattr(again.series[key], name).flags.writeable
    refusal = Refusal("binary", "fix")
    assert decode_part(encode_part(refusal)) == refusal


def test_damaged_bytes_are_no_part(source):
    names = ("r0", f"{0:016x}.jsonl")
    data = encode_part(read_part(str(source), names, "x"), "key")
    assert decode_part(data, "other key") is None
    for at in range(0, len(data), 7):
        assert decode_part(data[:at], "key") is None
        assert decode_part(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], "key") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_no_part(data):
    assert decode_part(data, "") is None


def test_a_warm_cache_gives_the_same_and_reads_nothing(source, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    plain = read(source)
    assert repr(read(source, cache=cache)) == repr(plain)
    asked = []
    monkeypatch.setattr(pool, "_read", lambda file, _limits: asked.append(file) or pytest.fail("read again"))
    assert repr(read(source, cache=cache)) == repr(plain)
    assert asked == []


def test_only_changed_files_are_read_again(source, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    read(source, cache=cache)
    with (source / "log.txt").open("a") as file:
        file.write(": 3}\n")
    asked = []
    monkeypatch.setattr(
        pool, "_read", lambda file, limits, real=pool._read: asked.append(file.path) or real(file, limits)
    )
    run = next(run for run in read(source, cache=cache).runs if run.bare)
    assert asked == ["log.txt"]
    assert run.series["a"].values[-1] == 3


def test_damaged_foreign_and_old_entries_do_no_harm(source, tmp_path):
    cache = tmp_path / "cache"
    plain = repr(read(source))
    read(source, cache=cache)
    entries = sorted(cache.iterdir())
    assert len(entries) == 7
    entries[0].write_bytes(b"")
    entries[1].write_bytes(entries[1].read_bytes()[:-9])
    data = bytearray(entries[2].read_bytes())
    data[-3] ^= 1
    entries[2].write_bytes(data)
    entries[3].write_bytes(entries[4].read_bytes())
    (cache / ("0" * 24 + ".part")).write_bytes(b"old")
    (cache / "precious.txt").write_text("mine")
    assert repr(read(source, cache=cache)) == plain
    assert not (cache / ("0" * 24 + ".part")).exists()
    assert (cache / "precious.txt").read_text() == "mine"


def test_a_cache_that_cannot_be_written_is_none(source, tmp_path):
    (tmp_path / "file").touch()
    assert repr(read(source, cache=tmp_path / "file" / "cache")) == repr(read(source))


def test_processes_give_the_same_in_the_same_order(source, monkeypatch):
    plain = repr(read(source))
    monkeypatch.setattr(pool, "_WORTH", 0)
    monkeypatch.setattr(pool, "_BATCH", 1)
    seen = []
    config = Config(root=source)
    many = load([source], now=1_763_900_000.0, config=config, jobs=2, progress=lambda *args: seen.append(args))
    assert repr(many) == plain
    assert seen[-1] == (7, 7)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_process_that_dies_leaves_its_files_to_this_one(source, monkeypatch):
    plain = repr(read(source))
    monkeypatch.setattr(pool, "_WORTH", 0)
    monkeypatch.setattr(pool, "_BATCH", 1)
    parent = os.getpid()
    monkeypatch.setattr(
        pool,
        "_read",
        lambda file, limits, real=pool._read: real(file, limits) if os.getpid() == parent else os._exit(9),
    )
    assert repr(load([source], now=1_763_900_000.0, config=Config(root=source), jobs=2)) == plain


def test_names_that_are_no_text_are_written_as_escapes_and_stay_two():
    series = {
        name: Series(np.arange(2), np.array([0.5, place]), np.zeros(2)) for place, name in enumerate("\ud800\ud801")
    }
    part = Part(Account("a"), [], series, {name: summarise(one) for name, one in series.items()})
    found = decode_part(encode_part(part))
    assert {name: one.values[1] for name, one in found.series.items()} == {"\\ud800": 0, "\\ud801": 1}
