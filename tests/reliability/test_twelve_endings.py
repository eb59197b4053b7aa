"""Twelve ways in which a process ends, most of which give nobody the time to tidy up."""

from __future__ import annotations

import random
import signal

import pytest
from forked import python
from proofs import proof, share
from seen import check_acknowledged, journals

HEAD = """
import atexit, multiprocessing, os, resource, signal, sys, threading, time
import xreport
folder, last = sys.argv[1], int(sys.argv[2])
def log(count, first=0):
    for number in range(first, first + count):
        if run.log({"n": number, "x": ""}, step=number):
            os.write(1, b"%d\\n" % number)
def worker(count):
    log(count)
"""
START = "run = xreport.init('p', dir=folder, capture=False)\n"

WAYS = {
    "SIGTERM": (START + "log(last)\nos.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(9)", -signal.SIGTERM),
    "SIGINT": (START + "log(last)\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)", -signal.SIGINT),
    "SIGHUP": (START + "log(last)\nos.kill(os.getpid(), signal.SIGHUP)\ntime.sleep(9)", -signal.SIGHUP),
    "SIGQUIT": (START + "log(last)\nos.kill(os.getpid(), signal.SIGQUIT)\ntime.sleep(9)", -signal.SIGQUIT),
    "os._exit": (START + "log(last)\nos._exit(0)", 0),
    "os.abort": (START + "log(last)\nos.abort()", -signal.SIGABRT),
    "sys.exit": (START + "log(last)\nsys.exit(3)", 3),
    "exception": (START + "log(last)\n1 / 0", 1),
    "exec": (START + "log(last)\nos.execv(sys.executable, [sys.executable, '-c', 'pass'])", 0),
    "the end of a pool's worker": (
        START
        + "context = multiprocessing.get_context('fork')\n"
        + "with context.Pool(1) as pool: pool.map(worker, [last])\nos._exit(0)",
        0,
    ),
    "no memory": (
        START
        + "log(last)\nresource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))\n"
        + "log(2, last)\nhog = [bytearray(1 << 24) for _ in range(1000)]",
        1,
    ),
    "a daemon thread alive": (
        START + "log(last)\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        0,
    ),
}


@proof("12 ways to end a process, 20 times each", seed=3)
@pytest.mark.parametrize("way", WAYS)
def test_twelve_ways_to_end(tmp_path, tally, way):
    source, code = WAYS[way]
    lengths = random.Random(3)
    for trial in range(share(20)):
        last = lengths.randrange(1, 400)
        folder = tmp_path / str(trial)
        done = python(HEAD + source, folder, last)
        with tally.case(f"{way} {trial}"):
            assert done.returncode == code, done.stderr
            acks = [int(number) for number in done.stdout.split()]
            assert acks == list(range(last + 2 * (way == "no memory")))
            check_acknowledged(folder, acks)
            kinds = {record.get("type") for records in journals(folder).values() for record in records}
            told = way in ("SIGINT", "sys.exit", "exception", "no memory", "a daemon thread alive")
            assert ("end" in kinds) == told
