"""What a build says when it is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from xreport.cli.summary import append_step_summary, summary_lines
from xreport.errors import Issue
from xreport.pipeline import Report

EVIL = "</td><script>alert(1)</script>\n\n# owned `x` ![i](https://example.org/i.png)\n::error::x\x1b[2J ##[error]x"


def report(out: Path, **changes) -> Report:
    fields = {
        "runs": 3,
        "issues": (),
        "pending": 0,
        "pages": 9,
        "bytes": 123456,
        "written": 12,
        "reused": 30,
        "seconds": 1.25,
    }
    return Report(**({"out": out} | fields | changes))


def issues(count: int, text: str = "is damaged") -> tuple[Issue, ...]:
    return tuple(Issue(f"runs/{i}.jsonl:7", text, "log it again") for i in range(count))


def test_a_clean_build(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = report(tmp_path / "site", headline=("wine · acc: best linear 0.97 ± 0.01 (n=5)",), notes=("OUT is a mount",))
    assert list(summary_lines(done, (), strict=True)) == [
        "Built 3 runs, 9 pages (123 kB): 12 files written, 30 unchanged, in 1.2 s.",
        "  - wine · acc: best linear 0.97 ± 0.01 (n=5)",
        "Note: OUT is a mount",
        "Open site/index.html",
    ]


def test_issues_are_counted_and_the_first_are_shown(tmp_path):
    text = "\n".join(summary_lines(report(tmp_path, issues=issues(8)), (), strict=True))
    assert "8 issues in the input" in text
    assert "  - runs/4.jsonl:7: is damaged\n    fix: log it again\n  … and 3 more" in text
    assert "exit code 1, because of --strict" in text
    assert "exit code 1" not in "\n".join(summary_lines(report(tmp_path, issues=issues(1)), (), strict=False))


def test_pending_lines_are_no_fault(tmp_path):
    text = "\n".join(summary_lines(report(tmp_path, pending=2), (), strict=True))
    assert "2 last lines still being written" in text
    assert "exit code" not in text


def test_without_runs_it_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "\n".join(summary_lines(report(tmp_path, runs=0), (tmp_path / "runs",), strict=False))
    assert "No runs found in runs." in text
    assert "xreport new" in text


def test_no_line_is_a_command_to_the_terminal_or_the_ci(tmp_path):
    hostile = report(tmp_path / "x\x1by", issues=issues(2, EVIL), headline=(EVIL, "::error::x"), notes=(EVIL,))
    for line in summary_lines(hostile, (Path(EVIL),), strict=True):
        assert line.isprintable()
        assert not line.lstrip().startswith("::"), "an indent does not stop a CI log from obeying"
        assert "##[" not in line


@pytest.fixture
def summary_file(tmp_path, monkeypatch) -> Path:
    file = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


def test_the_step_summary_is_appended(tmp_path, summary_file):
    summary_file.write_text("# Earlier step\n", encoding="utf-8")
    append_step_summary(report(tmp_path, headline=("acc 0.97",)), title="Wine", strict=True)
    append_step_summary(report(tmp_path, issues=issues(25)), title="Wine", strict=True)
    text = summary_file.read_text(encoding="utf-8")
    assert text.startswith("# Earlier step\n## Experiment report `Wine`\n")
    assert "- `acc 0.97`" in text
    assert "**25 issues in the input** (this fails the job)" in text
    assert "and 5 more" in text


def test_nothing_logged_is_markdown_or_html_in_the_step_summary(tmp_path, summary_file):
    where = tuple(Issue(EVIL, EVIL, EVIL) for _ in range(2))
    append_step_summary(report(tmp_path, issues=where, headline=(EVIL,)), title=EVIL, strict=False)
    tokens = MarkdownIt("commonmark", {"html": True}).parse(summary_file.read_text(encoding="utf-8"))
    inlines = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inlines} <= {"text", "code_inline", "strong_open", "strong_close"}
    assert not [token for token in tokens if token.type == "html_block"]
    assert sum(token.type == "heading_open" for token in tokens) == 1
    code = [child.content for child in inlines if child.type == "code_inline"]
    assert len(code) == 8
    assert all("<script>" in text for text in code)
    assert "script" not in "".join(child.content for child in inlines if child.type == "text")


def test_without_the_variable_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    append_step_summary(report(tmp_path), title="Wine", strict=False)
    assert not list(tmp_path.iterdir())


def test_a_summary_that_cannot_be_written_is_no_failure(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "missing" / "summary.md"))
    append_step_summary(report(tmp_path), title="Wine", strict=False)
    assert "no summary could be written" in capsys.readouterr().err


def test_files_that_could_not_be_made_come_first_and_mistakes_before_other_issues(tmp_path, monkeypatch):
    ours = Issue("runs/z.jsonl", "the run cannot be shown", "Report it.", ours=True)
    failed = (Issue("runs/z.html", "cannot be made", "Report it.", ours=True),)
    done = report(tmp_path, issues=(*issues(8), ours), failed=failed)
    text = "\n".join(summary_lines(done, (), strict=True))
    assert text.index("1 file of the site could not be made") < text.index("9 issues in the input")
    assert text.index("runs/z.jsonl") < text.index("runs/0.jsonl")
    assert "exit code 1" in "\n".join(summary_lines(report(tmp_path, failed=failed), (), strict=True))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    append_step_summary(report(tmp_path, failed=failed), title="t", strict=True)
    assert "could not be made** (this fails the job)" in (tmp_path / "summary.md").read_text()
