"""Importances kept between builds: found again by what they are made of, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest
from caches import cache_in, entries

from xreport.analysis.importance import Confounded, Importances, Interval, ParamEffect
from xreport.site.kept import kept

EFFECT = ParamEffect("lr", 3, 30, Interval(0.1, -0.05, 0.30000000000000004), None)
FOUND = Importances("loss", 30, 30, Interval(0.5, 0.25, 0.75), "", (EFFECT,), (Confounded("lr", "wd", 0.9),), ("name",))


def never() -> Importances:
    pytest.fail("made anew")


def test_what_was_made_is_found_again_as_it_was(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    assert kept(cache, "wine", "key", lambda: FOUND) == FOUND
    assert kept(cache, "wine", "key", never) == FOUND
    assert len(entries(tmp_path, "importances")) == 1


def test_another_key_or_task_is_made_anew_and_takes_the_place(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    kept(cache, "wine", "key", lambda: FOUND)
    other = Importances("loss", 3, 3, None, "Too few.", (), (), ())
    assert kept(cache, "wine", "new", lambda: other) == other
    assert kept(cache, "wine", "new", never) == other
    assert kept(cache, "wine", "key", lambda: FOUND) == FOUND
    assert kept(cache, "beer", "key", lambda: other) == other
    assert len(entries(tmp_path, "importances")) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'["key",{}]', b'["key",null]', b"\xff\x00", b'["\xff",null]'])
def test_an_entry_of_another_version_and_no_cache_cost_time_only(tmp_path: Path, damage: bytes) -> None:
    cache = cache_in(tmp_path)
    cache.write("importances", "wine", damage)
    assert kept(cache, "wine", "key", lambda: FOUND) == FOUND
    assert kept(cache, "wine", "key", never) == FOUND
    assert kept(None, "wine", "key", lambda: FOUND) == FOUND


def test_names_that_have_no_bytes_are_not_kept(tmp_path: Path) -> None:
    cache = cache_in(tmp_path)
    odd = Importances("loss", 3, 3, None, "", (), (), ("a\ud800",))
    assert kept(cache, "wine", "key", lambda: odd) == odd
    assert entries(tmp_path) == []
