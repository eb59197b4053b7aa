"""Write journals as a sweep would have left them: ``generate.py OUT --runs 1000 --steps 1000 --metrics 3``.

Deterministic: the same arguments give the same bytes. Curves are noisy decays with all digits of a double.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import random
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

NAMES = ("train/loss", "val/accuracy", "train/lr", "val/loss", "train/grad_norm", "val/f1", "train/accuracy", "val/auc")
SYNC_EVERY = 400
EPOCH = 1_780_000_000.0


@dataclass(frozen=True)
class Sweep:
    """What to write."""

    out: Path
    runs: int
    steps: int
    metrics: int
    seed: int = 0
    first: int = 0
    params: int = 0
    """Further params, beside the seven that every run has."""


def compact(record: dict[str, object]) -> str:
    return json.dumps(record, separators=(",", ":")) + "\n"


def start_record(number: int, run: str, writer: str, rng: random.Random) -> dict[str, object]:
    configuration = number // 3  # three seeds each
    return {
        "xreport": 1,
        "type": "start",
        "run": run,
        "writer": writer,
        "attempt": 1,
        "time": EPOCH + number * 600.0,
        "project": ("digits", "wine", "housing")[configuration % 3],
        "name": f"{('mlp', 'cnn', 'gbm')[configuration % 3]}-{number:05d}",
        "params": {
            "model": {"layers": 1 + configuration % 7, "width": 2 ** (5 + configuration % 5)},
            "optimizer": {"lr": 10.0 ** -(1 + configuration % 4), "momentum": 0.9},
            "batch": 32 << configuration % 3,
            "dropout": configuration % 11 / 20,
        },
        "algorithm": ("mlp", "cnn", "gbm")[configuration % 3],
        "data": [{"name": ("digits", "wine", "housing")[configuration % 3], "role": "train", "version": "1"}],
        "seed": number % 3,
        "tags": ["sweep"] if number % 10 else ["sweep", "baseline"],
        "environment": {"commit": f"{rng.getrandbits(160):040x}", "dirty": False, "python": "3.11.7"},
    }


def further_params(count: int, number: int) -> dict[str, object]:
    """Return params of several kinds: most numbers, some texts and switches, some not set in every run."""
    kinds = (
        lambda at: (number * 31 + at * 17) % 1009 / 1009,
        lambda at: 10.0 ** -(1 + (number + at) % 6),
        lambda at: 1 + (number * 7 + at) % 64,
        lambda at: ("relu", "gelu", "tanh", "silu")[(number // 5 + at) % 4],
        lambda at: (number + at) % 3 == 0,
    )
    return {f"p{at}": kinds[at % len(kinds)](at) for at in range(count) if (number + at) % 11}


def values(keys: list[str], progress: float, level: float, rng: random.Random) -> list[float]:
    """Return what a training logs at one step: noisy losses, shares of a test set, a schedule."""
    return [
        0.1 * 0.1 ** ((progress >= 0.6) + (progress >= 0.85))
        if key.endswith("/lr")
        else round(1797 * rng.gauss(1 / (1 + level), 0.01)) / 1797
        if key.endswith(("/accuracy", "/f1", "/auc"))
        else level * rng.uniform(0.9, 1.1)
        for key in keys
    ]


def log_lines(sweep: Sweep, number: int, rng: random.Random) -> list[str]:
    """Return the log records of one run."""
    keys = [NAMES[at] if at < len(NAMES) else f"extra/m{at}" for at in range(sweep.metrics)]
    floor, rate = rng.uniform(0.05, 0.5), rng.uniform(1.0, 6.0) / sweep.steps
    line = '{"step":%d,"time":%r,"metrics":{' + ",".join(f"{json.dumps(key)}:%r" for key in keys) + "}}\n"
    now = EPOCH + number * 600.0
    lines = []
    for step in range(sweep.steps):
        now = round(now + rng.uniform(0.1, 0.4), 6)
        lines.append(line % (step, now, *(values(keys, step / sweep.steps, floor + math.exp(-rate * step), rng))))
    return lines


def journal(sweep: Sweep, number: int) -> tuple[str, str, bytes]:
    """Return the run, the writer and the content of one journal."""
    rng = random.Random(f"{sweep.seed}/{number}")
    run = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(EPOCH + number * 600))}-{rng.getrandbits(24):06x}"
    writer = f"{rng.getrandbits(64):016x}"
    start = start_record(number, run, writer, rng)
    if sweep.params:
        start["params"] = {**start["params"], "extra": further_params(sweep.params, number)}
    content = bytearray(compact(start).encode())
    count = 1
    end_time = EPOCH + number * 600.0 + 0.4 * sweep.steps
    lines = log_lines(sweep, number, rng)
    for at in range(0, len(lines), SYNC_EVERY):
        chunk = lines[at : at + SYNC_EVERY]
        content += "".join(chunk).encode()
        count += len(chunk)
        seal = {"count": count, "bytes": len(content), "crc32": zlib.crc32(content)}
        last = at + SYNC_EVERY >= len(lines)
        kind = {"type": "end", "time": end_time, "status": "finished"} if last else {"type": "sync", "time": end_time}
        content += compact({**kind, **seal}).encode()
        count += 1
    return run, writer, bytes(content)


def write_journal(sweep: Sweep, number: int) -> int:
    run, writer, content = journal(sweep, number)
    folder = sweep.out / run
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{writer}.jsonl").write_bytes(content)
    return len(content)


def _write_range(job: tuple[Sweep, range]) -> int:
    sweep, numbers = job
    return sum(write_journal(sweep, number) for number in numbers)


def generate(sweep: Sweep, jobs: int | None = None) -> int:
    """Write the journals in several processes; return how many bytes they have."""
    jobs = jobs or os.cpu_count() or 1
    ranges = [(sweep, range(sweep.first + start, sweep.first + sweep.runs, jobs)) for start in range(jobs)]
    if jobs == 1 or sweep.runs * sweep.steps < 20_000:
        return sum(map(_write_range, ranges))
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        return sum(pool.map(_write_range, ranges))


def write_runs(out: Path, *, runs: int, steps: int, metrics: int, first: int = 0) -> int:
    """Write the runs with these numbers; return how many bytes they have."""
    return generate(Sweep(out, runs, steps, metrics, first=first))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--metrics", type=int, default=3)
    parser.add_argument("--params", type=int, default=0, help="further params of each run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int)
    given = parser.parse_args()
    size = generate(
        Sweep(given.out, given.runs, given.steps, given.metrics, given.seed, params=given.params), given.jobs
    )
    print(f"{given.runs} journals, {size / 1e6:.1f} MB in {given.out}")


if __name__ == "__main__":
    main()
