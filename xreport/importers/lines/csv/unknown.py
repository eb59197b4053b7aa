"""Tables that look like logs whose step has a name that is not known, or like trials: the rule that reads each."""

from __future__ import annotations

import glob
import json
import re
from typing import Final

import numpy as np

from xreport.importers.kit.protocol import Unread
from xreport.importers.kit.step_names import are_whole
from xreport.importers.lines.bare_steps import is_measured
from xreport.importers.lines.csv.cells import as_number
from xreport.importers.lines.csv.flavours import is_planned, is_setting
from xreport.importers.lines.csv.header import Header
from xreport.model import Floats

_FEWEST: Final = 3
_MOST_NAMED: Final = 5
_COUNTED: Final = re.compile(
    r"step|iter|epoch|updat|batch|episod|round|generation|frame|sample|token|count|game|trial|interact|^n(?:um)?_|^t$"
)
"""What the names of counts say, the likeliest steps first in a table."""


def unread(path: str, header: Header) -> Unread | None:
    """Return what to say of a table that nothing recognises: None where it does not look like a log.

    It does where a column counts up, or says settings, and another one says by its name what trainings log.
    """
    if not any(map(is_measured, header.names)):
        return None
    settings = [name for name in header.names if is_setting(name)]
    if any(is_planned(header, name) for name in header.names):
        return _trials(path)
    counts = [name for name in header.names if name and not is_measured(name) and _counts(header, name)]
    if not counts:
        return _trials(path) if settings and len(header.rows) > 1 else None
    counts.sort(key=lambda name: _COUNTED.search(name.lower()) is None)
    step, *others = counts
    also = f" Other columns that count up: {', '.join(others[:_MOST_NAMED])}." if others else ""
    rule = f'[[import]]\nfiles = {_text(glob.escape(path))}\nkind = "curve"\nstep = {_text(step)}'
    return Unread(
        path,
        "a table that looks like a log, and no column of it has a name that is known for a step: it is not read",
        f"Rename a column to step, or put this rule into xreport.toml.{also}\n{rule}",
    )


def _trials(path: str) -> Unread:
    rule = f'[[import]]\nfiles = {_text(glob.escape(path))}\nkind = "trials"'
    return Unread(
        path,
        "a table that looks like one of trials, a row for each: it is not read, for a data set may look so, too",
        f"If each row is a run, put this rule into xreport.toml.\n{rule}",
    )


def _counts(header: Header, name: str) -> bool:
    values = [as_number(cell) for cell in header.column(name)]
    known: Floats = np.array([value for value in values if value is not None], np.float64)
    whole = known.size == len(values) >= _FEWEST and are_whole(known)
    return bool(whole and known[0] >= 0 and np.all(np.diff(known) > 0))


def _text(text: str) -> str:
    """A text as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
