"""`xreport build`, `ls` and `show` on real journals, from end to end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from demo_journals import write_journal


@pytest.fixture
def runs(tmp_path) -> Path:
    folder = tmp_path / "runs"
    write_journal(folder, "20251123-121320-aaaaaa", name="first")
    write_journal(folder, "20251123-121320-bbbbbb", name="<b>`second`</b>", seed=2)
    return folder


def damage(runs: Path) -> None:
    """A journal with a line that is no JSON, between whole ones."""
    file = write_journal(runs, "20251123-121320-cccccc", name="third")
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:2], '{"step": 1, "metrics": {', *lines[2:]]) + "\n")


def test_build_says_what_it_built_and_where(xreport, runs, tmp_path):
    result = xreport("build")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Built 2 runs, ")
    assert result.stdout.endswith("Open site/index.html\n")
    assert "val/acc" in result.stdout
    assert "Reading" in result.stderr
    assert (tmp_path / "site" / "index.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs", "site"], "what is kept lies with the user"


def test_quiet_says_nothing(xreport, runs, tmp_path):
    result = xreport("build", "--quiet", "--no-cache", "--cache", "cache", "--jobs", "1", "-o", "out")
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "out" / "index.html").is_file()
    assert not (tmp_path / "cache").exists()


def written(result) -> int:
    """How many files a build made: of a site without changes at most the one that knows the time."""
    return int(re.search(r"([\d,]+) files? written", result.stdout)[1].replace(",", ""))


def test_what_a_build_keeps_serves_the_next_command(xreport, runs, tmp_path, monkeypatch):
    from xreport.load.read import pool

    assert written(xreport("build", "--cache", "kept")) > 10
    assert written(xreport("build", "--cache", "kept")) <= 1
    assert [path.name[:7] for path in sorted((tmp_path / "kept").iterdir())] == ["report-", "swept"]
    read = []
    monkeypatch.setattr(pool, "_read", lambda *args, real=pool._read: read.append(args) or real(*args))
    assert xreport("ls", "--cache", "kept").exit_code == 0
    assert xreport("show", "first", "--cache", "kept").exit_code == 0
    assert read == []
    assert xreport("ls", "--cache", "other").exit_code == 0
    assert len(read) == 2


def test_a_cache_that_cannot_be_used_is_a_note_and_one_in_the_output_refused(xreport, runs, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    result = xreport("build", "--cache", "link")
    assert result.exit_code == 0
    assert f"Note: Nothing is kept between builds: {tmp_path}/link is a link." in result.stderr
    assert list((tmp_path / "real").iterdir()) == []
    result = xreport("build", "--cache", "site/kept")
    assert result.exit_code == 2
    assert "The cache site/kept lies in the output folder" in result.stderr


def test_a_cache_in_a_source_is_no_source(xreport, runs):
    assert xreport("build", "--cache", "runs/kept").exit_code == 0
    assert written(xreport("build", "--cache", "runs/kept")) <= 1


def test_strict_publishes_and_exits_with_1(xreport, runs, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert xreport("build", "--strict").exit_code == 0
    damage(runs)
    assert xreport("build").exit_code == 0
    (tmp_path / "summary.md").unlink()
    result = xreport("build", "--strict")
    assert result.exit_code == 1
    assert "20251123-121320-cccccc/00112233445566aa.jsonl:3" in result.stdout
    assert "exit code 1, because of --strict" in result.stdout
    assert "third" in (tmp_path / "site" / "data" / "runs.json").read_text()
    assert "(this fails the job)" in (tmp_path / "summary.md").read_text()


def test_a_folder_that_is_not_ours_is_refused(xreport, runs, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.tex").write_text("mine")
    result = xreport("build")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-2].startswith("Error: ")
    assert [file.name for file in (tmp_path / "site").iterdir()] == ["thesis.tex"]


def test_no_runs_folder_is_refused_and_an_empty_one_is_built(xreport, tmp_path):
    result = xreport("build")
    assert result.exit_code == 2
    assert "xreport new" in result.stderr
    (tmp_path / "runs").mkdir()
    result = xreport("build")
    assert result.exit_code == 0
    assert "No runs found in runs." in result.stdout
    assert "xreport.init" in (tmp_path / "site" / "index.html").read_text()


def test_since_must_be_an_earlier_data_file(xreport, runs, tmp_path):
    assert xreport("build").exit_code == 0
    assert xreport("build", "--since", "site/data/runs.json").exit_code == 0
    (tmp_path / "other.json").write_text("[]")
    assert xreport("build", "--since", "other.json").exit_code == 2
    assert xreport("build", "--since", "missing.json").exit_code == 2


def test_ls_in_a_pipe_is_tab_separated(xreport, runs):
    result = xreport("ls")
    assert result.exit_code == 0
    head, first, second = (line.split("\t") for line in result.stdout.splitlines())
    assert head[:3] == ["status", "id", "name"]
    assert first == [
        "finished",
        "20251123-121320-aaaaaa",
        "first",
        "demo",
        "demo",
        "2025-11-23 12:13",
        "1 min 40 s",
        "val/acc",
        "0.2",
        "0.2",
    ]
    assert second[2] == "<b>`second`</b>"


def test_ls_json_is_the_data_of_the_site(xreport, runs, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    result = xreport("ls", "--json")
    assert xreport("build").exit_code == 0
    assert result.stdout == (tmp_path / "site" / "data" / "runs.json").read_text()


def test_show_a_run_by_name(xreport, runs):
    result = xreport("show", "first")
    assert result.exit_code == 0
    assert "  id        20251123-121320-aaaaaa" in result.stdout
    assert "  lr  0.1" in result.stdout
    assert "val/acc (max)  3    0.2   0.2" in result.stdout
    result = xreport("show", "frist")
    assert result.exit_code == 2
    assert "did you mean first?" in result.stderr
    assert xreport("show", "20251123").exit_code == 2


def test_show_lists_the_issues_of_the_run(xreport, runs):
    damage(runs)
    assert "00112233445566aa.jsonl:3" in xreport("show", "third").stdout
    assert "Issues" not in xreport("show", "first").stdout


def test_the_starter_builds_as_it_is(xreport, tmp_path, monkeypatch):
    import runpy

    assert xreport("new").exit_code == 0
    runpy.run_path(str(tmp_path / "train.py"), run_name="__main__")
    result = xreport("build", "--strict")
    assert result.exit_code == 0, result.output
    assert "val/accuracy" in result.stdout
    assert "over 3 runs" in result.stdout
