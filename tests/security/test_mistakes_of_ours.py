"""Mistakes put into the program: each costs one run or one file, is told with the run, and the rest is published."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from made_records import records
from proofs import proof
from test_wrong_types import write
from whole_builds import MISTAKE, check

import xreport.pages.home
import xreport.pages.quality
import xreport.pages.run.page
import xreport.pages.task
import xreport.site.build
import xreport.site.figures
import xreport.site.runs
from xreport.cli.app import app
from xreport.pages.run.context import shard_of
from xreport.text import short_hash

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))

from test_links import broken_links

BAD = "run-3"
BAD_SLUG = f"{BAD}-{short_hash(BAD)}"
WINE = f"wine-{short_hash(json.dumps(['wine', 'wine']))}"
BAD_SHARD = shard_of(WINE, BAD)
Patch = pytest.MonkeyPatch


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A folder with eight runs, one of which is to be the bad one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    for number in range(8):
        write(tmp_path / "runs" / f"r{number}" / f"{number:015x}1.jsonl", records(number))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def build(*arguments: str) -> Result:
    return run("build", "runs", "--cache", "kept", *arguments)


def site(place: Path, out: str = "site") -> dict[str, bytes]:
    folder = place / out
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def breaking(monkeypatch: Patch, module: Any, name: str, when: Callable[..., bool]) -> None:
    """Make a function raise where this holds of its arguments."""
    whole = getattr(module, name)

    def broken(*arguments: Any, **named: Any) -> Any:
        if when(*arguments, **named):
            raise TypeError("unhashable type: 'list'")
        return whole(*arguments, **named)

    monkeypatch.setattr(module, name, broken)


def always(*_arguments: Any, **_named: Any) -> bool:
    return True


def of_bad(one: Any, *_others: Any) -> bool:
    return bool(getattr(one, "id", "") == BAD)


BROKEN: dict[str, tuple[Any, str, Callable[..., bool], tuple[str, ...]]] = {
    "the page of a run": (xreport.pages.run.page, "run_page", of_bad, (f"runs/{BAD_SLUG}.html",)),
    "the curves of a run": (xreport.site.runs, "curves_script", lambda slug, *_: slug == BAD_SLUG,
                            (f"data/curves/{BAD_SLUG}.js",)),
    "the objects of a run": (xreport.site.runs, "logged_script", of_bad, (f"data/logged/{BAD_SLUG}.js",)),
    "where a run stands": (xreport.site.runs, "changes_script", lambda shard, *_: shard == BAD_SHARD,
                           (f"data/changes/{BAD_SHARD}.js",)),
    "the home page": (xreport.pages.home, "home_page", always, ("index.html",)),
    "the page of a task": (xreport.pages.task, "task_page", always, (f"tasks/{WINE}.html",)),
    "the page of data quality": (xreport.pages.quality, "quality_page", always, ("quality.html",)),
    "the columns of all runs": (xreport.site.build, "build_columns", always, ("data/runs.js", "runs.html")),
    "a figure": (xreport.site.figures, "_draw_scores", always,
                 tuple(f"figures/{WINE}-scores{end}" for end in ("-dark.svg", ".csv", ".svg"))),
}  # fmt: skip


@proof("a mistake in the making of one file: that file says so, all others are as ever, and 1 under --strict")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_made(place, monkeypatch, tally, name, jobs):
    module, function, when, paths = BROKEN[name]
    assert build("-o", "good").exit_code == 0
    good = site(place, "good")
    shutil.copytree(place / "good", place / "site")
    with tally.case(f"{name}, over a site that has it"), monkeypatch.context() as patched:
        breaking(patched, module, function, when)
        result = build("--jobs", jobs)
        assert result.exit_code == 0, result.output
        assert "could not be made" not in result.stdout, "what is there already is not made again"
    shutil.rmtree(place / "site")
    with tally.case(name), monkeypatch.context() as patched:
        breaking(patched, module, function, when)
        result = build("--jobs", jobs)
        assert result.exit_code == 0, result.output
        found = site(place)
        told = {*paths, "quality.html", "data/issues.csv", ".xreport-manifest.json", "data/build.js"}
        assert {path for path in found if found[path] != good[path]} <= told
        assert found.keys() == good.keys()
        assert broken_links(place / "site") == []
        for path in paths:
            check_said(path, found[path])
            assert f"  - {path}: cannot be made, by a mistake of xreport (TypeError: unhashable" in result.stdout
            assert path.encode() in found["data/issues.csv"]
        if name != "the page of data quality":
            assert paths[0].encode() in found["quality.html"]
    with tally.case(f"{name}, strict and again"), monkeypatch.context() as patched:
        breaking(patched, module, function, when)
        result = build("--strict", "--jobs", jobs)
        assert result.exit_code == 1, result.output
        assert "could not be made" in result.stdout, "what takes its place is no file to reuse"
        again = site(place)
        assert {path: data for path, data in again.items() if "manifest" not in path} == {
            path: data for path, data in found.items() if "manifest" not in path
        }
    with tally.case(f"{name}, mended"):
        assert build("--jobs", jobs).exit_code == 0
        assert site(place) == good


def check_said(path: str, content: bytes) -> None:
    """The file is of its kind, and says what is missing."""
    assert b"could not be made, by a mistake of xreport (TypeError)" in content, path
    if not path.endswith(".js"):
        check(path, content)


@proof("a mistake met in the records of one run, or in the analysis of all: that run is known by name only")
@pytest.mark.parametrize(
    ("module", "name", "when"),
    [
        ("xreport.load.join.assemble", "Objects", None),
        ("xreport.analysis.study", "find_lineage", lambda runs: any(r.id == BAD and r.artifacts for r in runs)),
        ("xreport.analysis.study", "resolve_metrics", lambda runs, *_: any(r.id == BAD and r.scores for r in runs)),
        ("xreport.analysis.replicates", "fingerprint", lambda r, *_: r.id == BAD and bool(r.params)),
        ("xreport.pages.run.context", "run_context", lambda r, *_: r.id == BAD and bool(r.logged)),
    ],
)
def test_a_run_that_cannot_be_shown(place, monkeypatch, tally, module, name, when):
    if when is None:
        # Of the runs one has no records of its own: what reads them meets a mistake for that one.
        monkeypatch.setattr("xreport.load.join.assemble.merge_series", _raising_for_bad(monkeypatch))
    else:
        breaking(monkeypatch, sys.modules[module], name, when)
    with tally.case(f"{module}.{name}"):
        result = build()
        assert result.exit_code == 0, result.output
        assert "the run cannot be shown, by a mistake of xreport (TypeError: unhashable type: 'list')" in result.stdout
        found = site(place)
        runs = {one["id"]: one for one in json.loads(found["data/runs.json"])["runs"]}
        assert len(runs) == 8
        assert (runs[BAD]["scores"], runs[BAD]["summary"], runs[BAD]["params"]) == ({}, {}, {})
        assert all(one["scores"] and one["summary"] for key, one in runs.items() if key != BAD)
        assert MISTAKE in found[f"runs/{BAD_SLUG}.html"].decode()
        assert MISTAKE in found["quality.html"].decode()
        assert broken_links(place / "site") == []
        assert build("--strict").exit_code == 1
        listed = run("ls", "runs", "--json")
        assert listed.exit_code == 0, listed.output


def _raising_for_bad(monkeypatch: Patch) -> Callable[..., Any]:
    from xreport.load.join import assemble

    whole = assemble.merge_series

    def broken(pieces: Any) -> Any:
        if pieces[0].run == BAD:
            raise TypeError("unhashable type: 'list'")
        return whole(pieces)

    return broken


@proof("commands that only look: a mistake met in one run ends neither ls nor show nor import", slow=False)
def test_commands_that_look(place, monkeypatch, tally):
    import xreport.analysis.metrics
    import xreport.cli.showing
    import xreport.load.journals

    with tally.case("ls"), monkeypatch.context() as patched:
        breaking(
            patched,
            xreport.analysis.metrics,
            "resolve_metrics",
            lambda runs, *_: any(r.id == BAD and r.scores for r in runs),
        )
        result = run("ls", "runs")
        assert result.exit_code == 0, result.output
        assert len(result.stdout.splitlines()) == 9
    with tally.case("show"), monkeypatch.context() as patched:
        breaking(patched, xreport.cli.showing, "_environment", lambda one: bool(one.environment.commit))
        result = run("show", BAD, "runs")
        assert result.exit_code == 0, result.output
        assert MISTAKE in result.stdout
    with tally.case("import"), monkeypatch.context() as patched:
        (place / "logs").mkdir()
        for name in "ab":
            (place / "logs" / f"{name}.jsonl").write_text('{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n')
        breaking(patched, xreport.load.journals, "_start", lambda piece, _: piece.name == "a")
        result = run("import", "logs", "-o", "out")
        assert result.exit_code == 0, result.output
        assert "cannot be imported, by a mistake of xreport (TypeError" in result.stdout
        assert [path.suffix for path in (place / "out").rglob("*") if path.is_file()] == [".jsonl"]
        assert run("import", "logs", "-o", "out", "--strict").exit_code == 1
