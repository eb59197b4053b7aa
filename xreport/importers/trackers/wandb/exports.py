"""What W&B's web pages and its API export: CSV of the runs table and of charts, history as JSON and Parquet.

The CSV files of one folder are read together: a chart names its runs as the runs table does.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Final

from xreport.importers.forms.cells import header_cells
from xreport.importers.kit.protocol import Claim, Files, ImportedRun, Listing
from xreport.importers.kit.report import Report
from xreport.importers.trackers.wandb.exported_csv import ExportedRuns, is_chart, is_runs_table
from xreport.importers.trackers.wandb.exported_history import read_json, read_parquet

CSV, JSON, PARQUET = "csv", "json", "parquet"
EXPORTS: Final = (CSV, JSON, PARQUET)
"""The hints of claims of exports."""
_HISTORY: Final = re.compile(r"history", re.IGNORECASE)
_HEAD: Final = 64 << 10


def claim_exports(listing: Listing, taken: Collection[str], roots: Collection[str]) -> Iterator[Claim]:
    """Yield a claim for each folder of exported CSV files, and for each exported history."""
    folders: dict[str, list[str]] = {}
    for path in listing.files:
        end = path.lower().rpartition(".")[2]
        if end not in EXPORTS or path in taken:
            continue
        if end == CSV:
            if _is_ours(listing.head(path, _HEAD)):
                folders.setdefault(posixpath.dirname(path), []).append(path)
        elif _HISTORY.search("/".join(path.split("/")[-2:])) and (end == PARQUET or _is_history(listing.head(path))):
            yield Claim(path, (path,), hint=end)
    for folder, paths in folders.items():
        alone = len(paths) == 1 or folder in roots
        yield Claim(paths[0] if alone else folder, tuple(paths), hint=CSV)


def read_exports(files: Files, report: Report) -> Iterator[ImportedRun]:
    """Yield the runs of a claim of exports."""
    if files.claim.hint == JSON:
        return read_json(files, report)
    if files.claim.hint == PARQUET:
        return read_parquet(files, report)
    return ExportedRuns(files, report).runs()


def _is_ours(head: bytes) -> bool:
    """Whether a CSV file begins with the header of an export."""
    if not head.strip():
        return False
    names = header_cells(head, ",")
    return is_runs_table(names) or is_chart(names)


def _is_history(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] in (b"[", b"{") and b'"_step"' in head and b"\n{" not in start
