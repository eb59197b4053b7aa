"""Reading folders of event files with the importer alone, without the room that reads everything."""

import io
from dataclasses import dataclass, field
from pathlib import Path

from xreport.importers.kit.columns import Columns, Table
from xreport.importers.kit.protocol import Aside, Claim
from xreport.importers.kit.report import Report
from xreport.importers.trackers.tensorboard import TensorboardImporter


@dataclass
class FakeFiles:
    """Both the listing of a source and the files of a claim: paths to bytes."""

    contents: dict[str, bytes]
    claim: Claim | None = None
    files: list[str] = field(init=False)

    def __post_init__(self):
        self.files = sorted(self.contents)

    def folder(self, path):
        return [name for name in self.files if not path or name.startswith(f"{path}/")]

    def is_file(self, path):
        return path in self.contents

    def size(self, path):
        return len(self.contents[path])

    def head(self, path, size=4096):
        return self.contents[path][:size]

    def open(self, path):
        return io.BytesIO(self.contents[path])

    def read(self, path, most=16 << 20):
        return self.contents[path]


def points_of(series):
    return {name: list(zip(one.steps.tolist(), one.values.tolist(), strict=True)) for name, one in series.items()}


class ImportedRun:
    def __init__(self, contents, claim):
        self.claim = claim
        self.report = Report(claim.at)
        self.table = Table(100_000)
        self.records = []
        self.attempts = []
        """The points of each attempt."""
        for _, items in TensorboardImporter().read(FakeFiles(contents, claim), self.report):
            own = Table(100_000)
            for item in items:
                if isinstance(item, Columns):
                    self.table.add(item)
                    own.add(item)
                else:
                    self.records.append(item)
            self.attempts.append(points_of(own.series()))
        self.series = self.table.series()

    @property
    def points(self):
        return points_of(self.series)

    @property
    def start(self):
        return self.records[0]

    @property
    def params(self):
        found = {}
        for record in self.of_type("update"):
            found |= record.get("params", {})
        return found

    @property
    def texts(self):
        return {key: value for one in self.of_type("log") for key, value in one["metrics"].items()}

    @property
    def whats(self):
        return [issue.what for issue in self.report.issues()]

    def of_type(self, kind):
        return [record for record in self.records if record.get("type", "log") == kind]


def claims(contents):
    found = list(TensorboardImporter().claim(FakeFiles(contents)))
    return [claim for claim in found if isinstance(claim, Claim)], [one for one in found if isinstance(one, Aside)]


def read_all(contents) -> dict[str, ImportedRun]:
    return {claim.at: ImportedRun(contents, claim) for claim in claims(contents)[0]}


def read_file(data: bytes) -> ImportedRun:
    """One event file, claimed whatever it holds."""
    name = "run/events.out.tfevents.1700000000.host"
    return ImportedRun({name: data}, Claim("run", (name,)))


def event_path(folder: str, time: int = 1700000000) -> str:
    return str(Path(folder) / f"events.out.tfevents.{time}.host")
