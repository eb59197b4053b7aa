"""Run the command as people do: in a folder, with arguments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xreport.cli.app import app

Run = Callable[..., Result]


@pytest.fixture
def xreport(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs ``xreport ARGS`` in the test's own folder, with no CI around it."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "SOURCE_DATE_EPOCH", "XREPORT_DIR"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="xreport")

    return run
