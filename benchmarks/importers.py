"""Reading logs of other tools, beside each tool's own reader in the same run: points per CPU second, and peak memory.

``importers.py --points 1000000`` writes a log of ten metrics in each format, then reads it in turn, each time in a
process of its own: by xreport (`xreport.load.load`, one process, no cache: discovery, checks, columns, summaries) and
by the tool (the EventAccumulator, the client, the DataStore). The tools go into environments of their own
below ``--tools``, which are made where they are missing.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sqlite3
import struct
import subprocess
import sys
import tempfile
import venv
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import figures

from xreport.importers.trackers.tensorboard.crc import crc_each

METRICS = [f"train/metric_{number}" for number in range(10)]
START = 1_700_000_000
BATCH = 10_000
TOOLS = {
    "tensorboard": ["tensorboard>=2.21,<3", "setuptools<81"],
    "mlflow": ["mlflow-skinny>=3,<4", "sqlalchemy", "alembic"],
    "wandb": ["wandb<0.26"],
}
PEERS = {"tensorboard": "EventAccumulator", "mlflow": "MLflow client", "wandb": "W&B DataStore"}
FORMATS = {"tensorboard": "TensorBoard", "mlflow": "MLflow, SQLite", "wandb": "W&B"}


def value(step: int, at: int) -> float:
    return math.exp(-step / 1e5) + at + (step * 7919 % 1000) / 1e4


# -- writing --------------------------------------------------------------------------------------


def varint(number: int) -> bytes:
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def field(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def write_tensorboard(folder: Path, points: int, _python: Path) -> None:
    """One event per value, as PyTorch writes them."""
    tags = [field(1, name.encode()) for name in METRICS]
    with (folder / "events.out.tfevents.1700000000.host").open("wb") as file:
        steps = range(points // len(METRICS))
        for first in range(0, len(steps), BATCH):
            events = [
                struct.pack("<Bd", 9, START + step + at / 100)
                + (b"\x10" + varint(step) if step else b"")
                + field(5, field(1, tag + struct.pack("<Bf", 0x15, value(step, at))))
                for step in steps[first : first + BATCH]
                for at, tag in enumerate(tags)
            ]
            sizes = [struct.pack("<Q", len(event)) for event in events]
            file.writelines(
                size + struct.pack("<I", head) + event + struct.pack("<I", tail)
                for size, head, event, tail in zip(
                    sizes, crc_each(sizes).tolist(), events, crc_each(events).tolist(), strict=True
                )
            )


def write_mlflow(folder: Path, points: int, python: Path) -> None:
    """A database that MLflow made, with rows that it did not have to write one by one."""
    script = (
        "import sys; from mlflow import MlflowClient; client = MlflowClient(sys.argv[1]); "
        "run = client.create_run(client.create_experiment('bench')).info.run_id; "
        "client.set_terminated(run); print(run)"
    )
    command = [python, "-c", script, f"sqlite:///{folder}/mlflow.db"]
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout.split()[-1]
    rows = (
        (key, value(step, at), START * 1000 + step, step, run, 0)
        for step in range(points // len(METRICS))
        for at, key in enumerate(METRICS)
    )
    connection = sqlite3.connect(folder / "mlflow.db")
    insert = "INSERT INTO {} (key, value, timestamp, step, run_uuid, is_nan) VALUES (?, ?, ?, ?, ?, ?)"
    connection.executemany(insert.format("metrics"), rows)
    connection.executemany(insert.format("latest_metrics"), [(key, 0, 0, 0, run, 0) for key in METRICS])
    connection.commit()
    connection.close()


def write_wandb(folder: Path, points: int, _python: Path) -> None:
    """A row of ten metrics a record, as the client writes them."""
    place = folder / "run-20231114_221320-abcd1234"
    place.mkdir()
    with (place / "run-abcd1234.wandb").open("wb") as file:
        at = file.write(b":W&B\xe1\xbe\x00")
        for data in wandb_records(points):
            first, rest = True, data
            while True:
                room = (32 << 10) - at % (32 << 10)
                if room < 7:
                    at += file.write(b"\0" * room)
                    continue
                part, rest = rest[: room - 7], rest[room - 7 :]
                # Whole, first, middle or last part of a record.
                body = bytes([(2 if rest else 1) if first else (3 if rest else 4)]) + part
                at += file.write(struct.pack("<IH", zlib.crc32(body), len(part)) + body)
                first = False
                if not rest:
                    break


def wandb_records(points: int) -> Iterator[bytes]:
    yield field(17, field(1, b"abcd1234") + field(3, b"bench"))
    keys = [field(1, name.encode()) for name in METRICS]
    for step in range(points // len(METRICS)):
        own = {b"_step": step, b"_timestamp": START + step, b"_runtime": step}
        items = [field(1, key + field(16, repr(value(step, at)).encode())) for at, key in enumerate(keys)]
        items += [field(1, field(1, key) + field(16, repr(number).encode())) for key, number in own.items()]
        yield field(2, b"".join(items) + field(2, b"\x08" + varint(step)))
    yield field(18, b"\x08\x00")


WRITERS: dict[str, Callable[[Path, int, Path], None]] = {
    "tensorboard": write_tensorboard,
    "mlflow": write_mlflow,
    "wandb": write_wandb,
}


# -- reading --------------------------------------------------------------------------------------


def tool(folder: Path, name: str) -> Path:
    """Return a Python that has a tool; make it where it is missing."""
    place = folder / name
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *TOOLS[name]], check=True)
    return python


def read(python: Path | str, reader: str, folder: Path) -> dict[str, float]:
    script = Path(__file__).with_name("importers_readers.py")
    environment = os.environ | {"WANDB_SILENT": "true"}
    done = subprocess.run([python, script, reader, folder], check=True, capture_output=True, text=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(name: str, points: int, rounds: int, tools: Path) -> dict[str, list[dict[str, float]]]:
    python = tool(tools, name)
    found: dict[str, list[dict[str, float]]] = {"xreport": [], PEERS[name]: []}
    with tempfile.TemporaryDirectory(prefix="xreport-importers-") as place:
        folder = Path(place)
        WRITERS[name](folder, points, python)
        for _ in range(rounds):
            found["xreport"].append(read(sys.executable, "xreport", folder))
            found[PEERS[name]].append(read(python, name, folder))
    counts = {one["points"] for some in found.values() for one in some}
    if counts != {points}:
        sys.exit(f"{name}: {points:,} points were written, {counts} were read")
    return found


def how(rounds: int) -> tuple[str, str]:
    """Return what kind of figure these are: seconds on the wall would be other ones."""
    return "seconds of", f"processor time, user and system, of the reading process; the best of {rounds:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--formats", nargs="+", choices=list(WRITERS), default=list(WRITERS))
    parser.add_argument("--tools", type=Path, help="where the environments of the tools are, or are to be made")
    parser.add_argument("--least", type=float, help="exit 1 when event files are read less than so many times faster")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    rows: list[tuple[str, str]] = [how(given.rounds)]
    print(f"{rows[0][0]:60} {rows[0][1]}")
    ratios: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="xreport-tools-") as temporary:
        for name in given.formats:
            found = measure(name, given.points, given.rounds, given.tools or Path(temporary))
            speed = {}
            for reader, some in found.items():
                speed[reader] = given.points / min(one["seconds"] for one in some)
                peak = min(one["peak"] for one in some)
                said = f"{speed[reader]:,.0f} points/CPU s, peak {peak:,.0f} MiB"
                rows.append((f"{FORMATS[name]}, {given.points:,} points: {reader}", said))
                print(f"{rows[-1][0]:60} {said}")
            ratios[name] = speed["xreport"] / speed[PEERS[name]]
            rows.append((f"{FORMATS[name]}: xreport / {PEERS[name]}", f"{ratios[name]:.1f} ×"))
            print(f"{rows[-1][0]:60} {rows[-1][1]}")
    if given.write:
        figures.write("importers", rows)
    if given.least is not None and ratios.get("tensorboard", math.inf) < given.least:
        sys.exit(f"event files are read {ratios['tensorboard']:.1f} times as fast as by TensorBoard itself")


if __name__ == "__main__":
    main()
