"""Damaged logs and folders: nothing raises, nothing hangs, and damage never makes up a value."""

import contextlib
import random
import time

import pytest
from mutated import mutate
from wandb_folders import Imported, MemoryFiles, import_log
from wandb_writer import (
    BLOCK,
    artifact,
    config,
    end,
    history,
    log,
    message,
    metric,
    record,
    run,
    small_log,
    stats,
    summary,
)

from xreport.importers.trackers.wandb.items import Items, decode
from xreport.importers.trackers.wandb.wire import WireError, fields

RECORDS = [
    run(params={"lr": 0.1, "deep": {"a": [1, {"b": 2}]}}, name="n", tags=("a",), sweep="s", commit="4f2a"),
    config({"model": {"depth": 3}, "nan": float("nan")}),
    history({"loss": 0.5, ("a", "b"): 1, "img": {"_type": "image-file", "path": "media/images/i_1_abc123.png"}}, 1),
    history({"loss": 0.25, "text": "t", "list": [1, [2]], "hist": {"_type": "histogram", "bins": [1]}}, 2, nested=True),
    history({"h": {"_type": "histogram", "values": [1, 2], "bins": [0, 1, 2]}}, 3),
    history({"t": {"_type": "table-file", "path": "media/table/t_1_abc123.table.json"}}, 3),
    metric("val.loss", chosen=(1,), step="epoch", goal=1),
    record(25, message((2, "model"), (3, "m:v1"))),
    stats({"cpu": 0.5, "gpu.0.temp": 40}, 1.7e9),
    summary({"best": 0.8, "acc": {"max": 1}}, remove=("x",)),
    artifact("m", "model", {"w.bin": 100}),
    record(26, message((2, "CPython 3.11"), (16, 4), (21, message((1, 2**34))))),
    end(1),
]
FILES = {
    "files/config.yaml": b"lr:\n  desc: null\n  value: 0.1\nm:\n  value: {a: &x [1, 2], b: *x}\n",
    "files/wandb-summary.json": b'{"loss": 0.25, "best": 3, "_step": 1, "d": {"e": [1]}}',
    "files/wandb-metadata.json": b'{"python": "3.9", "git": {"commit": "4f"}, "memory": {"total": 16}, "cpu_count": 4}',
    "files/requirements.txt": b"numpy==2.4.6\nxreport==1.0\n",
    "files/output.log": b"a\x1b[31mred\x1b[0m\r\n 5%|#|\r9%\n",
    "files/media/table/t_1_abc123.table.json": b'{"columns": ["a", "b"], "data": [[1, NaN], ["x", {"path": "p"}]]}',
    "files/media/audio/s_1_abc123.wav": b"RIFF0000WAVEfmt ",
    "files/media/images/i_1_abc123.png": b"\x89PNG\r\n\x1a\n0123",
}
ODD = [
    b"",
    b"\0",
    b"\xff",
    b"\x80" * 12,
    b"{",
    b"[" * 99,
    b'"',
    b"NaN",
    b"1e999",
    b"\x0a\xff\xff\xff\xff\x0f",
    b"9" * 500,
]


def check(found: Imported) -> None:
    starts = found.of("start")
    assert len(starts) == 1
    assert found.items[0] is starts[0]
    assert len(found.of("end")) <= 1
    assert all(issue.what and issue.fix and issue.where for issue in found.issues)
    assert all(len(one.steps) == len(one.values) == len(one.times) for one in found.series.values())


@pytest.fixture(autouse=True)
def _quick():
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 120


def test_damage_of_a_log_loses_values_and_makes_up_none():
    whole = small_log()
    known = {key: set(import_log(whole).points(key)) for key in import_log(whole).series}
    for seed in range(1500):
        data = mutate(whole, random.Random(seed), ODD, (1, 1, 2, 5))
        found = import_log(data)
        check(found)
        assert found.report.rejected + found.report.pending <= len(data), seed
        for key in found.series:
            assert set(found.points(key)) <= known[key], seed
        if all(set(found.points(key)) == known[key] for key in found.series if found.series):
            continue
        assert found.issues, seed  # nothing is lost in silence


def test_damage_over_several_blocks():
    whole = log(run(), *[history({"x": at, "pad": "p" * 500}, at) for at in range(200)])
    assert len(whole) > 3 * BLOCK
    for seed in range(200):
        found = import_log(mutate(whole, random.Random(seed), ODD, (1, 1, 2, 5)))
        check(found)
        points = found.points("x") if found.series else []
        assert all(step == value for step, _, value in points), seed
        assert len(points) == 200 or found.issues, seed


def test_records_that_are_wrong_inside_a_sound_log():
    for seed in range(2000):
        chance = random.Random(seed)
        at = chance.randrange(len(RECORDS))
        records = [*RECORDS[:at], mutate(RECORDS[at], chance, ODD, (1, 1, 2, 5)), *RECORDS[at + 1 :]]
        check(import_log(log(*records)))


def test_files_beside_the_log_that_are_wrong():
    for seed in range(600):
        chance = random.Random(seed)
        name = chance.choice(list(FILES))
        contents = FILES | {name: mutate(FILES[name], chance, ODD, (1, 1, 2, 5))}
        if chance.random() < 0.5:
            contents["run-a.wandb"] = log(*RECORDS[2:] if chance.random() < 0.5 else RECORDS)
        check(Imported(MemoryFiles(contents)))


def test_random_bytes_are_no_message_and_no_reason_to_fail():
    items = Items()
    for seed in range(2000):
        data = random.Random(seed).randbytes(40)
        for read in (lambda data: list(fields(data)), items.split, items.read, items.read_row):
            with contextlib.suppress(WireError):
                read(data)


def test_deep_and_large_values_are_refused_in_time():
    for raw in (b"[" * 100_000, b'{"a":' * 5000, b"9" * 100_000, b'"' + b"a" * 100_000, b"-" * 1000):
        with pytest.raises(ValueError, match=r".+"):
            decode(raw)
    nested = record(2, message((1, message(*[(2, "a")] * 5000, (16, "1")))))
    assert import_log(log(run(), nested)).whats == ["a record is not one of W&B's"]
