"""The examples of the guide work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from xreport.logger import fields, starting
from xreport.logger.capture import sampling
from xreport.logger.objects.verbs import ObjectVerbs
from xreport.logger.run import Run

GUIDE = Path(__file__).resolve().parents[2] / "docs/guides/logging.md"
TEXT = GUIDE.read_text(encoding="utf-8")
FIRST, OBJECTS, RESUME = re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_first_example(script):
    (records,) = script(FIRST).journals
    assert [record["step"] for record in records if "metrics" in record] == list(range(100))
    assert (records[0]["project"], records[-1]["status"]) == ("wine", "finished")


def test_objects(script):
    done = script(OBJECTS)
    (records,) = done.journals
    kinds = [record["type"] for record in records if "key" in record]
    assert kinds == ["histogram", "curve"] * 3 + ["curve", "curve", "confusion", "curve", "table", "text", "audio"]
    assert "dropped" not in records[-1]
    assert done.stderr == ""


def test_resume(script):
    first, second = script(RESUME).journals
    assert [records[0]["attempt"] for records in (first, second)] == [1, 2]
    assert [record["step"] for record in (*first, *second) if "metrics" in record] == [0, 1]


def test_every_verb_and_argument_is_in_the_guide():
    arguments = set(starting.init.__kwdefaults__) - {"config", "kind"}
    assert [name for name in arguments if f"`{name}`" not in TEXT] == []
    verbs = {name for name in {*vars(Run), *vars(ObjectVerbs)} if name.startswith(("log_", "use_"))}
    internal = {"log_at", "log_system", "log_console", "log_code_diff"}
    assert [name for name in sorted(verbs - internal) if f"`{name}" not in TEXT] == []


def test_the_numbers_of_the_guide_are_those_of_the_code():
    assert (fields.LARGEST_HASHED, sampling.SECONDS) == (64 << 20, 15.0)
    assert "up to 64 MiB" in TEXT
    assert "every 15 s" in TEXT
