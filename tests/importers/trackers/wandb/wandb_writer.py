"""A writer of W&B logs, as small as can be: what the importer must read, put down from the format's description."""

from __future__ import annotations

import json
import struct
import zlib

BLOCK = 32 << 10
HEADER = b":W&B\xe1\xbe\x00"

HISTORY, SUMMARY, OUTPUT, CONFIG, STATS, ARTIFACT, ALERT, METRIC = 2, 3, 4, 5, 7, 8, 10, 12
RUN, EXIT, USE_ARTIFACT, ENVIRONMENT = 17, 18, 25, 26


# -- protocol buffers -----------------------------------------------------------------------------


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def field(number: int, value) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def message(*pairs) -> bytes:
    return b"".join(field(number, value) for number, value in pairs if value not in ("", b"", None))


def item(key, value, *, raw: str | None = None, nested: bool = False) -> bytes:
    """A key and the JSON text of its value; a tuple is the path to it."""
    path = key if isinstance(key, tuple) else (key,)
    keys = [(2, part) for part in path] if nested or len(path) > 1 else [(1, path[0])]
    return message(*keys, (16, json.dumps(value) if raw is None else raw))


def stamp(seconds: float) -> bytes:
    whole = int(seconds)
    return message((1, whole), (2, round((seconds - whole) * 1e9)))


# -- records --------------------------------------------------------------------------------------


def record(kind: int, body: bytes, number: int = 7) -> bytes:
    return message((1, number), (kind, body), (200, message((1, "stream"))))


def history(values: dict, step: int | None = None, *, nested: bool = False, own: bool = True) -> bytes:
    """A row; with ``own`` it has ``_step`` and ``_timestamp`` as clients write them."""
    extra = {"_step": step, "_timestamp": 1.7e9 + step, "_runtime": float(step)} if own and step is not None else {}
    rows = [(1, item(key, value, nested=nested)) for key, value in (values | extra).items()]
    steps = [] if step is None else [(2, message((1, step)) or field(1, 0))]
    return record(HISTORY, message(*rows, *steps))


def summary(values: dict, remove: tuple = ()) -> bytes:
    gone = [(2, item(key, None)) for key in remove]
    return record(SUMMARY, message(*((1, item(key, value)) for key, value in values.items()), *gone))


def config(values: dict, remove: tuple = ()) -> bytes:
    gone = [(2, item(key, None)) for key in remove]
    return record(CONFIG, message(*((1, item(key, value)) for key, value in values.items()), *gone))


def stats(values: dict, time: float) -> bytes:
    return record(STATS, message((2, stamp(time)), *((3, item(key, value)) for key, value in values.items())))


def run(
    run_id: str = "abcd1234",
    project: str = "wine",
    *,
    params: dict | None = None,
    group: str = "",
    job: str = "",
    name: str = "",
    notes: str = "",
    tags: tuple = (),
    sweep: str = "",
    time: float = 1.7e9,
    resumed: bool = False,
    commit: str = "",
) -> bytes:
    git = message((1, "https://secret.example.org/repo.git"), (2, commit)) if commit else b""
    items = message(*((1, item(key, value)) for key, value in (params or {}).items()))
    return record(
        RUN,
        message(
            *((1, run_id), (2, "an entity"), (3, project), (4, items), (6, group), (7, job), (8, name), (9, notes)),
            *((10, tag) for tag in tags),
            *((12, sweep), (13, "secret-host"), (17, stamp(time)), (18, int(resumed)), (21, git)),
        ),
    )


def end(code: int = 0, runtime: int = 60, *, incomplete: bool = False) -> bytes:
    return record(EXIT, message((1, code), (2, runtime), (3, int(incomplete))) or b"\x08\x00")


def metric(name: str, *, step: str = "", chosen: tuple[int, ...] = (), goal: int = 0) -> bytes:
    """What `define_metric` writes; ``chosen``, from 1: min, max, mean, best, last; ``goal``: minimize, maximize."""
    key = (2, name) if name.endswith("*") else (1, name)
    return record(METRIC, message(key, (4, step), (7, message(*((one, 1) for one in chosen))), (8, goal)))


def artifact(name: str, kind: str, entries: dict[str, int]) -> bytes:
    contents = [(4, message((1, path), (4, size), (6, "/secret/local/path"))) for path, size in entries.items()]
    return record(ARTIFACT, message((4, kind), (5, name), (11, "latest"), (12, message(*contents))))


# -- the log --------------------------------------------------------------------------------------


def fragment(kind: int, data: bytes) -> bytes:
    body = bytes([kind]) + data
    return struct.pack("<IH", zlib.crc32(body), len(data)) + body


def log(*records: bytes, header: bytes = HEADER) -> bytes:
    """The file that holds these records."""
    found = bytearray(header)
    for whole in records:
        kind, data = 2, whole
        while True:
            room = BLOCK - len(found) % BLOCK
            if room < 7:
                found += b"\0" * room
                continue
            part, data = data[: room - 7], data[room - 7 :]
            if not data:
                found += fragment(1 if kind == 2 else 4, part)
                break
            found += fragment(kind, part)
            kind = 3
    return bytes(found)


def small_log() -> bytes:
    """A run of everything, in little space."""
    rows = [history({"loss": 1 / step, "acc": step / 10}, step) for step in range(1, 9)]
    return log(
        run(params={"lr": 0.1, "_wandb": {}}, name="first", tags=("a",)),
        config({"model": {"depth": 3}}),
        *rows[:4],
        stats({"cpu": 0.5, "cpu.0.cpu_percent": 1.0}, 1.7e9 + 1),
        *rows[4:],
        summary({"best": 0.8, "loss": 1 / 8}),
        end(),
    )
