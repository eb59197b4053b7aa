"""`xreport new` gives a start that works, and overwrites nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from xreport.cli.starter import FILES
from xreport.settings import MetricConfig, read_config

ROOT = Path(__file__).resolve().parents[2]


def test_files_and_next_steps(xreport, tmp_path):
    result = xreport("new", "demo")
    assert result.exit_code == 0
    assert {file.name for file in (tmp_path / "demo").iterdir()} == {"xreport.toml", "train.py"}
    assert "cd demo" in result.output
    assert "add to .gitignore: /site/" in result.output
    config = read_config(None, tmp_path / "demo")
    assert config.metrics["val/accuracy"] == MetricConfig("max", "%", primary=True)


def test_what_gitignore_has_is_not_hinted_at(xreport, tmp_path):
    (tmp_path / ".gitignore").write_text("site\n/other/\n")
    result = xreport("new")
    assert result.exit_code == 0
    assert "gitignore" not in result.output
    assert (tmp_path / ".gitignore").read_text() == "site\n/other/\n"


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_overwritten(xreport, tmp_path, name):
    (tmp_path / name).write_text("mine")
    result = xreport("new", ".")
    assert result.exit_code == 2
    assert f"{name} would be overwritten" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_a_dangling_link_is_not_written_through(xreport, tmp_path):
    (tmp_path / "train.py").symlink_to(tmp_path / "elsewhere.py")
    assert xreport("new").exit_code == 2
    assert not (tmp_path / "elsewhere.py").exists()


def test_a_file_is_no_folder(xreport, tmp_path):
    (tmp_path / "demo").write_text("mine")
    assert xreport("new", "demo").exit_code == 2


def test_the_commented_settings_of_the_starter_are_real(xreport, tmp_path):
    """Each commented key can be switched on by removing the ``# ``."""
    xreport("new")
    file = tmp_path / "xreport.toml"
    lines = [
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line
        for line in file.read_text().splitlines()
    ]
    assert sum(a != b for a, b in zip(lines, file.read_text().splitlines(), strict=True)) == 4
    file.write_text("\n".join(lines))
    assert read_config(None, tmp_path).baseline == "tag:baseline"


def test_the_example_script_logs_nine_runs(xreport, tmp_path):
    xreport("new", "demo")
    demo = tmp_path / "demo"
    subprocess.run(
        [sys.executable, "train.py"], cwd=demo, check=True, env={"PYTHONPATH": str(ROOT)}, capture_output=True
    )
    journals = [file.read_text().splitlines() for file in (demo / "runs").glob("*/*.jsonl")]
    assert len(journals) == 9
    starts = [json.loads(journal[0]) for journal in journals]
    assert {(start["params"]["lr"], start["seed"]) for start in starts} == {
        (lr, seed) for lr in (0.001, 0.01, 0.1) for seed in (0, 1, 2)
    }
    assert all(json.loads(journal[-1])["status"] == "finished" for journal in journals)
