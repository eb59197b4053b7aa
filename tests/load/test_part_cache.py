"""The cache and the way between processes give what reading gives."""

import ast
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from caches import cache_in, entries
from hypothesis import given
from hypothesis import strategies as st
from made_journals import Made, read

from xreport import importers
from xreport.analysis.series import summarise
from xreport.importers import Refusal, registry
from xreport.load import load
from xreport.load.read import pool
from xreport.load.read.codec import decode_part, encode_part
from xreport.load.read.part import Account, FilePart, read_part
from xreport.model import Series
from xreport.settings import Config, ImportRule


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


def test_bytes_of_something_else_are_no_part(source):
    names = ("r0", f"{0:016x}.jsonl")
    data = encode_part(read_part(str(source), names, "x"), "key")
    assert decode_part(data, "other key") is None
    assert decode_part(b"xrepork\n" + data[8:], "key") is None
    assert decode_part(data[:8] + b"\0" + data[9:], "key") is None, "another layout"


@given(st.binary(max_size=300))
def test_any_bytes_are_no_part(data):
    assert decode_part(data, "") is None


def test_a_warm_cache_gives_the_same_and_reads_nothing(source, tmp_path, monkeypatch):
    cache = cache_in(tmp_path / "cache")
    plain = read(source)
    assert repr(read(source, cache=cache)) == repr(plain)
    asked = []
    monkeypatch.setattr(pool, "_read", lambda file, _limits: asked.append(file) or pytest.fail("read again"))
    assert repr(read(source, cache=cache)) == repr(plain)
    assert asked == []


def test_only_changed_files_are_read_again(source, tmp_path, monkeypatch):
    cache = cache_in(tmp_path / "cache")
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


def test_damaged_and_exchanged_entries_do_no_harm(source, tmp_path):
    cache = cache_in(tmp_path / "cache")
    plain = repr(read(source))
    read(source, cache=cache)
    kept = entries(tmp_path / "cache", "part")
    assert len(kept) == 7
    kept[0].write_bytes(b"")
    kept[1].write_bytes(kept[1].read_bytes()[:-9])
    data = bytearray(kept[2].read_bytes())
    data[-3] ^= 1
    kept[2].write_bytes(data)
    kept[3].write_bytes(kept[4].read_bytes())
    assert repr(read(source, cache=cache)) == plain


def test_two_reports_in_one_cache_do_not_touch_each_other(source, tmp_path, monkeypatch):
    one, other = cache_in(tmp_path / "cache", "one"), cache_in(tmp_path / "cache", "other")
    plain = repr(read(source, cache=one))
    read(source / "r1", cache=other)
    assert len(entries(tmp_path / "cache", "part")) == 8
    monkeypatch.setattr(pool, "_read", lambda file, _limits: pytest.fail("read again"))
    assert repr(read(source, cache=one)) == plain


def test_what_a_claim_gives_depends_on_the_packages_that_are_there(tmp_path, monkeypatch):
    """Refused because pyarrow is not there, and asked again when it is."""
    pq = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    source = tmp_path / "runs"
    source.mkdir()
    pq.write_table(pa.table({"name": ["a", "b"], "loss": [0.5, 0.25]}), source / "log.parquet")
    config = Config(root=tmp_path, imports=(ImportRule(("*.parquet",), metrics=("loss",)),))
    cache = cache_in(tmp_path / "cache")

    def losses():
        registry.packages_at_hand.cache_clear()
        return sorted(run.scores["loss"] for run in read(source, cache=cache, config=config).runs if run.scores)

    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        assert losses() == []
        assert len(entries(tmp_path / "cache", "part")) == 1, "a refusal is kept, too"
    assert losses() == [0.25, 0.5]
    registry.packages_at_hand.cache_clear()


def test_every_package_that_an_importer_can_do_without_is_known():
    """Else what was refused for want of it would be refused for ever."""
    found = set()
    for file in Path(importers.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Try) and "ImportError" in "".join(map(ast.unparse, node.handlers)):
                for line in ast.walk(node):
                    if isinstance(line, ast.Import):
                        found |= {name.name.partition(".")[0] for name in line.names}
                    elif isinstance(line, ast.ImportFrom):
                        found.add(line.module.partition(".")[0])
    assert found - {"importlib"} == set(registry.OPTIONAL)


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


def test_the_file_that_ends_its_process_is_an_issue_and_the_others_are_read(source, tmp_path, monkeypatch):
    plain = read(source)
    first = plain.runs[0].sources[0].path
    monkeypatch.setattr(pool, "_WORTH", 0)
    monkeypatch.setattr(pool, "_MOST_IN_BATCH", 3)
    kept = cache_in(tmp_path / "kept")
    with monkeypatch.context() as context:
        context.setattr(
            pool,
            "_read",
            lambda file, limits, real=pool._read: os._exit(9) if file.path == first else real(file, limits),
        )
        found = load([source], now=1_763_900_000.0, config=Config(root=source), jobs=2, cache=kept)
    assert [run.id for run in found.runs] == [run.id for run in plain.runs[1:]]
    (issue,) = [issue for issue in found.issues if issue.where == first]
    assert issue.what.startswith("reading it ended the process that read it")
    again = load([source], now=1_763_900_000.0, config=Config(root=source), jobs=2, cache=kept)
    assert len(again.runs) == len(plain.runs), "the next build reads it anew"


def test_where_no_process_starts_all_is_read_in_this_one(source, monkeypatch):
    plain = repr(read(source))
    monkeypatch.setattr(pool, "_WORTH", 0)
    monkeypatch.setattr(pool, "_BATCH", 1)
    parent = os.getpid()
    real = pool._executor

    def broken(jobs):
        executor = real(jobs)
        executor._initializer = _die_unless
        executor._initargs = (parent,)
        return executor

    monkeypatch.setattr(pool, "_executor", broken)
    assert repr(load([source], now=1_763_900_000.0, config=Config(root=source), jobs=2)) == plain


def test_names_that_are_no_text_are_written_as_escapes_and_stay_two():
    series = {
        name: Series(np.arange(2), np.array([0.5, place]), np.zeros(2)) for place, name in enumerate("\ud800\ud801")
    }
    part = FilePart(Account("a"), [], series, {name: summarise(one) for name, one in series.items()})
    found = decode_part(encode_part(part))
    assert {name: one.values[1] for name, one in found.series.items()} == {"\\ud800": 0, "\\ud801": 1}


def _die_unless(parent):
    if os.getpid() != parent:
        os._exit(9)
