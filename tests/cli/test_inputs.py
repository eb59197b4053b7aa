"""What a command works on, and what it refuses."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from xreport.cli.inputs import current_time, read_inputs
from xreport.errors import XReportError
from xreport.settings import Config, MetricConfig


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    return tmp_path


def test_defaults(here):
    inputs = read_inputs((), None)
    assert (inputs.sources, inputs.out) == ((here / "runs",), here / "site")
    assert inputs.config.file is None


def test_the_command_line_wins_over_the_configuration(here):
    (here / "logs").mkdir()
    (here / "xreport.toml").write_text('sources = ["runs"]\noutput = "public"\n')
    assert read_inputs((), None).out == here / "public"
    inputs = read_inputs((Path("logs"),), None, Path("elsewhere"))
    assert (inputs.sources, inputs.out) == ((here / "logs",), here / "elsewhere")
    assert inputs.config.file == here / "xreport.toml"


SOURCE = """
title = "Demo"
ignore = ["workers"]
sources = ["/etc"]
output = "../public"
mkdocs = "mkdocs.yml"
reports = "reports"
repository = "https://git.example.org/team/project"
journals = "no"
[metrics.acc]
direction = "max"
[tasks]
All = ["*"]
[owners]
demo = "Ada"
[views]
Best = "runs.html#q=x"
[[import]]
files = "*"
pattern = "(?P<x>.)"
[limits]
seconds = 9999
"""


def test_of_a_source_s_own_file_a_few_keys_count_and_which_is_said(here):
    (here / "demo").mkdir()
    (here / "demo" / "xreport.toml").write_text(SOURCE)
    inputs = read_inputs((Path("demo"),), None)
    assert (inputs.sources, inputs.out) == ((here / "demo",), here / "site")
    taken = {"title": "Demo", "ignore": ("workers",), "tasks": {"All": ("*",)}, "metrics": {"acc": MetricConfig("max")}}
    assert inputs.config == dataclasses.replace(Config(root=here), **taken)
    (note,) = inputs.notes
    assert "demo/xreport.toml" in note
    assert "these keys are used: ignore, metrics, tasks, title;" in note
    assert "import, journals, limits, mkdocs, output, owners, reports, repository, sources, views" in note


def test_a_source_s_own_file_does_not_count_beside_own_settings(here):
    (here / "demo").mkdir()
    (here / "demo" / "xreport.toml").write_text(SOURCE)
    (here / "xreport.toml").write_text('headline = "Mine."')
    inputs = read_inputs((Path("demo"),), None)
    assert (inputs.config.title, inputs.config.headline, inputs.notes) == ("Experiment report", "Mine.", ())


@pytest.mark.parametrize("sources", [("demo", "runs"), ("demo/xreport.toml",)])
def test_only_one_folder_that_is_the_whole_source_may_say_something(here, sources):
    (here / "demo").mkdir()
    (here / "demo" / "xreport.toml").write_text(SOURCE)
    inputs = read_inputs(tuple(map(Path, sources)), None)
    assert (inputs.config, inputs.notes) == (Config(root=here), ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"titel = 1", "nothing of demo/xreport.toml is used"),
        (b'title = "a"\nignore = 3', "ignore: 3 is a number, not a list"),
        (b"[[[", "demo/xreport.toml:1: this is not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"#" * (300 << 10), "larger than 16 KiB"),
        (b"a = " + b"[" * 9999, "nested too deeply"),
    ],
)
def test_what_is_wrong_in_a_source_s_own_file_ends_nothing(here, content, said):
    (here / "demo").mkdir()
    (here / "demo" / "xreport.toml").write_bytes(content)
    inputs = read_inputs((Path("demo"),), None)
    assert said in "; ".join(inputs.notes)
    assert inputs.sources == (here / "demo",)


def test_a_source_s_own_file_is_no_link_and_no_pipe(here):
    (here / "demo").mkdir()
    (here / "mine.toml").write_text('title = "Mine"')
    (here / "demo" / "xreport.toml").symlink_to(here / "mine.toml")
    inputs = read_inputs((Path("demo"),), None)
    assert (inputs.config.title, "a symbolic link" in inputs.notes[0]) == ("Experiment report", True)
    (here / "demo" / "xreport.toml").unlink()
    os.mkfifo(here / "demo" / "xreport.toml")
    assert "not a regular file" in read_inputs((Path("demo"),), None).notes[0]


def test_who_builds_the_folder_that_they_stand_in_means_its_configuration(here):
    (here / "xreport.toml").write_text('sources = ["runs"]\noutput = "public"\n')
    for folder in (Path(), here, here / "runs" / ".."):
        inputs = read_inputs((folder,), None)
        assert (inputs.sources, inputs.out, inputs.notes) == ((here / "runs",), here / "public", ())
    (here / "xreport.toml").write_text('sources = ["nowhere"]\n')
    assert read_inputs((Path(),), None).sources == (here,)


def test_a_named_configuration_leaves_the_sources_as_given(here):
    (here / "runs" / "xreport.toml").write_text('title = "Inner"\n')
    (here / "other.toml").write_text('title = "Outer"\n')
    inputs = read_inputs((Path("runs"),), Path("other.toml"))
    assert (inputs.sources, inputs.config.title) == ((here / "runs",), "Outer")


def test_missing_sources_are_all_named(here):
    with pytest.raises(XReportError, match="file or folder nope, nada"):
        read_inputs((Path("nope"), Path("runs"), Path("nada")), None)


def test_without_runs_the_first_step_is_said(here):
    (here / "runs").rmdir()
    with pytest.raises(XReportError) as caught:
        read_inputs((), None)
    assert "looked for runs" in caught.value.message
    assert "xreport new" in caught.value.fix


@pytest.mark.parametrize("out", [".", "runs", "..", "link"])
def test_an_output_that_holds_the_input_is_refused(here, out):
    (here / "link").symlink_to(here)
    with pytest.raises(XReportError, match="would replace it"):
        read_inputs((), None, Path(out))
    (here / "xreport.toml").write_text(f'output = "{out}"\n')
    with pytest.raises(XReportError, match="would replace it"):
        read_inputs((), None)


def test_an_output_inside_a_source_is_fine(here):
    assert read_inputs((Path(),), None, Path("site")).out == here / "site"


def test_the_time_can_be_set(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763900000")
    assert current_time() == 1763900000.0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(XReportError, match="SOURCE_DATE_EPOCH"):
        current_time()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert current_time() > 1763900000.0


def test_a_source_s_own_file_of_any_shape_costs_no_more_than_a_note(here):
    (here / "demo").mkdir()
    long = "1" * 5000
    for content in (f"title = {long}", f"ignore = [{long}]", "a." * 8000 + "a = 1", "[" + "a." * 8000 + "a]"):
        (here / "demo" / "xreport.toml").write_text(content)
        inputs = read_inputs((Path("demo"),), None)
        assert inputs.sources == (here / "demo",)
        assert len(inputs.notes) == 1
        assert "bug" not in inputs.notes[0]


def test_a_number_that_is_too_long_is_a_mistake_of_the_configuration(here):
    (here / "xreport.toml").write_text("stalled_after = 1" + "0" * 5000)
    with pytest.raises(XReportError, match=r"xreport\.toml cannot be read"):
        read_inputs((), None)
