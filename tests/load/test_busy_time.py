"""How long a run took: the time between its attempts is nobody's compute."""

from __future__ import annotations

import json
from pathlib import Path

from xreport.load import load
from xreport.settings import Config


def write(folder: Path, attempt: int, begin: float, seconds: float, seed: int = 1) -> None:
    start = {"xreport": 1, "type": "start", "run": "r", "writer": f"w{attempt}", "attempt": attempt, "time": begin}
    records = [
        start | {"project": "p", "seed": seed},
        {"type": "end", "time": begin + seconds, "status": "failed", "error": "ValueError: no"},
    ]
    folder.mkdir(exist_ok=True)
    (folder / f"w{attempt}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))


def test_a_resumed_run_took_what_its_attempts_took(tmp_path: Path) -> None:
    write(tmp_path / "r", 1, 1_790_000_000, 3600)
    write(tmp_path / "r", 2, 1_790_600_000, 60)
    (run,) = load([tmp_path], now=1_791_000_000, config=Config(root=tmp_path)).runs
    assert run.duration == 3660
    assert run.ended - run.started == 600_060


def test_a_seed_may_be_of_any_size(tmp_path: Path) -> None:
    write(tmp_path / "r", 1, 1_790_000_000, 10, seed=2**64 - 1)
    (run,) = load([tmp_path], now=1_791_000_000, config=Config(root=tmp_path)).runs
    assert (run.seed, run.issues) == (2**64 - 1, ())


def test_a_failure_stays_a_failure_whoever_closes_the_run_after_it(tmp_path: Path) -> None:
    write(tmp_path / "r", 1, 1_790_000_000, 10)
    closing = [
        {"xreport": 1, "type": "start", "run": "r", "writer": "z", "attempt": 1, "time": 1_790_000_020},
        {"type": "end", "writer": "w1", "time": 1_790_000_021, "status": "finished"},
    ]
    (tmp_path / "r" / "z.jsonl").write_text("".join(json.dumps(record) + "\n" for record in closing))
    (run,) = load([tmp_path], now=1_791_000_000, config=Config(root=tmp_path)).runs
    assert (run.status, run.error) == ("failed", "ValueError: no")
