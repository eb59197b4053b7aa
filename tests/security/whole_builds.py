"""Building everything of a site in this process, with no net under it: what raises is seen, and what is said too."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from xreport.analysis.study import study
from xreport.errors import Issue
from xreport.frame import render_frames
from xreport.load import load
from xreport.render.stamp import Frame
from xreport.settings import Config
from xreport.site.build import site_files

NOW = 1_795_000_000.0
MISTAKE = "mistake of xreport"
_SAME = ("id", "name", "project", "status", "params", "tags", "seed", "group", "owner", "scores", "facts", "notes")


@cache
def frames() -> Mapping[str, Frame]:
    """Return the frames of all pages, rendered once in a process."""
    return render_frames(config=Config(root=Path("/nowhere"))).frames


def build_all(source: Path, *, pages: bool = True) -> dict[str, Any]:
    """Read a folder and make every file of its site; return what its ``runs.json`` says, by run.

    Args:
        source: The folder.
        pages: Whether everything is made: else the folder is read and studied, and only its table of runs is made.

    Raises:
        Exception: Anything is raised, is warned of, or is told as a mistake of ours.
    """
    config = Config(root=source)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        collection = load([source], now=NOW, config=config, jobs=1)
        whole = study(collection, config)
        unmistaken(whole.collection.issues)
        found: bytes = b""
        for file in site_files(whole, frames(), now=NOW):
            if pages or file.path == "data/runs.json":
                content = file.make()
                check(file.path, content)
                found = content if file.path == "data/runs.json" else found
    return {run["id"]: run for run in json.loads(found)["runs"]}


def unmistaken(issues: Iterable[Issue]) -> None:
    """Assert that every issue is one, and none a mistake of ours."""
    for issue in issues:
        assert MISTAKE not in issue.what, issue
        assert issue.where, issue
        assert issue.what, issue
        assert issue.fix, issue


def check(path: str, content: bytes) -> None:
    """Assert that a file is what its name says: strict JSON, XML, UTF-8."""
    kind = path.rpartition(".")[2]
    if kind in {"html", "csv"}:
        assert content.decode(), path
    elif kind == "svg":
        ET.fromstring(content)
    elif kind == "json":
        json.loads(content, parse_constant=_refuse)
    elif kind == "js":
        json.loads(content.partition(b"]=")[2].rpartition(b";")[0], parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def same(run: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two runs say the same, as far as other runs have no part in it."""
    last = [{key: one["last"] for key, one in each["summary"].items()} for each in (run, other)]
    return last[0] == last[1] and all(run[key] == other[key] for key in _SAME)
