"""Where the figures go: tables between markers of ``docs/performance.md``, written by the script that measured them."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def write(section: str, rows: list[tuple[str, str]]) -> None:
    """Put a table of what was measured between the markers of a section."""
    table = "\n".join(["| what | measured |", "| --- | ---: |", *(f"| {name} | {value} |" for name, value in rows)])
    content = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    head, _, rest = content.partition(begin)
    tail = rest.partition(end)[2]
    PAGE.write_text(f"{head}{begin}\n\n{table}\n\n{end}{tail}", encoding="utf-8")
