"""What logging costs, beside the line that a person would write by hand: ``python benchmarks/log_calls.py``.

Everything is measured in one process and one go, in turns, so that a busy machine is busy for all of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import figures

import xreport

SHAPES = {
    "1 scalar": {"train/loss": 0.123456789},
    "5 scalars": {f"train/metric_{n}": 0.123456789 * (n + 1) for n in range(5)},
}
ROUNDS = 40


def by_hand(folder: Path) -> Callable[[int, dict[str, float]], object]:
    """The floor: ``os.write`` of ``json.dumps``, with the step and nothing else, no lock, no check."""
    file = os.open(folder / "hand.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    return lambda step, metrics: os.write(file, json.dumps({"step": step, **metrics}).encode() + b"\n")


def by_xreport(folder: Path) -> Callable[[int, dict[str, float]], object]:
    """`Run.log` as users call it."""
    run = xreport.init("benchmark", dir=folder)
    return lambda step, metrics: run.log(metrics, step=step)


def by_orjson(folder: Path) -> Callable[[int, dict[str, float]], object] | None:
    """The lower floor, where orjson is installed."""
    try:
        import orjson
    except ImportError:
        return None
    file = os.open(folder / "orjson.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    return lambda step, metrics: os.write(file, orjson.dumps({"step": step, **metrics}) + b"\n")


def time_calls(call: Callable[[int, dict[str, float]], object], metrics: dict[str, float], calls: int) -> list[int]:
    """Return the nanoseconds of each call."""
    clock = time.perf_counter_ns
    times = []
    for step in range(calls):
        # As in a training, values differ from call to call.
        values = {key: value + step * 1e-6 for key, value in metrics.items()}
        before = clock()
        call(step, values)
        times.append(clock() - before)
    return times


def measure_calls(folder: Path, calls: int) -> list[tuple[str, str]]:
    """Print what a call costs, and return the rows of the table."""
    rows = []
    makers = {"json + os.write": by_hand(folder), "xreport": by_xreport(folder), "orjson + os.write": by_orjson(folder)}
    for shape, metrics in SHAPES.items():
        times: dict[str, list[int]] = {name: [] for name, call in makers.items() if call}
        gc.collect()
        for _ in range(ROUNDS):
            for name, call in makers.items():
                if call:
                    times[name] += time_calls(call, metrics, calls // ROUNDS)
        floor = times["json + os.write"]
        print(f"\n{shape}, {calls:,} calls each; µs a call, and × json + os.write")
        for name, taken in times.items():
            compared = [_compare(what, taken, floor) for what in STATISTICS]
            print(f"  {name:18} " + "  ".join(compared))
            rows.append((f"{shape}: {name}, µs a call (× by hand)", ", ".join(map(" ".join, map(str.split, compared)))))
    return rows


STATISTICS: dict[str, Callable[[list[int]], float]] = {
    "median": statistics.median,
    "mean": statistics.fmean,
    "p99": lambda taken: sorted(taken)[math.ceil(len(taken) * 0.99) - 1],
}


def _compare(what: str, taken: list[int], floor: list[int]) -> str:
    mine, base = STATISTICS[what](taken), STATISTICS[what](floor)
    return f"{what} {mine / 1000:6.2f} ({mine / base:4.2f} ×)"


def measure_start(repeats: int) -> list[tuple[str, str]]:
    """Time of ``import`` and of ``init`` over a bare interpreter, each in new processes."""
    programs = {
        "python -c pass": "pass",
        "import xreport": "import xreport",
        "import xreport and use it": "import xreport; xreport.init",
        "init and finish": "import xreport; xreport.init('p', capture=False).finish()",
    }
    print("\nStart, median ms of a process")
    rows = []
    bare = 0.0
    with tempfile.TemporaryDirectory() as runs:
        environment = {**os.environ, "XREPORT_DIR": runs, "PYTHONPATH": os.pathsep.join(sys.path)}
        for name, program in programs.items():
            taken = []
            for _ in range(repeats):
                before = time.perf_counter()
                subprocess.run([sys.executable, "-S", "-c", program], check=True, env=environment)
                taken.append(time.perf_counter() - before)
            median = statistics.median(taken) * 1000
            bare = bare or median
            print(f"  {name:26} {median:6.1f}  (+{median - bare:.1f})")
            rows.append((f"{name}, median of {repeats} processes", f"{median:.1f} ms (+{median - bare:.1f})"))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=40_000)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure_calls(Path(folder), options.calls)
    rows += measure_start(options.repeats)
    if options.write:
        figures.write("logging", rows)


if __name__ == "__main__":
    main()
