"""The record format as documented: its examples are valid, and its shell script writes a run as it stands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

DOCS = Path(__file__).resolve().parents[2] / "docs/reference"
SCHEMA = json.loads((DOCS / "record.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def blocks(language):
    text = (DOCS / "record-format.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("example", blocks("json"), ids=lambda text: json.loads(text).get("type", "log"))
def test_examples_are_valid(example):
    VALIDATOR.validate(json.loads(example))


def test_every_type_of_record_has_an_example_and_a_schema():
    kinds = {json.loads(example).get("type", "log") for example in blocks("json")}
    assert kinds == set(SCHEMA["$defs"]["is"])


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_shell_script_writes_a_run_as_it_stands(tmp_path):
    source = blocks("bash")[0]
    subprocess.run(["bash", "-euo", "pipefail", "-c", source], check=True, cwd=tmp_path)
    (journal,) = (tmp_path / "runs").rglob("*.jsonl")
    records = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    for record in records:
        VALIDATOR.validate(record)
    assert [record.get("type") for record in records] == ["start", None, None, None, "summary", "end"]
    assert [record["metrics"]["train/loss"] for record in records[1:4]] == [0.8, 0.7, 0.6]
    assert (journal.parent.name, journal.stem) == (records[0]["run"], records[0]["writer"])


@pytest.mark.parametrize(
    "record",
    [
        {"step": 1, "loss": 0.3},
        {"step": 1.5, "metrics": {}},
        {"type": "start", "run": "r", "project": "p"},
        {"type": "start", "xreport": 1, "run": "../r", "project": "p"},
        {"type": "start", "xreport": 1, "run": "r", "project": "p", "tags": "a"},
        {"type": "update", "data": [{"role": "train"}]},
        {"type": "summary"},
        {"type": "end", "status": "vanished"},
        {"type": "sync", "crc32": -1, "bytes": 1},
        {"type": "image", "key": "k", "media_type": "image/svg+xml", "base64": "aaaa"},
        {"type": "histogram", "key": "h", "edges": [0, 1], "counts": [-1]},
        {"type": "histogram", "key": "h", "edges": [0, "NaN"], "counts": [1]},
        {"type": "curve", "key": "c", "kind": "other", "lines": [{"x": [0], "y": [0]}]},
        {"type": "curve", "key": "c", "lines": []},
        {"type": "confusion", "key": "c", "labels": [], "counts": []},
        {"type": "text", "key": "t"},
        {"type": "audio", "key": "a", "media_type": "audio/midi", "base64": "aaaa"},
        {"type": "console", "text": "x", "stream": "other"},
        {"type": "table", "key": "t", "columns": [], "rows": []},
        {"type": "metric", "key": "k", "step_metric": 1},
        {"time": "now", "metrics": {}},
        {"step": 1, "metrics": {"": 1}},
        {"type": "summary", "values": {"": 1}},
        [],
    ],
)
def test_the_schema_rejects(record):
    assert not VALIDATOR.is_valid(record)


@pytest.mark.parametrize("record", [{"type": "new", "x": 1}, {"metrics": {}, "new": 1}, {"type": "sync"}])
def test_the_schema_leaves_room(record):
    VALIDATOR.validate(record)
