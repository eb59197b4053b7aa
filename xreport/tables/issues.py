"""Issues to take away."""

from __future__ import annotations

import csv
import io

from xreport.model import Collection
from xreport.text import csv_cell


def issues_csv(collection: Collection) -> bytes:
    """Return every issue as a row: where, run, what is wrong, what to do, and whether it is only not complete yet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["where", "run", "what", "fix", "pending"])
    for issue in collection.issues:
        writer.writerow([csv_cell(cell) for cell in (issue.where, issue.run, issue.what, issue.fix, issue.pending)])
    return out.getvalue().encode("utf-8", "replace")
