"""Fields of records that are written for other tools: only those that say something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xreport.format.records import FORMAT
from xreport.importers.kit.protocol import Record


def said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {key: value for key, value in fields.items() if value is not None and value not in ("", [], {})}


def start(**fields: Any) -> Record:
    """Return a start record with the fields that say something."""
    return {"xreport": FORMAT, "type": "start", **said(fields)}
