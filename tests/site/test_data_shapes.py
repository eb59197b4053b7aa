"""What the browser believes of the data scripts is what Python writes: names, kinds, what may be missing or null."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import compare_logs
import pytest
from browser_side import BROWSER, ROOT, hatch_build
from building import build
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection
from xreport.tables.columns import build_columns
from xreport.tables.scripts import runs_script

COMPARE = ROOT / hatch_build.BROWSER_TESTS / "shapes.mjs"
SHAPES = BROWSER / "src" / "core" / "shapes"
VECTORS = ROOT / "tests" / "vectors"
"""Columns of a large table, and curves of every form, as Python sends them."""
NOT_READ = {"build"}
"""Data scripts that no script of ours reads."""


@pytest.fixture(scope="module")
def written(
    example: Path, golden_site: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, object]]:
    """Data scripts of sites that have all that there is, by their keys."""
    logs = compare_logs.write_logs(tmp_path_factory.mktemp("compared"))
    build(logs, logs / "site", jobs=1)
    sites = [example, golden_site("basic"), golden_site("objects"), logs / "site"]
    scripts = [script for site in sites for script in data_scripts(site)]
    large = ("runs", vectors("columns.json")["sent"])
    deeper = [(f"{kind}/made", {"runs": {}, "deeper": True}) for kind in ("places", "changes")]
    sure = study(Collection((run_of(scores={"acc": 0.9, "acc_stderr": 0.01}),)), config_of())
    (logs / "runs.js").write_bytes(runs_script(sure, build_columns(sure)))
    scripts.append(data_script_of(logs / "runs.js"))
    return [*scripts, large, *deeper, *(("curves/made", case["data"]) for case in vectors("curves.json")["cases"])]


def vectors(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / file).read_text("utf-8"))
    return found


def data_scripts(site: Path) -> Iterator[tuple[str, object]]:
    scripts = map(data_script_of, sorted((site / "data").rglob("*.js")))
    return (script for script in scripts if script[0] not in NOT_READ)


def data_script_of(file: Path) -> tuple[str, object]:
    found = re.fullmatch(r"\(window\.xreport_data=[^)]*\)\[(.*?)\]=(.*);\n", file.read_text("utf-8"), re.DOTALL)
    assert found, file
    return json.loads(found[1]), json.loads(found[2])


def differences(checkout: Path, shapes: Path, written: list[tuple[str, object]], folder: Path) -> list[str]:
    data = folder / "data.json"
    data.write_text(json.dumps(written), "utf-8")
    browser = checkout / hatch_build.BROWSER
    return hatch_build.run_node(folder, COMPARE, str(browser), str(shapes), str(data)).splitlines()


def test_the_browser_declares_what_python_writes(checkout: Path, written, tmp_path: Path) -> None:
    found = differences(checkout, SHAPES, written, tmp_path)
    assert not found, "\n".join(found)


CHANGES = [
    ("search.ts", "readonly k: string;", ""),
    ("runs.ts", "readonly count: number;", "readonly count: string;"),
    ("curves.ts", "readonly grid: number;", "readonly grid: number; readonly more?: number;"),
    ("explore.ts", "readonly levels: number;", "readonly levels?: number;"),
    ("explore.ts", "readonly correlation: Interval | null;", "readonly correlation: Interval;"),
    ("standings.ts", "readonly alpha: number;", "readonly alpha: number | null;"),
    ("logged.ts", "readonly count?: number;", "readonly count: number;"),
]
FOUND = [
    "curves.series[].more: is declared and never written",
    "explore.effects[].correlation: null is no Interval",
    "explore.effects[].levels: is optional and always written",
    "logged.items[].steps[].count: is missing and not optional",
    "runs.count: number is no string",
    "search[].k: is written and not declared",
    "standings.alpha: is never null",
    "unheard/of: is no data script",
]


def test_what_one_side_alone_has_is_found(checkout: Path, written, tmp_path: Path) -> None:
    shapes = shutil.copytree(SHAPES, tmp_path / "shapes")
    for name, before, after in CHANGES:
        text = (shapes / name).read_text("utf-8")
        assert before in text
        (shapes / name).write_text(text.replace(before, after, 1), "utf-8")
    made = [*written, ("unheard/of", {})]
    assert differences(checkout, shapes, made, tmp_path) == FOUND
