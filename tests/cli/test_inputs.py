"""What a command works on, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from xreport.cli.inputs import current_time, read_inputs
from xreport.errors import XReportError


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


def test_a_folder_with_a_configuration_builds_as_that_says(here):
    demo = here / "demo"
    (demo / "journals").mkdir(parents=True)
    (demo / "xreport.toml").write_text('sources = ["journals"]\ntitle = "Demo"\n')
    inputs = read_inputs((Path("demo"),), None)
    assert (inputs.sources, inputs.out, inputs.config.title) == ((demo / "journals",), demo / "site", "Demo")


def test_a_folder_of_journals_with_its_configuration_beside_them(here):
    (here / "runs" / "xreport.toml").write_text('title = "Demo"\n')
    assert read_inputs((Path("runs"),), None).sources == (here / "runs",)


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
