"""Several processes, threads and signal handlers that log to one run at once."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

FORK = """
import os, threading, xreport
run = xreport.init("p", params={"lr": 1}, capture=False)
run.log({"who": 0})
children = []
for child in range(1, 4):
    pid = os.fork()
    if not pid:
        for n in range(50):
            assert run.log({"who": child})
        run.summary[f"child {child}"] = n
        if child == 1:
            os._exit(0)
        if child == 2:
            run.finish("failed", "not the whole run")
        raise SystemExit  # the exit handlers of the parent's run are called in the child, too
    children.append(pid)
for pid in children:
    assert os.waitpid(pid, 0)[1] == 0
run.log({"who": 0})
"""


def whos(records):
    return [record["metrics"]["who"] for record in records if "metrics" in record]


def test_forked_children_have_journals_of_their_own(script):
    journals = script(FORK).journals
    by_child = {whos(records)[0]: records for records in journals}
    parent = by_child[0]
    assert {child: len(whos(records)) for child, records in by_child.items()} == {0: 2, 1: 50, 2: 50, 3: 50}
    assert all(len(set(whos(records))) == 1 for records in journals)
    for child in (1, 2, 3):
        start = by_child[child][0]
        assert start["forked_from"] == parent[0]["writer"] != start["writer"]
        assert (start["run"], start["project"], start["name"]) == tuple(
            parent[0][k] for k in ("run", "project", "name")
        )
        assert "params" not in start
        assert by_child[child][-1].get("type") != "end"
    assert by_child[2][-1]["type"] == "sync"
    assert (parent[-1]["type"], parent[-1]["status"]) == ("end", "finished")


def test_a_child_that_does_not_log_makes_no_journal(script):
    source = "import os, xreport\nrun = xreport.init('p', capture=False)\nif not os.fork(): raise SystemExit\nos.wait()"
    (records,) = script(source).journals
    assert [record["type"] for record in records] == ["start", "end"]


POOLS = """
import multiprocessing, sys, xreport
from concurrent.futures import ProcessPoolExecutor

def work(n):
    return xreport.run is not None and xreport.log({"who": n})

if __name__ == "__main__":
    run = xreport.init("p", capture=False)
    with multiprocessing.get_context("fork").Pool(3) as pool:
        assert all(pool.map(work, range(40)))
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        assert all(pool.map(work, range(40, 80)))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(work, [1]) == [False]
"""


def test_pools_lose_nothing(script):
    journals = script(POOLS).journals
    assert sorted(who for records in journals for who in whos(records)) == list(range(80))


FORK_UNDER_LOCK = """
import os, signal, threading, xreport
run = xreport.init("p", capture=False)
stop = False
def busy():
    while not stop:
        run.log({"who": 0}, step=0)
        run.flush()
threads = [threading.Thread(target=busy) for _ in range(2)]
for thread in threads:
    thread.start()
for n in range(1, 41):
    pid = os.fork()
    if not pid:
        signal.alarm(10)
        os._exit(0 if run.log({"who": n}) and run.flush() else 1)
    assert os.waitpid(pid, 0)[1] == 0
stop = True
"""


def test_a_fork_while_a_thread_holds_the_lock_does_not_hang(script):
    journals = script(FORK_UNDER_LOCK, timeout=120).journals
    assert sorted(who for records in journals for who in whos(records) if who) == list(range(1, 41))


def test_a_child_inherits_neither_locks_nor_files_nor_threads(init):
    run = init()
    writer, journal = run._writer, run._writer._journal
    inherited, helper = journal._file, writer._helper
    held, done = threading.Event(), threading.Event()

    def hold():
        with writer._lock, journal._lock:
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    pid = os.fork()
    if not pid:
        code = 1
        try:
            signal.alarm(10)  # a lock that nobody gives back
            assert run.log({"a": 1})
            assert writer._helper is not helper
            assert writer._helper.is_alive()
            assert not os.path.samestat(os.fstat(writer._journal._file), Path(journal.path).stat())
            assert inherited in (writer._journal._file, writer._journal._reader) or closed(inherited)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(pid, 0)[1]
    done.set()
    holder.join()
    assert status == 0
    assert run.log({"a": 1})


def closed(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return True
    return False


THREADS = """
import threading, xreport
run = xreport.init("p", capture=False)
def work(who):
    for n in range(500):
        assert run.log({"who": who, "n": n}, step=n)
threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_threads_lose_and_mix_nothing(script):
    (records,) = script(THREADS).journals
    for who in range(8):
        mine = [record["metrics"]["n"] for record in records if record.get("metrics", {}).get("who") == who]
        assert mine == list(range(500))
    assert records[-1]["count"] == 4001


SIGNALS = """
import itertools, signal, xreport
run = xreport.init("p", capture=False, strict=True)
numbers = itertools.count()
handled = []
def handler(number, frame):  # which may be interrupted by itself
    n = next(numbers)
    assert run.log({"handled": n}, step=n)
    handled.append(n)
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
n = 0
while len(handled) < 300:
    assert run.log({"who": n}, step=n)
    if n % 1000 == 0:
        run.flush()
    n += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(n, len(handled))
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX timers")
def test_a_signal_handler_logs_in_the_middle_of_a_log(script, tmp_path):
    done = script(SIGNALS, timeout=120)
    logged, handled = map(int, done.stdout.split())
    (records,) = done.journals
    values = [record["metrics"] for record in records if "metrics" in record]
    assert [value["who"] for value in values if "who" in value] == list(range(logged))
    assert sorted(value["handled"] for value in values if "handled" in value) == list(range(handled))
    (journal,) = Path(tmp_path).rglob("*.jsonl")
    content = journal.read_bytes()
    assert records[-1]["count"] == sum(bool(line) for line in content.split(b"\n")) - 1
    assert records[-1]["bytes"] == len(content) - len(content.splitlines()[-1]) - 1


FINISH_IN_HANDLER = """
import os, signal, sys, threading, time, xreport
run = xreport.init("p", capture=False)
def handler(number, frame):
    run.finish("failed", "SIGTERM")
    sys.exit(143)
signal.signal(signal.SIGTERM, handler)
threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
while True:
    run.log({"a": 1})
"""


def test_a_signal_handler_may_end_the_run(script):
    done = script(FINISH_IN_HANDLER, check=False, timeout=60)
    assert done.returncode == 143
    (records,) = done.journals
    end = next(record for record in records if record.get("type") == "end")
    assert (end["status"], end["error"]) == ("failed", "SIGTERM")


def test_processes_that_give_the_same_id_share_a_run(init):
    first, second = init(id="shared"), init(id="shared")
    assert first.log({"a": 1})
    assert second.log({"a": 2})
    assert first.dir == second.dir
    assert len(list(Path(first.dir).iterdir())) == 2
