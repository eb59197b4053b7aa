"""`xreport serve`, as a process: builds, serves, rebuilds, stops."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

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
        before = fetch(url + "_xreport/version.svg")
        assert "watched" in fetch(url + "runs.html")
        assert "_xreport/reload.js" in fetch(url)
        with file.open("a") as journal:
            journal.write('{"step": 3, "time": 1763900010.0, "metrics": {"val/acc": 0.98765}}\n')
        wait_until(lambda: fetch(url + "_xreport/version.svg") != before)
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
        before = fetch(url + "_xreport/version.svg")
        assert "No runs yet" in fetch(url)
        write_journal(tmp_path / "runs", "20251123-121320-aaaaaa", name="the first")
        wait_until(lambda: fetch(url + "_xreport/version.svg") != before)  # open pages reload
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
        version = fetch(url + "_xreport/version.svg")
        # It goes silent: nothing on disk changes, and yet it is said.
        wait_until(lambda: "stalled" in fetch(url + "data/runs.json"), 60)
        wait_until(lambda: fetch(url + "_xreport/version.svg") != version)
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
        port = str(urlsplit(url).port)
        done = subprocess.run(
            [sys.executable, "-m", "xreport", "serve", "--port", port],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "Cannot listen on 127.0.0.1" in done.stderr
        assert (tmp_path / "out" / "index.html").is_file()


def test_the_address_that_is_printed_is_the_only_one(tmp_path):
    write_journal(tmp_path / "runs", "20251123-121320-aaaaaa", name="private")
    with serving(tmp_path, "--host", "0.0.0.0", "--allow-host", "lab.example") as (process, url):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}/", url)
        assert process.stdout.readline() == f"From other machines: {url.replace('127.0.0.1', socket.gethostname())}\n"
        assert "private" in fetch(url + "runs.html")
        bare = url[: url.index("/", 8) + 1]
        for path in ("", "runs.html", "_xreport/version.svg", "data/runs.json"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                fetch(bare + path)
            assert caught.value.code == 403
            assert "xreport serve printed" in caught.value.read().decode()
        for name, status in (("lab.example", 200), ("other.example", 421)):
            connection = http.client.HTTPConnection("127.0.0.1", urlsplit(url).port, timeout=10)
            connection.request("GET", urlsplit(url).path, headers={"Host": name})
            answer = connection.getresponse()
            assert answer.status == status
            assert (status == 421) == (b"--allow-host" in answer.read())
            connection.close()


@pytest.mark.parametrize("name", ["http://lab.example", "lab.example:80", "lab.example/x", "*", "", ".example", "a b"])
def test_a_name_is_a_name_alone(xreport, name):
    result = xreport("serve", "--allow-host", name)
    assert result.exit_code == 2
    assert "leave out scheme, port and path" in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")
def test_a_site_that_was_locked_is_built_when_the_lock_is_gone(tmp_path):
    import fcntl

    file = write_journal(tmp_path / "runs", "20251123-121320-aaaaaa", end=False)
    with serving(tmp_path, "-o", "out/site") as (process, url):
        handle = os.open(tmp_path / "out", os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with file.open("a") as journal:
            journal.write('{"step": 3, "time": 1763900010.0, "metrics": {"val/acc": 0.98765}}\n')
        said = process.stderr.readline()
        assert f"out is locked by process {os.getpid()} (" in said
        assert "0.98765" not in fetch(url + "data/runs.json")
        os.close(handle)
        wait_until(lambda: "0.98765" in fetch(url + "data/runs.json"))
