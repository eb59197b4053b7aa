"""Work in processes of its own: forked where it is to be quick, Python from its beginning where it is to be real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xreport

PACKAGE = Path(xreport.__file__).resolve().parents[1]
"""The folder of the package under test, which need not be that of this checkout."""


def fork(work: Callable[[], object]) -> int:
    """Return the process that does the work. It says nothing, and no exit handler runs in it."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)
        sys.stderr = os.fdopen(2, "w", closefd=False)
        work()
        code = 0
    except BaseException:  # noqa: BLE001 -- told, and the end of this process
        traceback.print_exc()
    finally:
        os._exit(code)


def result_of(work: Callable[[], Any], seconds: int = 60) -> Any:
    """Return what the work returned in a process of its own, where it can change limits and users as it likes."""
    reading, writing = os.pipe()

    def send() -> None:
        signal.alarm(seconds)
        os.close(reading)
        try:
            answer = {"result": work()}
        except BaseException:  # noqa: BLE001 -- told where the result is awaited
            answer = {"error": traceback.format_exc()}
        with os.fdopen(writing, "w") as pipe:
            json.dump(answer, pipe)

    child = fork(send)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    answer = json.loads(said or '{"error": "it ended without a word"}')
    assert "error" not in answer, answer["error"]
    return answer["result"]


def python(source: str, *arguments: object, seconds: int = 120, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python source in an interpreter that begins anew."""
    return subprocess.run(
        [sys.executable, "-c", source, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), **environment},
    )
