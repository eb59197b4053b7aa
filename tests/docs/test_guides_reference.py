"""What the guide to logging and the reference say and no other test shows yet. Each test quotes its sentence."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import xreport
from xreport.pipeline import build_report
from xreport.settings import Config

NOW = 1_795_000_000.0


def train(folder: Path, source: str) -> list[dict]:
    """Run a script of one run in a repository, and return the records of its journal."""
    (folder / "train.py").write_text("import xreport\n")
    for command in (
        ["init", "-q"],
        ["add", "train.py"],
        ["-c", "user.name=a", "-c", "user.email=b", "commit", "-qm", "c"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / "train.py").write_text(source)
    done = subprocess.run([sys.executable, "train.py"], cwd=folder, capture_output=True, text=True, check=True)
    (journal,) = folder.glob("runs/*/*.jsonl")
    return [json.loads(line) for line in journal.read_text().splitlines()] + [{"stderr": done.stderr}]


def test_without_capture_nothing_of_the_machine_is_logged(tmp_path: Path) -> None:
    """*`capture`: `False`: log neither commit and script nor versions and hardware.*"""
    told = train(tmp_path, "import xreport\nwith xreport.init('p', capture=False) as run:\n    run.log({'a': 1})\n")
    assert not any("environment" in record for record in told)


def test_what_git_does_not_track_is_in_no_diff(tmp_path: Path) -> None:
    """*`diff=True`: what `git diff HEAD` says, up to 1 MiB. Files that git does not track are not in it.*"""
    (tmp_path / "secrets.txt").write_text("the password\n")
    told = train(tmp_path, "import xreport\nwith xreport.init('p', diff=True) as run:\n    run.log({'a': 1})\n")
    (text,) = (record["text"] for record in told if record.get("key") == "code diff")
    assert "+with xreport.init" in text
    assert "password" not in text
    assert "secrets" not in text


def test_journals_are_published_byte_by_byte(tmp_path: Path) -> None:
    """*`journals/RUN.jsonl.gz`: what the run logged, byte by byte; `journals/RUN/N.jsonl.gz` where several …*"""
    runs = tmp_path / "runs"
    with xreport.init("p", id="one", dir=str(runs), capture=False) as run:
        run.log({"a": 1.5})
    with xreport.init("p", id="two", dir=str(runs), capture=False) as run:
        run.log({"a": 2.5})
    with xreport.init(resume="two", dir=str(runs), capture=False) as run:
        run.log({"a": 3.5})
    build_report(Config(root=tmp_path), [runs], tmp_path / "site", now=NOW, jobs=1)
    published = {
        path.relative_to(tmp_path / "site" / "journals").as_posix(): gzip.decompress(path.read_bytes())
        for path in (tmp_path / "site" / "journals").rglob("*.gz")
    }
    assert sorted(published.values()) == sorted(path.read_bytes() for path in runs.rglob("*.jsonl"))
    assert len([name for name in published if "/" not in name]) == 1
    assert len([name for name in published if "/" in name]) == 2


def test_a_file_that_was_logged_or_used_is_not_published(tmp_path: Path) -> None:
    """*Path, size and SHA-256 of a file that the run made; it stays where it is.* Nor is the copy of one published."""
    (tmp_path / "w.bin").write_bytes(b"zqweightsofthemodel")
    (tmp_path / "d.csv").write_bytes(b"zqrowsofthedata")
    with xreport.init("p", dir=str(tmp_path / "runs"), data=str(tmp_path / "d.csv"), capture=False) as run:
        run.log({"a": 1})
        run.log_artifact(tmp_path / "w.bin", copy=True)
    build_report(Config(root=tmp_path), [tmp_path / "runs"], tmp_path / "site", now=NOW, jobs=1)
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if path.suffix == ".gz" else data
            assert b"zqweightsofthemodel" not in data, path
            assert b"zqrowsofthedata" not in data, path


def test_the_environment_of_a_build_is_on_no_page(tmp_path: Path) -> None:
    """*Environment variables: `SOURCE_DATE_EPOCH`, `GITHUB_STEP_SUMMARY`.* Of others nothing is read into the site."""
    (tmp_path / "a.jsonl").write_text('{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.4}\n')
    told = {
        "USER": "zqwhobuilt",
        "HOSTNAME": "zqwherebuilt",
        "GITHUB_TOKEN": "zqtokenofci",
        "GITHUB_ACTOR": "zqactorofci",
    }
    command = [sys.executable, "-m", "xreport", "build", "a.jsonl", "-o", "site", "--jobs", "1"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | told, check=True, capture_output=True)
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            data = path.read_bytes().lower()
            assert not [word for word in (*told.values(), str(tmp_path).lower()) if word.encode() in data], path
