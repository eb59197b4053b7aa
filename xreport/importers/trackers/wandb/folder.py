"""The folder of a run: ``wandb/run-<time>-<id>/`` with its log, and ``files/`` beside it."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from xreport.importers.kit.protocol import Files
from xreport.importers.kit.report import Report

RUN_FOLDER: Final = re.compile(r"(?:offline-|dry)?run-(\d{8}_\d{6})-(.+)", re.DOTALL)
LOG: Final = re.compile(r"(?:run-)?(.+)\.wandb", re.DOTALL)

CONFIG: Final = "config.yaml"
SUMMARY: Final = "wandb-summary.json"
METADATA: Final = "wandb-metadata.json"
HISTORY: Final = "wandb-history.jsonl"
EVENTS: Final = "wandb-events.jsonl"
REQUIREMENTS: Final = "requirements.txt"
DIFF: Final = "diff.patch"
CONSOLE: Final = "output.log"
KNOWN: Final = frozenset({SUMMARY, METADATA, HISTORY})
"""Files by which a folder without a log is known for W&B's."""
OWN: Final = KNOWN | {CONFIG, EVENTS, REQUIREMENTS, DIFF, CONSOLE, "conda-environment.yaml"}
"""What the client itself puts beside the user's files."""

_MOST_DOCUMENT: Final = 4 << 20


class RunFolder:
    """The files of one run, by the names that W&B gives them."""

    def __init__(self, files: Files, report: Report) -> None:
        self.files = files
        self.at = files.claim.at
        paths = files.claim.files
        logs = [path for path in paths if path.endswith(".wandb")]
        self.log = logs[0] if logs else ""
        root = posixpath.dirname(self.log) if self.log else self.at
        self.root = f"{root}/" if root else ""
        self.paths = frozenset(paths)
        self._report = report

    @property
    def run_id(self) -> str:
        """The id that the folder's name, or the log's, ends in."""
        named = RUN_FOLDER.fullmatch(self.root.rstrip("/").rpartition("/")[2])
        if named:
            return named[2]
        named = LOG.fullmatch(self.log.rpartition("/")[2])
        return named[1] if named else ""

    @property
    def time(self) -> str:
        """The time in the folder's name, "" where it has none."""
        named = RUN_FOLDER.fullmatch(self.root.rstrip("/").rpartition("/")[2])
        return named[1] if named else ""

    def find(self, name: str) -> str:
        """Return the path of one of W&B's own files, which old clients put beside ``files/``; "" where it is not."""
        return next((path for path in (f"{self.root}files/{name}", f"{self.root}{name}") if path in self.paths), "")

    def read(self, name: str) -> bytes:
        """Return one of W&B's own files; nothing where it is not, or cannot be read."""
        path = self.find(name)
        if not path:
            return b""
        try:
            return self.files.read(path, _MOST_DOCUMENT)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            self._report.note(f"cannot be read: {reason}", "Check the file and its permissions.", where=path)
            return b""

    def tail(self, name: str, size: int) -> bytes:
        """Return the last bytes of one of W&B's own files, one more than asked for where it is longer."""
        path = self.find(name)
        data = b""
        try:
            if path:
                with self.files.open(path) as stream:
                    stream.seek(max(0, self.files.size(path) - size - 1))
                    while part := stream.read(size + 1 - len(data)):
                        data += part
        except OSError as error:
            reason = error.strerror or "unknown reason"
            self._report.note(f"cannot be read: {reason}", "Check the file and its permissions.", where=path)
        return data

    def media(self, name: str) -> str:
        """Return the path of a file that the run logged, "" where it is not there."""
        path = f"{self.root}files/{name}"
        return path if path in self.paths else ""
