"""Rules that Python and the browser share: numbers, texts in order, cells of a CSV. Both sides read formats.json.

``XREPORT_VECTORS=write`` writes what Python says; the inputs stand here.
"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

from xreport.text import csv_table, format_number, sort_natural

VECTORS = Path(__file__).with_name("formats.json")

NUMBERS = (
    # Whole numbers from a billion on differ on purpose: under a cursor they are short.
    *(0, 1, -1, 7, 10, 100, 12345, -99999, 123_456_789, 999_999_999),
    *(0.1, 0.25, -0.5, 1 / 3, -2 / 3, 0.1 + 0.2, 0.99999999, 9.99996, 99.99951, 999.9999, 1234.56789, 99999.6),
    *(123456.7, 1_234_567.8, 987_654_321.1, 1.5e9 + 0.25, 1e16, 1.2345678e20, 1e300, -3.25e12 - 0.5),
    *(1e-3, 1.23456e-4, 1e-4, 9.9999e-5, 1e-5, 1.5e-7, -2.34567891e-9, 5e-324),
)
SHORTEST = (*NUMBERS, 0.0, -0.0, -1e-4, 9.999e15, 1.7976931348623157e308, 2.5e-10, 1 / 7e6, -1e21, 123456789012345680.0)
TEXTS = (
    [
        "run-10",
        "run-02",
        "run-1",
        "run-2",
        "run-100",
    ],  # what counts alike comes in the order of texts: rows stay as they are
    ["b", "a10", "a9", "a", "a1b2", "a1b10"],
    ["mlp-3", "cnn-12", "cnn-3", "mlp-20", "gbm"],
    ["2", "10", "1", "03", "x"],
)
CELLS = (
    *("plain", "two words", "a,b", 'say "hi"', "line\nbreak", "a\rb", ""),
    *("=1+1", "+cmd", "-x", "@SUM(A1)", " =1", "\t=1", "\ttab", "\rcr", "\nlf", "\ufeff=1", "\u200b@x"),
    *("\uff1d1", "\uff0bx", "\uff0dx", "\uff20x", "a=b", "a-b", "1e-3", "'quoted", '=a"b', "=a,b"),
    # What a spreadsheet that is set to another separator makes a cell of its own, or a line.
    *("a;=1+1", "a\t=1+1", "a|@x", "a;-x", "a;+x", "a\n=1", "a\r\n-x", "a\x0b=1", "a\x0c=1", "a\x85=1", "a\u2028=1"),
    *(
        ";=1",
        "|=1",
        "a;;=1",
        "a; =1",
        "a;\u3000=1",
        "a;\u200b=1",
        "a;\xa0\uff1d1",
        'a;"=1"',
        'a|""@x',
        'a;\n"\t=1',
        "a;\ufe66x",
    ),
    *(
        '"=1"',
        '"a;=1","b"',
        "a,=1",
        "a, -1",
        "[0.9, -0.1]",
        "a;b",
        "a|b-c;d=e",
        "a;'=1",
        "x=1;y=2",
        "- one\n- two",
        "\0=1",
        "a;\0=1",
    ),
    # Numbers as texts stay numbers, exactly; what only begins like one does not.
    *(
        "-1.5",
        "+3",
        "-1e-5",
        "1e-5",
        "-.5",
        "-5.",
        "-Infinity",
        "+Infinity",
        "NaN",
        "-1+1",
        "-1,5",
        "--1",
        "-1 ",
        "-\u0661",
        "-0x1",
    ),
)


def cell(text: str) -> str:
    """One text as a row of a table of two columns has it."""
    return csv_table(["a", "b"], [[text, 0]]).decode()[len("a,b\r\n") : -len(",0\r\n")]


def said() -> dict[str, object]:
    """What Python says of all inputs."""
    return {
        "about": "What both languages make of the same values. Written by test_format_vectors.py.",
        "numbers": [[value, format_number(value)] for value in NUMBERS],
        "shortest": [[value, repr(float(value))] for value in SHORTEST],
        "orders": [{"texts": texts, "sorted": sort_natural(texts)} for texts in TEXTS],
        "cells": [[text, cell(text)] for text in CELLS],
    }


def test_python_says_what_the_vectors_say() -> None:
    if os.environ.get("XREPORT_VECTORS") == "write":
        VECTORS.write_text(json.dumps(said(), indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    assert json.loads(VECTORS.read_text("utf-8")) == said()


def test_a_cell_reads_back_as_its_text_or_disarmed() -> None:
    for text in CELLS:
        [[back, _]] = csv.reader(io.StringIO(cell(text) + ",0\r\n", newline=""))
        assert back.replace("'", "") == text.replace("'", "").replace("\0", "\ufffd")
