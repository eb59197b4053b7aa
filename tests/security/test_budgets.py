"""What one file may cost: each hostile file ends with an issue that names its limit, and the other run is there."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from proofs import proof

from xreport.importers.kit.budget import OverLimitError
from xreport.load import load
from xreport.load.find.guard import time_limit
from xreport.settings import Config, ImportRule, Limits

GIB = 1 << 30
CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
from pathlib import Path
from xreport.settings import Config
from xreport.load import load
root = Path(sys.argv[1])
found = load([root], now=2e9, config=Config(root=root), jobs=1)
peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
cpu = resource.getrusage(resource.RUSAGE_SELF)
said = {"runs": [run.name for run in found.runs], "issues": [issue.what for issue in found.issues]}
print(json.dumps(said | {"mib": peak / 1024, "seconds": cpu.ru_utime + cpu.ru_stime}))
"""
START = b'{"xreport": 1, "type": "start", "run": "hostile", "time": 1}\n'


def read(folder):
    """Read a folder in a process that has 1 GiB of address space; return what it said of itself."""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def write_lines(path, line, count, head=b""):
    """Write many lines without holding them."""
    with path.open("wb") as file:
        file.write(head)
        for at in range(0, count, 10_000):
            file.write(b"".join(line(number) for number in range(at, min(at + 10_000, count))))


def write_journal(line, count):
    return lambda folder: write_lines(folder / "0123456789abcdef.jsonl", line, count, START)


def write(name, data):
    return lambda folder: (folder / name).write_bytes(data())


def metrics(number):
    return b'{"step": %d, "metrics": {"a": %d.5}}\n' % (number, number)


TEXT = b"x" * (15 << 20)
IMAGE = b"iVBORw0KGgo" + b"A" * (9 << 20) + b"A"  # begins as a PNG does
COLUMNS = json.dumps([str(number) for number in range(256)]).encode()
ROW = b"[" + b", ".join([b'"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"'] * 256) + b"]"
TABLE_LINE = b'{"type": "table", "key": "k%d", "columns": %s, "rows": %s}\n'
TABLE = b"[" + b", ".join([ROW] * 1000) + b"]"

HOSTILE = {
    "tags without end": (
        write_journal(lambda at: b'{"type": "update", "tags": ["t%d"]}\n' % at, 1_000_000),
        "limits.cells",
    ),
    "data without end": (
        write_journal(lambda at: b'{"type": "update", "data": ["t%d"]}\n' % at, 1_000_000),
        "limits.cells",
    ),
    "summaries without end": (
        write_journal(lambda at: b'{"type": "summary", "values": {"k%d": 1}}\n' % at, 1_000_000),
        "limits.cells",
    ),
    "described metrics without end": (
        write_journal(lambda at: b'{"type": "metric", "key": "k%d"}\n' % at, 1_000_000),
        "limits.cells",
    ),
    "points without end": (write_journal(metrics, 8_000_000), "limits.cells"),
    "texts as metrics": (
        write_journal(lambda at: b'{"metrics": {"k%d": "%s"}}\n' % (at, TEXT[:200]), 1_000_000),
        "limits.cells",
    ),
    "notes of 15 MiB": (write_journal(lambda at: b'{"type": "note", "notes": "%s"}\n' % TEXT, 20), "limits.cells"),
    "names of 1 MiB": (
        write_journal(lambda at: b'{"metrics": {"%d%s": 1.5}}\n' % (at, TEXT[: 1 << 20]), 300),
        "limits.cells",
    ),
    "images beyond measure": (
        write_journal(lambda at: b'{"type": "image", "key": "k%d", "base64": "%s"}\n' % (at, IMAGE), 40),
        "more than memory may hold",
    ),
    "tables beyond measure": (
        write_journal(lambda at: TABLE_LINE % (at, COLUMNS, TABLE), 20),
        "more than memory may hold",
    ),
    "empty lists on a line": (
        write("hostile.jsonl", lambda: b'{"step": 1, "loss": 1, "a": [' + b"[]," * (5 << 20) + b"[]]}\n"),
        "more than 1,000,000 values",
    ),
    "a bare log without end": (
        lambda folder: write_lines(
            folder / "hostile.jsonl", lambda at: b'{"step": %d, "loss": %d.5}\n' % (at, at), 8_000_000
        ),
        "limits.cells",
    ),
    "a document of empty lists": (
        write("results.json", lambda: b'{"results": {"a":[' + b"[]," * (20 << 20) + b"[]]}}"),
        "limits.cells",
    ),
    "a document that is one text": (
        write("trainer_state.json", lambda: b'{"log_history": [], "a": "' + b"x" * (100 << 20) + b'"}'),
        "limits.document_bytes",
    ),
    "CSV rows without end": (
        lambda folder: write_lines(
            folder / "hostile.csv", lambda at: b"%d,%d.5\n" % (at, at), 8_000_000, b"step,loss\n"
        ),
        "limits.cells",
    ),
    "a line of 300 MB": (
        write("hostile.csv", lambda: b"step,loss\n1,2\n2,3\n" + b"x" * (300 << 20) + b"\n"),
        "longer than 16 MiB",
    ),
    "an exported chart without end": (
        lambda folder: write_lines(
            folder / "hostile.csv",
            lambda at: b"%d,%d.5,1,1\n" % (at, at),
            4_000_000,
            b"Step,r - loss,r - loss__MIN,r - loss__MAX\n",
        ),
        "limits.cells",
    ),
    "an exported history of empty lists": (
        write("history.json", lambda: b'[{"_step":1,"a":[' + b"[]," * (18 << 20) + b"[]]}]"),
        "limits.cells",
    ),
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes are those of Linux")
@proof("a hostile file takes at most 512 MiB and 60 s, is an issue that names its limit, and the other run is there")
def test_no_file_takes_more_than_it_may(tmp_path, tally):
    for what, (make, said) in HOSTILE.items():
        with tally.case(what):
            folder = tmp_path / "hostile"
            (folder / "good").mkdir(parents=True)
            (folder / "good" / "log.jsonl").write_text('{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n')
            make(folder)
            found = read(folder)
            shutil.rmtree(folder)
            assert any(said in issue for issue in found["issues"]), found["issues"]
            assert any("good" in name or "log" in name for name in found["runs"]), found["runs"]
            assert found["mib"] <= 512, found["mib"]
            assert found["seconds"] <= 60, found["seconds"]


def load_with(folder, limits, **more):
    return load([folder], now=2e9, config=Config(root=folder, limits=limits, **more), jobs=1)


@proof("reading keeps what it read before a limit, and names the setting", slow=False)
def test_what_was_read_before_the_limit_is_kept(tmp_path, tally):
    write_lines(tmp_path / "a.jsonl", metrics, 50_000, START)
    cases = {"rows": Limits(rows=20_000), "cells": Limits(cells=60_000)}
    for limit, limits in cases.items():
        with tally.case(limit):
            found = load_with(tmp_path, limits)
            (run,) = found.runs
            assert 10_000 < run.series["a"].steps.size < 50_000
            (issue,) = [issue for issue in found.issues if f"limits.{limit} = {getattr(limits, limit):,}" in issue.what]
            assert f"Raise limits.{limit}" in issue.fix
    with tally.case("file_bytes"):
        found = load_with(tmp_path, Limits(file_bytes=1000))
        assert not found.runs
        assert "limits.file_bytes" in found.issues[0].fix


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer that counts processor time")
@proof("a pattern that takes for ever on a line ends at limits.seconds; everything else is read", slow=False)
def test_a_pattern_without_end_ends(tmp_path, tally):
    (tmp_path / "out.txt").write_text("loss 0.5\n" + "a" * 5000 + "!\n")
    (tmp_path / "log.jsonl").write_text('{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n')
    for pattern in (r"(?P<x>(?:a|aa)+)$", r"(?P<x>(?:a+)+)b", r"(?:(?:a*)*)*(?P<x>c)"):
        with tally.case(pattern):
            rule = ImportRule(("out.txt",), "pattern", (r"loss (?P<loss>[\d.]+)", pattern))
            began = time.process_time()
            found = load_with(tmp_path, Limits(seconds=0.3), imports=(rule,))
            assert time.process_time() - began < 10
            assert {name for run in found.runs for name in run.series} >= {"loss"}
            assert any("log" in run.name or run.sources[0].path == "log.jsonl" for run in found.runs)


def spin():
    """Never end, and handle all errors, as an importer may."""
    while True:
        with contextlib.suppress(Exception):
            sum(range(1000))


def spin_within(inner, outer):
    """Spin within one limit, and then within the other one that began before."""
    with time_limit(Limits(seconds=outer)):
        try:
            with time_limit(Limits(seconds=inner)):
                spin()
        except OverLimitError:
            spin()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer that counts processor time")
@proof("code that never ends is ended at limits.seconds, wherever it is, and signals are as they were", slow=False)
def test_what_never_ends_is_ended(tally):
    before = signal.getsignal(signal.SIGPROF)
    for inner, outer in ((0.05, 0.1), (0.1, 0.3), (0.2, 0.1)):
        with tally.case(f"{inner} s within {outer} s"):
            began = time.process_time()
            with pytest.raises(OverLimitError, match="seconds"):
                spin_within(inner, outer)
            assert time.process_time() - began < 2
            assert signal.getsignal(signal.SIGPROF) is before
            assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


@proof("tags, data, notes and artifacts of a run are capped, with an issue that counts the rest", slow=False)
def test_long_lists_of_a_run_are_capped(tmp_path, tally):
    lines = {
        "tags": (b'{"type": "update", "tags": ["t%d"]}\n', 1_000),
        "data": (b'{"type": "update", "data": ["t%d"]}\n', 1_000),
        "artifacts": (b'{"type": "artifact", "path": "a%d"}\n', 10_000),
    }
    for what, (line, most) in lines.items():
        with tally.case(what):
            write_lines(tmp_path / "a.jsonl", lambda at, line=line: line % at, most + 500, START)
            found = load_with(tmp_path, Limits())
            (run,) = found.runs
            assert len(getattr(run, what)) == most
            assert any("500 more records" in issue.what for issue in run.issues)


@proof("texts that break off take no longer to look at than others of their length", slow=False)
def test_quotes_without_end_are_read_once(tmp_path, tally):
    for name, data in {
        "a.jsonl": b'{"a": "' + b"[{" * 40 + b'\\"' * (1 << 20) + b"\n{}\n",
        "b.json": b'{"version": "' + b'\\"' * 100_000,
    }.items():
        with tally.case(name):
            (tmp_path / name).write_bytes(data)
            began = time.process_time()
            load_with(tmp_path, Limits(seconds=30))
            assert time.process_time() - began < 5
            (tmp_path / name).unlink()
