"""What a killed build left is removed by a later one, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from xreport.frame.workfolder import ABANDONED, work_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")

HOLD = """
import time
from xreport.frame.workfolder import work_folder
with work_folder() as work:
    print(work, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(folder: Path) -> Path:
    past = time.time() - ABANDONED - 60
    os.utime(folder, (past, past), follow_symlinks=False)
    return folder


def made(path: Path) -> Path:
    path.mkdir()
    (path / "page.md").write_text("text")
    return path


def test_only_what_is_old_and_held_by_nobody_goes(temporary: Path) -> None:
    left = aged(made(temporary / "xreport-frame-left"))
    young = made(temporary / "xreport-frame-young")
    other = aged(made(temporary / "xreport-other"))
    elsewhere = made(temporary / "elsewhere")
    linked = temporary / "xreport-frame-link"
    linked.symlink_to(elsewhere)
    aged(linked)
    aged(elsewhere)
    with work_folder() as first:
        (first / "inside").mkdir()
        aged(first)
        with work_folder() as second:
            assert first.is_dir(), "it is in use"
            assert second.is_dir()
    assert not first.exists()
    assert not second.exists()
    assert not left.exists()
    assert sorted(temporary.iterdir()) == sorted([young, other, elsewhere, linked])
    assert (elsewhere / "page.md").exists()


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
def test_folders_of_others_stay(temporary: Path) -> None:
    theirs = made(temporary / "xreport-frame-theirs")
    os.chown(theirs, 12345, 12345)
    aged(theirs)
    with work_folder():
        pass
    assert theirs.is_dir()


def test_what_a_killed_process_left_goes(temporary: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(temporary)}
    ) as process:
        work = aged(Path(process.stdout.readline().strip()))
        with work_folder():
            assert work.is_dir(), "its process lives"
        process.send_signal(signal.SIGKILL)
    with work_folder():
        assert not work.exists()
