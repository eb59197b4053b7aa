"""JSON lines of detectron2 and mmengine, with the settings that these write beside them.

The lines alone are read as bare JSONL, too; what is here knows what lies beside them, and what their steps mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from xreport.importers.forms.python_settings import read_python_settings
from xreport.importers.forms.settings import as_params, beside, description, read_settings
from xreport.importers.kit.columns import Column, Columns
from xreport.importers.kit.protocol import Aside, Claim, Files, ImportedRun, Item, Listing, Refusal
from xreport.importers.kit.report import Report
from xreport.importers.lines.appended import with_attempts
from xreport.importers.lines.bare_steps import beside_training
from xreport.importers.lines.jsonl import JsonlImporter
from xreport.model import Ints

_METRICS: Final = "metrics.json"
_SCALARS: Final = "scalars.json"
_VIS: Final = "vis_data"
_COPY: Final = re.compile(r"\d{8}_\d{6}\.json")
_MMENGINE_CONFIG: Final = "config.py"
_ITER: Final = "iter"
AGAIN: Final = "what scalars.json holds, again"


class Detectron2Importer:
    """Reads ``metrics.json`` of detectron2 with the ``config.yaml`` beside it. What a resumed one appends is kept."""

    name = "detectron2"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim the file where its first line counts iterations."""
        found = [
            path for path in listing.files if path.rpartition("/")[2] == _METRICS and _has_iterations(listing, path)
        ]
        claims = []
        for path in found:
            settings = [name for name in beside(path, ("config.yaml",)) if listing.is_file(name)]
            claims.append(Claim(path, (path,), tuple(settings)))
        return claims or Refusal("no metrics.json of iterations")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run."""
        yield "", _by_attempts(files, report, _with_settings(files, report, "iteration"))


def _by_attempts(files: Files, report: Report, items: Iterator[Item]) -> Iterator[Item]:
    return with_attempts(items, lambda what, fix: report.note(what, fix, where=files.claim.at))


def _has_iterations(listing: Listing, path: str) -> bool:
    head = listing.head(path).lstrip()
    return head.startswith(b"{") and b'"iteration"' in head and b"\n" in head


class MmengineImporter:
    """Reads ``vis_data/scalars.json`` of mmengine with the ``config.py`` beside it, as data. Its copy counts once."""

    name = "mmengine"
    bare = True

    def claim(self, listing: Listing) -> Iterable[Claim | Aside] | Refusal:
        """Claim the scalars of each ``vis_data``, and put their copy ``<time>.json`` aside."""
        answer: list[Claim | Aside] = []
        for path in listing.files:
            folder, _, name = path.rpartition("/")
            if (
                name != _SCALARS
                or folder.rpartition("/")[2] != _VIS
                or not listing.head(path, 64).lstrip().startswith(b"{")
            ):
                continue
            settings = [name for name in beside(path, (_MMENGINE_CONFIG,)) if listing.is_file(name)]
            answer.append(Claim(path, (path,), tuple(settings)))
            copies = [one for one in listing.folder(folder) if _COPY.fullmatch(one.removeprefix(f"{folder}/"))]
            answer.append(Aside(tuple(one for one in copies if listing.size(one) <= listing.size(path)), AGAIN))
        return answer or Refusal("no vis_data/scalars.json")

    def read(self, files: Files, report: Report) -> Iterator[ImportedRun]:
        """Yield the run."""
        yield "", _by_attempts(files, report, map(_apart, _with_settings(files, report, "step")))


def _with_settings(files: Files, report: Report, step: str) -> Iterator[Item]:
    params: dict[str, Any] = {}
    for path in files.claim.context:
        if path.endswith(".py"):
            params |= as_params(read_python_settings(files.read(path).decode("utf-8", "replace")))
        else:
            params |= read_settings(files, path, report)
    with files.open(files.claim.at) as stream:
        for item in JsonlImporter(step).items(stream, report):
            if isinstance(item, dict) and item.get("type") == "start":
                yield item | description(params)
            else:
                yield item


def _apart(item: Item) -> Item:
    """Tell validation from training: its lines have no ``iter``, and their step is the epoch, or 0.

    What both log (``time``) is ``val/time`` for the former; their step becomes that of the training line before.
    """
    if not isinstance(item, Columns) or _ITER not in item.metrics:
        return item
    count = item.steps.size
    trained = _rows(item.metrics[_ITER], count)
    is_training = np.zeros(count, bool)
    is_training[trained] = True
    validated = np.flatnonzero(~is_training)
    steps = item.steps.copy()
    steps[validated] = beside_training(steps[validated], validated, steps[trained], trained)
    metrics: dict[str, Column] = {}
    for name, column in item.metrics.items():
        rows = _rows(column, count)
        own = is_training[rows]
        if own.all() or not own.any():
            metrics[name] = column
        else:
            metrics[name] = (rows[own], column[1][own])
            metrics[f"val/{name}"] = (rows[~own], column[1][~own])
    return Columns(steps, item.times, metrics)


def _rows(column: Column, count: int) -> Ints:
    return np.arange(count) if column[0] is None else column[0]
