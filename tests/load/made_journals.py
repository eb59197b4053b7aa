"""Journals made by hand, one record after the other."""

import json
import zlib
from pathlib import Path

from xreport.load import load
from xreport.settings import Config

NOW = 1_763_900_000.0


class Made:
    """The content of a journal in the making."""

    def __init__(self, run="20251123-120000-abcdef", writer="0123456789abcdef", attempt=1, time=NOW - 100, **fields):
        self.run, self.writer = run, writer
        self.data = b""
        self.time = time
        self.add(xreport=1, type="start", run=run, writer=writer, attempt=attempt, time=time, **fields)

    def add(self, **record):
        self.data += json.dumps(record).encode() + b"\n"
        return self

    def log(self, step, **metrics):
        self.time += 1
        return self.add(step=step, time=self.time, metrics=metrics)

    def end(self, status="finished", **more):
        seal = {"count": self.data.count(b"\n"), "bytes": len(self.data), "crc32": zlib.crc32(self.data)}
        return self.add(type="end", time=self.time, status=status, **more, **seal)

    def write(self, folder: Path) -> Path:
        path = folder / self.run / f"{self.writer}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.data)
        return path


def read(*sources: Path, now=NOW, **more):
    more.setdefault("config", Config(root=sources[0].parent))
    return load(sources, now=now, jobs=1, **more)


def only_run(*sources: Path, **more):
    (run,) = read(*sources, **more).runs
    return run
