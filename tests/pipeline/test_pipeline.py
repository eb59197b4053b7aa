"""The main job as a function."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import xreport
from xreport.errors import XReportError
from xreport.pipeline import build_report, read_known_ids
from xreport.settings import Config

NOW = 1_795_000_000.0


def log_runs(folder: Path, count: int = 3) -> None:
    for seed in range(count):
        with xreport.init("p", params={"lr": 0.1}, algorithm="a", seed=seed, data="d", dir=folder) as run:
            run.log({"val/acc": 0.5 + seed / 10}, step=0)


def test_a_report_says_what_it_built(tmp_path: Path) -> None:
    log_runs(tmp_path / "runs")
    stages: set[str] = set()
    report = build_report(
        Config(root=tmp_path),
        [tmp_path / "runs"],
        tmp_path / "site",
        now=NOW,
        jobs=1,
        progress=lambda stage, _done, _total: stages.add(stage),
    )
    assert (report.runs, report.issues, report.pending) == (3, (), 0)
    assert stages == {"Reading", "Writing"}
    assert report.headline == ("On p, a is best: val/acc 0.60 ± 0.25 over 3 runs.",)


def test_runs_that_an_earlier_report_lacks_are_news(tmp_path: Path) -> None:
    log_runs(tmp_path / "runs", 2)
    config = Config(root=tmp_path)
    build_report(config, [tmp_path / "runs"], tmp_path / "site", now=NOW, jobs=1)
    old = tmp_path / "old.json"
    old.write_bytes((tmp_path / "site" / "data" / "runs.json").read_bytes())
    with xreport.init("p", name="the new one", dir=tmp_path / "runs"):
        pass
    build_report(config, [tmp_path / "runs"], tmp_path / "site", now=NOW, jobs=1, since=old)
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "New since the last report" in home
    assert "1 run that the last report did not have" in home


@pytest.mark.parametrize("content", ["", "[]", '{"runs": 3}', '{"runs": [{}]}'])
def test_a_file_that_is_no_runs_json_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(XReportError, match=r"not a runs\.json"):
        read_known_ids(tmp_path / "x.json")


def test_runs_come_as_a_dataframe(tmp_path: Path) -> None:
    log_runs(tmp_path / "runs")
    frame = xreport.read_runs(tmp_path / "runs")
    assert sorted(frame["val/acc:score"]) == [0.5, 0.6, 0.7]
    assert set(frame["params.lr"]) == {0.1}
    site = tmp_path / "site"
    build_report(Config(root=tmp_path), [tmp_path / "runs"], site, now=NOW, jobs=1)
    assert set(frame.index) == {run["id"] for run in json.loads((site / "data" / "runs.json").read_text())["runs"]}
