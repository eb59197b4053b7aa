"""What is costly and needed by several files is made by one process, once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from xreport.pipeline import build_report
from xreport.publish.writing import spans
from xreport.render.sitefile import SiteFile
from xreport.settings import read_config
from xreport.site import build

BASIC = Path(__file__).resolve().parents[1] / "golden" / "basic" / "in"


def files(*beside: str) -> list[SiteFile]:
    return [SiteFile(f"{place}.html", "", bytes, name) for place, name in enumerate(beside)]


def test_files_that_share_work_stay_together() -> None:
    assert list(spans(files(*"aaaaaabb", *[""] * 9))) == [(0, 6), (6, 8), (8, 12), (12, 16), (16, 17)]
    assert list(spans(files())) == []
    assert list(spans(files("", "a", ""))) == [(0, 1), (1, 2), (2, 3)]


def test_importances_and_columns_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By however many processes: each says in one file what it makes."""
    said = tmp_path / "said.txt"

    def telling(what: str) -> None:
        made = getattr(build, what)

        def tell(*arguments: object) -> object:
            with said.open("a") as stream:
                stream.write(f"{what} {getattr(arguments[0], 'metric', '')}\n")
            return made(*arguments)

        monkeypatch.setattr(build, what, tell)

    telling("importances")
    telling("build_columns")
    config = read_config(BASIC / "xreport.toml", BASIC)
    build_report(
        config, [config.root / name for name in config.sources], tmp_path / "site", now=1_780_010_000.0, jobs=2
    )
    made = Counter(said.read_text().splitlines())
    assert any(line.startswith("importances") for line in made)
    assert set(made.values()) == {1}
