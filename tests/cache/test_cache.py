"""What is kept between builds: entries, keys, folders, and what is removed."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from caches import cache_in, entries

from xreport.cache import entries as rules
from xreport.cache import eviction, open_cache, users_cache

DAY = 86400.0


def age(path: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def note_of(folder: Path) -> str:
    cache, note = open_cache(["a report"], folder)
    assert cache is None
    return note


def test_what_was_kept_is_found_again_and_closed_to_others(tmp_path: Path) -> None:
    with cache_in(tmp_path / "cache") as cache:
        assert cache.read("part", "a") is None
        cache.write("part", "a", b"1")
        cache.write("part", "a", b"2")
        cache.write("part", "b", b"")
    again = cache_in(tmp_path / "cache")
    assert (again.read("part", "a"), again.read("part", "b"), again.read("frames", "a")) == (b"2", b"", None)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache").rglob("*")}
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert modes == {0o700, 0o600}


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = cache_in(tmp_path)
    cache.write("part", "a", b"12345")
    monkeypatch.setattr(rules, "MOST", 4)
    assert cache.read("part", "a") is None
    cache.write("part", "b", b"12345")
    assert len(entries(tmp_path)) == 1


def test_the_users_own_key_is_made_once_and_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XREPORT_CACHE_KEY")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    key = tmp_path / "state" / "xreport" / "cache.key"
    cache_in(tmp_path / "cache").write("part", "a", b"1")
    made = key.read_bytes()
    assert (len(made), stat.S_IMODE(key.stat().st_mode)) == (32, 0o600)
    assert cache_in(tmp_path / "cache").read("part", "a") == b"1"
    assert key.read_bytes() == made
    key.write_bytes(made[:-1])  # a disk that was full
    assert cache_in(tmp_path / "cache").read("part", "a") is None
    assert len(key.read_bytes()) == 32
    key.chmod(0o640)
    assert "others can read its key. Remove " in note_of(tmp_path / "cache")
    key.chmod(0o600)
    assert "the key for it lies inside" in note_of(tmp_path)


@pytest.mark.parametrize(("ci", "warm"), [("true", False), ("1", False), ("false", True), ("", True)])
def test_ci_starts_cold_without_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: str, *, warm: bool) -> None:
    monkeypatch.delenv("XREPORT_CACHE_KEY")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CI", ci)
    cache, note = open_cache(["a report"], tmp_path / "cache")
    assert (cache is not None, note) == (warm, "")
    assert (tmp_path / "cache").exists() == warm
    assert (tmp_path / "state").exists() == warm


def test_ci_with_a_key_believes_what_the_same_key_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("XREPORT_CACHE_KEY", "0123456789abcdef")
    cache_in(tmp_path).write("part", "a", b"1")
    assert cache_in(tmp_path).read("part", "a") == b"1"
    monkeypatch.setenv("XREPORT_CACHE_KEY", "0123456789abcdeg")
    assert cache_in(tmp_path).read("part", "a") is None
    monkeypatch.setenv("XREPORT_CACHE_KEY", "0123456789abcde")
    assert "XREPORT_CACHE_KEY has fewer than 16 characters" in note_of(tmp_path)


def test_the_cache_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    assert users_cache() == tmp_path / "mine" / "xreport"
    assert "is no absolute path" in note_of(Path("~/.cache/xreport"))


def test_old_entries_go_once_a_day_and_those_in_use_stay(tmp_path: Path) -> None:
    with cache_in(tmp_path, "one") as cache:
        for what in ("used", "unused"):
            cache.write("part", what, b"1")
    with cache_in(tmp_path, "other") as cache:
        cache.write("part", "forgotten", b"1")
    for path in entries(tmp_path):
        age(path, 29)
        age(path.parent, 29)
    with cache_in(tmp_path, "one") as cache:
        assert cache.read("part", "used")
    assert len(entries(tmp_path)) == 3
    for path in entries(tmp_path):
        if path.stat().st_mtime < time.time() - DAY:
            age(path, 31)
            age(path.parent, 31)
    with cache_in(tmp_path, "one"):
        pass
    assert len(entries(tmp_path)) == 3, "looked through today already"
    age(tmp_path / "swept", 1.1)
    with cache_in(tmp_path, "one") as cache:
        pass
    assert len(entries(tmp_path)) == 1
    assert len(list(tmp_path.glob("report-*"))) == 1
    assert cache_in(tmp_path, "one").read("part", "used")


def test_too_much_goes_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cache_in(tmp_path, "one") as one, cache_in(tmp_path, "other") as other:
        for days, cache in enumerate([one, other, one, other]):
            cache.write("part", f"{days} days old", bytes(1000))
            age(max(entries(tmp_path), key=lambda path: path.stat().st_mtime), days + 1)
        monkeypatch.setattr(eviction, "MOST", 2500)
    with cache_in(tmp_path, "one") as one, cache_in(tmp_path, "other") as other:
        assert one.read("part", "0 days old")
        assert other.read("part", "1 days old")
        assert one.read("part", "2 days old") is None
        assert other.read("part", "3 days old") is None
