"""What the page of figures says of importers is what the script writes."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_figures_of_importers_say_that_they_are_of_processor_time(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.delitem(sys.modules, "importers", raising=False)
    import importers

    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    section = page.partition("<!-- importers -->")[2].partition("<!-- end of importers -->")[0]
    assert any(f"| {' | '.join(importers.how(rounds))} |" in section for rounds in range(1, 10))
    assert "processor time" in importers.how(3)[1]
