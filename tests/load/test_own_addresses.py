"""What a run is called in its address, and what its digest names, depend on its own log alone."""

from __future__ import annotations

from pathlib import Path

from xreport.load import load
from xreport.model import Collection
from xreport.settings import Config


def read(folder: Path) -> Collection:
    return load([folder], now=2e9, config=Config(root=folder), jobs=1)


def test_a_log_of_the_same_name_elsewhere_changes_a_name_and_no_address(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "loss.csv").write_text("step,loss\n1,2\n2,1\n")
    (alone,) = read(tmp_path).runs
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "loss.csv").write_text("step,loss\n1,3\n2,1\n")
    first, second = sorted(read(tmp_path).runs, key=lambda run: run.name)
    assert (alone.name, first.name, second.name) == ("loss", "ada/loss", "bob/loss")
    assert first.slug == alone.slug
    assert first.slug.startswith("loss-")
    assert second.slug.startswith("loss-")
    assert first.slug != second.slug


def test_columns_in_another_order_are_another_log(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("step,loss,acc\n1,1,2\n2,3,4\n")
    (before,) = read(tmp_path).runs
    file.write_text("step,acc,loss\n1,2,1\n2,4,3\n")
    (after,) = read(tmp_path).runs
    assert [*before.series] != [*after.series]
    assert before.digest != after.digest
