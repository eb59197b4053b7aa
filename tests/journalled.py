"""Runs in temporary folders, and a reader of their journals that checks every line against the schema."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import xreport
from xreport.logger import open_runs

ROOT = Path(__file__).resolve().parents[1]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/reference/record.schema.json").read_text(encoding="utf-8")))


def parse(content: bytes) -> list[dict[str, object]]:
    """Return the records of a journal; each line must be strict JSON and, of very many a part, valid."""

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    assert content.endswith(b"\n")
    records = [json.loads(line, parse_constant=refuse) for line in content.split(b"\n") if line]
    for record in records if len(records) < 1_000 else records[:500] + records[-100:]:
        VALIDATOR.validate(record)
    return records


@pytest.fixture
def read():
    """Return the records of a run with one journal, or those of each journal of a folder."""

    def read_records(run):
        folder = Path(run if isinstance(run, str | os.PathLike) else run.dir)
        (journal,) = folder.glob("*.jsonl")
        return parse(journal.read_bytes())

    return read_records


@pytest.fixture
def init(tmp_path):
    """Return ``xreport.init`` into a temporary folder, without asking git unless told to."""
    runs = []

    def start(project="p", **arguments):
        run = xreport.init(project, **{"dir": tmp_path / "runs", "capture": False, **arguments})
        runs.append(run)
        return run

    yield start
    for run in runs:
        run.finish()
    open_runs._open.clear()


@pytest.fixture
def script(tmp_path):
    """Run Python source in a process of its own, in an empty folder; return what it did and the records of its runs."""

    def run(source, *, check=True, **options):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XREPORT_DIR": str(tmp_path / "runs")}
        environment |= options.pop("env", {})
        path = tmp_path / "train.py"
        path.write_text(source, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, path],
            check=False,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment,
            **options,
        )
        assert not check or done.returncode == 0, done.stderr
        journals = sorted((tmp_path / "runs").rglob("*.jsonl"), key=lambda file: file.stat().st_mtime_ns)
        done.journals = [parse(journal.read_bytes()) for journal in journals]
        return done

    return run
