"""Artifacts shown by what is in them: tables of ``log_table`` and evaluations, texts, descriptions of models."""

from __future__ import annotations

from typing import Final

from xreport.importers.kit.decode import BadLineError, LineDecoder
from xreport.importers.kit.logged import At, table_record, text_record
from xreport.importers.kit.protocol import Record
from xreport.importers.trackers.mlflow.meta import BadMetaError, parse_meta, text_of

LARGEST_TABLE: Final = 8 << 20
LARGEST_TEXT: Final = 64 << 10
_TEXTS: Final = (".txt", ".md", ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".csv", ".tsv")
_decoder = LineDecoder()


def is_text(name: str, size: int) -> bool:
    """Return whether an artifact has the name and the size of a text to be shown."""
    return 0 < size <= LARGEST_TEXT and name.lower().endswith(_TEXTS)


def as_table(data: bytes, name: str) -> Record | None:
    """Return the record of a table as MLflow stores it, ``{"columns": […], "data": [[…]]}``; None of all else."""
    try:
        document = _decoder.decode(data)
    except BadLineError:
        return None
    columns, rows = document.get("columns"), document.get("data")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return None
    return table_record(columns, rows, At(name))


def as_shown(data: bytes, name: str) -> Record | None:
    """Return the record of a small text, of a table where it is one, None where it is neither."""
    if name.lower().endswith(".json") and (table := as_table(data, name)):
        return table
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or not text.strip() else text_record(text, At(name))


def describe_model(data: bytes) -> str:
    """Return what an ``MLmodel`` file says in a few words: the flavors, and the version of MLflow."""
    try:
        meta = parse_meta(data)
    except BadMetaError:
        return ""
    flavors = meta.get("flavors")
    names = sorted(flavors, key=lambda name: (name == "python_function", name)) if isinstance(flavors, dict) else []
    version = text_of(meta, "mlflow_version")
    return ", ".join([*names, *([f"MLflow {version}"] if version else [])])
