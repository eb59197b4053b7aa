"""Interpreters that have another tool, for tests that ask the tool itself. None of them is a dependency of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

_LONGEST_INSTALLATION = 1_200.0  # seconds


def interpreter(folder: Path, *packages: str, variable: str = "") -> Path:
    """Return a Python that has these packages: the one that an environment variable names, else a new one.

    Args:
        folder: Where to make the new one.
        packages: What to install there.
        variable: Name of the environment variable that saves the installation.
    """
    given = os.environ.get(variable) if variable else None
    if given:
        return Path(given)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True, capture_output=True)
    return python


def shared_interpreter(base: Path, name: str, *packages: str, variable: str = "") -> Path:
    """Return the same for all processes of a test session: the first makes it, the others wait for it.

    Args:
        base: ``tmp_path_factory.getbasetemp()``.
        name: What tells it from others.
        packages: What to install there.
        variable: Name of the environment variable that saves the installation.
    """
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, answer = root / name, root / f"{name}.answer"
    try:
        folder.mkdir()
    except FileExistsError:
        end = time.monotonic() + _LONGEST_INSTALLATION
        while not answer.exists() and time.monotonic() < end:
            time.sleep(0.5)
    else:
        text = "failed"
        try:
            text = str(interpreter(folder, *packages, variable=variable))
        finally:
            written = answer.with_suffix(".part")
            written.write_text(text, encoding="utf-8")
            written.replace(answer)
    found = Path(answer.read_text(encoding="utf-8"))
    assert found.is_absolute(), "another process could not install the packages"
    return found
