"""One logger in a process of its own, measured from within: what `log_calls.py` starts in the interpreter that has it.

    python loggers.py calls|life|kill LOGGER FOLDER [POINTS]

Answers are lines of JSON on the standard output; what a logger prints there goes to stderr.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

Log = Callable[[int, dict[str, float]], object]
Started = tuple[Log, Callable[[], object]]

SHAPES = {
    "1 scalar": {"train/loss": 0.123456789},
    "5 scalars": {f"train/metric_{n}": 0.123456789 * (n + 1) for n in range(5)},
}


def appended(folder: Path) -> int:
    return os.open(folder / "hand.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def by_hand(folder: Path) -> Callable[[], Started]:
    """The floor: the line that a person would write, with the step and nothing else, no lock, no check."""

    def start() -> Started:
        file, dumps = appended(folder), json.dumps
        return lambda step, metrics: os.write(file, dumps({"step": step, **metrics}).encode() + b"\n"), lambda: None

    return start


def by_orjson(folder: Path) -> Callable[[], Started]:
    """The lower floor."""
    import orjson

    def start() -> Started:
        file, dumps = appended(folder), orjson.dumps
        return lambda step, metrics: os.write(file, dumps({"step": step, **metrics}) + b"\n"), lambda: None

    return start


def by_xreport(folder: Path) -> Callable[[], Started]:
    """`Run.log` as users call it."""
    import xreport

    init = xreport.init  # loads the logger

    def start() -> Started:
        run = init("benchmark", dir=folder)
        return lambda step, metrics: run.log(metrics, step=step), run.finish

    return start


def by_tensorboard(folder: Path) -> Callable[[], Started]:
    """Its writer takes one value a call."""
    import tensorboardX

    def start() -> Started:
        writer = tensorboardX.SummaryWriter(str(folder))

        def log(step: int, metrics: dict[str, float]) -> None:
            for key, value in metrics.items():
                writer.add_scalar(key, value, step)

        return log, writer.close

    return start


def by_trackio(folder: Path) -> Callable[[], Started]:
    os.environ["TRACKIO_DIR"] = str(folder)
    import trackio

    def start() -> Started:
        run = trackio.init(project="benchmark", embed=False)
        return lambda step, metrics: run.log(metrics, step=step), run.finish

    return start


def by_wandb(folder: Path) -> Callable[[], Started]:
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=str(folder))
    import wandb

    def start() -> Started:
        run = wandb.init(project="benchmark")
        return lambda step, metrics: run.log(metrics, step=step), run.finish

    return start


def by_mlflow(folder: Path) -> Callable[[], Started]:
    import mlflow

    def start() -> Started:
        mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
        mlflow.start_run()
        return lambda step, metrics: mlflow.log_metrics(metrics, step=step), mlflow.end_run

    return start


LOGGERS = {
    "json": by_hand,
    "orjson": by_orjson,
    "xreport": by_xreport,
    "tensorboardX": by_tensorboard,
    "Trackio": by_trackio,
    "W&B": by_wandb,
    "MLflow": by_mlflow,
}


# -- what it costs the machine ------------------------------------------------------------------------


def helpers() -> list[int]:
    """Return the processes that this one has started, and those that they have."""
    found = [os.getpid()]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # a thread that has ended meanwhile
                found += map(int, task.read_text().split())
    return found[1:]


def processor_seconds() -> float:
    """Of this process and of all that it has started."""
    total = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    for process in helpers():
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def peak_memory() -> int:
    """Return the most memory that this process and its helpers had, each at its own peak, in KiB."""
    total = 0
    for process in ("self", *helpers()):
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:  # it has ended meanwhile
            continue
        peak = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        total += int(peak[1]) if peak else 0
    return total


# -- the three ways to measure ------------------------------------------------------------------------


def calls(begin: Callable[[], Started], answer: Callable[[object], None]) -> None:
    """For each line on the standard input, a shape and a number, log so often and answer the nanoseconds of each."""
    log, finish = begin()
    log(0, SHAPES["1 scalar"])
    clock, step = time.perf_counter_ns, 0
    used = processor_seconds()
    answer("ready")
    for line in sys.stdin:
        shape, count = json.loads(line)
        metrics, times = SHAPES[shape], []
        for _ in range(count):
            step += 1
            # As in a training, values differ from call to call.
            values = {key: value + step * 1e-6 for key, value in metrics.items()}
            before = clock()
            log(step, values)
            times.append(clock() - before)
        answer(times)
    before = clock()
    finish()
    answer({"finish": clock() - before, "processor": round((processor_seconds() - used) * 1e9)})


def life(make: Callable[[], Callable[[], Started]], answer: Callable[[object], None], points: int) -> None:
    """Start, log, finish; answer how long the first takes, the first record included, and the memory of it all."""
    bare, clock = peak_memory(), time.perf_counter
    begin = make()
    begun = clock()
    log, finish = begin()
    log(0, SHAPES["1 scalar"])
    started = clock()
    for step in range(1, points):
        log(step, {"train/loss": 0.123456789 + step * 1e-6})
    memory = peak_memory() - bare
    finish()
    answer({"start": started - begun, "memory": max(memory, peak_memory() - bare)})


def kill(begin: Callable[[], Started]) -> None:
    """Log 50 records within a second, then be gone."""
    log, _ = begin()
    for step in range(50):
        log(step, {"train/loss": 0.5 + step})
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    what, name, folder, *rest = sys.argv[1:]
    out = os.dup(1)
    os.dup2(2, 1)
    place = Path(folder).resolve()
    os.chdir(place)

    def answer(said: object) -> None:
        content = json.dumps(said).encode() + b"\n"
        while content:
            content = content[os.write(out, content) :]

    if what == "life":
        life(lambda: LOGGERS[name](place), answer, int(rest[0]))
    elif what == "calls":
        calls(LOGGERS[name](place), answer)
    else:
        kill(LOGGERS[name](place))


if __name__ == "__main__":
    main()
