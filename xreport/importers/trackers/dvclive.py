"""DVCLive: ``dvclive/`` with ``plots/metrics/*.tsv``, ``params.yaml`` and ``metrics.json``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from xreport.importers.forms.cells import header_cells, read_rows
from xreport.importers.forms.documents import number_of, read_bytes, read_document
from xreport.importers.forms.plain_yaml import MOST_BYTES, YamlError, read_yaml
from xreport.importers.kit.columns import Columns
from xreport.importers.kit.fields import start
from xreport.importers.kit.params import take_seed
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Item, Listing, Record, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.kit.values import as_step, flatten_metrics
from xreport.importers.trackers.dvclive_plots import image_records, plot_record

_SERIES: Final = ("plots/metrics/", "scalars/")
"""Where the series are, now and before version 1."""
_PARTS: Final = ("plots/metrics/", "plots/images/", "plots/sklearn/", "plots/custom/", "scalars/")
_OWN: Final = ("metrics.json", "params.yaml", "dvc.yaml", "report.html", "report.md", "report.ipynb")
_WIDTHS: Final = (2, 3)
"""Cells of a row: step and value, and before them the time where the script asked for it."""
_DULL: Final = "dvclive"
_FIX: Final = "Restore the file from a copy. All other lines are read."


class DvcliveImporter:
    """Reads the folders that DVCLive writes: each is a run.

    Read: every series with its steps, and times where they were logged; params; the last values of metrics without a
    series; images, confusion matrices, curves of scikit-learn, custom plots as tables.
    Left: reports, ``dvc.yaml``, DVC's own experiments and caches. The folder does not tell that a run has ended.
    """

    name = "dvclive"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim] | Refusal:
        """Claim the files that DVCLive writes, of each folder that has a series of it."""
        first: dict[str, str] = {}
        for path in listing.files:
            root = _root(path)
            if root is not None and root not in first and _is_series(listing.head(path, 1024), path):
                first[root] = path
        if not first:
            return Refusal("no series of DVCLive (plots/metrics/*.tsv)")
        return [Claim(root, tuple(_files_of(listing, root))) for root in sorted(first)]

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run of a folder."""
        yield "", _Folder(files, report).items()


def _root(path: str) -> str | None:
    """Return the folder of DVCLive that a series lies in, None for what is no series."""
    if not path.endswith(".tsv"):
        return None
    for part in _SERIES:
        before, found, _ = f"/{path}".partition(f"/{part}")
        if found:
            return before[1:]
    return None


def _is_series(head: bytes, path: str) -> bool:
    """Whether the header is ``step`` and the file's own name, with or without times."""
    columns = header_cells(head, "\t")
    return columns[-2:] == ["step", _metric_of(path)] and columns[:-2] in ([], ["timestamp"])


def _metric_of(path: str) -> str:
    return posixpath.basename(path).removesuffix(".tsv")


def _files_of(listing: Listing, root: str) -> Iterator[str]:
    begin = len(root) + 1 if root else 0
    for path in listing.folder(root):
        if path.startswith(_PARTS, begin) or path[begin:] in _OWN:
            yield path


class _Folder:
    def __init__(self, files: Files, report: Report) -> None:
        self._files = files
        self._report = report
        self._at = files.claim.at
        self._begin = len(self._at) + 1 if self._at else 0

    def items(self) -> Iterator[Item]:
        params = self._params()
        above, name = posixpath.split(self._at)
        yield start(
            # A thousand folders have this name: the one above it tells more.
            name=posixpath.basename(above) if name == _DULL else "",
            seed=take_seed(params),
            params=params,
        )
        known: set[str] = set()
        facts: dict[str, Any] = {}
        for path in self._files.claim.files:
            part = next((one for one in _SERIES if path.startswith(one, self._begin)), "")
            if part and path.endswith(".tsv"):
                metric = path[self._begin + len(part) :].removesuffix(".tsv")
                known.add(metric)
                yield from self._series(path, metric, facts)
        yield from self._summary(known, facts)
        for path in self._files.claim.files:
            relative = path[self._begin :]
            if relative.startswith("plots/images/"):
                yield from image_records(self._files, path, relative.removeprefix("plots/images/"), self._report)
            elif relative.startswith(("plots/sklearn/", "plots/custom/")) and relative.endswith(".json"):
                found = read_document(self._files, path, self._report, what="the plot")
                record = plot_record(posixpath.basename(path).removesuffix(".json"), found)
                if record:
                    yield record

    def _find(self, name: str) -> str:
        path = f"{self._at}/{name}" if self._at else name
        return path if path in self._files.claim.files else ""

    def _params(self) -> dict[str, Any]:
        path = self._find("params.yaml")
        if not path:
            return {}
        try:
            found = read_yaml(self._files.read(path, MOST_BYTES))
        except OSError as error:
            what = f"cannot be read: {error.strerror or 'unknown reason'}"
            self._report.note(what, "Check the file.", where=path)
        except YamlError as error:
            self._report.note(f"params cannot be used: {error}", "Restore the file from a copy.", where=path)
        else:
            if isinstance(found, dict):
                return found
        return {}

    def _series(self, path: str, metric: str, facts: dict[str, Any]) -> Iterator[Item]:
        data = read_bytes(self._files, path, self._report)
        if data is None:
            return
        steps, times, values = self._rows(data, path, metric, facts)
        if steps:
            numbers, stamps = np.array(steps, np.int64), np.array(times, np.float64)
            yield Columns(numbers, stamps, {metric: (None, np.array(values, np.float64))})

    def _rows(
        self, data: bytes, path: str, metric: str, facts: dict[str, Any]
    ) -> tuple[list[int], list[float], list[float]]:
        steps: list[int] = []
        times: list[float] = []
        values: list[float] = []
        # The time stands before the others, in the rows that were logged with one, whatever the header says.
        rows = read_rows(data, path, self._report, _FIX, delimiter="\t", widths=_WIDTHS)
        first = next(rows, None)
        if first is None:
            return steps, times, values
        if "step" not in first.cells:
            self._report.reject(len(data), "a series without the column step", _FIX, where=path)
            return steps, times, values
        for row in rows:
            step, value = _step(row.cells[-2]), _number(row.cells[-1])
            if step is None:
                self._report.reject(row.size, "not a step and a value", _FIX, where=f"{path}:{row.line}")
            elif value is None:
                facts[metric] = row.cells[-1]
            else:
                steps.append(step)
                times.append(_time(row.cells[0]) if len(row.cells) == max(_WIDTHS) else np.nan)
                values.append(value)
        return steps, times, values

    def _summary(self, known: set[str], facts: dict[str, Any]) -> Iterator[Record]:
        """What has no series: logged without a plot, or texts."""
        path = self._find("metrics.json")
        found = read_document(self._files, path, self._report, what="metrics.json") if path else {}
        values: dict[str, Any] = dict(facts)
        if isinstance(found, dict):
            flat = flatten_metrics(found, self._report.note)
            values |= {key: value for key, value in flat.items() if key not in known and key != "step"}
        if values:
            yield {"type": "summary", "values": values}


def _step(text: str) -> int | None:
    try:
        return as_step(int(text)) if len(text) < 30 else None
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        return None


def _time(text: str) -> float:
    milliseconds = number_of(_number(text))
    return milliseconds / 1000 if milliseconds is not None and 0 < milliseconds < 1e15 else np.nan
