"""Kill -9: what was acknowledged is read back, once, unchanged, in order."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from forked import PACKAGE, fork
from lacking import lacks
from proofs import proof, share
from seam import Between, Deadly, make_run
from seen import check_acknowledged, filling

from xreport import logger

ACK = struct.Struct("<I")


def acknowledged(pipe: int) -> list[int]:
    """Return all that was acknowledged through a pipe whose other end is closed."""
    with os.fdopen(pipe, "rb") as file:
        data = file.read()
    return [number for (number,) in ACK.iter_unpack(data[: len(data) // ACK.size * ACK.size])]


def log_for_ever(folder: Path, seed: int, acks: int) -> None:
    logger.writer.SYNC_SECONDS = 0.004  # so that it is also killed while it syncs
    sizes = random.Random(seed)
    run = logger.init("p", dir=folder, capture=False)
    for number in itertools.count():
        text = filling(number, int(10 ** sizes.uniform(1, 5.3)))
        if run.log({"n": number, "x": text}, step=number):
            os.write(acks, ACK.pack(number))


@proof("kill -9 at a random instant, records of 10 B to 200 kB", seed=1)
def test_killed_at_random_instants(tmp_path, tally):
    instants = random.Random(1)
    most = torn = 0
    for trial in range(share(1_000)):
        folder = tmp_path / str(trial)
        reading, writing = os.pipe()
        child = fork(lambda folder=folder, trial=trial, acks=writing: log_for_ever(folder, trial, acks))
        os.close(writing)
        time.sleep(instants.uniform(0.002, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with tally.case(trial):
            acks = acknowledged(reading)
            check_acknowledged(folder, acks)
            most = max(most, len(acks))
            torn += any(not path.read_bytes().endswith(b"\n") for path in folder.rglob("*.jsonl"))
        shutil.rmtree(folder, ignore_errors=True)
    assert most > 20, "they were all killed before they logged"
    assert torn or share(1_000) < 1_000, "none was killed within a write"


def session(run, acks: int) -> None:
    """Log 50 records, sync thrice, end the run."""
    for number in range(50):
        if run.log({"n": number, "x": filling(number, 40)}, step=number):
            os.write(acks, ACK.pack(number))
        if number % 20 == 19:
            run.flush()
    run.finish()


@proof("kill -9 before, within and after every system call of a run of 50 records, by the I/O seam")
@pytest.mark.parametrize("durability", ["periodic", "fsync", "os"])
def test_killed_at_every_call(tmp_path, tally, durability):
    counting = Between()
    sink = os.open(os.devnull, os.O_WRONLY)
    session(make_run(tmp_path / "whole", counting, durability=durability), sink)
    os.close(sink)
    assert counting.made > 60
    for nth in range(1, counting.made + 1):
        for when in ("before", "within", "after"):
            folder = tmp_path / f"{nth}-{when}"
            reading, writing = os.pipe()

            def work(nth=nth, when=when, folder=folder, acks=writing):
                session(make_run(folder, Deadly(nth, when), durability=durability), acks)

            child = fork(work)
            os.close(writing)
            status = os.waitpid(child, 0)[1]
            with tally.case(f"{durability} {when} {nth}"):
                assert os.WTERMSIG(status) == signal.SIGKILL
                check_acknowledged(folder, acknowledged(reading))


TRACED = """
import os, struct, sys
from xreport import logger
os.mkdir(sys.argv[1])
run = logger.init("p", dir=sys.argv[1], capture=False, durability=sys.argv[2])
for number in range(50):
    if run.log({"n": number}, step=number):
        os.write(1, struct.pack("<I", number))
    if number % 20 == 19:
        run.flush()
run.finish()
"""
TRACES = "mkdir,openat,write,fsync,fdatasync,close,pread64"


@proof("kill -9 at every file system call of a run of 50 records, by strace")
def test_killed_by_strace(tmp_path, tally):
    strace = shutil.which("strace") or lacks("strace")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(folder: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [
                strace,
                "-f",
                "-o",
                tmp_path / "trace",
                "-e",
                f"trace={TRACES}",
                *options,
                sys.executable,
                "-c",
                TRACED,
                folder,
                "os",
            ],
            capture_output=True,
            check=False,
            env=environment,
        )

    assert run(tmp_path / "whole").returncode == 0
    calls = [line for line in (tmp_path / "trace").read_text().splitlines() if re.match(r"\d+ +\w+\(", line)]
    first = next(number for number, line in enumerate(calls, 1) if f'"{tmp_path}/whole"' in line)
    # strace counts the calls of each kind by itself.
    session_calls = calls[first - 1 :]
    before = calls[: first - 1]
    for call in TRACES.split(","):
        own = sum(f" {call}(" in line for line in before)
        made = sum(f" {call}(" in line for line in session_calls)
        for nth in range(own + 1, own + made + 1):
            if share(1_000) < 1_000 and nth % 10:
                continue
            folder = tmp_path / f"{call}-{nth}"
            done = run(folder, "-e", f"inject={call}:signal=KILL:when={nth}")
            with tally.case(f"{call} {nth}"):
                assert done.returncode != 0
                acks = [number for (number,) in ACK.iter_unpack(done.stdout)]
                with contextlib.suppress(FileNotFoundError):
                    check_acknowledged(folder, acks)
