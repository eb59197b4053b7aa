"""Importers: each reads one kind of file and yields the same records that the logger writes.

A new format is one module with one class (see `protocol.Importer`) and one entry in `IMPORTERS`.
"""

from __future__ import annotations

from xreport.importers.heads import Head
from xreport.importers.journal import JournalImporter
from xreport.importers.jsonl import JsonlImporter
from xreport.importers.protocol import Importer, Item, Record, Refusal
from xreport.importers.report import Report

__all__ = ["IMPORTERS", "Head", "Importer", "Item", "Record", "Refusal", "Report", "choose"]

IMPORTERS: tuple[Importer, ...] = (JournalImporter(), JsonlImporter())
"""In the order in which they are asked."""


def choose(head: Head) -> Importer | Refusal:
    """Return the importer that reads the file with this head, or why the last one asked does not."""
    refusal = Refusal("not a log")
    for importer in IMPORTERS:
        answer = importer.sniff(head)
        if answer is None:
            return importer
        refusal = answer
    return refusal
