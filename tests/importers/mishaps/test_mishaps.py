"""What tools write of runs that went wrong, and what is read of it, is what the documentation says.

XREPORT_MISHAPS=write pytest -m slow tests/importers/mishaps     writes its tables anew
"""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import mishaps_of_benchmarks
import mishaps_of_studies
import mishaps_of_trackers
import mishaps_of_trainers
import pytest
from mishap_table import COMPETING, PAGE, make_of, section, sections, write
from throwaway import answer, shared_interpreter

SCRIPTS = (mishaps_of_trackers, mishaps_of_trainers, mishaps_of_studies, mishaps_of_benchmarks)
TOOLS = {name: (script, tool) for script in SCRIPTS for name, tool in script.TOOLS.items()}
ORDER = [tool.title for _, tool in TOOLS.values()]
ENVIRONMENTS = {
    **dict.fromkeys(mishaps_of_trackers.TOOLS, "trackers"),
    **dict.fromkeys(mishaps_of_benchmarks.TOOLS, "trackers"),
    **dict.fromkeys(mishaps_of_trainers.TOOLS, "frameworks"),
    **dict.fromkeys(mishaps_of_studies.TOOLS, "frameworks"),
    **dict.fromkeys(("mlflow-files", "mlflow-database"), "mlflow3"),
    "wandb": "wandb-new",
}
"""In which environment of ``throwaway.py`` a tool is."""


@pytest.mark.slow
@pytest.mark.parametrize("name", TOOLS)
def test_what_went_wrong_is_told_from_what_went_well(name, tmp_path, tmp_path_factory):
    script, tool = TOOLS[name]
    python = shared_interpreter(tmp_path_factory.getbasetemp(), ENVIRONMENTS[name])
    source = tmp_path / "s"
    said = json.loads(answer([python, script.__file__, name, source], cwd=tmp_path, timeout=900).splitlines()[-1])
    made = {one: make_of(source / place, one, tool) for one, (place, _) in said["wrote"].items()}
    fresh = section(said, made)
    if os.environ.get("XREPORT_MISHAPS") == "write":
        with Path(__file__).open() as lock:  # several processes may write
            fcntl.flock(lock, fcntl.LOCK_EX)
            write({tool.title: fresh}, ORDER)
    wrong = [one for one in COMPETING if one in made and made[one].wrong and one not in tool.silent]
    assert wrong == [], fresh
    assert sections(PAGE.read_text(encoding="utf-8"))[tool.title] == fresh, "write it anew with XREPORT_MISHAPS=write"


def test_the_page_has_a_table_of_each_tool():
    assert list(sections(PAGE.read_text(encoding="utf-8"))) == ORDER
