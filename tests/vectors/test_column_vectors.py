"""Columns of a large runs table: what Python sends in few bytes, and what the browser has to read from it.

``XREPORT_VECTORS=write`` writes columns.json anew.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest
from made_runs import config_of, run_of

from xreport.analysis.study import study
from xreport.model import Collection, Run
from xreport.tables import scripts
from xreport.tables.column import Column, Raw
from xreport.tables.columns import build_columns
from xreport.text import DASH, format_column, json_number

FILE = Path(__file__).with_name("columns.json")
NUMBERS: dict[str, list[float | None]] = {
    "fractions, and all that is none": [1 / 3, -2 / 3, None, math.nan, math.inf, -math.inf, 0.0, -1e-9, 0.1 + 0.2],
    "repeated": [0.25, None, math.nan] * 300,
    "more than a byte can number": [n / 7 for n in range(300)] * 2,
    "whole": [1, -2, 3, None, 0, 12345] * 3,
    "very small, very large": [1e-300, 5e-324, 1.7e308, -1e-300, None, 0.5, 2 / 3, 1e-7],
    "nothing": [None] * 5,
    "ties": [0.125, 0.375, -0.625, 2.5, 0.0625],
}


def columns() -> list[Column]:
    made = []
    for about, numbers in NUMBERS.items():
        values: list[Raw] = [None if number is None else json_number(number) for number in numbers]
        made.append(Column(about, about, "Metrics", "number", values, format_column(numbers)))
    shortest = [
        0.001,
        3.0,
        -0.00025,
        1e-5,
        1e-300,
        5e-324,
        1e15,
        1e16,
        123456789012345680.0,
        -1.5e22,
        1.7e308,
        0.0,
        1 / 3,
    ]
    params: list[Raw] = [*shortest, None, "NaN", "-Infinity"]
    written = [*map(repr, shortest), DASH, "NaN", "−∞"]
    made.append(Column("shortest", "shortest", "Params", "number", params, written))
    texts: list[Raw] = ["a", "b", None, "NaN", "−1", "<b>"] * 50
    made.append(
        Column("texts", "texts", "Params", "text", texts, [DASH if cell is None else str(cell) for cell in texts])
    )
    tags: list[Raw] = [("a", "b"), (), ("a",)] * 100
    made.append(Column("tags", "tags", "Run", "tags", tags, None))
    return made


def content(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setattr(scripts, "MANY", 0)  # as a table of thousands of runs is sent
    made = [*columns()]
    runs = [_run(number) for number in range(150)]
    found = study(Collection(tuple(runs)), config_of())
    text = scripts.runs_script(found, [*build_columns(found), *made]).decode()
    sent = json.JSONDecoder().raw_decode(text, text.index('{"count"'))[0]
    sent["columns"] = sent["columns"][-len(made) :]
    return {
        "about": "Columns, what pages alone know of runs, and how they are sent. Written by test_column_vectors.py.",
        "cases": [_case(column) for column in made],
        "colors": [found.color(run) for run in runs],
        "scored": [sorted(run.scores) for run in runs],
        "sent": sent,
    }


def _run(number: int) -> Run:
    """Of many configurations, and thereby colours; some failed, with scores that were set."""
    status, scores = ("failed", {"acc": 0.5, "loss": 1.0}) if number % 7 == 0 else ("finished", {})
    return run_of(id=f"run-{number}", params={"width": number % 9}, status=status, scores=scores)


def _case(column: Column) -> dict[str, object]:
    shown = None if column.text is None else list(column.text)
    return {"about": column.key, "values": column.values, "text": shown}


def test_the_vectors_say_what_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(content(monkeypatch), allow_nan=False).replace('{"about"', '\n{"about"') + "\n"
    if os.environ.get("XREPORT_VECTORS") == "write":
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text("utf-8") == text


def test_the_vectors_hold_every_form(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(content(monkeypatch))
    assert [form for form in ("f8", "decimals", "shortest", "pool") if f'"{form}"' not in text] == []
