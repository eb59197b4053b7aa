"""Reading bytes with one importer."""

import io

import numpy as np

from xreport.importers.kit.columns import Columns, Table
from xreport.importers.kit.report import Report
from xreport.importers.lines.journal import JournalImporter
from xreport.importers.lines.jsonl import JsonlImporter


class Result:
    """Everything that reading some bytes gave."""

    def __init__(self, importer, data: bytes) -> None:
        self.data = data
        self.report = Report("a.jsonl")
        self.events = []
        table = Table(10_000)
        for item in importer.read(io.BytesIO(data), self.report):
            if isinstance(item, Columns):
                table.add(item)
            else:
                self.events.append(item)
        self.series = table.series()

    @property
    def values(self):
        return {key: series.values.tolist() for key, series in self.series.items()}

    @property
    def steps(self):
        return {key: series.steps.tolist() for key, series in self.series.items()}

    @property
    def whats(self):
        return [issue.what for issue in self.report.issues()]

    def account_is_whole(self):
        report = self.report
        return report.accepted + report.rejected + report.pending == len(self.data)

    def __eq__(self, other):
        return (
            repr(self.events) == repr(other.events)
            and list(self.series) == list(other.series)
            and all(
                np.array_equal(getattr(one, name), getattr(other.series[key], name), equal_nan=name != "steps")
                for key, one in self.series.items()
                for name in ("steps", "values", "times")
            )
            and sorted(map(repr, self.report.issues())) == sorted(map(repr, other.report.issues()))
        )

    __hash__ = None


def read_journal(data: bytes) -> Result:
    return Result(JournalImporter(), data)


def read_jsonl(data: bytes) -> Result:
    return Result(JsonlImporter(), data)
