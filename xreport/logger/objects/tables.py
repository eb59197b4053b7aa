"""Small tables as fields of a record: from columns and rows, dicts, or a data frame of any library."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from xreport.format.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from xreport.logger.plain import plain, plain_label, plain_text

TYPE_CHECKING = False  # typing takes milliseconds to import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from xreport.logger.warnings import Warn


def describe_table(columns: Any, rows: Iterable[Any] | None, warn: Warn) -> dict[str, object]:
    """Return columns and rows as JSON can hold them; ``count`` tells of rows that are left out.

    Args:
        columns: The names of the columns; without rows a whole table: a data frame of pandas or polars, a list of
            dicts, or a dict from column to its cells.
        rows: One after the other, each as long as there are columns.
        warn: Told of rows that are left out, and of what is shown in part.

    Raises:
        TypeError: These are not columns and rows.
        ValueError: There are no columns, or too many; or a row has another number of cells than there are columns.
    """
    if rows is None:
        columns, rows = columns_and_rows(columns)
    names = [plain_label(name, warn) for name in columns]
    if not 1 <= len(names) <= MOST_COLUMNS:
        raise ValueError(f"a table has 1 to {MOST_COLUMNS} columns, not {len(names):,}: log some, or it as an artifact")
    rest = iter(rows)
    kept = [[_cell(cell, warn) for cell in row] for row in islice(rest, MOST_ROWS)]
    odd = next((row for row in kept if len(row) != len(names)), None)
    if odd is not None:
        raise ValueError(f"a row has {len(odd)} cells, the table has {len(names)} columns")
    more = sum(1 for _ in rest)
    if more:
        warn("table", f"a table has {len(kept) + more:,} rows: the first {MOST_ROWS:,} are logged")
    return {"columns": names, "rows": kept} | ({"count": len(kept) + more} if more else {})


def columns_and_rows(table: Any) -> tuple[list[Any], Iterable[Any]]:
    """Return the two parts of a whole table, see `describe_table`.

    Raises:
        TypeError: It is none.
        ValueError: Its columns differ in length.
    """
    if hasattr(table, "itertuples"):  # pandas; an index that says something is a column
        frame = table if type(table.index).__name__ == "RangeIndex" else table.reset_index(allow_duplicates=True)
        return list(frame.columns), frame.itertuples(index=False, name=None)
    if hasattr(table, "iter_rows"):  # polars
        return list(table.columns), table.iter_rows()
    if isinstance(table, Mapping):
        return list(table), zip(*table.values(), strict=True)
    dicts = [*table] if isinstance(table, list | tuple) else []
    if not dicts or not all(isinstance(row, Mapping) for row in dicts):
        raise TypeError("log_table takes columns and rows, a data frame, a list of dicts, or a dict of columns")
    names = list(dict.fromkeys(name for row in dicts for name in row))
    return names, ([row.get(name) for name in names] for row in dicts)


def _cell(cell: Any, warn: Warn) -> object:
    if hasattr(cell, "isoformat"):  # dates, which JSON cannot hold: as text they still sort
        return plain_text(cell.isoformat())
    shown = plain(cell, warn)
    if isinstance(shown, str) and len(shown) > LONGEST_CELL:
        warn("cell", f"a cell of {len(shown):,} characters is shown up to {LONGEST_CELL:,}")
    return shown
