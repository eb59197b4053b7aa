"""Sound files of other tools that say the wrong thing: what a format holds is another value, and the file is whole."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import random
import re
import sqlite3
import struct
import tempfile
from pathlib import Path
from typing import Any

import yaml
from wrong_types import LONG, VALUES, dumps, mistyped

TEXTS: tuple[str, ...] = (
    *(value if isinstance(value, str) and "\ud800" not in value else json.dumps(value) for value in VALUES),
    "1e999", "-inf", "nan", "0x10", "1_000", "1,5", "True", "2026-01-01", "[", "{", "'", '"', "a,b", "s" * LONG,
)  # fmt: skip


def wrong_file(path: Path, data: bytes, chance: random.Random) -> bytes:
    """Return what a file of this name and content may hold as well: sound, but with other values."""
    if data.startswith(b"SQLite format 3\0"):
        return _database(data, chance)
    if data.startswith(b"PAR1"):
        return _parquet(data, chance)
    if path.suffix == ".wandb":
        return _wandb(data, chance)
    if "tfevents" in path.name:
        return _events(data, chance)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    with contextlib.suppress(ValueError):
        return dumps(mistyped(json.loads(text), chance)).encode()
    if path.suffix in {".yaml", ".yml"}:
        return _yaml(text, chance)
    if path.suffix in {".csv", ".tsv"}:
        return _cells(text, chance, "\t" if path.suffix == ".tsv" else ",")
    return _lines(text, chance).encode("utf-8", "surrogatepass")


def _yaml(text: str, chance: random.Random) -> bytes:
    loader = yaml.BaseLoader if "!!python" in text else yaml.SafeLoader
    try:
        return yaml.safe_dump(mistyped(yaml.load(text, loader), chance), allow_unicode=False).encode()
    except yaml.YAMLError:
        return text.encode()


def _cells(text: str, chance: random.Random, delimiter: str) -> bytes:
    comment = text.startswith("#")
    head, rest = text.split("\n", 1) if comment else ("", text)
    rows = [row for row in csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter) if row]
    for _ in range(chance.choice((1, 1, 2, 6))):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(TEXTS)
    out = io.StringIO()
    out.write(f"{head}\n" if comment else "")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


_JSON = re.compile(r"\{.*\}|\[.*\]")
_WORD = re.compile(r"[^\s=:,]+")


def _lines(text: str, chance: random.Random) -> str:
    """JSON in lines, after a mark or alone; else a word."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    found = _JSON.search(lines[at])
    if found:
        with contextlib.suppress(ValueError):
            wrong = dumps(mistyped(json.loads(found[0]), chance))
            lines[at] = lines[at][: found.start()] + wrong + lines[at][found.end() :]
            return "\n".join(lines)
    words = list(_WORD.finditer(lines[at]))
    if words:
        word = chance.choice(words)
        lines[at] = lines[at][: word.start()] + chance.choice(TEXTS) + lines[at][word.end() :]
    return "\n".join(lines)


# -- tables -----------------------------------------------------------------------------------------


def _cell(chance: random.Random) -> Any:
    value = chance.choice((*VALUES, b"", b"\xff", b"\x80\x04}", *TEXTS[-14:]))
    if isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    return value.replace("\ud800", "?").replace("\udfff", "?") if isinstance(value, str) else value


def _database(data: bytes, chance: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.db"
        file.write_bytes(data)
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        filled = [name for name in tables if connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]]
        for _ in range(chance.choice((1, 1, 2, 4))):
            table = chance.choice(filled)
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            column = chance.choice(columns)
            rows = [row for (row,) in connection.execute(f'SELECT rowid FROM "{table}"')]
            value: Any = _cell(chance)
            (old,) = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', (rows[0],)).fetchone()
            if isinstance(old, str) and old.startswith(("{", "[")) and chance.random() < 0.7:
                with contextlib.suppress(ValueError):
                    value = dumps(mistyped(json.loads(old), chance))
            with contextlib.suppress(sqlite3.IntegrityError):  # some columns take no NULL
                connection.execute(
                    f'UPDATE OR REPLACE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, chance.choice(rows))
                )
        connection.close()
        return file.read_bytes()


def _parquet(data: bytes, chance: random.Random) -> bytes:
    if importlib.util.find_spec("pyarrow") is None:
        return data
    import pyarrow as pa
    from pyarrow import parquet

    rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    name = chance.choice(sorted(rows[0]))
    value = chance.choice((None, True, 2**62, -1.5, float("nan"), "text", b"\xff", [1, None], {"a": [None]}, [[]], {}))
    some = [value if chance.random() < 0.5 else None for _ in rows] if chance.random() < 0.5 else [value] * len(rows)
    with contextlib.suppress(pa.ArrowException):  # no table of this exists
        table = pa.Table.from_pylist([row | {name: one} for row, one in zip(rows, some, strict=True)])
        out = io.BytesIO()
        parquet.write_table(table, out)
        return out.getvalue()
    return data


# -- protocol buffers -------------------------------------------------------------------------------

_VARINT, _DOUBLE, _BYTES, _SINGLE = 0, 1, 2, 5
Field = tuple[int, int, Any]


def _varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(data: bytes) -> list[Field] | None:
    """Return the fields of a message, None where the bytes are none."""
    found: list[Field] = []
    at = 0
    try:
        while at < len(data):
            key, at = _read_varint(data, at)
            number, kind = key >> 3, key & 7
            if number == 0 or kind not in {_VARINT, _DOUBLE, _BYTES, _SINGLE}:
                return None
            if kind == _VARINT:
                value, at = _read_varint(data, at)
                found.append((number, kind, value))
                continue
            size = 8 if kind == _DOUBLE else 4
            if kind == _BYTES:
                size, at = _read_varint(data, at)
            if at + size > len(data):
                return None
            found.append((number, kind, data[at : at + size]))
            at += size
    except IndexError:
        return None
    return found


def _encoded(fields: list[Field]) -> bytes:
    parts = []
    for number, kind, value in fields:
        head = _varint(number << 3 | kind)
        parts.append(head + (_varint(value) if kind == _VARINT else value if kind != _BYTES else _sized(value)))
    return b"".join(parts)


def _sized(value: bytes) -> bytes:
    return _varint(len(value)) + value


def wrong_message(data: bytes, chance: random.Random) -> bytes:
    """Return a message in which a field, at any depth, has another value, another type, is doubled or missing."""
    fields = _fields(data)
    if not fields:
        return data
    at = chance.randrange(len(fields))
    number, kind, value = fields[at]
    inner = _fields(value) if kind == _BYTES and value else None
    if kind == _BYTES and value[:1] in {b"{", b"["} and chance.random() < 0.7:
        with contextlib.suppress(ValueError):
            fields[at] = (number, kind, dumps(mistyped(json.loads(value), chance)).encode())
            return _encoded(fields)
    if inner and chance.random() < 0.8:
        fields[at] = (number, kind, wrong_message(value, chance))
        return _encoded(fields)
    other: Field = chance.choice(
        (
            (number, _VARINT, chance.choice((0, 1, 7, 2**31, 2**63, 2**64 - 1))),
            (number, _DOUBLE, struct.pack("<d", chance.choice((0.0, 1.7e308, float("nan"), -1e12)))),
            (number, _SINGLE, struct.pack("<f", chance.choice((0.0, 3e38, float("inf"))))),
            (number, _BYTES, chance.choice(TEXTS).encode("utf-8", "replace")),
            (number, _BYTES, chance.choice((b"", b"\0" * 8, b"\x08\x01", b"\xff\xfe"))),
            (chance.randrange(1, 30), kind, value),
        )
    )
    fields[at : at + 1] = chance.choice(([other], [other], [], [fields[at], other], [fields[at], fields[at]]))
    return _encoded(fields)


def _wandb(data: bytes, chance: random.Random) -> bytes:
    from wandb_writer import log

    records, at = [], 7
    while at + 7 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 6], "little")
        assert data[at + 6] == 1, "the samples are of one block"
        records.append(data[at + 7 : at + 7 + size])
        at += 7 + size
    place = chance.randrange(len(records))
    records[place] = wrong_message(records[place], chance)
    return log(*records)


def _events(data: bytes, chance: random.Random) -> bytes:
    from event_files import frame

    events, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 8], "little")
        events.append(data[at + 12 : at + 12 + size])
        at += 16 + size
    place = chance.randrange(1, len(events))
    events[place] = wrong_message(events[place], chance)
    return b"".join(map(frame, events))
