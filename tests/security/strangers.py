"""Another user of this machine, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lacking import lacks

NOBODY = 65534
# What it needs is imported first: the interpreter may lie where others may not read.
_BECOME = f"""
import encodings.idna, fcntl, http.client, json, os, pathlib, re, sys, time
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
"""


def stranger(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start code as a user who has no rights here; its standard streams are pipes."""
    if sys.platform == "win32" or os.geteuid():
        lacks("the right to become another user")
    command = [sys.executable, "-c", _BECOME + code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")


def reachable(folder: Path) -> Path:
    """Let others into a folder of a test, through those above it."""
    for above in (folder, *folder.parents):
        if above == Path(tempfile.gettempdir()):
            break
        above.chmod(0o755)
    return folder
