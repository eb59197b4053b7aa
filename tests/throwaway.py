"""Interpreters that have another tool, for tests that ask the tool itself. None of them is a dependency of ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


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
