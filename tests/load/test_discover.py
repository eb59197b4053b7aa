"""Which files are looked at, and that nothing outside the sources is."""

import os
import socket
import time
from pathlib import Path

import pytest
from made_journals import NOW, Made, only_run, read

from xreport.beneath import open_beneath
from xreport.errors import XReportError
from xreport.load import load
from xreport.load.find.discover import DEEP, MOST_DEPTH, discover
from xreport.settings import Config

LOG = b'{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n'


def test_everything_else_is_counted_by_reason(tmp_path):
    source = tmp_path / "runs"
    (source / "sub").mkdir(parents=True)
    (source / "site").mkdir()
    (source / ".git").mkdir()
    (source / "sub" / "log.txt").write_bytes(LOG)
    (source / "site" / "old.jsonl").write_bytes(LOG)
    (source / ".hidden.jsonl").write_bytes(LOG)
    (source / ".git" / "x.jsonl").write_bytes(LOG)
    (source / "empty.jsonl").touch()
    (source / "config.json").write_text('{\n "a": 1\n}\n')
    (source / "model.bin").write_bytes(b"\0" * 100)
    (source / "train.py").write_text("print()\n")
    collection = read(source, exclude=[source / "site", source / "missing"])
    assert [run.name for run in collection.runs] == ["sub"]
    assert collection.skipped == {
        "binary": 1,
        "empty": 1,
        "hidden": 2,
        "not JSON lines": 1,
        "output of a build": 1,
        "single JSON document": 1,
    }
    assert collection.issues == ()
    assert collection.files == 1
    assert collection.bytes == len(LOG)


def test_no_link_is_followed(tmp_path):
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "canary.jsonl").write_bytes(LOG)
    source = tmp_path / "runs"
    source.mkdir()
    (source / "a.jsonl").symlink_to(outside / "canary.jsonl")
    (source / "folder").symlink_to(outside)
    (source / "loop").symlink_to(source)
    (source / "dangling.jsonl").symlink_to(tmp_path / "nothing")
    collection = read(source)
    assert collection.runs == ()
    assert collection.skipped == {"symbolic link": 4}


def test_a_folder_that_becomes_a_link_after_the_walk_is_not_followed(tmp_path):
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "canary.jsonl").write_bytes(LOG)
    source = tmp_path / "runs"
    source.mkdir()
    (source / "folder").symlink_to(outside)
    with pytest.raises(OSError, match=r"."):
        open_beneath(str(source), ("folder", "canary.jsonl"))
    (source / "link.jsonl").symlink_to(outside / "canary.jsonl")
    with pytest.raises(OSError, match=r"."):
        open_beneath(str(source), ("link.jsonl",))
    os.close(open_beneath(str(outside), ("canary.jsonl",)))


def test_a_source_may_be_a_link_or_a_file(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.jsonl").write_bytes(LOG)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert len(read(tmp_path / "link").runs) == 1
    run = only_run(tmp_path / "real" / "a.jsonl")
    assert (run.name, run.project, run.sources[0].path) == ("a", "real", "a.jsonl")


def test_what_only_looks_like_a_file_is_an_issue_and_never_waited_for(tmp_path, monkeypatch):
    source = tmp_path / "runs"
    source.mkdir()
    os.mkfifo(source / "pipe.jsonl")
    (source / "folder.jsonl").mkdir()
    (source / "folder.jsonl" / "a.jsonl").write_bytes(LOG)
    (source / "good.jsonl").write_bytes(LOG)
    listener = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(source)  # the name of a socket must be short
    listener.bind("s.jsonl")
    listener.close()
    begin = time.monotonic()
    collection = read(source)
    assert time.monotonic() - begin < 5
    assert [run.name for run in collection.runs] == ["good"]
    assert [
        (issue.where, issue.what.split("is ")[-1]) for issue in sorted(collection.issues, key=lambda i: i.where)
    ] == [
        ("folder.jsonl", "a folder"),
        ("pipe.jsonl", "a named pipe"),
        ("s.jsonl", "a socket"),
    ]
    with pytest.raises(OSError, match="regular"):
        open_beneath(str(source), ("pipe.jsonl",))


def test_names_that_are_no_text(tmp_path):
    source = tmp_path / "runs"
    source.mkdir()
    for name in (b"caf\xe9.jsonl", "grün.jsonl".encode(), b"new\nline.jsonl", b"<b>.jsonl"):
        (source / os.fsdecode(name)).write_bytes(LOG)
    collection = read(source)
    paths = [run.sources[0].path for run in collection.runs]
    assert sorted(paths) == sorted(["caf\\xe9.jsonl", "grün.jsonl", "new\nline.jsonl", "<b>.jsonl"])
    for run in collection.runs:
        assert run.sources[0].path.encode()
        assert Path(source, *run.sources[0].names).read_bytes() == LOG


def test_a_missing_source_is_an_error_unless_nobody_named_it(tmp_path):
    config = Config(root=tmp_path)
    with pytest.raises(XReportError, match="cannot read the source"):
        load([tmp_path / "nothing"], now=NOW, config=config)
    assert load([tmp_path / "runs"], now=NOW, config=config).runs == ()


def test_the_order_of_the_file_system_does_not_matter(tmp_path, monkeypatch):
    for number in range(6):
        Made(run=f"r{number}", writer=f"{number:016x}").log(0, a=number).end().write(tmp_path / "runs")
        (tmp_path / "runs" / f"bare{number}.jsonl").write_bytes(LOG + b"x\n")
    first = read(tmp_path / "runs")
    scandir = os.scandir

    class Backwards:
        def __init__(self, path):
            self.entries = list(scandir(path))[::-1]

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", Backwards)
    again = read(tmp_path / "runs")
    assert repr(first) == repr(again)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_without_permission_is_an_issue(tmp_path):
    path = Made().log(0, a=1).write(tmp_path / "runs")
    path.chmod(0)
    collection = read(tmp_path / "runs")
    assert "cannot be read" in collection.issues[0].what


def test_folders_that_lie_too_deep_are_told_once(tmp_path):
    deep = tmp_path.joinpath(*["d"] * (MOST_DEPTH + 3))
    deep.mkdir(parents=True)
    (deep / "late.jsonl").write_text('{"step": 1, "loss": 0.5}\n')
    (tmp_path / "a.jsonl").write_text('{"step": 1, "loss": 0.5}\n')
    beside = tmp_path.joinpath(*["d"] * MOST_DEPTH)
    (beside / "b.jsonl").write_text('{"step": 1, "loss": 0.25}\n')
    found = discover([tmp_path], Config(root=tmp_path))
    assert [file.names[-1] for file in found.files] == ["a.jsonl", "b.jsonl"]
    (issue,) = found.issues
    assert "deeper than 64 folders" in issue.what
    assert found.skipped[DEEP] == 1
