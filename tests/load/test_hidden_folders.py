"""Folders that a tool hides its logs in are looked into; every other hidden folder stays closed."""

import other_tools  # noqa: F401 - the logs below are found by it
import pytest
from made_logs import MADE, read
from test_guild import GUILD

LOG = b'{"step": 1, "loss": 0.5}\n' * 2
ASV = {f".asv/{path.split('/', 1)[1]}": data for path, data in MADE["asv"].items()}
BENCHMARKS = {f".benchmarks/{path.split('/', 1)[1]}": data for path, data in MADE["pytest-benchmark"].items()}


@pytest.mark.parametrize(
    ("files", "plain"),
    [(ASV, MADE["asv"]), (BENCHMARKS, MADE["pytest-benchmark"])],
    ids=["asv", "pytest-benchmark"],
)
@pytest.mark.parametrize("below", ["", "deep/"])
def test_what_a_tool_hides_is_read_as_what_it_shows(tmp_path, files, plain, below):
    hidden = read(tmp_path / "s", {below + path: data for path, data in files.items()})
    shown = read(tmp_path / "t", plain)
    assert [(run.params, run.scores, run.series.keys()) for run in hidden.runs] == [
        (run.params, run.scores, run.series.keys()) for run in shown.runs
    ]
    assert hidden.runs


@pytest.mark.parametrize(
    "path",
    [
        ".cache/a.jsonl", ".git/a.jsonl", ".ssh/a.jsonl", ".asv/env/1/a.jsonl", ".asv/html/a.jsonl",
        ".guild/cache/a.jsonl", ".guild/runs/1/.guild/sourcecode/a.jsonl", ".benchmarks/.hidden/a.jsonl",
        ".benchmarks/.hidden.jsonl", ".neptune/async/a.jsonl", ".aim/a.jsonl", ".a.jsonl", "x/.venv/a.jsonl",
    ],
)  # fmt: skip
def test_all_else_that_is_hidden_stays_closed(tmp_path, path):
    collection = read(tmp_path / "s", {path: LOG})
    assert collection.runs == ()
    assert collection.skipped == {"hidden": 1}


@pytest.mark.parametrize(("folder", "path"), [(".asv", "env/a.jsonl"), (".guild", "cache/a.jsonl")])
def test_the_source_may_be_the_hidden_folder(tmp_path, folder, path):
    assert read(tmp_path / folder, {path: LOG}).runs == ()
    assert len(read(tmp_path / ".cache", {"a.jsonl": LOG}).runs) == 1  # somebody named it


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.jsonl").write_bytes(LOG)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / ".benchmarks").symlink_to(tmp_path / "elsewhere")
    assert read(tmp_path / "s").runs == ()


def test_a_store_that_is_not_read_is_named(tmp_path):
    collection = read(tmp_path / "s", {"a/.aim/meta/x": b"", "own.jsonl": LOG})
    assert [(issue.where, issue.what) for issue in collection.issues] == [
        ("a/.aim", "a store of Aim, which is not read")
    ]
    assert len(collection.runs) == 1


def test_runs_of_guild_are_read_where_guild_puts_them(tmp_path):
    (run,) = read(tmp_path / "s", {f".guild/{path}": data for path, data in GUILD.items()}).runs
    assert run.project == "train"
