"""This build beside an older one, in turns, in one run: what a change made slower or faster.

    python benchmarks/older.py REVISION [--runs 1000] [--steps 1000] [--rounds 5] [--write]

The older revision is checked out into a temporary worktree and installed into a virtual environment of its own. Printed
are medians of wall and processor time (of all processes), and their ratio, this build to the older one.
``--write`` puts them into docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import figures
import generate

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """Seconds of a command: on the clock, and of the processors in all its processes."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Contender:
    """A build: the Python that it is installed for, and the folder that it works in."""

    python: Path
    folder: Path

    def build(self, out: str) -> Cost:
        """Build the site of the folder's runs."""
        # The cache of a user lies in their home, or beside the runs: neither is shared between the two.
        home = self.folder / "home"
        places = {"HOME": home, "XDG_CACHE_HOME": home / "cache", "XDG_STATE_HOME": home / "state"}
        command = [str(self.python), "-m", "xreport", "build", "runs", "-o", out, "-q"]
        environment = {key: value for key, value in os.environ.items() if key not in {"CI", "PYTHONPATH"}}
        environment |= {name: str(place) for name, place in places.items()}
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime)

    def forget(self) -> None:
        """Remove what earlier builds kept."""
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        shutil.rmtree(self.folder / ".xreport-cache", ignore_errors=True)
        (self.folder / "home").mkdir()


@contextmanager
def installed(revision: str) -> Iterator[Path]:
    """Install a revision; yield its Python."""
    with tempfile.TemporaryDirectory(prefix="xreport-older-") as name:
        tree, environment = Path(name) / "tree", Path(name) / "venv"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
            python = environment / "bin" / "python"
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-e", f"{tree}[parquet]"], check=True)
            yield python
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=False)


def rounds(older: Contender, newer: Contender, options: argparse.Namespace) -> Iterator[tuple[str, Cost, Cost]]:
    """Yield what each build cost, the older and the newer one: in turns, so that a slow moment meets both."""
    shape = {"steps": options.steps, "metrics": 3}
    for one in (older, newer):
        one.folder.mkdir()
        generate.write_runs(one.folder / "runs", runs=options.runs, **shape)
    for number in range(options.rounds):
        pair = (older, newer) if number % 2 else (newer, older)
        for what in ("cold build", "build again, nothing changed", "rebuild after one new run"):
            costs = {}
            for one in pair:
                if what == "cold build":
                    one.forget()
                elif what == "rebuild after one new run":
                    generate.write_runs(one.folder / "runs", runs=1, first=options.runs + number, **shape)
                # A new folder each time: creating files where many were just deleted is slow on ext4.
                costs[one] = one.build(f"site-{number}")
            yield what, costs[older], costs[newer]


def main() -> None:
    """Compare, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", help="what to compare with, as git knows it")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", type=Path, help="a Python that has the older build already")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    found: dict[str, list[tuple[Cost, Cost]]] = {}
    with tempfile.TemporaryDirectory(prefix="xreport-bench-") as name:
        newer = Contender(Path(sys.executable), Path(name) / "newer")
        if options.python:
            measured = rounds(Contender(options.python, Path(name) / "older"), newer, options)
            for what, *costs in measured:
                found.setdefault(what, []).append((costs[0], costs[1]))
        else:
            with installed(options.revision) as python:
                for what, *costs in rounds(Contender(python, Path(name) / "older"), newer, options):
                    found.setdefault(what, []).append((costs[0], costs[1]))
    rows = []
    for what, pairs in found.items():
        for kind in ("wall", "processor"):
            before = statistics.median(getattr(pair[0], kind) for pair in pairs)
            now = statistics.median(getattr(pair[1], kind) for pair in pairs)
            ratio = statistics.median(getattr(pair[1], kind) / getattr(pair[0], kind) for pair in pairs)
            name = f"{options.runs:,} runs × {options.steps:,} steps × 3 metrics: {what}, {kind} time"
            rows.append((name, f"{before:.2f} → {now:.2f} s, {ratio:.2f} ×"))
    print(*(f"{name}: {value}" for name, value in rows), sep="\n")
    if options.write:
        figures.write_table("older", ("what", f"{options.revision} → this build, ratio"), rows)


if __name__ == "__main__":
    main()
