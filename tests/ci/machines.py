"""The machine of a job: a folder, a home, tools and an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from git_server import Server, clean_env

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Machine:
    server: Server
    name: str
    env: dict[str, str] = field(default_factory=dict)
    """What steps have added to the environment of later ones."""
    paths: list[str] = field(default_factory=list)
    """What steps have put before the PATH of later ones."""

    def __post_init__(self) -> None:
        place = self.server.folder / "machines" / self.name
        self.work, self.home, self.temp, self.tools = (place / part for part in ("work", "home", "temp", "bin"))
        for folder in (self.work, self.home, self.temp, self.tools):
            folder.mkdir(parents=True)
        for name, command in (("python", ""), ("xreport", "-m xreport ")):
            tool = self.tools / name
            tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {command}"$@"\n')
            tool.chmod(0o755)

    def shell(self, script: str, env: dict[str, str]) -> int:
        """Run a script as both servers do: bash that stops at errors."""
        whole = clean_env() | {
            "PATH": ":".join([*self.paths, str(self.tools), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.home),
            "TMPDIR": str(self.temp),
            "MPLCONFIGDIR": str(self.server.folder / "fonts"),  # the same for all, since making it takes seconds
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.work,
            env=whole | self.env | env,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=300,
        )
        self.server.log.append(f"{self.name} $ {script}\n{done.stdout}{done.stderr}[exit code {done.returncode}]\n")
        return done.returncode
