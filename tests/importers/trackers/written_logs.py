"""Logs that the tools themselves wrote, by their names in ``written/``: each as the files of a folder."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

WRITTEN = Path(__file__).parent / "written"


def database(dump: str) -> bytes:
    """Return the database that a dump of SQLite describes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        connection.executescript(dump)
        connection.commit()
        connection.close()
        return path.read_bytes()


def files_of(folder: str) -> dict[str, bytes]:
    """Return the files of a folder of ``written/`` by their paths below it."""
    root = WRITTEN / folder
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


OPTUNA = {"search/optuna.log": (WRITTEN / "optuna.log").read_bytes()}
OPTUNA_DATABASE = {"search/study.db": database((WRITTEN / "optuna.sql").read_text(encoding="utf-8"))}
RAY = files_of("ray")
