"""What the guides say is left out of a log is in no byte of the site, whatever importer reads it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from left_out import LOGS, Words
from proofs import Tally, proof

from xreport.load import load, read_sources, write_journals
from xreport.pipeline import build_report
from xreport.settings import Config

NOW = 1_795_000_000.0
PARENT = "zqfolderabovethesource"
"""A folder around the source: where it lies on this machine is nobody else's concern.

The folder ``lab`` in it, which owns the folder of runs, is their project.
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All logs beside each other, each in a folder of its own."""
    return tmp_path_factory.mktemp("around") / PARENT / "lab" / "logs"


@pytest.fixture(scope="module")
def planted(source: Path) -> dict[str, Words]:
    """The words of all logs. They are there: else that the site has none of them would show nothing."""
    found = {}
    for name, write in LOGS.items():
        found[name] = words = Words(name)
        folder = source / re.sub(r"\W+", "-", name)
        write(folder, words)
        text = bytes_of(folder)
        assert not [what for what, word in (words.left | words.shown).items() if word.lower().encode() not in text]
    return found


def bytes_of(site: Path, *, but: str = "") -> bytes:
    """Return all that a folder holds, names of files and unpacked journals among it, in small letters."""
    found = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if but and name.startswith(but):
            continue
        found.append(name.encode())
        if path.is_file():
            data = path.read_bytes()
            found.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return b"\n".join(found).lower()


def build(source: Path, site: Path) -> Path:
    build_report(Config(root=site.parent), [source], site, now=NOW, jobs=1)
    return site


def check(tally: Tally, name: str, words: Words, text: bytes, without_journals: bytes) -> None:
    for what, word in words.shown.items():
        with tally.case(f"{name}: {what} is shown"):
            assert word.encode() in text
    for what, word in words.left.items():
        with tally.case(f"{name}: {what} is left out"):
            where = without_journals if what in words.raw else text
            at = where.find(word.lower().encode())
            assert at < 0, where[max(0, at - 80) : at + 40]


@proof("what the guides say is left out of other tools' logs is in no byte of the site, and what they say is shown is")
def test_what_is_left_out_is_nowhere_on_the_site(
    source: Path, planted: dict[str, Words], tmp_path: Path, tally: Tally
) -> None:
    site = build(source, tmp_path / "site")
    text, without_journals = bytes_of(site), bytes_of(site, but="journals/")
    for name, words in planted.items():
        check(tally, name, words, text, without_journals)
    with tally.case("where the source lies"):
        assert PARENT.encode() not in text


@proof("what is left out is in no journal that an import writes, and in no site that is built of these")
def test_what_is_left_out_is_in_no_imported_journal(
    source: Path, planted: dict[str, Words], tmp_path: Path, tally: Tally
) -> None:
    write_journals(read_sources([source], config=Config(root=tmp_path), jobs=1).groups, tmp_path / "runs")
    text = bytes_of(tmp_path / "runs") + bytes_of(build(tmp_path / "runs", tmp_path / "site"))
    for name, words in planted.items():
        check(tally, name, words, text, text)
    with tally.case("where the source lies"):
        assert PARENT.encode() not in text


DAMAGE = {
    "cut": lambda data: data[: len(data) // 2],
    "without its end": lambda data: data[:-3],
    "with rubbish amid": lambda data: data[: len(data) // 2] + b'\0\xff"}]\n' + data[len(data) // 2 :],
    "with more behind": lambda data: data + b'\n{"a":',
    "emptied": lambda _: b"",
}


@proof("a log with a damaged file tells no more of its owner than a whole one")
@pytest.mark.parametrize("name", LOGS)
def test_what_is_left_out_of_a_damaged_log(name: str, tmp_path: Path, tally: Tally) -> None:
    words = Words(name)
    LOGS[name](tmp_path, words)
    left = [word.lower() for what, word in words.left.items() if what not in words.raw]
    for path in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        data = path.read_bytes()
        for kind, damaged in DAMAGE.items():
            with tally.case(f"{name}: {path.relative_to(tmp_path)} {kind}"):
                path.write_bytes(damaged(data))
                found = load([tmp_path], now=NOW, config=Config(root=tmp_path), jobs=1)
                text = repr((found.runs, found.issues)).lower()
                assert not [word for word in left if word in text]
        path.write_bytes(data)


def test_a_bare_log_is_published_as_it_is_unless_journals_are_not(
    source: Path, planted: dict[str, Words], tmp_path: Path
):
    """*Journals and files of JSON lines are published byte by byte … `journals = "no"` publishes none.*"""
    words = planted["jsonl, settings that are Python"]
    (word,) = (words.left[what].encode() for what in words.raw)
    log = source / "jsonl-settings-that-are-Python"
    assert word in bytes_of(build(log, tmp_path / "site"))
    build_report(Config(root=tmp_path, journals="no"), [log], tmp_path / "none", now=NOW, jobs=1)
    assert word not in bytes_of(tmp_path / "none")
