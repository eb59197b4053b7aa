"""Importers: each reads one format and yields the same records that the logger writes.

A new format of single files is one module with one class (see `protocol.Importer`). A format of folders, or of files
that hold several runs, is a module or package with one class (see `protocol.FolderImporter`). Each is one entry in
`registry`; one of folders may be an entry point of another package, too (``docs/guides/importers.md``).
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
    Unread,
)
from xreport.importers.kit.report import Report
from xreport.importers.registry import IMPORTERS, choose

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
    "Unread",
    "choose",
]
