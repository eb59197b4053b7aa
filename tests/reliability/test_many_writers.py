"""Many processes, threads and signal handlers in one run."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from forked import fork, python
from proofs import SHARE, proof, share
from seam import Between, make_run
from seen import journals, metrics, numbers, xreport_reads

from xreport import logger

WORKERS = """
import multiprocessing, os, signal, sys
from concurrent.futures import ProcessPoolExecutor
import xreport

folder, kind, method, each = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
RUN = "shared"

def log(numbers):
    # Who is not forked from the run joins it by its id.
    run = xreport.run or xreport.init("p", id=RUN, dir=folder, capture=False)
    return sum(run.log({"n": number, "pid": os.getpid()}, step=number) for number in numbers)

def load(requests, answers):
    '''As the workers of a data loader: batches, until there are none.'''
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (numbers := requests.get()) is not None:
        answers.put(log(numbers))

def main():
    context = multiprocessing.get_context(method)
    run = xreport.init("p", id=RUN, dir=folder, capture=False)
    batches = [range(start, start + 50) for start in range(0, each, 50)]
    if kind == "Process":
        parts = [[n for batch in batches[who::4] for n in batch] for who in range(4)]
        processes = [context.Process(target=log, args=(part,)) for part in parts]
        for process in processes: process.start()
        for process in processes: process.join()
        done = each * all(process.exitcode == 0 for process in processes)
    elif kind == "Pool":
        with context.Pool(4, maxtasksperchild=3) as pool:
            done = sum(pool.map(log, batches, chunksize=1))
    elif kind == "ProcessPoolExecutor":
        with ProcessPoolExecutor(4, mp_context=context) as pool:
            done = sum(pool.map(log, batches))
    else:
        requests, answers = context.Queue(), context.Queue()
        processes = [context.Process(target=load, args=(requests, answers), daemon=True) for _ in range(8)]
        for process in processes: process.start()
        for batch in batches: requests.put(batch)
        for _ in processes: requests.put(None)
        done = sum(answers.get() for _ in batches)
        for process in processes: process.join()
    assert done == each, done
    assert run.log({"n": each}, step=each)
    run.finish()

if __name__ == "__main__":
    main()
"""


def check_shared(folder: Path, count: int) -> None:
    found = numbers(folder)
    assert sorted(found) == list(range(count)), f"{len(found)} of {count}"
    starts = [records[0] for records in journals(folder).values()]
    assert {start["run"] for start in starts} == {"shared"}
    assert len({start["writer"] for start in starts}) == len(starts)
    for records in journals(folder).values():
        assert len({one["pid"] for one in metrics(records) if "pid" in one}) <= 1, "two processes wrote to one file"


@proof("1,000 records from workers of Process, Pool, ProcessPoolExecutor and a data loader × fork, spawn, forkserver")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("kind", ["Process", "Pool", "ProcessPoolExecutor", "data loader"])
def test_workers(tmp_path, tally, kind, method):
    script = tmp_path / "train.py"
    script.write_text(WORKERS)
    start = "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    if method != "fork":
        start = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, *sys.argv[1:]]))"
    with tally.case(f"{kind} {method}", count=share(1_000)):
        done = python(start, script, tmp_path / "runs", kind, method, 1_000, seconds=100)
        assert done.returncode == 0, done.stderr
        check_shared(tmp_path / "runs", 1_001)


FORKS = """
import os, signal, sys, threading, time, xreport
folder, forks = sys.argv[1], int(sys.argv[2])
run = xreport.init("p", id="shared", dir=folder, capture=False)
stop = False
def busy():
    while not stop:
        run.log({"busy": 0}, step=0)
        run.flush()
def hold():
    while not stop:
        with run._writer._lock, run._writer._journal._lock, run._writer._journal._sync_lock:
            time.sleep(0.001)
threads = [threading.Thread(target=work) for work in (busy, hold)]
for thread in threads: thread.start()
bad = 0
for n in range(forks):
    pid = os.fork()
    if not pid:
        signal.alarm(10)
        os._exit(0 if run.log({"n": n}) and run.flush() else 1)
    bad += os.waitpid(pid, 0)[1] != 0
stop = True
for thread in threads: thread.join()
print(bad)
"""


@proof("a fork while other threads hold the locks of the writer and the journal")
def test_forks_under_locks(tmp_path, tally):
    count = share(500)
    with tally.case(count=count):
        done = python(FORKS, tmp_path, count, seconds=300)
        assert done.stdout.strip() == "0", done.stderr
        assert sorted(numbers(tmp_path)) == list(range(count))


@proof("64 processes × 10,000 records into one run")
def test_64_processes(tmp_path, tally):
    processes, each = 64, share(10_000)

    def work(who: int) -> None:
        run = logger.init("p", id="shared", dir=tmp_path, capture=False)
        done = sum(run.log({"n": who * each + n}, step=n) for n in range(each))
        assert run.finish()
        assert done == each

    children = [fork(lambda who=who: work(who)) for who in range(processes)]
    with tally.case(count=processes * each):
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * processes
        paths = list(tmp_path.rglob("*.jsonl"))
        assert len({(path.stat().st_dev, path.stat().st_ino) for path in paths}) == processes
        seen: set[float] = set()
        for path in paths:
            part = xreport_reads(path.read_bytes())
            values = part.series["n"].values
            assert values.size == each
            assert part.account.issues == ()
            assert part.account.verified > 0.9 * part.account.bytes
            seen.update(values.tolist())
        assert len(seen) == processes * each


@proof("64 threads × 2,500 records into one journal, while another one syncs")
def test_64_threads(tmp_path, tally):
    threads, each = 64, share(2_500)
    run = logger.init("p", dir=tmp_path, capture=False)
    done: list[int] = []
    stop = threading.Event()

    def work(who: int) -> None:
        done.append(sum(run.log({"n": who * each + n, "who": who}, step=n) for n in range(each)))

    def sync() -> None:
        while not stop.wait(0.01):
            run.flush()

    with tally.case(count=threads * each):
        workers = [threading.Thread(target=work, args=(who,)) for who in range(threads)]
        syncing = threading.Thread(target=sync)
        for thread in (*workers, syncing):
            thread.start()
        for thread in workers:
            thread.join()
        stop.set()
        syncing.join()
        assert run.finish()
        assert done == [each] * threads
        ((path, records),) = journals(tmp_path).items()
        logged = metrics(records)
        assert len(logged) == threads * each
        for who in range(threads):
            mine = [one["n"] for one in logged if one["who"] == who]
            assert mine == list(range(who * each, who * each + each))
        part = xreport_reads(Path(path).read_bytes())
        assert part.account.issues == ()


SIGNALS = """
import itertools, signal, sys, xreport
run = xreport.init("p", id="shared", dir=sys.argv[1], capture=False, strict=True, durability=sys.argv[3])
count = int(sys.argv[2])
numbers = itertools.count()
handled = 0
def handler(number, frame):  # which may be interrupted by itself
    global handled
    n = next(numbers)
    assert run.log({"handled": n}, step=n)
    if n % 50 == 0:
        run.flush()
    handled += 1
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
for n in range(count):
    assert run.log({"n": n}, step=n)
    if n % 1000 == 0:
        run.flush()
signal.setitimer(signal.ITIMER_REAL, 0)
run.finish()
print(handled)
"""


@proof("a signal handler that logs every 0.5 ms in the middle of 200,000 records")
def test_a_handler_that_logs(tmp_path, tally):
    count = share(200_000)
    with tally.case(count=count):
        done = python(SIGNALS, tmp_path, count, "os", seconds=200)
        assert done.returncode == 0, done.stderr
        handled = int(done.stdout)
        assert handled > count // 2_000
        assert numbers(tmp_path) == list(range(count))
        assert sorted(numbers(tmp_path, "handled")) == list(range(handled))
        (path,) = tmp_path.rglob("*.jsonl")
        assert xreport_reads(path.read_bytes()).account.issues == ()


class Handling(Between):
    """Logs, as a signal handler would, before or after the Nth call of a kind."""

    def __init__(self, nth: int, *, before: bool) -> None:
        super().__init__()
        self.nth, self.before = nth, before
        self.handler = lambda: None
        self.seen = 0

    def on(self, call, real, arguments, options):
        # No handler runs between the decision to write and the write itself.
        if call == "write" and self.before:
            return real(*arguments, **options)
        self.seen += 1
        due = self.seen == self.nth
        if due and self.before:
            self.handler()
        result = real(*arguments, **options)
        if due and not self.before:
            self.handler()
        return result


@proof("a signal handler that logs before or after each system call of log(), flush() and finish()", slow=False)
def test_a_handler_at_each_call(tmp_path, tally):
    for before in (True, False):
        nth = made = 0
        while nth <= made:
            nth += 1
            system = Handling(nth, before=before)
            folder = tmp_path / f"{before}-{nth}"
            run = make_run(folder, system, durability="periodic")
            done: list[bool] = []
            system.handler = lambda run=run, done=done: done.append(run.log({"handled": 1}, step=0))
            with tally.case(folder.name):
                assert all(run.log({"n": n}, step=n) for n in range(3))
                assert run.flush()
                assert run.log({"n": 3}, step=3)
                run.finish()
                assert numbers(folder) == [0, 1, 2, 3]
                assert numbers(folder, "handled") == [1] * sum(done)
                for path in folder.rglob("*.jsonl"):
                    assert xreport_reads(path.read_bytes()).account.issues == ()
            made = system.seen
        assert nth > 10


@proof("a signal handler that logs at each place of log() where the interpreter looks for signals", slow=False)
def test_a_handler_at_each_place(tmp_path, tally):
    """A trace function stands for the handler: it may log after each bytecode of the writer and the journal."""
    places = 1
    place = 0
    while place < places:
        run = logger.init("p", dir=tmp_path / str(place), capture=False, durability="os")
        seen = 0
        handled: list[bool] = []

        def trace(frame, event, argument, place=place, run=run, handled=handled):
            nonlocal seen
            if "xreport" not in frame.f_code.co_filename:
                return None
            frame.f_trace_opcodes = True
            if event == "opcode":
                seen += 1
                if seen == place + 1 and not handled:
                    sys.settrace(None)
                    handled.append(run.log({"handled": 1}, step=0))
                    sys.settrace(trace)
            return trace

        sys.settrace(trace)
        try:
            done = [run.log({"n": 0}, step=1)]
        finally:
            sys.settrace(None)
        done.append(run.log({"n": 1}, step=2))
        with tally.case(place):
            assert handled in ([True], [])
            assert done == [True, True]
            run.finish()
            assert numbers(tmp_path / str(place)) == [0, 1]
            assert numbers(tmp_path / str(place), "handled") == [1] * len(handled)
            (path,) = (tmp_path / str(place)).rglob("*.jsonl")
            assert xreport_reads(path.read_bytes()).account.issues == ()
        places = max(places, seen if SHARE >= 1 else min(seen, 60))
        place += 1
    assert places > 30
    signal.alarm(0)
