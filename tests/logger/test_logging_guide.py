"""The first example of the guide works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).resolve().parents[2] / "docs/guides/logging.md"


def test_first_example(script):
    (source,) = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (records,) = script(source).journals
    assert [record["step"] for record in records if "metrics" in record] == list(range(100))
    assert (records[0]["project"], records[-1]["status"]) == ("wine", "finished")
