"""Damaged files of every format: no traceback, no hang, no code run, and whatever is wrong is said."""

import contextlib
import json
import random
import sqlite3
import time

import pytest
from format_samples import all_samples
from importer_results import read_journal, read_jsonl
from mutated import mutate

from xreport.load import read_sources
from xreport.load.read.codec import decode_part, encode_part
from xreport.settings import Config

SAMPLES = all_samples()
ODD = [
    b"", b"\0" * 8, b"\xff\xfe", b"[" * 99, b'"', b"NaN", b"1e999", b"\x80" * 12, b"9" * 500, b"\n", b"{}", b",,,",
    b"!!python/name:os.system ",
]  # fmt: skip


def check(folder, seed):
    begun = time.monotonic()
    for pieces, issues in read_sources([folder], config=Config(root=folder), jobs=1).groups:
        said = [*issues, *(issue for piece in pieces for issue in piece.part.account.issues)]
        assert not [issue for issue in said if "mistake of xreport" in issue.what], (seed, said)
        assert all(issue.what and issue.fix and issue.where for issue in said), seed
        for piece in pieces:
            json.dumps(piece.part.events, allow_nan=False)
            assert repr(decode_part(encode_part(piece.part)).events) == repr(piece.part.events), seed
            assert all(one.steps.size == one.values.size == one.times.size for one in piece.part.series.values())
    assert time.monotonic() - begun < 60, seed


def damage(one, folder, seeds):
    one.write(folder)
    files = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    for seed in seeds:
        chance = random.Random(seed)
        path = chance.choice(list(files))
        path.write_bytes(mutate(files[path], chance, ODD))
        check(folder, seed)
        path.write_bytes(files[path])


@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.format)
def test_a_few_damaged_files(one, tmp_path):
    one.require()
    damage(one, tmp_path / "source", range(10))


@pytest.mark.slow
@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.format)
def test_many_damaged_files(one, tmp_path):
    one.require()
    damage(one, tmp_path / "source", range(1000, 1300))


LINES = [
    b'{"xreport": 1, "type": "start", "run": "r", "project": "p", "params": {"a": {"b": [1, null]}}, "seed": 1}\n',
    b'{"step": 3, "time": 1700000000.5, "metrics": {"loss": 0.25, "nan": "NaN", "n": 12345678901234567890}}\n',
    b'{"type": "summary", "values": {"acc": 0.9, "text": "\\u00e9\\ud83d\\ude00"}}\n',
    b'{"type": "table", "key": "t", "columns": ["a"], "rows": [[1], ["x"]]}\n',
    b'{"type": "histogram", "key": "h", "edges": [0, 1], "counts": [2]}\n',
    b'{"type": "sync", "count": 5, "bytes": 400, "crc32": 1234}\n',
    b'{"epoch": 4, "loss": NaN, "val": {"acc": -1e-320}, "flag": true}\n',
    b'{"type": "end", "status": "finished", "count": 6, "bytes": 500, "crc32": 99}\n',
]


def damaged_lines(seeds):
    for seed in seeds:
        chance = random.Random(seed)
        data = mutate(b"".join(chance.choices(LINES, k=chance.randrange(1, 12))), chance, ODD)
        for read in (read_journal, read_jsonl):
            result = read(data)
            assert result.account_is_whole(), (seed, read)
            assert all(issue.what and issue.fix for issue in result.report.issues()), (seed, read)


def test_a_few_damaged_lines():
    damaged_lines(range(150))


@pytest.mark.slow
def test_many_damaged_lines():
    damaged_lines(range(1000, 6000))


VALUES = [
    None, 0, -1, 2**63 - 1, -(2**63), 1e308, -1e308, float("inf"), "", "text", "NaN", "é\0x", b"", b"\xff", b"a" * 99,
    "9" * 400, "[" * 200, '{"url": "http://[::1"}', f"{1:032x}", f"{99:032x}", "../../etc/passwd", "deleted", 0.5,
]  # fmt: skip


def damaged_rows(folder, seeds):
    """Rows that a sound database holds, and MLflow would never have written."""
    sample = next(one for one in SAMPLES if one.format == "MLflow, SQLite")
    sample.write(folder)
    connection = sqlite3.connect(folder / "mlflow.db")
    cells = [
        (table, column)
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for _, column, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall()
        if connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    ]
    connection.close()
    whole = (folder / "mlflow.db").read_bytes()
    for seed in seeds:
        chance = random.Random(seed)
        connection = sqlite3.connect(folder / "mlflow.db", isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for _ in range(chance.randrange(1, 5)):
            table, column = chance.choice(cells)
            which = f"rowid = (SELECT rowid FROM {table} ORDER BY random() LIMIT 1)"
            value = chance.choice(VALUES)
            where = which if chance.random() < 0.7 else "1"
            with contextlib.suppress(sqlite3.IntegrityError):  # some columns take no NULL, and no second equal row
                connection.execute(f"UPDATE OR REPLACE {table} SET {column} = ? WHERE {where}", (value,))
        connection.close()
        check(folder, seed)
        (folder / "mlflow.db").write_bytes(whole)


def test_a_few_damaged_rows(tmp_path):
    damaged_rows(tmp_path / "source", range(15))


@pytest.mark.slow
def test_many_damaged_rows(tmp_path):
    damaged_rows(tmp_path / "source", range(1000, 3000))
