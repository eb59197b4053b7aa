"""What logging costs, beside the line that a person would write by hand and beside other loggers.

    python benchmarks/log_calls.py [--quick] [--peers FOLDER] [--only NAMES] [--write]

Each logger has a process of its own; these are asked in turns, so that a busy machine is busy for all of them. The
others are installed into the folder ``--peers``, which is kept for the next time, or into a temporary one.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import math
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import figures
from loggers import LOGGERS, SHAPES

from xreport.load import load
from xreport.settings import Config

HERE = Path(__file__).resolve().parent
PACKAGES = {
    "orjson": "orjson",
    "tensorboardX": "tensorboardX",
    "Trackio": "trackio",
    "W&B": "wandb",
    "MLflow": "mlflow",
}
CALLS = {"json": 1_000, "orjson": 1_000, "xreport": 1_000, "tensorboardX": 200, "Trackio": 200, "W&B": 200, "MLflow": 5}
"""In a turn. Fewer of the slower ones; that of SQLite waits for the disk each time."""
IMPORTS = {
    "json": "import json, os",
    "orjson": "import orjson, os",
    "xreport": "import xreport; xreport.init",
    "tensorboardX": "import tensorboardX",
    "Trackio": "import trackio",
    "W&B": "import wandb",
    "MLflow": "import mlflow",
}
MANY = 20
"""Turns at once, and the end, for what a call costs all in all."""
STATISTICS: dict[str, Callable[[list[int]], float]] = {
    "median": statistics.median,
    "mean": statistics.fmean,
    "p99": lambda taken: sorted(taken)[math.ceil(len(taken) * 0.99) - 1],
}
GRACE = 5.0
"""Seconds that helper processes have to write down what they know, after their logger was killed."""


@dataclass
class Measured:
    """What was measured of one logger."""

    times: dict[str, list[int]] = field(default_factory=dict)
    all_in: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    imports: list[float] = field(default_factory=list)
    lives: list[dict[str, float]] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)
    kept: int = 0


class Loggers:
    """The loggers, and how to start a process of one."""

    def __init__(self, names: list[str], python: Path, folder: Path) -> None:
        self.names = names
        self.results = {name: Measured() for name in names}
        self._python = python
        self._folder = folder
        self._count = 0

    @contextlib.contextmanager
    def process(self, what: str, name: str, *rest: object) -> Iterator[tuple[subprocess.Popen[str], Path]]:
        """Start one, with an empty folder; whatever it leaves running is ended, too."""
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        command = [str(self._python), str(HERE / "loggers.py"), what, name, str(folder), *map(str, rest)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        process = subprocess.Popen(command, text=True, env=environment, start_new_session=True, **pipes)  # type: ignore[call-overload]
        try:
            yield process, folder
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def seconds_to_import(self, name: str) -> float:
        """Import it in a bare interpreter."""
        code = f"import time; begun = time.perf_counter(); {IMPORTS[name]}; print(time.perf_counter() - begun)"
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        said = subprocess.check_output([self._python, "-c", code], text=True, env=environment, cwd=self._folder)
        return float(said.splitlines()[-1])


def ask(process: subprocess.Popen[str], question: object = None) -> Any:
    """Return the next answer, to a question or without one."""
    assert process.stdout is not None
    if question is not None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args} ended without an answer")
    return json.loads(line)


def in_turn(names: list[str], number: int) -> list[str]:
    """Return the order of a round: nobody always comes after the same one's dirty caches, or after a rest."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{number} {name}".encode()).digest())


def measure_calls(loggers: Loggers, shape: str, rounds: int) -> None:
    """Ask all loggers in turns; then let them finish, one by one."""
    with contextlib.ExitStack() as stack:
        processes = {name: stack.enter_context(loggers.process("calls", name))[0] for name in loggers.names}
        for process in processes.values():
            assert ask(process) == "ready"
        times: dict[str, list[int]] = {name: [] for name in loggers.names}
        for number in range(rounds):
            for name in in_turn(loggers.names, number):
                taken = ask(processes[name], [shape, CALLS[name]])
                times[name] += taken
                if name in PACKAGES:  # those that work on in the background shall not disturb the next one
                    time.sleep(min(0.5, sum(taken) / 1e9))
            print(f"\r{shape}: round {number + 1} of {rounds}", end="", file=sys.stderr)
        print(file=sys.stderr)
        for name in loggers.names:
            loggers.results[name].times[shape] = times[name]


def measure_all_in(loggers: Loggers, shape: str, repeats: int) -> None:
    """Log without a pause, and finish: what is put off is paid then, or by another process."""
    for number in range(repeats):
        for name in in_turn(loggers.names, number):
            count, result = CALLS[name] * MANY, loggers.results[name]
            with loggers.process("calls", name) as (process, _):
                assert ask(process) == "ready"
                taken = sum(ask(process, [shape, count]))
                assert process.stdin is not None
                process.stdin.close()
                process.stdin = None
                last = ask(process)
            result.all_in.setdefault(shape, []).append((taken + last["finish"]) / count)
            result.processor.setdefault(shape, []).append(last["processor"] / count)
        print(f"\r{shape}, all-in: {number + 1} of {repeats}", end="", file=sys.stderr)
    print(file=sys.stderr)


def measure_lives(loggers: Loggers, repeats: int, points: int) -> None:
    """Import, start, memory and bytes of runs of few and of many points."""
    for number in range(repeats):
        for name in in_turn(loggers.names, number):
            count = points * (3 if number % 2 else 1)
            with loggers.process("life", name, count) as (process, folder):
                loggers.results[name].lives.append(ask(process))
                process.wait()
                size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
                loggers.results[name].sizes[count] = size
            loggers.results[name].imports.append(loggers.seconds_to_import(name))
        print(f"\rlives: {number + 1} of {repeats}", end="", file=sys.stderr)
    print(file=sys.stderr)


def measure_kills(loggers: Loggers) -> None:
    """Count what can be read of 50 records, logged within a second, after a kill."""
    for name in loggers.names:
        with loggers.process("kill", name) as (process, folder):
            process.wait()
            time.sleep(GRACE)
            loggers.results[name].kept = read_steps(folder)


def read_steps(folder: Path) -> int:
    """Return how many points of the metric can be read: by xreport, which reads them all but those of Trackio."""
    databases = [file for file in folder.glob("*.db") if file.stem != "mlflow"]
    if databases:
        with contextlib.closing(sqlite3.connect(databases[0])) as database:
            return int(database.execute("SELECT count(*) FROM metrics").fetchone()[0])
    runs = load([folder], now=time.time(), config=Config(root=folder)).runs
    return sum(run.series["train/loss"].steps.size for run in runs if "train/loss" in run.series)


# -- the table ----------------------------------------------------------------------------------------


def table(loggers: Loggers) -> list[tuple[str, ...]]:
    """Return the rows: what was measured, then a cell for each logger."""
    results = [loggers.results[name] for name in loggers.names]
    rows: list[tuple[str, ...]] = []
    for shape in SHAPES:
        for what, statistic in STATISTICS.items():
            rows.append((f"{shape}: {what}, µs a call", *cells([statistic(one.times[shape]) for one in results])))
        all_in = [statistics.median(one.all_in[shape]) for one in results]
        rows.append((f"{shape}: all-in, µs a call", *cells(all_in)))
        processor = [statistics.median(one.processor[shape]) for one in results]
        rows.append((f"{shape}: processor, µs a call", *cells(processor)))
    imports = [statistics.median(one.imports) * 1e3 for one in results]
    rows.append(("import, ms", *(f"{value:,.1f}" for value in imports)))
    for what, unit, factor in (("start", "ms", 1e3), ("memory", "MiB", 1 / 1024)):
        medians = [statistics.median(life[what] for life in one.lives) * factor for one in results]
        rows.append((f"{what}, {unit}", *(f"{value:,.1f}" for value in medians)))
    rows.append(("bytes a point", *(f"{bytes_a_point(one.sizes):,.0f}" for one in results)))
    rows.append(("of 50 records, after kill -9", *(str(one.kept) for one in results)))
    return rows


def cells(values: list[float]) -> list[str]:
    """Return nanoseconds as microseconds, with the ratio to the first logger, which is the floor."""
    return [f"{short(value / 1000)} ({short(value / values[0])} ×)" for value in values]


def short(value: float) -> str:
    """Return a number with as many digits as mean something."""
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def bytes_a_point(sizes: dict[int, int]) -> float:
    """Return what one more point takes; an empty database has its size, too."""
    few, many = min(sizes), max(sizes)
    return (sizes[many] - sizes[few]) / (many - few) if many > few else math.nan


def install(folder: Path, names: list[str]) -> tuple[Path, dict[str, str]]:
    """Return an interpreter that has the loggers, and their versions."""
    peers = [name for name in names if name in PACKAGES]
    if not peers:
        return Path(sys.executable), {}
    packages = [PACKAGES[name] for name in peers]
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    code = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"
    said = subprocess.check_output([python, "-c", code, *packages], text=True)
    return python, dict(zip(peers, said.split(), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40, help="turns of each logger")
    parser.add_argument("--repeats", type=int, default=6, help="processes for import, start and memory")
    parser.add_argument("--points", type=int, default=200, help="points of the smaller runs whose bytes are counted")
    parser.add_argument("--quick", action="store_true", help="little of everything, to see that it works")
    parser.add_argument("--only", default=",".join(LOGGERS), help="loggers, of which the first is the floor")
    parser.add_argument("--peers", type=Path, help="a folder with an interpreter that has the peers; made, if missing")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.repeats, options.points = 3, 2, 50
    names = options.only.split(",")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        python, versions = install(options.peers or Path(temporary) / "peers", names)
        loggers = Loggers(names, python, Path(temporary))
        for shape in SHAPES:
            measure_calls(loggers, shape, options.rounds)
            measure_all_in(loggers, shape, max(1, options.repeats // 2))
        measure_lives(loggers, options.repeats, options.points)
        measure_kills(loggers)
    header = ("what", *(f"{name} {versions[name]}" if name in versions else name for name in names))
    rows = table(loggers)
    print(figures.table(header, rows))
    if options.write:
        figures.write_table("logging", header, rows)


if __name__ == "__main__":
    main()
