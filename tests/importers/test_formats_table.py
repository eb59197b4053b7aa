"""The table of formats in the documentation is what the importers make of real samples.

XREPORT_FORMATS=write pytest tests/importers/test_formats_table.py     writes it anew
"""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from format_samples import all_samples

from xreport.importers import IMPORTERS
from xreport.importers.registry import OURS
from xreport.load import read_sources
from xreport.settings import Config

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "formats.md"
SAMPLES = all_samples()
DESCRIBED = ("name", "project", "group", "parent", "algorithm", "params", "seed", "data", "tags", "notes", "owner")
TABLES = {
    "What a run says of itself": (
        *DESCRIBED[:5], "params", "seed", "data", "tags", "notes", "owner", "commit", "environment", "attempts",
    ),
    "What it measured": ("status", "start", "metrics", "steps", "times", "scores", "facts", "hints", "system"),
    "What it logged": (
        "artifacts", "images", "tables", "histograms", "curves", "confusion", "texts", "audio", "console",
    ),
}  # fmt: skip
KINDS = {
    "artifact": "artifacts", "image": "images", "table": "tables", "histogram": "histograms", "curve": "curves",
    "confusion": "confusion", "text": "texts", "audio": "audio", "console": "console", "metric": "hints",
    "end": "status",
}  # fmt: skip


def pieces_of(folder):
    return [
        piece for pieces, _ in read_sources([folder], config=Config(root=folder), jobs=1).groups for piece in pieces
    ]


def fields_of(pieces) -> set[str]:
    """The fields that at least one run of a folder has."""
    found = set()
    for piece in pieces:
        for event in piece.part.events:
            found |= set(_of_event(event))
        for name, series in piece.part.series.items():
            found.add("metrics")
            if not np.array_equal(series.steps, np.arange(series.steps.size)):
                found.add("steps")
            if np.isfinite(series.times).any():
                found.add("times")
            if name.startswith("system/"):
                found.add("system")
    return found


def _of_event(event):
    kind = event["type"]
    if kind in KINDS:
        yield KINDS[kind]
    if kind in {"start", "update", "note"}:
        yield from (key for key in DESCRIBED if event.get(key) not in (None, "", [], {}))
        environment = event.get("environment", {})
        yield from ("commit",) if environment.get("commit") else ()
        yield from ("environment",) if environment.keys() - {"commit", "dirty"} else ()
        yield from ("attempts",) if event.get("attempt", 1) > 1 else ()
        yield from ("start",) if kind == "start" and event.get("time") is not None else ()
    if kind in {"summary", "fact"}:
        for value in event["values"].values():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            yield "scores" if number and kind == "summary" else "facts"


def rows_of(text):
    """The cells of each table of the page by its title and format."""
    found, title = {}, ""
    for line in text.splitlines():
        title = line.removeprefix("## ") if line.startswith("## ") else title
        if line.startswith("| ") and not line.startswith(("| format", "| ---")):
            cells = line.strip("| ").split(" | ")
            found[title, cells[0]] = line
    return found


def render(folder, old) -> str:
    known = rows_of(old)
    fields = {}
    for one in SAMPLES:
        if not one.missing:
            place = folder / re.sub(r"\W+", "-", one.format)
            one.write(place)
            fields[one.format] = fields_of(pieces_of(place))
    parts = []
    for title, columns in TABLES.items():
        lines = ["| format | importer | " + " | ".join(columns) + " |", "| --- | --- |" + " :-: |" * len(columns)]
        for one in SAMPLES:
            if one.missing:  # its row is left as it is
                lines.append(known.get((title, one.format), f"| {one.format} | {one.importer} |"))
                continue
            marks = ("✓" if column in fields[one.format] else "" for column in columns)
            lines.append(f"| {one.format} | {one.importer} | " + " | ".join(marks) + " |")
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def test_every_importer_has_a_sample():
    known = {one.importer for one in SAMPLES}
    names = [*(entry.name for entry in OURS), *(importer.name for importer in IMPORTERS)]
    without = [name for name in names if name not in known]
    assert not without, f"write samples (see format_samples.py) for: {', '.join(without)}"


@pytest.mark.parametrize("one", SAMPLES, ids=lambda one: one.format)
def test_a_sample_is_read_by_its_importer_without_an_issue(one, tmp_path):
    one.require()
    one.write(tmp_path / "source")
    pieces = pieces_of(tmp_path / "source")
    assert pieces
    assert {piece.part.account.importer for piece in pieces} == {one.importer}
    issues = [issue for piece in pieces for issue in piece.part.account.issues]
    assert [issue for issue in issues if not issue.fix.startswith("Nothing need be done")] == []
    assert fields_of(pieces) & {"metrics", "scores"}


def test_the_table_in_the_documentation_is_up_to_date(tmp_path):
    old = PAGE.read_text(encoding="utf-8")
    begin, end = "<!-- made by tests/importers/test_formats_table.py -->\n", "<!-- end -->"
    head, _, rest = old.partition(begin)
    fresh = f"{head}{begin}\n{render(tmp_path, old)}\n{end}{rest.partition(end)[2]}"
    if os.environ.get("XREPORT_FORMATS") == "write":
        PAGE.write_text(fresh, encoding="utf-8")
    assert fresh == PAGE.read_text(encoding="utf-8"), "write it anew with XREPORT_FORMATS=write"
