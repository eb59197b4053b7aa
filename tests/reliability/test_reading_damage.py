"""The reader: each prefix, each damaged byte, and files that are being written and whose writers are killed."""

from __future__ import annotations

import io
import itertools
import os
import random
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from forked import fork
from proofs import proof, share, shared
from seam import make_run
from seen import filling, lines_of, metrics, xreport_reads

from xreport import logger
from xreport.importers import Refusal
from xreport.load import load
from xreport.load.read.part import FilePart, read_stream
from xreport.settings import Config

KINDS = ("plain", "of many bytes a character", "of all kinds of records")


def journal(folder: Path, kind: str) -> bytes:
    """Return a journal with three sync records and an end record."""
    run = make_run(folder, durability="periodic")
    for number in range(36):
        if kind == "plain":
            run.log({"train/loss": 1 / (number + 1), "val/acc": number / 37}, step=number)
        elif kind == "of many bytes a character":
            run.log({"größe/π": number * 1.5, "损失": -number}, step=number)
        elif number % 6 == 0:
            run.log({"loss": float("nan"), "big": 2**60 + number, "text": 'a {"b": [1]} \\ \n'}, step=number)
        elif number % 6 == 1:
            run.summary[f"score {number}"] = number / 7
        elif number % 6 == 2:
            run.note("line one\nline \u2028 two", tags=["t"])
        else:
            run.log({"loss": number / 3}, step=number)
        if number % 12 == 11:
            run.flush()
    run.finish()
    (path,) = folder.glob("*.jsonl")
    return path.read_bytes()


def told(part: FilePart) -> dict[str, Any]:
    """Return all values that a part gives."""
    series = {key: (one.steps.tolist(), [repr(v) for v in one.values.tolist()]) for key, one in part.series.items()}
    return {"series": series, "events": [repr(event) for event in part.events]}


@proof("each prefix of three journals: what ends in it is read, and nothing else")
@pytest.mark.parametrize("kind", KINDS)
def test_every_prefix(tmp_path, tally, kind):
    content = journal(tmp_path / "r", kind)
    whole = told(xreport_reads(content))
    for size in shared(range(len(content) + 1)):
        with tally.case(size):
            prefix = content[:size]
            part = read_stream(io.BytesIO(prefix), "0123456789abcdef.jsonl")
            first = content.find(b"\n") + 1
            if size < first:
                assert isinstance(part, Refusal) or (part.account.pending == size and not part.series)
                continue
            part = xreport_reads(prefix)
            ended = prefix.rfind(b"\n") + 1
            assert part.account.accepted == ended
            assert part.account.pending == size - ended
            assert part.account.rejected == 0
            logged = sum("metrics" in record for record in lines_of(prefix))
            found = told(part)
            assert (
                found["events"][: len(part.events) - ("fact" in repr(part.events[-1:]))]
                == [event for event in whole["events"] if "'fact'" not in event][
                    : len([record for record in lines_of(prefix) if record.get("type") not in (None, "sync")])
                ]
            )
            for key, (steps, values) in found["series"].items():
                assert values == whole["series"][key][1][: len(values)]
                assert steps == whole["series"][key][0][: len(values)]
            assert sum(len(steps) for steps, _ in found["series"].values()) == sum(
                len([v for v in one.values() if isinstance(v, int | float) or v == "NaN"])
                for one in metrics(lines_of(prefix))
            )
            assert logged <= 36


CHANGES = {"0x00": lambda _byte: 0, "0xFF": lambda _byte: 255, "^1": lambda byte: byte ^ 1, "newline": lambda _byte: 10}


@proof("each byte of three journals changed to 0x00, 0xFF, by one bit, or to a newline: no wrong value unnoticed")
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_byte_damaged(tmp_path, tally, kind, change):
    content = journal(tmp_path / "r", kind)
    sound = xreport_reads(content)
    whole = told(sound)
    # The end record vouches for all that lies before it; nothing vouches for its own line.
    vouched = content.rstrip(b"\n").rfind(b"\n") + 1
    silent = 0
    for at in shared(range(vouched)):
        byte = CHANGES[change](content[at])
        if byte == content[at]:
            continue
        with tally.case(f"{at}: {content[at]} to {byte}"):
            damaged = content[:at] + bytes([byte]) + content[at + 1 :]
            part = xreport_reads(damaged)
            account = part.account
            assert account.issues, "damage that nothing tells of"
            assert account.verified < sound.account.verified
            lost = sound.account.records - account.records
            assert lost <= 2
            silent += told(part) != whole and not account.rejected
            assert not any("mistake of xreport" in issue.what for issue in account.issues)
    assert silent or change != "^1" or len(content) < 100, "the seal was never needed: the test cannot fail"


@proof("bytes of a journal deleted, repeated, zeroed, swapped, joined with another journal's", seed=9)
def test_damaged_blocks(tmp_path, tally):
    chance = random.Random(9)
    journals = [journal(tmp_path / kind, kind) for kind in KINDS]
    for trial in range(share(3_000)):
        content = chance.choice(journals)
        vouched = content.rstrip(b"\n").rfind(b"\n") + 1
        first = content.find(b"\n") + 1
        at, size = chance.randrange(first, vouched - 1), chance.choice([1, 7, 64, 512])
        size = min(size, vouched - at)
        block = content[at : at + size]
        other = chance.randrange(first, vouched - 1)
        damaged = {
            "deleted": content[:at] + content[at + size :],
            "repeated": content[:at] + block + content[at:],
            "zeroed": content[:at] + bytes(size) + content[at + size :],
            "swapped": content[:at] + content[other : other + size] + content[at + size :],
            "joined": content[:at] + chance.choice(journals)[other:],
        }
        kind = chance.choice(list(damaged))
        if damaged[kind].startswith(content[:vouched]) or damaged[kind] == content[: len(damaged[kind])]:
            continue
        with tally.case(f"{trial}: {kind} at {at}, {size}"):
            account = xreport_reads(damaged[kind]).account
            sealed = b'"crc32"' in damaged[kind][at:]
            assert account.issues or not sealed, "damage that nothing tells of"


def write_and_die(folder: Path, who: int, seed: int) -> None:
    logger.writer.SYNC_SECONDS = 0.01
    chance = random.Random(seed)
    run = logger.init("p", id="live", dir=folder, capture=False)
    for number in itertools.count():
        run.log({"who": who, "n": number, "x": filling(number, int(10 ** chance.uniform(1, 3)))}, step=number)
        time.sleep(0.004)


def counts(folder: Path) -> tuple[dict[str, int], list[str]]:
    """Return how many records each journal gives, and the issues, but of an unfinished end and of texts."""
    collection = load([folder], now=time.time(), config=Config(root=folder.parent), jobs=1)
    bad = [issue.what for issue in collection.issues if not issue.pending and "is not a number" not in issue.what]
    return {source.path: source.records for run in collection.runs for source in run.sources}, bad


@proof("live reading while 8 processes log to one run, and are killed and begun again", seed=10)
def test_live_reading(tmp_path, tally):
    chance = random.Random(10)
    folder = tmp_path / "runs"
    folder.mkdir()
    seeds = itertools.count()
    writers = {fork(lambda who=who: write_and_die(folder, who, who)): who for who in range(8)}
    before: dict[str, int] = {}
    until = time.monotonic() + 15 * min(1, share(1_000) / 500)
    try:
        while time.monotonic() < until:
            victim = chance.choice(list(writers))
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            who = writers.pop(victim)
            with tally.case():
                now, bad = counts(folder)
                assert bad == [], "an issue of a file that is only being written"
                assert all(now.get(path, 0) >= count for path, count in before.items()), "reading went backwards"
                before = now
            writers[fork(lambda who=who: write_and_die(folder, who, 100 + next(seeds)))] = who
    finally:
        for child in writers:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    assert sum(before.values()) > 100
    values = [one for path in folder.rglob("*.jsonl") for one in metrics(lines_of(path.read_bytes()))]
    with tally.case():
        assert all(one["x"] == filling(one["n"], len(one["x"])) for one in values)
        assert len(values) <= sum(count for count in counts(folder)[0].values())
    shutil.rmtree(folder)
