"""How a run ends: what the end record says, and what a kill leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

HEAD = (
    "import os, signal, sys, threading, time, atexit, xreport\nrun = xreport.init('p', capture=False)\nrun.log(a=1)\n"
)

ENDINGS = {
    "pass": ("finished", None),
    "sys.exit()": ("finished", None),
    "sys.exit(0)": ("finished", None),
    "raise SystemExit": ("finished", None),
    "raise ValueError('bad lr')": ("failed", "ValueError: bad lr"),
    "raise KeyboardInterrupt": ("failed", "KeyboardInterrupt"),
    "sys.exit(3)": ("failed", "SystemExit: 3"),
    "sys.exit('no data')": ("failed", "SystemExit: no data"),
    "os.kill(os.getpid(), signal.SIGINT); time.sleep(5)": ("failed", "KeyboardInterrupt"),
    "threading.Thread(target=lambda: (time.sleep(0.3), run.log(a=2))).start()": ("finished", None),
    "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()": ("finished", None),
    "run.finish('failed', 'by hand')": ("failed", "by hand"),
    "run.finish('done')": ("failed", "finish('done')"),
    "atexit.register(lambda: run.log(a=2))": ("finished", None),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_end_record(script, ending):
    (records,) = script(HEAD + ending, check=False, timeout=60).journals
    status, error = ENDINGS[ending]
    end = records[-1]
    assert (end["type"], end["status"], end.get("error")) == ("end", status, error)
    assert (end["count"], "dropped" in end) == (len(records) - 1, False)


KILLS = {
    "SIGKILL": "os.kill(os.getpid(), signal.SIGKILL)",
    "SIGTERM": "os.kill(os.getpid(), signal.SIGTERM)",
    "SIGHUP": "os.kill(os.getpid(), signal.SIGHUP)",
    "SIGQUIT": "os.kill(os.getpid(), signal.SIGQUIT)",
    "_exit": "os._exit(0)",
    "abort": "os.abort()",
    "exec": "os.execv(sys.executable, [sys.executable, '-c', 'pass'])",
}


@pytest.mark.parametrize("kill", KILLS)
def test_a_killed_run_keeps_everything_and_has_no_end(script, kill):
    loop = "for step in range(200): run.log({'b': step})\n"
    (records,) = script(HEAD + loop + KILLS[kill], check=False, timeout=60).journals
    logged = [record["metrics"] for record in records[1:] if record.get("type") != "sync"]
    assert logged == [{"a": 1}, *({"b": step} for step in range(200))]


KILLED = """
import os, xreport
run = xreport.init("p", capture=False)
step = 0
while True:
    if run.log({"loss": 0.5, "text": "x" * (step * 37 % 3000)}, step=step):
        os.write(1, b"%d\\n" % step)
    step += 1
"""


def check_kill(folder, delay):
    (folder / "train.py").write_text(KILLED)
    environment = {**os.environ, "XREPORT_DIR": str(folder / "runs")}
    with subprocess.Popen([sys.executable, folder / "train.py"], stdout=subprocess.PIPE, env=environment) as process:
        first = process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    acknowledged = [int(line) for line in (first + rest).split(b"\n")[:-1]]
    (journal,) = (folder / "runs").rglob("*.jsonl")
    whole = journal.read_bytes().split(b"\n")[:-1]  # what follows the last newline was being written
    steps = [json.loads(line)["step"] for line in whole[1:]]
    assert steps[: len(acknowledged)] == acknowledged == list(range(len(acknowledged)))
    assert len(steps) - len(acknowledged) in (0, 1)


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.01, 0.02, 0.05])
def test_kill_at_some_instant(tmp_path, delay):
    check_kill(tmp_path, delay)


@pytest.mark.slow
def test_kill_at_many_instants(tmp_path):
    for number in range(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        check_kill(folder, number / 4000)


def test_context_manager_tells_the_error_and_lets_it_through(init, read):
    with pytest.raises(ZeroDivisionError), init() as run:
        run.log({"a": 1 / 0})
    end = read(run)[-1]
    assert (end["status"], end["error"]) == ("failed", "ZeroDivisionError: division by zero")
    assert end["traceback"].startswith("test_endings.py:") or "/test_endings.py:" in end["traceback"]
    assert end["traceback"].endswith("in test_context_manager_tells_the_error_and_lets_it_through")


@pytest.mark.parametrize(("code", "status"), [(None, "finished"), (0, "finished"), (1, "failed")])
def test_context_manager_and_system_exit(init, read, code, status):
    with pytest.raises(SystemExit), init() as run:
        raise SystemExit(code)
    assert read(run)[-1]["status"] == status


def test_errors_name_no_place_of_this_machine(script, tmp_path):
    source = HEAD + f"open({str(tmp_path / 'missing.csv')!r})"
    done = script(source, check=False)
    assert str(tmp_path) in done.stderr
    assert str(tmp_path) not in str(done.journals)
    assert done.journals[0][-1]["traceback"] == "train.py:4 in <module>"


def test_an_error_that_cannot_be_told_is_no_problem(init, read):
    class BadError(Exception):
        def __str__(self):
            raise RuntimeError

    with pytest.raises(BadError), init() as run:
        raise BadError
    assert read(run)[-1]["error"] == "BadError"


def test_hooks_that_were_there_are_called(script):
    source = """
import sys
sys.excepthook = lambda *arguments: print("my hook")
import xreport
xreport.init("p", capture=False)
xreport.init("q", capture=False)
raise ValueError
"""
    done = script(source, check=False)
    assert (done.returncode, done.stdout.split("\n").count("my hook")) == (1, 1)
    assert [records[-1]["status"] for records in done.journals] == ["failed", "failed"]
