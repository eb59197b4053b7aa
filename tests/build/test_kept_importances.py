"""Importances kept between builds: found again by what they are made of, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from xreport.analysis.importance import Confounded, Importances, Interval, ParamEffect
from xreport.build.kept import kept

EFFECT = ParamEffect("lr", 3, 30, Interval(0.1, -0.05, 0.30000000000000004), None)
FOUND = Importances("loss", 30, 30, Interval(0.5, 0.25, 0.75), "", (EFFECT,), (Confounded("lr", "wd", 0.9),), ("name",))


def never() -> Importances:
    pytest.fail("made anew")


def test_what_was_made_is_found_again_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "importances"
    assert kept(folder, "wine", "key", lambda: FOUND) == FOUND
    assert kept(folder, "wine", "key", never) == FOUND
    assert [path.name for path in folder.iterdir()] == ["wine.json"]


def test_another_key_or_task_is_made_anew_and_takes_the_place(tmp_path: Path) -> None:
    kept(tmp_path, "wine", "key", lambda: FOUND)
    other = Importances("loss", 3, 3, None, "Too few.", (), (), ())
    assert kept(tmp_path, "wine", "new", lambda: other) == other
    assert kept(tmp_path, "wine", "new", never) == other
    assert kept(tmp_path, "wine", "key", lambda: FOUND) == FOUND
    assert kept(tmp_path, "beer", "key", lambda: other) == other
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beer.json", "wine.json"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'["key",{}]', b'["key",null]', b"\xff\x00", b'["\xff",null]'])
def test_damage_and_a_folder_that_cannot_be_written_to_cost_time_only(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "wine.json").write_bytes(damage)
    assert kept(tmp_path, "wine", "key", lambda: FOUND) == FOUND
    assert kept(tmp_path, "wine", "key", never) == FOUND
    (tmp_path / "file").write_bytes(b"")
    assert kept(tmp_path / "file", "wine", "key", lambda: FOUND) == FOUND
    assert kept(None, "wine", "key", lambda: FOUND) == FOUND


def test_names_that_have_no_bytes_are_not_kept(tmp_path: Path) -> None:
    odd = Importances("loss", 3, 3, None, "", (), (), ("a\ud800",))
    assert kept(tmp_path, "wine", "key", lambda: odd) == odd
    assert list(tmp_path.iterdir()) == []
