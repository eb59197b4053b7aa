"""Folders of W&B runs as the importer sees them, and what it makes of them."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np

from xreport.importers.kit.columns import Columns, Table
from xreport.importers.kit.protocol import Claim
from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb import WandbImporter


class FolderListing:
    """The files below a folder, links left out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        found = (Path(at) / name for at, _, names in os.walk(root) for name in names)
        self.files = sorted(path.relative_to(root).as_posix() for path in found if not path.is_symlink())

    def folder(self, path: str):
        return [one for one in self.files if not path or one.startswith(f"{path}/")]

    def is_file(self, path: str) -> bool:
        return path in self.files

    def size(self, path: str) -> int:
        return (self.root / path).stat().st_size

    def head(self, path: str, size: int = 4096) -> bytes:
        return (self.root / path).read_bytes()[:size]


class FolderFiles:
    """The files of a claim."""

    def __init__(self, root: Path, claim: Claim) -> None:
        self.root = root
        self.claim = claim

    def _path(self, path: str) -> Path:
        if path not in self.claim.files:
            raise FileNotFoundError(2, "not among the files of the claim", path)
        return self.root / path

    def size(self, path: str) -> int:
        return self._path(path).stat().st_size

    def open(self, path: str):
        return self._path(path).open("rb", buffering=0)

    def read(self, path: str, most: int = 16 << 20) -> bytes:
        data = self._path(path).read_bytes()
        if len(data) > most:
            raise OSError(27, "larger than such a file is")
        return data

    def location(self, path: str) -> str:
        return str(self._path(path))


class MemoryFiles(FolderFiles):
    """Files that lie nowhere."""

    def __init__(self, contents: dict[str, bytes], at: str = "") -> None:
        self.contents = contents
        self.claim = Claim(at=at, files=tuple(contents))

    def size(self, path: str) -> int:
        return len(self.contents[path])

    def open(self, path: str):
        return io.BytesIO(self.contents[path])

    def read(self, path: str, most: int = 16 << 20) -> bytes:
        if len(self.contents[path]) > most:
            raise OSError(27, "larger than such a file is")
        return self.contents[path]


class Imported:
    """Everything that reading a claim gave."""

    def __init__(self, files) -> None:
        self.report = Report(files.claim.at)
        self.items = []
        table = Table(10_000)
        for _, items in WandbImporter().read(files, self.report):
            for item in items:
                self.items.append(item)
                if isinstance(item, Columns):
                    table.add(item)
        self.events = [item for item in self.items if not isinstance(item, Columns)]
        self.series = table.series()
        self.issues = self.report.issues()
        self.whats = [issue.what for issue in self.issues]

    def of(self, kind: str) -> list[dict]:
        return [event for event in self.events if event["type"] == kind]

    @property
    def start(self) -> dict:
        return self.of("start")[0]

    @property
    def end(self) -> dict | None:
        return next(iter(self.of("end")), None)

    @property
    def scores(self) -> dict:
        return {key: value for event in self.of("summary") for key, value in event["values"].items()}

    @property
    def facts(self) -> dict:
        return {key: value for event in self.of("fact") for key, value in event["values"].items()}

    def values(self, key: str) -> list[float]:
        return self.series[key].values.tolist()

    def points(self, key: str) -> list[tuple[int, float, float]]:
        one = self.series[key]
        return list(zip(one.steps.tolist(), one.times.tolist(), one.values.tolist(), strict=True))

    def is_equal(self, other) -> bool:
        return (
            self.events == other.events
            and self.series.keys() == other.series.keys()
            and all(
                np.array_equal(getattr(one, name), getattr(other.series[key], name), equal_nan=name != "steps")
                for key, one in self.series.items()
                for name in ("steps", "values", "times")
            )
        )


def claims_of(root: Path):
    """What the importer claims of a folder, or its refusal."""
    said = WandbImporter().claim(FolderListing(root))
    return said if hasattr(said, "reason") else list(said)


def import_folder(root: Path) -> list[Imported]:
    """Read all runs below a folder."""
    return [Imported(FolderFiles(root, claim)) for claim in claims_of(root) if isinstance(claim, Claim)]


def import_log(data: bytes) -> Imported:
    """Read a log that lies alone."""
    return Imported(MemoryFiles({"run-abcd1234.wandb": data}))
