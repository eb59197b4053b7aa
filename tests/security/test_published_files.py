"""What is published is what was read, opened beneath its source, whatever happens to the folders meanwhile."""

import contextlib
import gzip
import os
import shutil
import threading
from pathlib import Path

import pytest
from proofs import proof

from xreport import beneath
from xreport.beneath import open_beneath
from xreport.errors import ChangedError
from xreport.importers.kit.report import Report
from xreport.importers.trackers.mlflow.artifacts import ArtifactFile, artifact_records
from xreport.load import load
from xreport.load.find.claimed import Claim, Claimed, ClaimedFiles
from xreport.load.find.discover import _Walk, discover
from xreport.settings import Config
from xreport.site import runs

LOG = b'{"step": 1, "loss": 0.5}\n{"step": 2, "loss": 0.25}\n'
SECRET = b'{"step": 1, "loss": 9}\n{"step": 2, "token": "canary"}\n'
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def source_of(folder: Path) -> Path:
    """A folder of a log, beside a folder that nobody named."""
    for name, data in (("source/a/run.jsonl", LOG), ("secret/run.jsonl", SECRET)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder / "source"


def read(source: Path):
    (run,) = load([source], now=1.7e9, config=Config(root=source.parent), jobs=1).runs
    (file,) = run.sources
    return file


def replace_folder(folder: Path) -> None:
    shutil.rmtree(folder / "source" / "a")
    (folder / "source" / "a").symlink_to(folder / "secret")


def replace_file(folder: Path) -> None:
    (folder / "source" / "a" / "run.jsonl").unlink()
    (folder / "source" / "a" / "run.jsonl").symlink_to(folder / "secret" / "run.jsonl")


def replace_by_pipe(folder: Path) -> None:
    (folder / "source" / "a" / "run.jsonl").unlink()
    os.mkfifo(folder / "source" / "a" / "run.jsonl")


def rewrite(folder: Path) -> None:
    (folder / "source" / "a" / "run.jsonl").write_bytes(SECRET)


def cut(folder: Path) -> None:
    (folder / "source" / "a" / "run.jsonl").write_bytes(LOG[:-1])


def remove(folder: Path) -> None:
    (folder / "source" / "a" / "run.jsonl").unlink()


def grow(folder: Path) -> None:
    with (folder / "source" / "a" / "run.jsonl").open("ab") as file:
        file.write(b'{"step": 3, "loss": 0.1}\n')


@proof("a journal is published as it was read, or not at all", slow=False)
def test_journals_are_published_as_read(tally, tmp_path):
    for change in (replace_folder, replace_file, replace_by_pipe, rewrite, cut, remove):
        folder = tmp_path / change.__name__
        file = read(source_of(folder))
        change(folder)
        with tally.case(change.__name__), pytest.raises(ChangedError, match=r"a/run\.jsonl"):
            runs._gzipped(file)
    for change in (grow, lambda _: None):
        folder = tmp_path / f"kept-{change.__name__}"
        file = read(source_of(folder))
        change(folder)
        with tally.case(change.__name__):
            assert gzip.decompress(runs._gzipped(file)) == LOG
    with tally.case("settings of Hydra that were joined to it"):
        folder = tmp_path / "hydra"
        source = source_of(folder)
        (source / "a" / ".hydra").mkdir()
        (source / "a" / ".hydra" / "config.yaml").write_text("lr: 0.1\n")
        assert gzip.decompress(runs._gzipped(read(source))) == LOG


@proof("no link is followed and nothing is waited for, also when folders change while they are walked", slow=False)
def test_walks_stay_beneath_their_source(tally, tmp_path, monkeypatch):
    for by_folder in (True, False):
        folder = tmp_path / f"walk-{by_folder}"
        source = source_of(folder)

        def opening(walk, names, folder=folder, real=_Walk._open):
            if names == ("a",):  # it was listed as a folder
                replace_folder(folder)
            return real(walk, names)

        with tally.case("a folder that becomes a link in the walk"), monkeypatch.context() as patch:
            patch.setattr(_Walk, "_open", opening)
            if not by_folder:
                patch.setattr("xreport.load.find.discover.BY_FOLDER", False)
            found = discover([source], Config(root=folder))
            if by_folder:  # else its names are listed, and none of them is opened
                assert found.files == []
                assert [issue.where for issue in found.issues] == ["a"]
            patch.setattr(beneath, "BY_FOLDER", by_folder)
            for file in found.files:
                with pytest.raises(OSError, match=r"."):
                    open_beneath(file.root, file.names)


@proof("a folder that turns into a link and back, again and again, never leads out of its source", slow=False)
def test_races_stay_beneath_their_source(tally, tmp_path):
    folder = tmp_path / "race"
    source = source_of(folder)
    (source / "b").symlink_to(folder / "secret")
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            (source / "a").rename(source / "c")
            (source / "b").rename(source / "a")
            (source / "a").rename(source / "b")
            (source / "c").rename(source / "a")

    def read() -> bytes:
        with os.fdopen(open_beneath(str(source), ("a", "run.jsonl")), "rb") as file:
            return file.read()

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for _ in range(2000):
            with tally.case("a folder that is a link now and then"), contextlib.suppress(OSError):
                assert read() == LOG
    finally:
        done.set()
        swapping.join()
    with tally.case("a folder that has come to rest"):
        assert read() == LOG


@proof("a picture is opened once, and shown as it was read", slow=False)
def test_pictures_are_read_once(tally, tmp_path, monkeypatch):
    run = "a" * 32
    place = tmp_path / "source" / run / "artifacts"
    place.mkdir(parents=True)
    (place / "plot.png").write_bytes(PNG)
    (place / "outside.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "secret.png").write_bytes(PNG)
    found = discover([tmp_path / "source"], Config(root=tmp_path)).files
    path = f"{run}/artifacts/plot.png"
    with tally.case("links are not among the files"):
        assert [file.path for file in found] == [path]
    claimed = Claimed(0, str(tmp_path / "source"), "x", "mlflow", "", "", Claim("x", (path,)), tuple(found))
    opened = []
    monkeypatch.setattr(
        "xreport.load.find.claimed.open_beneath", lambda *args: opened.append(args) or beneath.open_beneath(*args)
    )
    records = list(artifact_records([ArtifactFile("plot.png", path)], {}, ClaimedFiles(claimed), Report("x")))
    (place / "plot.png").unlink()
    with tally.case("the record holds the picture itself"):
        assert (len(opened), [record["type"] for record in records]) == (1, ["image"])
    (place / "plot.png").symlink_to(tmp_path / "secret.png")
    with tally.case("a picture that became a link"):
        report = Report("x")
        records = list(artifact_records([ArtifactFile("plot.png", path)], {}, ClaimedFiles(claimed), report))
        assert [record["type"] for record in records] == ["artifact"]
        assert report.issues()
