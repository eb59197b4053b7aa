"""Ctrl-C in a build: nothing is published, and the exit code does not say that something was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CODE = """
import os, signal, sys
from xreport.cli.app import app
import xreport.cli.inputs
def stop(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGINT)
    import time; time.sleep(5)
xreport.cli.inputs.read_inputs = stop
import xreport.cli.build
xreport.cli.build.read_inputs = stop
sys.argv = ["xreport", "build"]
app(prog_name="xreport")
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupted_build_exits_with_130(tmp_path: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 128 + signal.SIGINT
    assert "Stopped." in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - began < 30
