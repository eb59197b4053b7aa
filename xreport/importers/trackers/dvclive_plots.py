"""What DVCLive draws: images, plots of scikit-learn, plots of one's own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any, Final

from xreport.format.limits import LARGEST_IMAGE, MOST_LABELS, MOST_ROWS
from xreport.importers.forms.documents import number_of
from xreport.importers.kit.images import image_record
from xreport.importers.kit.protocol import Files, Record
from xreport.importers.kit.report import Report

_CURVES: Final = (
    ("roc", "fpr", "tpr", "false positive rate", "true positive rate"),
    ("pr", "recall", "precision", "recall", "precision"),
    ("calibration", "prob_pred", "prob_true", "mean predicted probability", "fraction of positives"),
)


def image_records(files: Files, path: str, name: str, report: Report) -> Iterator[Record]:
    """Yield an image; of those in a folder of their own, named by number, the number is the step."""
    folder, file = posixpath.split(name)
    stem = file.rpartition(".")[0]
    numbered = bool(folder) and stem.isdecimal() and stem.isascii() and len(stem) < 18
    size = files.size(path)
    try:
        data = files.read(path, LARGEST_IMAGE)
    except OSError:
        data = b""
    key, step = (folder, int(stem)) if numbered else (name, None)
    record = image_record(data, key, step=step)
    if record is None:
        report.skip("not an image that is shown")
        record = {"type": "artifact", "path": f"plots/images/{name}", "bytes": size}
    yield record


def plot_record(name: str, rows: Any) -> Record | None:
    """Return a plot as what it is: a confusion matrix, a known curve, else a table. None for what is none of these."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return None
    if {"actual", "predicted"} <= rows[0].keys() and (found := _confusion(name, rows)):
        return found
    for kind, x, y, x_label, y_label in _CURVES:
        if {x, y} <= rows[0].keys() and (line := _line(rows, x, y)):
            return {
                "type": "curve", "key": name, "kind": kind, "x_label": x_label, "y_label": y_label,
                "lines": [{"name": name, **line}],
            }  # fmt: skip
    return _table(name, rows)


def _confusion(name: str, rows: Sequence[dict[str, Any]]) -> Record | None:
    pairs = [(str(row.get("actual")), str(row.get("predicted"))) for row in rows]
    labels = sorted({label for pair in pairs for label in pair}, key=lambda text: (len(text), text))
    if len(labels) > MOST_LABELS:
        return None
    place = {label: at for at, label in enumerate(labels)}
    counts = [[0] * len(labels) for _ in labels]
    for actual, predicted in pairs:
        counts[place[actual]][place[predicted]] += 1
    return {"type": "confusion", "key": name, "labels": labels, "counts": counts}


def _line(rows: Sequence[dict[str, Any]], x: str, y: str) -> dict[str, list[float]] | None:
    points = [(number_of(row.get(x)), number_of(row.get(y))) for row in rows]
    whole = [(a, b) for a, b in points if a is not None and b is not None]
    if not whole:
        return None
    every = -(-len(whole) // MOST_ROWS)
    # The ends of a curve are what its area hangs on.
    kept = [*whole[:-1:every][: MOST_ROWS - 1], whole[-1]]
    return {"x": [a for a, _ in kept], "y": [b for _, b in kept]}


def _table(name: str, rows: Sequence[dict[str, Any]]) -> Record:
    columns = list(dict.fromkeys(key for row in rows for key in row))[:MOST_LABELS]
    cells = [[row.get(key) for key in columns] for row in rows[:MOST_ROWS]]
    return {"type": "table", "key": name, "columns": columns, "rows": cells, "count": len(rows)}
