"""Figures cost a tenth of a second each: of many tasks and projects the heaviest are drawn, and the others say so."""

from __future__ import annotations

import re
from pathlib import Path

from xreport.analysis.study import study
from xreport.frame import render_frames
from xreport.load import load
from xreport.settings import Config
from xreport.site import figures
from xreport.site.build import site_files

LINE = (
    '{{"xreport": 1, "type": "start", "run": "{0}", "writer": "{1:016x}", "attempt": 1, "time": 1, "project": "{2}"}}\n'
)
POINTS = (
    '{"step": 1, "metrics": {"acc": 0.5}}\n{"step": 2, "metrics": {"acc": 0.6}}\n'
    '{"type": "end", "status": "finished"}\n'
)


def name(path: str) -> str:
    """The name of a file, without the hash of what it tells of."""
    return re.sub(r"-[0-9a-f]{10}\b", "", path.rpartition("/")[2])


def test_the_heaviest_tasks_and_projects_are_drawn(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(figures, "MOST_DRAWN", 2)
    for number, project in enumerate(["a", "b", "b", "c", "c", "d"]):
        file = tmp_path / f"r{number}" / f"{number:016x}.jsonl"
        file.parent.mkdir()
        file.write_text(LINE.format(f"r{number}", number, project) + POINTS)
    config = Config(root=tmp_path)
    whole = study(load([tmp_path], now=2.0, config=config), config)
    files = {file.path: file for file in site_files(whole, render_frames(config=config).frames, now=2.0)}
    drawn = {name(path) for path in files if path.startswith("figures/") and path.endswith("-scores.svg")}
    assert drawn == {"b-scores.svg", "c-scores.svg"}
    projects = {name(path) for path in files if path.startswith("figures/project-") and path.endswith(".csv")}
    assert projects == {"project-b.csv", "project-c.csv"}
    said = b"and this is none of them"
    assert [said in file.make() for path, file in sorted(files.items()) if path.startswith("tasks/")] == [
        True,
        False,
        False,
        True,
    ]
