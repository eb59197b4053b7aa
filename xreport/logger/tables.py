"""Small tables as fields of a record."""

from __future__ import annotations

from itertools import islice

from xreport.logger.plain import plain, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from xreport.logger.warnings import Warn

MOST_ROWS = 1_000


def describe_table(columns: Iterable[object], rows: Iterable[Any], warn: Warn) -> dict[str, object]:
    """Return columns and rows as JSON can hold them; ``count`` tells of rows that are left out.

    Raises:
        TypeError: These are not columns and rows.
        ValueError: A row has another number of cells than there are columns.
    """
    names = [plain_text(name) for name in columns]
    rest = iter(rows)
    kept = [[plain(cell, warn) for cell in row] for row in islice(rest, MOST_ROWS)]
    odd = next((row for row in kept if len(row) != len(names)), None)
    if odd is not None:
        raise ValueError(f"a row has {len(odd)} cells, the table has {len(names)} columns")
    more = sum(1 for _ in rest)
    if more:
        warn("table", f"a table has {len(kept) + more:,} rows: the first {MOST_ROWS:,} are logged")
    return {"columns": names, "rows": kept} | ({"count": len(kept) + more} if more else {})
