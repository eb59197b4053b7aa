"""`xreport serve`, as a process: builds, serves, rebuilds, stops."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from demo_journals import write_journal

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command, yield the process and its URL, stop it as `kill` does."""
    command = [sys.executable, "-m", "xreport", "serve", "--port", "0", "--poll", "0.1", *arguments]
    env = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1"}
    (folder / "tmp").mkdir()
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = []
        while not said or not (found := re.match(r"Serving on (http://\S+)", said[-1])):
            said.append(process.stdout.readline())
            assert said[-1], f"ended early: {said} {process.stderr.read()}"
        yield process, found[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:  # the tests' own server
        return response.read().decode()


def wait_until(check, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


def test_a_growing_run_is_rebuilt_and_the_version_changes(tmp_path):
    file = write_journal(tmp_path / "runs", "20251123-121320-aaaaaa", name="watched", end=False)
    with serving(tmp_path) as (process, url):
        before = fetch(url + "_xreport/version.js")
        assert "watched" in fetch(url + "runs.html")
        assert "_xreport/reload.js" in fetch(url)
        with file.open("a") as journal:
            journal.write('{"step": 3, "time": 1763900010.0, "metrics": {"val/acc": 0.98765}}\n')
        wait_until(lambda: fetch(url + "_xreport/version.js") != before)
        assert "0.98765" in fetch(url + "data/runs.json")
        # A mistake in the configuration keeps the site as it is; mending it goes on.
        (tmp_path / "xreport.toml").write_text('titel = "x"')
        time.sleep(1)
        (tmp_path / "xreport.toml").write_text('title = "Mended title"')
        wait_until(lambda: "Mended title" in fetch(url))
    assert process.returncode == 0
    assert not (tmp_path / "site").exists(), "without -o, nothing is published"
    assert list((tmp_path / "tmp").glob("xreport-*")) == [], "the temporary folder is gone"


def test_without_runs_it_waits_and_the_first_one_appears(tmp_path):
    with serving(tmp_path) as (_, url):
        before = fetch(url + "_xreport/version.js")
        assert "No runs yet" in fetch(url)
        write_journal(tmp_path / "runs", "20251123-121320-aaaaaa", name="the first")
        wait_until(lambda: fetch(url + "_xreport/version.js") != before)  # open pages reload
        assert "the first" in fetch(url + "runs.html")


@pytest.mark.slow
def test_a_run_is_running_then_stalled_then_finished(tmp_path):
    (tmp_path / "xreport.toml").write_text('stalled_after = "5 s"\n')
    file = write_journal(tmp_path / "runs", "20251123-121320-aaaaaa", end=False, steps=0, time=time.time())

    def log() -> None:
        with file.open("a") as journal:
            journal.write(json.dumps({"step": 9, "time": time.time(), "metrics": {"val/acc": 0.5}}) + "\n")

    with serving(tmp_path) as (_, url):
        wait_until(lambda: log() or "running" in fetch(url + "data/runs.json"))
        version = fetch(url + "_xreport/version.js")
        # It goes silent: nothing on disk changes, and yet it is said.
        wait_until(lambda: "stalled" in fetch(url + "data/runs.json"), 60)
        wait_until(lambda: fetch(url + "_xreport/version.js") != version)
        with file.open("a") as journal:
            journal.write(json.dumps({"type": "end", "time": time.time(), "status": "finished"}) + "\n")
        wait_until(lambda: '"finished"' in fetch(url + "data/runs.json"))


def test_a_source_that_was_named_has_to_be_there(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "xreport", "serve", "missing", "--port", "0"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "There is no file or folder missing" in done.stderr


def test_a_taken_port_ends_it_with_2(tmp_path):
    write_journal(tmp_path / "runs", "20251123-121320-aaaaaa")
    with serving(tmp_path, "-o", "out") as (_, url):
        port = url.rstrip("/").rpartition(":")[2]
        done = subprocess.run(
            [sys.executable, "-m", "xreport", "serve", "--port", port],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "Cannot listen on 127.0.0.1" in done.stderr
        assert (tmp_path / "out" / "index.html").is_file()
