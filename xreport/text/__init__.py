"""Text rules of the whole project: keys, numbers, times, CSV, scripts. Standard library only, no state."""

from __future__ import annotations

from xreport.text.csv import csv_cell, csv_table
from xreport.text.keys import (
    addresses,
    as_logged,
    flatten,
    natural_items,
    natural_key,
    short_hash,
    slugify,
    sort_natural,
)
from xreport.text.numbers import (
    DASH,
    column_decimals,
    format_bytes,
    format_column,
    format_number,
    format_scalar,
    format_shared,
    format_signed,
    json_number,
    plural,
)
from xreport.text.script import data_script
from xreport.text.times import format_day, format_duration, format_hours, format_time, utc

__all__ = [
    "DASH",
    "addresses",
    "as_logged",
    "column_decimals",
    "csv_cell",
    "csv_table",
    "data_script",
    "flatten",
    "format_bytes",
    "format_column",
    "format_day",
    "format_duration",
    "format_hours",
    "format_number",
    "format_scalar",
    "format_shared",
    "format_signed",
    "format_time",
    "json_number",
    "natural_items",
    "natural_key",
    "plural",
    "short_hash",
    "slugify",
    "sort_natural",
    "utc",
]
