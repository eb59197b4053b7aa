"""Benchmarks that go wrong; see ``situations.py``."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from situations import FAILED, KILLED, NANS, REPEATED, RESTART, TWO, Points, Tool, code, main

# Benchmarks are off in what looks like a part of a distributed run.
_ALONE = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}


def run(command: Iterable[str | Path], folder: Path, **more: str) -> int:
    """Run a command there, whatever becomes of it."""
    return subprocess.run(
        [str(one) for one in command], cwd=folder, env=_ALONE | more, check=False, stdout=2, timeout=120
    ).returncode


# -- pytest-benchmark -------------------------------------------------------------------------------------


def pytest_benchmark(body: str, *options: str, times: int = 1) -> Callable[[Path], None]:
    """Return what benchmarks a test of this body."""

    def make(folder: Path) -> None:
        head = "import os, signal\ndef test_good(benchmark):\n    benchmark(sum, range(10))\n"
        (folder / "test_b.py").write_text(f"{head}def test_bad(benchmark):\n{body}")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--benchmark-max-time=0.01"]
        command += ["--benchmark-min-rounds=1", "--benchmark-save=one", f"--benchmark-storage=file://{folder}/store"]
        for _ in range(times):
            run([*command, *options, "test_b.py"], folder)

    return make


def seen_by_pytest_benchmark(folder: Path) -> str:
    said = []
    for path in sorted(folder.glob("store/*/*.json")):
        names = [one["name"] for one in json.loads(path.read_text())["benchmarks"]]
        said.append(f"`{path.name.partition('_')[0]}_….json` with {code(names)}")
    if (folder / "other.json").exists():
        said.append("`other.json` with the same numbers")
    return "; ".join(said) or "no file"


# -- asv --------------------------------------------------------------------------------------------------


def asv(body: str, times: int = 1) -> Callable[[Path], None]:
    """Return what measures a benchmark of this body."""

    def make(folder: Path) -> None:
        (folder / "benchmarks").mkdir()
        (folder / "benchmarks" / "__init__.py").touch()
        head = "import os, signal\ndef track_good():\n    return 0.7\n"
        (folder / "benchmarks" / "b.py").write_text(f"{head}def track_bad():\n{body}")
        conf = {"version": 1, "project": "wine", "repo": ".", "branches": ["HEAD"], "environment_type": "existing"}
        (folder / "asv.conf.json").write_text(json.dumps(conf | {"results_dir": "results"}))
        git = ["git", "-c", "user.email=a@example.org", "-c", "user.name=a"]
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            run([*git, *command], folder)
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
        tool = [sys.executable, "-m", "asv"]
        run([*tool, "machine", "--yes", "--machine", "box"], folder, HOME=str(folder))
        for _ in range(times):
            tail = [f"--python={sys.executable}", "--quick", f"--set-commit-hash={head.stdout.strip()}"]
            run([*tool, "run", "--machine", "box", *tail], folder, HOME=str(folder))

    return make


def seen_by_asv(folder: Path) -> str:
    said = []
    for path in sorted(folder.glob("results/box/*-*.json")):
        results = json.loads(path.read_text())["results"]
        said += [f"{name}: {json.dumps(value[0])}" for name, value in results.items() if "bad" in name]
    return code(said)


# -- Google Benchmark -------------------------------------------------------------------------------------


def gbench(body: str, *options: str, ends: bool = True) -> Callable[[Path], None]:
    """Return what measures a benchmark of this body."""

    def make(folder: Path) -> None:
        (folder / "b.py").write_text(
            "import google_benchmark as benchmark, os, signal\n"
            "@benchmark.register\ndef good(state):\n    while state:\n        sum(range(1000))\n"
            f"@benchmark.register\ndef bad(state):\n{body}"
            "if __name__ == '__main__':\n    benchmark.main()\n"
        )
        out = ["--benchmark_out=out.json", "--benchmark_out_format=json", "--benchmark_min_time=0.001s"]
        run([sys.executable, "b.py", *out, *options], folder)

    return make


def seen_by_gbench(folder: Path) -> str:
    text = (folder / "out.json").read_text()
    try:
        entries = [one for one in json.loads(text)["benchmarks"] if "bad" in one["name"]]
    except ValueError:
        return "a JSON that breaks off"
    kept = ("error_occurred", "error_message", "skipped", "repetition_index", "aggregate_name", "x")
    said = []
    for one in entries:
        words = {key: one[key] for key in kept if key in one}
        said.append(json.dumps(words) if words else one["name"])
    return code(said)


# -- hyperfine --------------------------------------------------------------------------------------------


def hyperfine(*commands: str, options: Iterable[str] = ("--ignore-failure",)) -> Callable[[Path], None]:
    """Return what measures these commands."""

    def make(folder: Path) -> None:
        tool = [Path(sys.executable).with_name("hyperfine"), "--style=none", "--runs=2", "--shell=bash", *options]
        run([*tool, "--export-json", "out.json", "sleep 0.05 # good", *commands], folder)

    return make


def seen_by_hyperfine(folder: Path) -> str:
    path = folder / "out.json"
    if not path.exists() or not path.read_text().strip():
        return "no result" if path.exists() else "no file"
    found = [one for one in json.loads(path.read_text())["results"] if "bad" in one["command"]]
    return code(f"exit_code: {json.dumps(run.get('exit_code'))}" for one in found for run in one["measurements"])


# -- MLPerf -----------------------------------------------------------------------------------------------


def mllog(folder: Path, name: str, points: Points, resumed: bool) -> None:
    from mlperf_logging import mllog

    logger = mllog.get_mllogger()
    mllog.config(filename=str(folder / f"{name}.log"), default_namespace="", default_stack_offset=1)
    logger.event(mllog.constants.SUBMISSION_BENCHMARK, "wine")
    logger.start(mllog.constants.RUN_START)
    status = mllog.constants.ABORTED
    try:
        for step, value in points:
            logger.event("eval_loss", value, metadata={mllog.constants.EPOCH_NUM: step})
        if math.isfinite(value):  # else it is not at its target
            status = mllog.constants.SUCCESS
    finally:
        logger.end(mllog.constants.RUN_STOP, metadata={"status": status})


def seen_by_mllog(folder: Path) -> str:
    said = []
    for line in (folder / "bad.log").read_text().splitlines():
        event = json.loads(line.partition(":::MLLOG ")[2])
        if event["key"] in {"run_start", "run_stop"}:
            said.append(f"{event['key']} {event['metadata'].get('status', '')}")
        elif event["key"] == "eval_loss":
            said.append(f"{json.dumps(event['value'])} {event['metadata']['epoch_num']}")
    return code(said)


_RAISE, _KILL = "    raise ValueError('bad')\n", "    os.kill(os.getpid(), signal.SIGKILL)\n"
_SUM = "    benchmark(sum, range(10))\n"

TOOLS = {
    "pytest-benchmark": Tool(
        "pytest-benchmark, storage", ["pytest-benchmark"], seen_by_pytest_benchmark,
        own={
            FAILED: pytest_benchmark(_RAISE), KILLED: pytest_benchmark(_KILL),
            RESTART: pytest_benchmark(_SUM, times=2), TWO: pytest_benchmark(_SUM, "--benchmark-json=other.json"),
        },
    ),
    "asv": Tool(
        "asv", ["asv"], seen_by_asv,
        own={
            NANS: asv("    return float('nan')\n"), FAILED: asv(_RAISE), KILLED: asv(_KILL),
            RESTART: asv("    return 0.1\n", times=2),
        },
    ),
    "gbench": Tool(
        "Google Benchmark, JSON", ["google-benchmark"], seen_by_gbench,
        own={
            NANS: gbench("    state.counters['x'] = float('nan')\n    while state:\n        pass\n"),
            FAILED: gbench("    state.skip_with_error('bad')\n"), KILLED: gbench(_KILL),
            REPEATED: gbench("    while state:\n        pass\n", "--benchmark_repetitions=2"),
        },
    ),
    "hyperfine": Tool(
        "hyperfine, JSON", ["astral-dev-toolchain-hyperfine"], seen_by_hyperfine,
        own={
            FAILED: hyperfine("false # bad"), KILLED: hyperfine("kill -9 $$ # bad"),
            REPEATED: hyperfine("true # bad", "true # bad"),
        },
    ),
    "mllog": Tool("MLPerf", ["mlperf-logging"], seen_by_mllog, mllog, modules=["mlperf_logging.mllog"]),
}  # fmt: skip

if __name__ == "__main__":
    main(TOOLS, {})
