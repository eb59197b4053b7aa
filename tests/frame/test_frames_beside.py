"""Frames are rendered in a process of their own: however the build ends, nothing of that stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ENDINGS = {
    "an error": "raise SystemExit(2)",
    "ctrl-c": "os.killpg(0, signal.SIGINT); time.sleep(20)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere frames are rendered by the command itself")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_build_that_ends_early_leaves_no_temporary_folder(tmp_path: Path, ending: str) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    code = (
        "import os, signal, time\nfrom pathlib import Path\nfrom xreport.settings import Config\n"
        "from xreport.frame.beside import begin_frames\n"
        f"begin_frames(Config(root=Path({str(tmp_path)!r})), None)\n"
        f"while not list(Path({str(temporary)!r}).glob('*/*')): time.sleep(0.01)\n{ENDINGS[ending]}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(temporary)}, start_new_session=True,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == (2 if ending == "an error" else -signal.SIGINT)
    assert list(temporary.iterdir()) == []
