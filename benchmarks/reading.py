"""Reading against its floor: msgspec decoding the same lines in one loop, in the same run.

``reading.py --runs 1000 --steps 1000 --metrics 3`` writes journals, then measures in turn, each several times:

- the floor: one process, every file read and decoded by a typed msgspec decoder, the objects thrown away;
- reading: `xreport.load.load`, all of it: discovery, decoding, checks, columns, checksums, summaries, runs;
- the same again with a warm cache.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import figures
import msgspec
from generate import Sweep, generate

from xreport.cache import open_cache
from xreport.load import load
from xreport.settings import Config


class Line(msgspec.Struct):
    """Any line of the journals; fields of other records are passed over."""

    step: int = 0
    time: float = math.nan
    metrics: dict[str, float] = {}


def decode_all(folder: Path) -> int:
    """The floor; returns the number of lines."""
    decode = msgspec.json.Decoder(Line).decode_lines
    return sum(len(decode(path.read_bytes())) for path in sorted(folder.rglob("*.jsonl")))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(folder: Path, rounds: int, jobs: int | None) -> dict[str, list[float]]:
    config = Config(root=folder)
    times: dict[str, list[float]] = {"floor": [], "reading": [], "cached": []}
    os.environ["XREPORT_CACHE_KEY"] = "a key for benchmarks"  # so that none of the user's is made
    with tempfile.TemporaryDirectory() as name:
        cache, _ = open_cache(["a benchmark"], Path(name) / "cache")
        load([folder], now=2e9, config=config, cache=cache, jobs=jobs)
        for _ in range(rounds):
            times["floor"].append(timed(lambda: decode_all(folder)))
            times["reading"].append(timed(lambda: load([folder], now=2e9, config=config, jobs=jobs)))
            times["cached"].append(timed(lambda: load([folder], now=2e9, config=config, cache=cache, jobs=jobs)))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--metrics", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--folder", type=Path, help="journals to read, instead of writing some")
    parser.add_argument("--most", type=float, help="exit 1 when the best ratio is larger than this")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="xreport-reading-"))
    try:
        if given.folder is None:
            size = generate(Sweep(folder, given.runs, given.steps, given.metrics))
            print(f"{given.runs} runs x {given.steps} steps x {given.metrics} metrics, {size / 1e6:.1f} MB")
        times = measure(folder, given.rounds, given.jobs)
    finally:
        if given.folder is None:
            shutil.rmtree(folder)
    for name, seconds in times.items():
        print(f"{name:8} " + "  ".join(f"{second:6.3f} s" for second in seconds))
    ratio = min(times["reading"]) / min(times["floor"])
    print(f"ratio    {ratio:.2f} (reading / floor, best of {given.rounds} each)")
    if given.write:
        what = f"{given.runs:,} runs × {given.steps:,} steps × {given.metrics} metrics"
        rows = [(f"{what}: {name}, best of {given.rounds}", f"{min(times[name]):.2f} s") for name in times]
        figures.write("reading", [*rows, ("reading / floor", f"{ratio:.2f} ×")])
    if given.most is not None and ratio > given.most:
        sys.exit(f"reading takes more than {given.most} times the floor")


if __name__ == "__main__":
    main()
