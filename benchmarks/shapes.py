"""What a build costs as one thing grows: metrics, runs, hints, benchmarks, each at 1, 2 and 4 times its size.

    python benchmarks/shapes.py [REVISION] [--shapes metrics runs] [--rounds 3] [--write]

Printed are medians of processor time (of all processes) of cold builds, and how many times that of the size before each
is: 2 is linear, 4 quadratic. A REVISION is installed into an environment of its own and builds the same in turns; then
its times stand before this build's, with their ratio. ``--write`` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import figures
import generate
from older import Contender, installed

TIMES = (1, 2, 4)
DAY = 86_400_000


def write_metrics(folder: Path, times: int) -> None:
    generate.write_runs(folder, runs=100, steps=4, metrics=250 * times)


def write_runs(folder: Path, times: int) -> None:
    generate.write_runs(folder, runs=250 * times, steps=4, metrics=8)


def write_hints(folder: Path, times: int) -> None:
    """Runs that say of each metric by its name, and of many by patterns, what it is."""
    names = [f"part{number}/value" for number in range(100 * times)]
    said = [*names, *(f"part{number}*/val*" for number in range(25 * times))]
    hints: list[dict[str, object]] = [{"type": "metric", "key": name, "direction": "min", "unit": "s"} for name in said]
    for run in range(50):
        start = {"xreport": 1, "type": "start", "run": f"run-{run}", "writer": "w", "time": 1.7e9 + run}
        logs = [{"step": step, "metrics": dict.fromkeys(names, step + run / 7)} for step in range(3)]
        records: list[dict[str, object]] = [
            start,
            *hints,
            *logs,
            {"type": "end", "time": 1.7e9 + run + 9, "status": "finished"},
        ]
        place = folder / f"run-{run}" / "w.jsonl"
        place.parent.mkdir(parents=True)
        place.write_text("".join(map(generate.compact, records)), encoding="utf-8")


def write_benchmarks(folder: Path, times: int) -> None:
    """Results of asv (version 2) of three commits: benchmarks of twenty values of a param each."""
    machine = folder / "results" / "box"
    machine.mkdir(parents=True)
    (machine / "machine.json").write_text(json.dumps({"arch": "x86_64", "machine": "box", "os": "Linux", "version": 1}))
    names, params = [f"bench.time_{number}" for number in range(100 * times)], [[str(value) for value in range(20)]]
    known = {
        name: {"name": name, "type": "time", "unit": "seconds", "param_names": ["size"], "params": params}
        for name in names
    }
    (folder / "results" / "benchmarks.json").write_text(json.dumps({**known, "version": 2}))
    for commit in range(3):
        values = [(number + 1) * (1 + commit / 10) / 1000 for number in range(20)]
        result = {
            "version": 2,
            "commit_hash": f"{commit:040d}",
            "env_name": "py3",
            "date": 1_700_000_000_000 + commit * DAY,
            "params": {"machine": "box", "python": "3.11"},
            "python": "3.11",
            "requirements": {},
            "result_columns": ["result", "params", "version", "started_at", "duration"],
            "results": {name: [values, params, "1", 1_700_000_000_000, 1.0] for name in names},
        }
        (machine / f"{commit:08d}-py3.json").write_text(json.dumps(result))


SHAPES: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "metrics": ("250 metrics × 100 runs, more metrics", write_metrics),
    "runs": ("8 metrics × 250 runs, more runs", write_runs),
    "hints": ("100 names and 25 patterns × 50 runs, more of both", write_hints),
    "benchmarks": ("100 benchmarks × 20 values × 3 commits, more benchmarks", write_benchmarks),
}


@dataclass(frozen=True)
class Measured:
    """Seconds of processor time: of this build, and of the older one where there is one."""

    now: float
    before: float | None


def measure(write: Callable[[Path, int], None], times: int, rounds: int, older: Path | None) -> Measured:
    """Build what a writer writes, both builds in turns."""
    with tempfile.TemporaryDirectory(prefix="xreport-shapes-") as name:
        pythons = [Path(sys.executable), *([older] if older else [])]
        builders = [Contender(python, Path(name) / str(place)) for place, python in enumerate(pythons)]
        found: list[list[float]] = [[] for _ in builders]
        for builder in builders:
            builder.folder.mkdir()
            write(builder.folder / "runs", times)
        for number in range(rounds):
            for place, builder in enumerate(builders):
                builder.forget()
                found[place].append(builder.build(f"site-{number}").processor)
    now, *before = map(statistics.median, found)
    return Measured(now, before[0] if before else None)


def cells(measured: Sequence[Measured]) -> list[str]:
    """Return what is printed of one shape at each size."""
    found = []
    for place, one in enumerate(measured):
        said = f"{one.now:.2f} s" if one.before is None else f"{one.before:.2f} → {one.now:.2f} s"
        more = [f"{one.now / one.before:.2f} ×"] if one.before else []
        more += [f"grew {one.now / measured[place - 1].now:.1f} ×"] if place else []
        found.append(", ".join([said, *more]))
    return found


def main() -> None:
    """Measure, and print a row a shape."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("revision", nargs="?", help="what to compare with, as git knows it")
    parser.add_argument("--shapes", nargs="+", choices=list(SHAPES), default=list(SHAPES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", type=Path, help="a Python that has the older build already")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    options = parser.parse_args()
    header = ("what grows", *(f"{times} ×" for times in TIMES))
    rows = []
    new = options.revision and not options.python
    with installed(options.revision) if new else nullcontext(options.python) as older:
        for shape in options.shapes:
            what, write = SHAPES[shape]
            rows.append((what, *cells([measure(write, times, options.rounds, older) for times in TIMES])))
            print(": ".join([rows[-1][0], " | ".join(rows[-1][1:])]), flush=True)
    if options.write:
        figures.write_table("shapes", header, rows)


if __name__ == "__main__":
    main()
