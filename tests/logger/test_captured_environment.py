"""What a run knows of where it runs, and what it must not know."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from importlib.metadata import packages_distributions

import pytest

from xreport.format.records import PIP_NAMES
from xreport.logger.capture import environment
from xreport.logger.warnings import Warnings

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

TRAIN = "import sys, xreport\nrun = xreport.init('p')\nrun.log(a=1)\n"


def said(records):
    """Return the environment as a reader merges it."""
    merged = {}
    for record in records:
        merged |= record.get("environment", {})
    return merged


def git(folder, *arguments):
    identity = ["-c", "user.name=x", "-c", "user.email=x@x"]
    done = subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "train.py").write_text(TRAIN)
    git(tmp_path, "add", "train.py")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


@needs_git
def test_commit_script_and_versions(repository, script):
    code = said(script(TRAIN).journals[0])
    assert (code["commit"], code["dirty"], code["script"]) == (git(repository, "rev-parse", "HEAD"), False, "train.py")
    assert code["python"] == ".".join(map(str, sys.version_info[:3]))
    assert code["platform"].startswith(sys.platform)
    assert code["hardware"]["cpus"] >= 1


@needs_git
def test_changed_or_unknown_code_is_dirty(repository, script):
    assert said(script(TRAIN + "run.log(a=2)").journals[0])["dirty"] is True
    git(repository, "rm", "-q", "--cached", "train.py")
    git(repository, "commit", "-qm", "second")
    (repository / "runs").rename(repository / "old")
    assert said(script(TRAIN).journals[0])["dirty"] is True


@needs_git
def test_a_script_in_a_folder_of_the_repository(repository, script):
    (repository / "jobs").mkdir()
    (repository / "jobs/job.py").write_text(TRAIN)
    script("import runpy, sys; sys.argv[0] = 'x'; import subprocess; subprocess.run([sys.executable, 'jobs/job.py'])")
    (journal,) = repository.rglob("*.jsonl")
    assert '"script":"jobs/job.py"' in journal.read_text()


def test_without_a_repository_there_is_no_commit(script):
    code = said(script(TRAIN).journals[0])
    assert code["script"] == "train.py"
    assert not {"commit", "dirty"} & code.keys()


def test_without_git_there_is_no_commit(script):
    code = said(script(TRAIN, env={"PATH": ""}).journals[0])
    assert code["script"] == "train.py"
    assert "commit" not in code


def test_a_slow_git_does_not_hold_up_the_start(init, monkeypatch):
    monkeypatch.setattr("xreport.logger.capture.code.describe_code", lambda: time.sleep(0.5) or {"commit": "abc"})
    before = time.perf_counter()
    run = init(capture=True)
    assert time.perf_counter() - before < 0.3
    run.finish()  # waits for it, within bounds


def test_a_git_that_is_slower_than_the_run_is_not_waited_for_long(init, read, monkeypatch, capsys):
    monkeypatch.setattr("xreport.logger.capture.code._SECONDS", 0.05)
    monkeypatch.setattr("xreport.logger.capture.code.describe_code", lambda: time.sleep(0.4) or {"commit": "abc"})
    run = init(capture=True)
    before = time.perf_counter()
    run.finish()
    assert time.perf_counter() - before < 0.35
    time.sleep(0.6)
    assert [record["type"] for record in read(run)] == ["start", "end"]
    assert capsys.readouterr().err == ""


def test_a_git_that_hangs_is_given_up(monkeypatch, tmp_path):
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\nsleep 30\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(environment, "_GIT_SECONDS", 0.2)
    before = time.perf_counter()
    assert "commit" not in environment.describe_code()
    assert time.perf_counter() - before < 10


def test_libraries_loaded_later_are_added_at_the_end(script):
    (records,) = script(TRAIN + "import numpy\n").journals
    import numpy as np

    assert "packages" not in records[0]["environment"]
    assert said(records)["packages"] == {"numpy": np.__version__}


def test_packages_have_the_names_that_pip_knows():
    """Of every library that is looked for and installed here, the metadata of what is installed says the same."""
    known = packages_distributions()
    here = [name for name in environment._PACKAGES if name in known]
    assert {"numpy", "matplotlib"} <= set(here)
    for name in here:
        assert PIP_NAMES.get(name, name) in known[name]


def test_a_package_that_is_imported_by_another_name(script, tmp_path):
    (tmp_path / "sklearn.py").write_text("__version__ = '1.9.0'\n")
    (records,) = script("import sklearn\n" + TRAIN).journals
    assert said(records)["packages"] == {"scikit-learn": "1.9.0"}


def test_nothing_private_is_captured(script, tmp_path):
    marks = {"SECRET_TOKEN": "mark-env", "USER": "mark-user", "LOGNAME": "mark-user", "HOSTNAME": "mark-host"}
    journals = script(TRAIN, env=marks | {"HOME": "/tmp/mark-home"}).journals
    text = str(journals)
    for mark in ("mark-", str(tmp_path), socket.gethostname(), str(os.getpid()), "train.py --"):
        assert mark not in text.replace(journals[0][0]["writer"], "").replace(journals[0][0]["run"], "")


def test_warnings_are_given_once(capsys):
    warnings = Warnings()
    for _ in range(3):
        warnings.once("kind", "message")
    assert capsys.readouterr().err == "xreport: message\n"
