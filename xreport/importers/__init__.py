"""Importers: each reads one format and yields the same records that the logger writes.

A new format of single files is one module with one class (see `protocol.Importer`) and one entry in `IMPORTERS`. A
format of folders, or of files that hold several runs, is a package with one class (see `protocol.FolderImporter`) and
one entry in `registry.OURS`, or an entry point of another package (``docs/guides/importers.md``).
"""

from __future__ import annotations

from xreport.importers.kit.heads import Head
from xreport.importers.kit.protocol import (
    Aside,
    Claim,
    Files,
    FolderImporter,
    ImportedRun,
    Importer,
    Item,
    Listing,
    Record,
    Refusal,
)
from xreport.importers.kit.report import Report
from xreport.importers.lines.journal import JournalImporter
from xreport.importers.lines.jsonl import JsonlImporter

__all__ = [
    "IMPORTERS",
    "Aside",
    "Claim",
    "Files",
    "FolderImporter",
    "Head",
    "ImportedRun",
    "Importer",
    "Item",
    "Listing",
    "Record",
    "Refusal",
    "Report",
    "choose",
]

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
