"""Issues to take away."""

from __future__ import annotations

from xreport.model import Collection
from xreport.text import csv_table


def issues_csv(collection: Collection) -> bytes:
    """Return every issue as a row: where, run, what is wrong, what to do, and whether it is only not complete yet."""
    rows = ((issue.where, issue.run, issue.what, issue.fix, issue.pending) for issue in collection.issues)
    return csv_table(("where", "run", "what", "fix", "pending"), rows)
