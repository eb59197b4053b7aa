"""Run folders without a log: of clients before 0.10, or whose log was removed after it had been uploaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xreport.importers.kit.decode import BadLineError
from xreport.importers.kit.lines import read_lines
from xreport.importers.kit.protocol import Record
from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb.folder import HISTORY, RunFolder
from xreport.importers.trackers.wandb.history import History
from xreport.importers.trackers.wandb.items import decode_object

_FIX = "Restore the file from a copy. All other lines are read."


def read_rows(folder: RunFolder, report: Report, history: History) -> Iterator[None]:
    """Read ``wandb-history.jsonl`` into the history, a stretch of lines at a time."""
    path = folder.find(HISTORY)
    if not path:
        return
    try:
        with folder.files.open(path) as stream:
            for data, kind in read_lines(stream, report):
                if kind != "too long":
                    _read_stretch(data, kind == "tail", report, history, path)
                yield
    except OSError as error:
        report.note(f"cannot be read: {error.strerror}", "Check the file and its permissions.", where=path)


def _read_stretch(data: bytes, unfinished: bool, report: Report, history: History, path: str) -> None:  # noqa: FBT001
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            row = decode_object(line)
        except BadLineError as error:
            if unfinished:
                fix = "It is read when the rest has been written."
                report.wait(len(line), "the last line is not finished", fix, where=path)
            else:
                report.reject(len(line) + 1, error.what, _FIX, where=path)
        else:
            history.add(row)


def exit_code_of(metadata: dict[str, Any]) -> Record | None:
    """Return how a run ended where old clients noted it."""
    code = metadata.get("exitcode")
    if isinstance(code, int) and not isinstance(code, bool):
        return {"code": code, "runtime": 0}
    return None
