"""No cell of a CSV is a formula, whatever separator a spreadsheet is set to; both languages write the same cells."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import subprocess

import proofs
from browser_side import BROWSER, hatch_build
from proofs import proof

from xreport.text import csv_cell, csv_table

SEED = 20261129
PASSED_OVER = re.compile('[\\s\0-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff"]*')
SIGNS = "=+-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Infinity", re.ASCII)
PIECES = (
    *(*SIGNS, *SIGNS[:4]),
    *(*";\t|,\n\r\x0b\x0c\x85\u2028\u2029", "\r\n"),
    *(*" \xa0\u3000\u200b\ufeff\xad\0\"'", '""', "a", "1", "-1", "1.5e-7", "SUM"),
)


def texts(count: int) -> list[str]:
    rng = random.Random(SEED)
    return ["".join(rng.choices(PIECES, k=rng.randrange(1, 12))) for _ in range(count)]


def readings(table: str) -> list[str]:
    """What spreadsheets make cells of: set to each separator, with quotes, and without a mind for them."""
    cells = []
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(table, newline=""), delimiter=separator):
            cells += row
    for line in re.split("[\n\r\x0b\x0c\x85\u2028\u2029]", table):
        for separator in ";\t|":
            cells += line.split(separator)
    return cells


def armed(cell: str) -> bool:
    rest = cell[PASSED_OVER.match(cell).end() :]
    return rest[:1] in [*SIGNS] and not NUMBER.fullmatch(rest.strip('"\r\n'))


@proof("no cell of a CSV is a formula, under any separator: comma, semicolon, tab, bar", seed=SEED, slow=False)
def test_cells_are_disarmed_for_every_separator(tally) -> None:
    for text in texts(proofs.share(20_000)):
        # In its middle and at its end, where the quotes of the file are none for another separator.
        table = csv_table(["a", "b", "c"], [["x", text, text]]).decode()
        with tally.case(ascii(text)):
            found = [cell for cell in readings(table) if armed(cell)]
            assert not found, ascii(found)


@proof("numbers in a CSV stay numbers, exactly", seed=SEED, slow=False)
def test_numbers_stay_numbers(tally) -> None:
    rng = random.Random(SEED)
    numbers = [rng.uniform(-1, 1) * 10.0 ** rng.randrange(-300, 300) for _ in range(2000)]
    numbers += [-1.5, 1e-5, -0.0, 5e-324, -1.7e308, *(rng.randrange(-(2**70), 2**70) for _ in range(500)), -3]
    for number in numbers:
        with tally.case(number):
            [_, [read]] = csv.reader(io.StringIO(csv_table(["n"], [[number]]).decode(), newline=""))
            assert type(number)(read) == number
            assert csv_cell(str(number)) == str(number)
    for text in ("+3", "-.5", "-5.", "+1e-5", "-Infinity"):
        with tally.case(text):
            assert csv_cell(text) == text


@proof("the browser writes the cells of a CSV as Python does", seed=SEED, slow=False)
def test_both_languages_write_the_same_cells(tally, tmp_path) -> None:
    hatch_build.install_packages(BROWSER)
    given = [*texts(proofs.share(20_000)), *(";\t" * 50_000, '"' * 100_000, "a" + " " * 100_000)]
    (tmp_path / "texts.json").write_text(json.dumps(given))
    script = f"""
import {{ build }} from "esbuild";
import {{ readFileSync, writeFileSync }} from "node:fs";
const out = {json.dumps(str(tmp_path / "csv.mjs"))};
await build({{ entryPoints: ["src/core/csv.ts"], outfile: out, format: "esm", logLevel: "warning" }});
const {{ csvLines }} = await import(out);
const texts = JSON.parse(readFileSync({json.dumps(str(tmp_path / "texts.json"))}, "utf8"));
writeFileSync({json.dumps(str(tmp_path / "cells.json"))}, JSON.stringify(texts.map((text) => csvLines([["x", text]]))));
"""
    node = [str(hatch_build.node_program()), "--input-type=module", "-e", script]
    subprocess.run(node, cwd=BROWSER, check=True, timeout=60)
    written = json.loads((tmp_path / "cells.json").read_text())
    assert len(written) == len(given)
    for text, line in zip(given, written, strict=True):
        with tally.case(ascii(text)[:200]):
            assert line == csv_table(["x", text], []).decode()
