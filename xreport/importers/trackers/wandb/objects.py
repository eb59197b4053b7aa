"""What a value of history stands for besides numbers and images: histograms and tables."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from xreport.importers.kit.decode import BadLineError
from xreport.importers.kit.logged import At, histogram_record, table_record
from xreport.importers.kit.protocol import Record
from xreport.importers.kit.spread import Spread
from xreport.importers.kit.values import as_number
from xreport.importers.trackers.wandb.items import decode_object

MOST_TABLE: Final = 16 << 20
"""Bytes of a table's file that are looked at; larger ones are listed only."""
_MOST_NAMES: Final = 200
_MOST_EDGES: Final = 1 << 12


class Histograms:
    """Collects the histograms of history."""

    def __init__(self) -> None:
        self._found: dict[str, Spread] = {}
        self.left_out = 0

    def add(self, value: dict[str, Any], at: At) -> bool:
        """Take a value of history if it is a histogram; return whether it is."""
        edges = _edges(value)
        counts = value.get("values")
        if edges is None or not isinstance(counts, list) or len(counts) + 1 != len(edges):
            return False
        numbers = [as_number(one, lambda _what, _fix: None) for one in counts]
        if any(number is None for number in numbers):
            return False
        record = histogram_record(edges[:-1], edges[1:], np.array(numbers, np.float64), at)
        if record is None:
            return False
        if at.key not in self._found and len(self._found) >= _MOST_NAMES:
            self.left_out += 1
        else:
            self._found.setdefault(at.key, Spread()).add(record)
        return True

    def records(self) -> list[Record]:
        """Return those that are kept."""
        self.left_out += sum(one.left_out for one in self._found.values())
        return [record for one in self._found.values() for record in one.records()]


def _edges(value: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    """The edges, which long histograms of equal buckets give as a start, a width and a count."""
    bins, packed = value.get("bins"), value.get("packedBins")
    if isinstance(bins, list) and 1 < len(bins) <= _MOST_EDGES:
        numbers = [as_number(one, lambda _what, _fix: None) for one in bins]
        return None if any(number is None for number in numbers) else np.array(numbers, np.float64)
    if isinstance(packed, dict):
        low, width, count = (packed.get(name) for name in ("min", "size", "count"))
        numbers = [as_number(one, lambda _what, _fix: None) for one in (low, width)]
        if isinstance(count, int) and 0 < count < _MOST_EDGES and None not in numbers:
            return np.asarray(numbers[0] + np.arange(count + 1) * numbers[1], np.float64)  # type: ignore[operator]
    return None


def read_table(data: bytes, at: At) -> Record | None:
    """Return the record of a ``.table.json`` file, None where it is none."""
    try:
        document = decode_object(data)
    except BadLineError:
        return None
    columns, rows = document.get("columns"), document.get("data")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return None
    return table_record(columns, rows, at)
