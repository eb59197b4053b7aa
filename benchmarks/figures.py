"""Where the figures go: tables between markers of ``docs/performance.md``, written by the script that measured them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def write(section: str, rows: list[tuple[str, str]]) -> None:
    """Put a table of what was measured between the markers of a section."""
    write_table(section, ("what", "measured"), rows)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table: names on the left, figures on the right."""
    rule = ("---", *("---:" for _ in header[1:]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (header, rule, *rows))


def write_table(section: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Put a table of several columns between the markers of a section."""
    content = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    head, _, rest = content.partition(begin)
    tail = rest.partition(end)[2]
    PAGE.write_text(f"{head}{begin}\n\n{table(header, rows)}\n\n{end}{tail}", encoding="utf-8")
